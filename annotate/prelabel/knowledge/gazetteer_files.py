"""The schemas of the files under configs/gazetteers, and the reader of several gazetteer folders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from annotate.core.configs import GAZETTEER, configs_folder, find_config
from annotate.core.yaml_file import read_yaml, validated
from annotate.prelabel.versions import content_digest

STATES, PLACES, ORGANIZATIONS = "states.yaml", "places.yaml", "organizations.yaml"
_FORMER = {ORGANIZATIONS: "bodies.yaml"}  # names of files before version 0.2
Alpha3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
ByLanguage = dict[str, tuple[str, ...]]
FileType = TypeVar("FileType", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Named(BaseModel):
    """An entry with its names by language. Every key of two letters is a language code."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, tuple[str, ...]]

    @model_validator(mode="before")
    @classmethod
    def _further_keys_are_languages(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields and not re.fullmatch(r"[a-z]{2}", key):
                raise ValueError(f"{key!r} is neither a key of this entry nor a language code")
        return data

    def names(self, languages: Sequence[str]) -> Iterator[str]:
        """The names in ``languages``, in the order of the languages."""
        for language in languages:
            yield from self.__pydantic_extra__.get(language, ())


class State(_Strict):
    """A country's capital, further names and adjectives, each by language."""

    capital: ByLanguage = Field(default_factory=dict)
    also: ByLanguage = Field(default_factory=dict)
    demonym: ByLanguage = Field(default_factory=dict)
    ambiguous: bool = False


class Place(_Named):
    """A region, sea, mountain range or seat of power.

    ``ref`` is the code of its country; None if it belongs to several.
    """

    ref: Alpha3 | None = None
    ambiguous: bool = False


class Organization(_Named):
    """An organization with its key, its names by language, its sector and its country."""

    key: str
    sector: str | None = None
    state: Alpha3 | None = None
    ambiguous: bool = False


class Head(_Strict):
    """A head noun of organizations, with its usual sector."""

    word: str
    sector: str | None = None


class Heads(_Strict):
    """The head nouns of one language.

    - ``named``: nouns that begin a proper name: "ministère".
    - ``capital``: nouns of ``named`` that need a capital letter: "Front de …".
    - ``national``: nouns that need the name or adjective of a country: "armée malienne".
    - ``introducing``: nouns right before a name that are not part of the name: "le parti Renouveau".
    - ``others``: nouns and acronyms of things that are no organizations: "traité", "PIB".
    """

    named: tuple[Head | str, ...] = ()
    national: tuple[Head | str, ...] = ()
    capital: tuple[str, ...] = ()
    introducing: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class StatesFile(_Strict):
    format: Literal[1]
    states: dict[Alpha3, State] = Field(default_factory=dict)


class PlacesFile(_Strict):
    format: Literal[1]
    places: tuple[Place, ...] = ()
    not_places: ByLanguage = Field(default_factory=dict)
    generics: ByLanguage = Field(default_factory=dict)
    facilities: ByLanguage = Field(default_factory=dict)


class OrganizationsFile(_Strict):
    format: Literal[1]
    organizations: tuple[Organization, ...] = Field(
        default=(), validation_alias=AliasChoices("organizations", "bodies")
    )
    heads: dict[str, Heads] = Field(default_factory=dict)


@dataclass(frozen=True)
class GazetteerFiles:
    """The content of several gazetteer folders, in the order of the folders."""

    paths: tuple[Path, ...]
    states: tuple[StatesFile, ...]
    places: tuple[PlacesFile, ...]
    organizations: tuple[OrganizationsFile, ...]

    def digest(self) -> str:
        """A digest of 8 hexadecimal digits for each file, joined by hyphens."""
        return "-".join(content_digest(path) for path in self.paths)


def read_gazetteers(folders: Sequence[Path]) -> GazetteerFiles:
    """Reads the toolkit's gazetteers, then the gazetteers in ``folders``. A folder may lack some files.

    Raises `ConfigError` with file, line and key.
    """
    paths = {name: [_own(name)] for name in (STATES, PLACES, ORGANIZATIONS)}
    for folder in folders:
        for name, listed in paths.items():
            if (folder / name).is_file():
                listed.append(folder / name)
    return GazetteerFiles(
        paths=tuple(path for listed in paths.values() for path in listed),
        states=_read(paths[STATES], StatesFile),
        places=_read(paths[PLACES], PlacesFile),
        organizations=_read(paths[ORGANIZATIONS], OrganizationsFile),
    )


def _own(name: str) -> Path:
    """The user's file below the current folder, also under its former name; else the shipped file."""
    found = find_config(f"gazetteers/{name}", kind=GAZETTEER)
    former = Path("gazetteers") / _FORMER.get(name, name)
    return former if found.is_relative_to(configs_folder()) and former.is_file() else found


def _read(paths: Sequence[Path], form: type[FileType]) -> tuple[FileType, ...]:
    return tuple(validated(read_yaml(path, composed=True), form) for path in paths)
