"""The project and its file annotate.yaml: settings, paths, and how to reach Label Studio."""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StringConstraints

from annotate.core.configs import PROJECT_FILE, project_file_above
from annotate.core.errors import ConfigError
from annotate.core.files import write_errors, writing
from annotate.core.ontology import Ontology
from annotate.core.ownership import doubt
from annotate.core.path_errors import reading
from annotate.core.text import refused_character
from annotate.core.yaml_file import read_yaml, validated
from annotate.prelabel.defaults import DEFAULT_ORDER

FILE_NAME = PROJECT_FILE
STATE_VARIABLE = "ANNOTATE_STATE_DIR"
TOKEN_VARIABLE = "ANNOTATE_TOKEN"  # noqa: S105  # the variable's name, not a token


class ProjectFileWarning(UserWarning):
    """Another user wrote the project file, or can change it."""


class CampaignWarning(UserWarning):
    """Something about a campaign that its lead should know: another folder, or a changed ontology."""


def _without_null(path: str) -> str:
    if "\0" in path:
        raise ValueError("a path cannot hold a null character")
    return path


PathName = Annotated[str, AfterValidator(_without_null)]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StudioSettings(_Settings):
    """Where Label Studio runs. No ``url`` means the project's own server ('annotate studio up')."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s@]+$")] | None = Field(
        default=None, description="without a name or password: the token goes into ANNOTATE_TOKEN"
    )
    project: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="id of an existing project; without it, the first push makes one"
    )
    ca_file: PathName | None = Field(
        default=None, description="file of additional certificates to trust (PEM), for a private authority"
    )


class LlmEndpoint(_Settings):
    """The endpoint of language models. ANNOTATE_LLM_URL overrides it. The key is never in this file."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s@]+$")] | None = None
    timeout: Annotated[float, Field(gt=0)] = Field(default=120, description="seconds to wait for an answer")


def _ordinary(words: str) -> str:
    if refused := refused_character(words):
        raise ValueError(f"holds {refused[1]} at character {refused[0]}")
    return words


Words = Annotated[str, AfterValidator(_ordinary), StringConstraints(min_length=1, max_length=20_000)]


class ReleaseSettings(_Settings):
    """What the dataset card of a release states about it. What is missing is "not stated" there."""

    title: Words | None = Field(default=None, description="the name of the data set for readers")
    description: Words | None = Field(default=None, description="what it is; a blank line parts paragraphs")
    sources: Words | None = Field(default=None, description="where the articles are from")
    intended_use: Words | None = Field(default=None, description="what it is for, and what not")
    licence: Words | None = Field(
        default=None,
        validation_alias=AliasChoices("licence", "license"),
        description="an SPDX identifier such as CC-BY-4.0, or words",
    )
    contact: Words | None = Field(default=None, description="whom to ask; it is published")
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    authors: tuple[Words, ...] = Field(default=(), description="whom to cite, as 'Family, Given'")

    def about(self) -> dict[str, Any]:
        """What is stated, for the manifest of a release."""
        return self.model_dump(mode="json", exclude_defaults=True)


class ProjectSettings(_Settings):
    """The keys of annotate.yaml."""

    format: Literal[1]
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "fr"
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...] = Field(
        default=(),
        description="languages of the articles, detected from each text; default: `language`",
    )
    guidelines: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = Field(
        default=None, description="language of the labelling screen and its instructions; default: `language`"
    )
    ontology: PathName = "diplomacy"
    labelers: tuple[str, ...] = DEFAULT_ORDER
    model: Annotated[PathName, StringConstraints(min_length=1)] | None = Field(
        default=None,
        description="the folder of a model that 'annotate train' made; 'annotate use' sets it",
    )
    weights: PathName = Field(
        default="auto",
        description="how far each labeler is trusted: a file of 'annotate calibrate', auto (the built-in "
        "weights for the ontology) or none",
    )
    threshold: Annotated[float, Field(strict=True, ge=0, le=1)] | None = Field(
        default=None,
        description="with weights: leave out less probable mentions; default: as in the file",
    )
    event_threshold: Annotated[float, Field(strict=True, ge=0, le=1)] | None = Field(
        default=None,
        description="with weights: leave out less probable events; higher for more precision, lower for more "
        "recall; default: 0.5",
    )
    value_threshold: Annotated[float, Field(strict=True, ge=0, le=1)] | None = Field(
        default=None,
        description="with weights: leave out less probable values of context and sector, which nobody sees "
        "on the screen",
    )
    llm: LlmEndpoint = LlmEndpoint()
    studio: StudioSettings = StudioSettings()
    exports: PathName = "exports"
    release: ReleaseSettings = ReleaseSettings()


@dataclass(frozen=True)
class Project:
    """One campaign: its folder and its settings."""

    root: Path
    settings: ProjectSettings

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """Finds the nearest annotate.yaml in ``start`` (default: the current folder) or above, and loads it.

        Raises `ConfigError` if there is no annotate.yaml, if it has errors, or if another user put it where
        everybody can write. Warns with `ProjectFileWarning` if another user wrote it or can change it.
        """
        folder = (start or Path.cwd()).resolve()
        if (found := project_file_above(folder)) is not None:
            _check_writers(found)
            return cls.load(found)
        raise ConfigError(
            f"there is no {FILE_NAME} here or in any folder above.",
            where=str(folder),
            remedy="Make a project with 'annotate init DIR' and work inside it.",
        )

    @classmethod
    def find_or_default(cls, start: Path | None = None) -> Project:
        """Like `find`, but returns a project with the default settings if there is no annotate.yaml."""
        try:
            return cls.find(start)
        except ConfigError as error:
            if FILE_NAME not in error.what:
                raise
            return cls(
                (start or Path.cwd()).resolve(),
                ProjectSettings(format=1, name="annotate", languages=("fr", "en")),
            )

    @classmethod
    def load(cls, path: Path) -> Project:
        """Reads a project file. Raises `ConfigError` naming file, line and key."""
        return cls(path.resolve().parent, validated(read_yaml(path), ProjectSettings))

    @cached_property
    def ontology(self) -> Ontology:
        """The project's ontology."""
        return Ontology.load(self.settings.ontology, self.root)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that articles may be in, the main one first."""
        return tuple(dict.fromkeys((self.settings.language, *self.settings.languages)))

    @property
    def guidelines_language(self) -> str:
        """The language of the labelling screen."""
        return self.settings.guidelines or self.settings.language

    @property
    def local(self) -> Path:
        """The folder of plan and mirror, inside the project. Do not put this folder under version control."""
        return self.root / ".annotate"

    @property
    def model(self) -> Path | None:
        """The folder of the model in use, which may be missing; None if there is no model.

        Raises `ConfigError` if the path cannot be one.
        """
        if self.settings.model is None:
            return None
        with reading(self.settings.model, ConfigError):
            return self.root / Path(self.settings.model).expanduser()

    @property
    def exports(self) -> Path:
        """The folder of releases."""
        return self.root / self.settings.exports

    @property
    def state(self) -> Path:
        """The folder for secrets and the embedded server's data, inside the user's state folder."""
        mark = hashlib.sha256(str(self.root).encode()).hexdigest()[:10]
        with write_errors(self._state_id):
            known = self._state_id.is_file()
        if known:
            with reading(self._state_id, ConfigError):
                mark = self._state_id.read_text(encoding="utf-8", errors="replace").strip()
            if not re.fullmatch(r"[0-9a-f]{10}", mark):
                raise ConfigError(
                    f"holds {mark[:20]!r}, not the id of a state folder.",
                    where=str(self._state_id),
                    remedy=f"Put one of the names in {state_folder() / 'projects'} there.",
                )
        return state_folder() / "projects" / mark

    def keep_state(self) -> None:
        """Saves the id of the state folder in the project, so that a moved project finds the folder again."""
        if not self._state_id.is_file():
            mark = self.state.name
            with writing(self._state_id) as file:
                file.write(mark + "\n")

    @property
    def _state_id(self) -> Path:
        return self.local / "state-id"


def _check_writers(path: Path) -> None:
    """Refuses a planted project file, because the models and folders that it names are used unasked."""
    if (found := doubt(path)) is None:
        return
    if found.planted:
        raise ConfigError(
            f"{found.what.rstrip('.')}, in a folder where every user of this machine can write."
            " It was not used.",
            where=str(path),
            remedy="Make a project of your own with 'annotate init DIR', and work inside it.",
        )
    warnings.warn(f"{path}: {found.what} It says where data goes.", ProjectFileWarning, stacklevel=3)


def state_folder() -> Path:
    """The user's state folder for this toolkit. ANNOTATE_STATE_DIR sets another folder."""
    if chosen := os.environ.get(STATE_VARIABLE):
        return Path(chosen).expanduser().resolve()
    from platformdirs import user_state_path

    return user_state_path("annotate")
