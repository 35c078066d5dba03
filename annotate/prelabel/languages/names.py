"""What the rules for names need to know of a language, one part for each labeler that finds names.

A labeler claims a language that has its part. Words are in lower case with straight apostrophes, as
`Word.key` has them, unless a docstring says otherwise; a set left empty switches off what depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from annotate.core.folding import fold_accents
from annotate.prelabel.languages.word_patterns import before_name

if TYPE_CHECKING:  # what the version of a labeler covers follows imports: datelines use no word lists
    from annotate.core.ontology_form import EntityKind
    from annotate.prelabel.languages.office_words import OfficeWords
    from annotate.prelabel.languages.organization_words import HeadWords
    from annotate.prelabel.parsing.tree import Word

_NONE: frozenset[str] = frozenset()
PARTICLES = frozenset(
    {"de", "da", "di", "du", "des", "del", "dos", "la", "le", "van", "von", "der", "den", "bin", "ben",
     "ibn", "al", "el", "ould", "ag", "abu", "abou", "y", "e", "d'", "of", "ter", "ten", "bint", "zu", "san"}
)  # fmt: skip
"""Small words inside people's names. They come with the name, whatever the language of the article."""
PLACE_PARTICLES = ("de", "du", "la", "le", "les", "sur", "el", "al", "au", "aux", "en", "of", "the", "upon")
"""Small words inside places' names, likewise: "Sharm el-Sheikh", "Stratford upon Avon"."""

Found = tuple[int, int, str | None]
"""An organization: its first word, the word behind its last one, its sector."""


class OrganizationRule(Protocol):
    """Reads the name of an organization around the head noun ``words[at]``; None where there is no name.

    Words before ``done`` belong to the name before it. "ministère vietnamien de la Santé" is read at
    "ministère".
    """

    def __call__(self, heads: HeadWords, words: list[Word], at: int, done: int, /) -> Found | None: ...


@dataclass(frozen=True)
class KnownName:
    """A name that an earlier labeler found, in code points. ``by_model``: no rule or gazetteer knows it."""

    start: int
    end: int
    kind: EntityKind | None
    by_model: bool = False


class FunctionRule(Protocol):
    """Reads the functions of people in a text: ranges of words, none overlapping another.

    ``functions`` are the function nouns of the lexicon, ``names`` what earlier labelers found; ``known`` says
    how often each word of the language occurs. One range: "vice-ministre des Affaires étrangères du Vietnam".
    """

    def __call__(
        self,
        words: list[Word],
        functions: OfficeWords,
        names: Sequence[KnownName],
        known: Mapping[str, int],
        /,
    ) -> Iterator[tuple[int, int]]: ...


@dataclass(frozen=True)
class OrganizationRules:
    """How organizations are named by a head noun, which the gazetteer lists under ``heads``."""

    around: OrganizationRule
    alone: Mapping[str, str] = field(default_factory=dict)
    """Words as written that are a name by themselves inside a sentence, with their sector: "Party"."""


@dataclass(frozen=True)
class PersonWords:
    """What stands before and inside people's names."""

    titles: frozenset[str] = _NONE
    """Titles before a name: "mme", "mr."."""
    initials: frozenset[str] = _NONE
    """Titles that may begin a name too: "m" of "M Rossi" and of "M. T. Rossi"."""
    particles: frozenset[str] = PARTICLES
    before_place: frozenset[str] = frozenset({"de", "du", "des", "d'", "of", "la", "le"})
    """Particles that lead to a place where a place follows: "roi Felipe | d'Espagne"."""
    conjunctions: frozenset[str] = _NONE
    """What joins the last two names of a list: "and"."""


@dataclass(frozen=True)
class DatelineWords:
    """The words of datelines, credits and bylines. All are plain text, not patterns."""

    place_links: tuple[str, ...] = PLACE_PARTICLES
    """Small words inside places' names: "and" of "Trinidad and Tobago"."""
    credits: tuple[str, ...] = ()
    """What stands before an agency, as written: "Photo" of "Photo : VNA"."""
    bylines: tuple[str, ...] = ()
    """What stands before a reporter's name, as written: "Reporting by"."""
    line_bylines: tuple[str, ...] = ()
    """The same, only where a line begins: "By"."""
    conjunctions: tuple[str, ...] = ()
    """What joins two reporters: "and"."""
    no_places: frozenset[str] = _NONE
    """Words that stand where a dateline's place does, without accents: "photo"."""


@dataclass(frozen=True)
class FacilityWords:
    """How places are named by a common noun, which the gazetteer lists under ``facilities``."""

    of: frozenset[str] = _NONE
    """What stands between noun and name: "de" of "port de Tanger"."""
    articles: frozenset[str] = _NONE
    noun_last: bool = False
    """Whether the noun may stand behind the name: "Narita Airport"."""


@dataclass(frozen=True)
class PlaceWords:
    """What stands around the places that the gazetteer knows."""

    before_city: frozenset[str] = _NONE
    """Prepositions that tell that a city is meant and no person: "à Orlando"."""
    articles: tuple[str, ...] = ()
    """Articles that may begin a name: "la", "l'". Their capital alone makes no name."""
    generics_behind: frozenset[str] = _NONE
    """Common nouns as written that end a place's name: "Province" of "Guizhou Province"."""
    generic_links: tuple[str, ...] = ()
    """What joins a common noun and a place: "de la", "d'"; each as written."""

    def generic_length(self, name: str, generics: frozenset[str]) -> int:
        """How many code points of ``name`` are a common noun before it: 12 of "province de Sofala"."""
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
    """What tells where a general model drew the wrong borders around a name."""

    leading: frozenset[str] = _NONE
    """Words that models take into a name and that do not belong to it: "le", "l'" and "mme" of "le Sénat",
    "l'ONU" and "Mme Nkomo"; titles without their full stop.
    """
    name_articles: frozenset[str] = _NONE
    """Those of them that belong to the name where mid-sentence has them in capitals: "The Lancet"."""
    person_articles: frozenset[str] = _NONE
    """Those of them that belong to a person's name where they have a capital: "La Salle"."""
    with_article: frozenset[str] = _NONE
    """Places whose article is a part of the name, without accents: "la havane"."""
    possessives: tuple[str, ...] = ()
    """Endings that are no part of a name: "'s"."""
    portfolio_links: frozenset[str] = _NONE
    """Small words between a minister and a part of the portfolio: "des", "and"."""
    before_place: frozenset[str] = _NONE
    """Prepositions that a place follows: "in"."""
    before_person: frozenset[str] = _NONE
    """Those of them that a person may follow too: "à" of "s'adressant à Rossi"."""
    place_nouns: frozenset[str] = _NONE
    """Nouns that a place follows behind ``of``: "outskirts" of "the outskirts of Kourfa"."""
    of: frozenset[str] = _NONE

    def leading_at(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """One of the ``leading`` words at ``start``, with the blanks behind it."""
        return self._leading.match(text, start, end)

    def possessive_length(self, name: str) -> int:
        """How many code points at the end of ``name`` are a possessive ending."""
        straight = name.replace("’", "'")
        return next((len(ending) for ending in self.possessives if straight.endswith(ending)), 0)

    @cached_property
    def _leading(self) -> re.Pattern[str]:
        return re.compile(before_name(self.leading, full_stop=True), re.IGNORECASE)


@dataclass(frozen=True)
class NameRules:
    """The rules for names of one language, each optional, by what they find or mend."""

    organizations: OrganizationRules | None = None
    functions: FunctionRule | None = None
    persons: PersonWords | None = None
    datelines: DatelineWords | None = None
    facilities: FacilityWords | None = None
    places: PlaceWords | None = None
    model_spans: ModelSpanWords | None = None
    plural_endings: tuple[str, ...] = ()
    """What a plural adds to a noun, so that "ministères" is found under "ministère"."""
