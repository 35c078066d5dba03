"""The labelers, weights and words of a project: those of annotate.yaml, with those of the model in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.path_errors import reading
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.model_file import (
    FORMAT,
    MODEL_FILE,
    TRAINED,
    ModelFile,
    format_of,
    read_model_file,
)
from annotate.prelabel.interface.model_labelers import is_same, named_models, names_model, with_model
from annotate.prelabel.interface.registry import LabelerContext
from annotate.project import FILE_NAME, Project


@dataclass(frozen=True)
class InUse:
    """What makes the suggestions of a run.

    ``labelers`` are all, in order. ``weights`` is the setting of annotate.yaml. ``model`` is the folder of
    the model in use, if there is one, ``name`` its name in annotate.yaml, and ``made`` its description.
    ``notices`` say what a lead might not expect.
    """

    labelers: tuple[str, ...]
    weights: str
    model: Path | None = None
    made: ModelFile | None = None
    notices: tuple[str, ...] = ()
    name: str | None = None

    @property
    def model_weights(self) -> Path | None:
        """The model's weights file; its judges go before those of ``weights``."""
        return self._part(self.made.weights if self.made else None)

    @property
    def words(self) -> Path | None:
        """The file with the campaign's words that the model has."""
        return self._part(self.made.words if self.made else None)

    def _part(self, name: str | None) -> Path | None:
        return None if self.model is None or name is None else self.model / name


def in_use(project: Project, given: Sequence[str] = ()) -> InUse:
    """What makes the suggestions of a run with the labelers ``given``, by default those of the project.

    ``given`` replace the project's labelers and its model, unless they name this model (``trained:MODEL``):
    then its weights and words count. Raises `ConfigError` if the model cannot be used.
    """
    settings, near = project.settings, project.root
    folder = project.model
    labelers = tuple(given) or settings.labelers
    if folder is not None and (not given or names_model(given, folder, near)):
        folder = folder.absolute()
        made = usable_model(folder, project.ontology, settings.model or "")
        if not given:
            labelers = with_model(_absolute(labelers, folder, near), folder, made.labelers)
        notices = [*doubts(made, project.ontology, folder.name), *_other_models(labelers, folder, near)]
        return InUse(labelers, settings.weights, folder, made, tuple(notices), settings.model)
    notices = []
    if folder is not None:
        notices.append(f"the model in use ({settings.model}) takes no part: --labeler replaces it.")
    notices += [
        f"{model} is a whole model. Its weights and words are not in use; 'annotate use {model}' puts them to"
        " use."
        for model in named_models(labelers, near)
        if _is_whole(model)
    ]
    return InUse(labelers, settings.weights, notices=tuple(notices))


def without_model(project: Project) -> Project:
    """The project as if no model were in use."""
    return replace(project, settings=project.settings.model_copy(update={"model": None}))


def context_in_use(project: Project, used: InUse, llm: LlmSettings | None = None) -> LabelerContext:
    """The context for making the labelers of a run."""
    return LabelerContext(
        project.ontology,
        project.languages,
        folder=project.root,
        llm=llm or LlmSettings(),
        weights=used.weights,
        event_threshold=project.settings.event_threshold,
        words=used.words,
        model_weights=used.model_weights,
    )


def usable_model(folder: Path, ontology: Ontology, named: str) -> ModelFile:
    """The description of a model that may be used with an ontology. ``named`` is its name in messages.

    Raises `ConfigError` if there is no model, if it is damaged, or if it is for another ontology.
    """
    with reading(folder, ConfigError):
        there = folder.is_dir()
    if not there:
        raise ConfigError(
            f"the model {named!r:.200} is not there. It was moved or deleted.",
            where=str(folder),
            remedy="Say where it is now with 'annotate use MODEL', or go on without it: 'annotate use"
            " --former' or 'annotate use --none'.",
        )
    made = read_model_file(folder)
    if not ontology.is_version(made.ontology):
        raise ConfigError(
            f"was trained with the ontology {made.ontology:.120}, and this project uses {ontology.id}.",
            where=str(folder),
            remedy="Train a model on a release of this project, or go on without one: 'annotate use --none'.",
        )
    return made


def _absolute(specs: Sequence[str], folder: Path, near: Path) -> list[str]:
    """The labelers, with the model's own folder written as ``folder`` if they name it in another way."""
    return [f"{TRAINED}:{folder}" if names_model([spec], folder, near) else spec for spec in specs]


def doubts(made: ModelFile, ontology: Ontology, name: str) -> list[str]:
    """What is different now from when a model was trained: the ontology's version, or spaCy's."""
    found = []
    if made.ontology != ontology.id:
        found.append(f"the model {name} was trained with {made.ontology}, and this is {ontology.id}.")
    then, here = made.versions.get("spacy"), _spacy_version()
    if TRAINED in made.labelers and then and here and then.split(".")[:2] != here.split(".")[:2]:
        found.append(
            f"the model {name} was trained with spaCy {then:.40}, and {here} is installed here. If its"
            " suggestions are odd, train again."
        )
    return found


def _spacy_version() -> str | None:
    try:
        return metadata.version("spacy")
    except metadata.PackageNotFoundError:
        return None


def _other_models(labelers: Sequence[str], folder: Path, near: Path) -> list[str]:
    others = [one for one in named_models(labelers, near) if not is_same(one, folder)]
    return [
        f"{FILE_NAME} names another trained model under labelers ({one}) beside the model in use"
        f" ({folder.name}). Both suggest."
        for one in others
    ]


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / MODEL_FILE).is_file() and format_of(folder) == FORMAT
    except (ConfigError, OSError):
        return False  # the labeler says what is wrong
