"""The words of a language for the rules for names: one part for each labeler that finds names.

A labeler supports a language if the language has the labeler's part. Words must be in lower case with
straight apostrophes, like `Word.key`, except where a docstring says otherwise. A rule whose word set is empty
finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from annotate.core.folding import fold_accents, fold_case
from annotate.prelabel.languages.word_patterns import before_name

if TYPE_CHECKING:  # a labeler's version covers what it imports, and `datelines` uses none of these
    from annotate.core.ontology_form import EntityKind
    from annotate.prelabel.languages.function_nouns import FunctionNouns
    from annotate.prelabel.languages.head_nouns import HeadNouns
    from annotate.prelabel.parsing.tree import Word

_NONE: frozenset[str] = frozenset()
_GLUED_TITLE = re.compile(r"[A-Z][a-z]{1,4}(?=[A-ZÀ-Ý][a-zà-ÿ]{2})")
PARTICLES = frozenset(
    {"de", "da", "di", "du", "des", "del", "dos", "la", "le", "van", "von", "der", "den", "bin", "ben",
     "ibn", "al", "el", "ould", "ag", "abu", "abou", "y", "e", "d'", "of", "ter", "ten", "bint", "zu", "san"}
)  # fmt: skip
"""Small words inside people's names, whatever the language of the article."""
PLACE_PARTICLES = ("de", "du", "la", "le", "les", "sur", "el", "al", "au", "aux", "en", "of", "the", "upon")
"""Small words inside names of places: "Sharm el-Sheikh", "Stratford upon Avon"."""

OrganizationName = tuple[int, int, str | None]
"""The name of an organization: the first word, the end (exclusive, in words), and the sector."""


class OrganizationRule(Protocol):
    """Finds the name of an organization around the word ``words[at]``; returns None if there is no name.

    Words before ``done`` belong to the previous name. "ministère vietnamien de la Santé" is found when ``at``
    is the position of "ministère".
    """

    def __call__(
        self, heads: HeadNouns, words: list[Word], at: int, done: int, /
    ) -> OrganizationName | None: ...


@dataclass(frozen=True)
class KnownName:
    """A name that an earlier labeler found, in code points.

    ``by_model`` says that only a model found the name, and no rule or gazetteer.
    """

    start: int
    end: int
    kind: EntityKind | None
    by_model: bool = False


class FunctionRule(Protocol):
    """Finds the functions of people in a text, as word ranges that do not overlap.

    ``functions`` are the function nouns of the lexicon, ``names`` the names that earlier labelers found.
    ``known`` maps each word of the language to its frequency. "vice-ministre des Affaires étrangères du
    Vietnam" is one range.
    """

    def __call__(
        self,
        words: list[Word],
        functions: FunctionNouns,
        names: Sequence[KnownName],
        known: Mapping[str, int],
        /,
    ) -> Iterator[tuple[int, int]]: ...


@dataclass(frozen=True)
class OrganizationRules:
    """The rule for names with a head noun. The gazetteer lists head nouns under ``heads``."""

    around: OrganizationRule
    alone: Mapping[str, str] = field(default_factory=dict)
    """Maps words that are a name on their own, as written, to their sector: "Party".

    At the start of a sentence, such a word is not taken for a name.
    """
    definite: frozenset[str] = _NONE
    """Definite articles. An acronym after one is taken for an organization: "la CGSP"."""
    of: frozenset[str] = _NONE
    """Words between an acronym and the place of a local body: "de" of "le CPAS de Mons"."""
    place_first: bool = False
    """Whether a place before a head noun names a local body: "Bajaur police"."""
    local_offices: frozenset[str] = _NONE
    """Functions whose office belongs to a place before: "prosecutor"."""
    members: frozenset[str] = _NONE
    """Nouns after the name of an armed group: "rebels" of "M23 rebels"."""
    before_demonym: frozenset[str] = _NONE
    """Articles before the adjective of a country and a company: "le" of "le suédois Nordalpha"."""
    name_ends: frozenset[str] = _NONE
    """Last words of names of organizations in another language: "aerospace" of "IHI Aerospace"."""
    moves: frozenset[str] = _NONE
    """Verbs, as lemmas, of a share price before a percentage: "jump" of "Kaveri jumped 3 percent"."""
    moves_by: frozenset[str] = _NONE
    """Prepositions after any verb before a percentage: "de" of "Nordalpha chute de 11 %"."""


@dataclass(frozen=True)
class PersonWords:
    """Words before and inside people's names."""

    titles: frozenset[str] = _NONE
    """Titles before a name: "mme", "mr."."""
    honorifics: frozenset[str] = _NONE
    """Further titles, after a function only, because they may also be names: "el hadj"."""
    initials: frozenset[str] = _NONE
    """Titles that may also be the initial of a name: "m" in "M Rossi" and in "M. T. Rossi"."""
    particles: frozenset[str] = PARTICLES
    """Small words inside people's names: "de" of "Juan de la Cruz"."""
    before_place: frozenset[str] = frozenset({"de", "du", "des", "d'", "of", "la", "le"})
    """Particles that end a person's name if a place follows: "roi Felipe | d'Espagne"."""
    conjunctions: frozenset[str] = _NONE
    """Words between the last two names of a list: "and"."""
    seats: frozenset[str] = _NONE
    """Short forms of constituencies behind a party in brackets: "VS" of "Nadia Roten (PS/VS)"."""
    arrests: frozenset[str] = _NONE
    """Verbs, as lemmas, whose object with two words or more is a person: "arrest"."""


@dataclass(frozen=True)
class DatelineWords:
    """The words of datelines, credits and bylines. All are plain text, not patterns."""

    place_links: tuple[str, ...] = PLACE_PARTICLES
    """Small words inside names of places: "and" of "Trinidad and Tobago"."""
    credits: tuple[str, ...] = ()
    """Words before an agency, as written: "Photo" of "Photo : VNA"."""
    bylines: tuple[str, ...] = ()
    """Words before a reporter's name, as written: "Reporting by"."""
    line_bylines: tuple[str, ...] = ()
    """Words before a reporter's name that count at the start of a line only: "By"."""
    conjunctions: tuple[str, ...] = ()
    """Words between two reporters: "and"."""
    no_places: frozenset[str] = _NONE
    """Words, without accents, that look like the place of a dateline but are no place: "photo"."""


@dataclass(frozen=True)
class FacilityWords:
    """Words in names of facilities. The gazetteer lists the nouns for facilities under ``facilities``."""

    of: frozenset[str] = _NONE
    """Words between the noun and the name: "de" of "port de Tanger"."""
    articles: frozenset[str] = _NONE
    """Articles after a word of ``of``: "la" of "port de la Goulette"."""
    noun_last: bool = False
    """Whether the noun may also follow the name: "Narita Airport"."""
    lower_last: frozenset[str] = _NONE
    """Nouns that follow a name in lower case, too: "dam" of "Medog dam"."""
    compounds: frozenset[str] = _NONE
    """Nouns with a complement before the name: "palais" of "palais de justice d'Anosy"."""
    strict: frozenset[str] = _NONE
    """Nouns with other meanings. Their name must not be a word of the language: "poste de Torodi"."""
    roads: frozenset[str] = _NONE
    """Nouns of roads with a number: "route" of "route nationale 7"."""
    road_codes: frozenset[str] = _NONE
    """Letters of roads before a number: "RN" of "RN7"."""


@dataclass(frozen=True)
class PlaceWords:
    """Words around the places of the gazetteer."""

    before_city: frozenset[str] = _NONE
    """Prepositions that show that a name means a city and not a person: "à Orlando"."""
    articles: tuple[str, ...] = ()
    """Articles that may begin a name: "la", "l'". The next word must have a capital: "La Réunion"."""
    generics_behind: frozenset[str] = _NONE
    """Common nouns, as written, that end the name of a place: "Province" of "Guizhou Province"."""
    generic_links: tuple[str, ...] = ()
    """Words, as written, between a common noun and a place: "de la", "d'"."""
    events: frozenset[str] = _NONE
    """Nouns of events, as written, whose name ends with a place: "Tour" of "Tour des Flandres"."""
    directions: frozenset[str] = _NONE
    """Directions, as written, that name a region after its common noun: "Est" of "région de l'Est"."""

    def generic_length(self, name: str, generics: frozenset[str]) -> int:
        """The number of code points before the proper name in ``name``: 12 for "province de Sofala"."""
        match = self._generic.match(name)
        return match.end() if match is not None and fold_accents(match["noun"]) in generics else 0

    def without_articles(self, name: str) -> str:
        """``name`` without its articles: "La réunion" -> "réunion"."""
        return self._article.sub("", name)

    @cached_property
    def _generic(self) -> re.Pattern[str]:
        links = before_name(self.generic_links)
        return re.compile(rf"(?P<noun>[^\W\d_A-ZÀ-Ý]+)[ \u00a0](?:{links})?(?=[^\W\d_a-zà-ÿ])")

    @cached_property
    def _article(self) -> re.Pattern[str]:
        return re.compile(before_name([*self.articles, *(word.capitalize() for word in self.articles)]))


@dataclass(frozen=True)
class ModelSpanWords:
    """Words that show where a general model put the wrong borders around a name."""

    leading: frozenset[str] = _NONE
    """Words that models wrongly take into a name. Titles are listed without their full stop.

    "le" of "le Sénat", "l'" of "l'ONU", "mme" of "Mme Nkomo".
    """
    name_articles: frozenset[str] = _NONE
    """Articles that are part of a name if they have a capital inside a sentence: "The Lancet"."""
    person_articles: frozenset[str] = _NONE
    """Articles that are part of a person's name if they have a capital: "La Salle"."""
    with_article: frozenset[str] = _NONE
    """Places, without accents, whose article is part of the name: "la havane"."""
    honorifics: frozenset[str] = _NONE
    """Titles that models take into the name of a person: "mgr", "el hadj"."""
    demonym_before_person: bool = False
    """Whether a demonym with a capital after an article stands for a person: "le Kényan Eliud Kiprono"."""
    between_names: frozenset[str] = _NONE
    """Words and signs between two names of a list: "and", ","."""
    team_articles: frozenset[str] = _NONE
    """Articles before the name of a team that its city follows: "des" of "des Bulls de Chicago"."""
    possessives: tuple[str, ...] = ()
    """Endings that are not part of a name: "'s"."""
    portfolio_links: frozenset[str] = _NONE
    """Small words between a minister and a part of the portfolio: "des", "and"."""
    before_place: frozenset[str] = _NONE
    """Prepositions before a place: "in"."""
    before_person: frozenset[str] = _NONE
    """Prepositions of ``before_place`` that may also come before a person: "à" of "s'adressant à Rossi"."""
    place_nouns: frozenset[str] = _NONE
    """Nouns that take a place as their complement: "outskirts" of "the outskirts of Kourfa"."""
    of: frozenset[str] = _NONE
    """Prepositions between a noun of ``place_nouns`` and the place: "of"."""
    behind_place: frozenset[str] = _NONE
    """Nouns right after a place: "district" of "Bajaur district"."""
    credits: frozenset[str] = _NONE
    """Abbreviations in credits that models take for names, without their full stop: "ph"."""
    things: frozenset[str] = _NONE
    """Nouns of things that bear a name but are no entities: "typhoon", "cup", "vessel"."""
    thing_last: bool = False
    """Whether such a noun with a capital may end the name: "Hockey World Championship"."""
    indefinite: frozenset[str] = _NONE
    """Articles before such a noun in apposition: "a" of "the Mar Aberto, a vessel"."""
    inhabitants: tuple[str, ...] = ()
    """Endings of names of inhabitants, which are no entities: "ois" of "les Liégeois"."""
    before_inhabitants: frozenset[str] = _NONE
    """Articles before the name of inhabitants: "les"."""
    connections: frozenset[str] = _NONE
    """Nouns of what connects two places: "ligne" of "ligne Dakar-Tambacounda"."""
    participles: tuple[str, ...] = ()
    """Endings of participles that open a sentence and look like names: "és" of "Livrés à eux-mêmes"."""

    def leading_at(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The ``leading`` word at ``start`` and the blanks after it; None if there is no such word."""
        return self._leading.match(text, start, end)

    def glued_title(self, name: str) -> int:
        """The length of a title without a blank behind: 3 for "MmeBarrientos"."""
        match = _GLUED_TITLE.match(name)
        return match.end() if match is not None and fold_case(match[0]) in self.leading else 0

    def possessive_length(self, name: str) -> int:
        """The length, in code points, of a possessive ending of ``name``."""
        straight = name.replace("’", "'")
        return next((len(ending) for ending in self.possessives if straight.endswith(ending)), 0)

    def honorific_at(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The honorific at ``start`` and the blanks after it; None if there is no honorific."""
        return self._honorific.match(text, start, end)

    @cached_property
    def _honorific(self) -> re.Pattern[str]:
        return re.compile(before_name(self.honorifics), re.IGNORECASE)

    @cached_property
    def _leading(self) -> re.Pattern[str]:
        return re.compile(before_name(self.leading, full_stop=True), re.IGNORECASE)


@dataclass(frozen=True)
class NameRules:
    """The rules for names of one language. Each part is optional."""

    organizations: OrganizationRules | None = None
    functions: FunctionRule | None = None
    persons: PersonWords | None = None
    datelines: DatelineWords | None = None
    facilities: FacilityWords | None = None
    places: PlaceWords | None = None
    model_spans: ModelSpanWords | None = None
    plural_endings: tuple[str, ...] = ()
    """Endings that make the plural of a noun, so that "ministères" is found under "ministère"."""
