"""The grammar of a language, for the rules for events, arguments and dates.

All words must be in lower case with straight apostrophes, like `Word.key` and `Word.prep`. A rule whose word
set is empty finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

_NONE: frozenset[str] = frozenset()
Tense = Literal["future", "conditional"]


def _no_forms(infinitive: str) -> Sequence[str]:
    return ()


def _no_tense(form: str, lemma: str) -> Tense | None:
    return None


def _yes(form: str) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Prepositions:
    """Prepositions by the role of their complement. One preposition may be in several sets."""

    of: frozenset[str] = _NONE
    """The possessor, or the object of a noun: "la visite de Rossi", "the visit of Rossi"."""
    by: frozenset[str] = _NONE
    """The agent of a passive: "reçu par Rossi"."""
    accompanying: frozenset[str] = _NONE
    """The partner: "s'est entretenu avec Rossi"."""
    between: frozenset[str] = _NONE
    """The participants, all of them agents: "entretien entre Rossi et Reyes"."""
    at: frozenset[str] = _NONE
    """The place of the event: "à Gao", "off Gao"."""
    toward: frozenset[str] = _NONE
    """The goal of a visit, in languages with a special preposition for it: "a visit to Gao"."""
    during: frozenset[str] = _NONE
    """The occasion: "lors d'une visite"."""
    occasion: frozenset[str] = _NONE
    """Prepositions that only tell when or where: "during talks", "lors d'une visite"."""
    prior: frozenset[str] = _NONE
    """Prepositions that tell what happened before, or is there already: "after talks", "malgré la grève"."""
    ahead: frozenset[str] = _NONE
    """Words before an event that is still to come: "ahead of a visit", "avant la visite"."""
    until: frozenset[str] = _NONE
    """The end of a period. A date after such a preposition does not say when the event happened."""
    under: frozenset[str] = _NONE
    """The leader: "sous la présidence de Rossi"."""
    asked: frozenset[str] = _NONE
    """The person who is asked to do something: "a demandé à Rossi de …", "called on Rossi to …"."""
    purpose: frozenset[str] = _NONE
    """The purpose, as an infinitive: "pour rencontrer". The word may also be a marker."""
    promised: frozenset[str] = _NONE
    """The promised act, as an infinitive: "s'est engagé à retirer"."""


@dataclass(frozen=True, kw_only=True)
class Pronouns:
    """Pronouns and possessives, which stand for a mention elsewhere in the text."""

    relative: frozenset[str] = _NONE
    """Relative pronouns: "qui", "which"."""
    personal: frozenset[str] = _NONE
    """Personal pronouns that stand for one person or country: "il", "she". No plurals."""
    clitic: frozenset[str] = _NONE
    """Pronouns for people or things, before a verb or behind it, also plurals: "les", "leur", "them"."""
    possessive: frozenset[str] = _NONE
    """Possessives that stand for one person or country: "sa" of "sa visite"."""
    reflexive: frozenset[str] = _NONE
    """Pronouns that make a verb reflexive. Such a verb is no passive: "s'est engagée"."""


@dataclass(frozen=True, kw_only=True)
class VerbForms:
    """Auxiliaries that show modality, and verb forms that models do not recognise."""

    with_be: frozenset[str] = _NONE
    """Verbs whose perfect tense has the same auxiliary as a passive: "est arrivé"."""
    perfect: frozenset[str] = _NONE
    """Auxiliaries of the perfect tense whose participle models may take for an object: "a consenti"."""
    participles: Callable[[str], Sequence[str]] = _no_forms
    """The past participles of an infinitive. Models take some of them for adjectives."""
    finite: Callable[[str], Sequence[str]] = _no_forms
    """Other forms of an infinitive that models take for nouns or adjectives, or give a wrong lemma."""
    tense: Callable[[str, str], Tense | None] = _no_tense
    """``tense(form, lemma)``: the tense of a verb form, if its ending shows it. Models miss some tenses."""
    may_be_future: Callable[[str], bool] = _yes
    """Whether a form has an ending of the future or conditional. Models take other forms for futures."""
    future: frozenset[str] = _NONE
    """Auxiliaries of the future: "will"."""
    future_in_past: frozenset[str] = _NONE
    """Auxiliaries of the future in the past: "would"."""
    possible: frozenset[str] = _NONE
    """Auxiliaries of possibility: "may"."""
    going_to: frozenset[str] = _NONE
    """Verbs that form a future with an infinitive: "va rencontrer"."""
    have_to: frozenset[str] = _NONE
    """Verbs that say, in the present before an infinitive, what is owed: "has to release"."""
    be_to: frozenset[str] = _NONE
    """Verbs that say, alone before an infinitive, what is arranged: "is to meet", "was to have met"."""


@dataclass(frozen=True, kw_only=True)
class GrammarRules:
    """The grammar of one language."""

    prepositions: Prepositions = field(default_factory=Prepositions)
    pronouns: Pronouns = field(default_factory=Pronouns)
    verbs: VerbForms = field(default_factory=VerbForms)
    conjunctions: frozenset[str] = _NONE
    """Conjunctions between the last two conjuncts of a list: "and"."""
    conditions: frozenset[str] = _NONE
    """Words that begin an if-clause: "si"."""
    ordinals: frozenset[str] = _NONE
    """Adjectives before a noun whose infinitive tells what is done: "the first leader to visit"."""
    cases: frozenset[str] = _NONE
    """Nouns whose complement is a condition: "en cas de"."""
    split_negations: frozenset[tuple[str, str]] = frozenset()
    """Pairs of words that negate only together: ("ne", "plus")."""
    articles: frozenset[str] = _NONE
    """Articles and titles between a function and the name beside it, as written: "le ministre, M. Rossi"."""
    elisions: frozenset[str] = _NONE
    """Articles between a function and a name that no blank follows: "l'"."""
    contracted_articles: frozenset[str] = _NONE
    """Prepositions that contain an article: "du". A noun after such a preposition is not bare."""
    areas: frozenset[str] = _NONE
    """Nouns for a part of a place: "nord" of "dans le nord du Mali"."""
    plural_endings: tuple[str, ...] = ()
    """Endings that make the plural of a noun: "s"."""
