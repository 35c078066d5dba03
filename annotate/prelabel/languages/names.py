"""What the rules for names need to know of a language, one part for each labeler that finds names.

A labeler claims a language that has its part. Words are in lower case with straight apostrophes, as
`Word.key` has them, unless a docstring says otherwise; a set left empty switches off what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.core.ontology_form import EntityKind
from annotate.prelabel.languages.function_words import FunctionWords
from annotate.prelabel.languages.organization_words import HeadWords
from annotate.prelabel.parsing.tree import Word

_NONE: frozenset[str] = frozenset()
PARTICLES = frozenset(
    {"de", "da", "di", "du", "des", "del", "dos", "la", "le", "van", "von", "der", "den", "bin", "ben",
     "ibn", "al", "el", "ould", "ag", "abu", "abou", "y", "e", "d'", "of", "ter", "ten", "bint", "zu", "san"}
)  # fmt: skip
"""Small words inside people's names. They come with the name, whatever the language of the article."""

Found = tuple[int, int, str | None]
"""An organization: its first word, the word behind its last one, its sector."""
OrganizationRule = Callable[[HeadWords, list[Word], int, int], Found | None]
"""``rule(heads, words, at, done)``: the name around the head noun ``words[at]``, None where there is none.
Words before ``done`` belong to the name before it. "ministère de la Santé" is read at "ministère".
"""


@dataclass(frozen=True)
class KnownName:
    """A name that an earlier labeler found, in code points. ``by_model``: no rule or gazetteer knows it."""

    start: int
    end: int
    kind: EntityKind | None
    by_model: bool = False


FunctionRule = Callable[
    [list[Word], FunctionWords, Sequence[KnownName], Mapping[str, int]], Iterator[tuple[int, int]]
]
"""``rule(words, functions, names, known)``: the functions of people in a text as ranges of words, none
overlapping: "vice-ministre | des Affaires étrangères du Vietnam". ``functions`` are the lexicon's nouns,
``known`` says how often each word of the language occurs.
"""


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
    of: frozenset[str] = _NONE
    """Particles that lead to a place where a place follows: "roi Felipe | d'Espagne"."""
    conjunctions: frozenset[str] = _NONE
    """What joins the last two names of a list: "and"."""


@dataclass(frozen=True)
class DatelineWords:
    """The words of datelines, credits and bylines. All are plain text, not patterns."""

    place_links: tuple[str, ...] = ()
    """Small words inside places' names: "sur" of "Boulogne-sur-Mer"."""
    elisions: tuple[str, ...] = ()
    """Letters that lose their vowel before a name: "d", "l"."""
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
    inside: frozenset[str] = _NONE
    """Small words inside the name: "el"."""
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
    """What joins a common noun and a place, the longest first: "de l'", "de la", "de"."""


@dataclass(frozen=True)
class ModelSpanWords:
    """What tells where a general model drew the wrong borders around a name."""

    leading: frozenset[str] = _NONE
    """Words that models take into a name and that do not belong to it: "le" of "le Sénat", "Mme", "of"."""
    elisions: frozenset[str] = _NONE
    """The same without a blank behind them: "l'"."""
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
