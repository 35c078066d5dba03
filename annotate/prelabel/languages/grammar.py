"""What the rules for events, their arguments and dates need to know of a language's grammar.

Words are in lower case with straight apostrophes, as `Word.key` and `Word.prep` have them. A set left empty
switches off what depends on it.
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


@dataclass(frozen=True, kw_only=True)
class Prepositions:
    """Prepositions by what they say of their complement. One may stand under several."""

    of: frozenset[str] = _NONE
    """Whose or of what: "la visite de Rossi", "the visit of Rossi"."""
    by: frozenset[str] = _NONE
    """Who does a passive: "reçu par Rossi"."""
    accompanying: frozenset[str] = _NONE
    """With whom: "s'est entretenu avec Rossi"."""
    between: frozenset[str] = _NONE
    """Among whom, all of them agents: "entretien entre Rossi et Reyes"."""
    at: frozenset[str] = _NONE
    """Where something happens: "à Gao", "off Gao"."""
    toward: frozenset[str] = _NONE
    """Where a visitor goes, where that is another word: "a visit to Gao"."""
    during: frozenset[str] = _NONE
    """On what occasion: "lors d'une visite"."""
    until: frozenset[str] = _NONE
    """Until when. The date does not say when the event happened."""
    under: frozenset[str] = _NONE
    """Under whose lead: "sous la présidence de Rossi"."""
    asked: frozenset[str] = _NONE
    """Who is asked to do something: "a demandé à Rossi de …", "called on Rossi to …"."""
    purpose: frozenset[str] = _NONE
    """What for, before an infinitive, also as a marker: "pour rencontrer"."""
    promised: frozenset[str] = _NONE
    """What is promised, before an infinitive: "s'est engagé à retirer"."""


@dataclass(frozen=True, kw_only=True)
class Pronouns:
    """Pronouns and possessives."""

    relative: frozenset[str] = _NONE
    personal: frozenset[str] = _NONE
    """Those that stand for one person or state: "il", "she"."""
    possessive: frozenset[str] = _NONE
    """The same for what one person or state has: "sa visite"."""
    reflexive: frozenset[str] = _NONE
    """Those that make a verb reflexive, so that it is no passive: "s'est engagée"."""


@dataclass(frozen=True, kw_only=True)
class VerbForms:
    """Forms of verbs that models miss or do not tell, and auxiliaries that tell modality."""

    with_be: frozenset[str] = _NONE
    """Verbs whose perfect takes the auxiliary of the passive: "est arrivé"."""
    participles: Callable[[str], Sequence[str]] = _no_forms
    """The past participles of an infinitive, for those that models take for adjectives."""
    tense: Callable[[str, str], Tense | None] = _no_tense
    """``tense(form, lemma)``: the tense that a form shows, for those that models do not know."""
    future: frozenset[str] = _NONE
    """Auxiliaries of the future: "will"."""
    future_in_past: frozenset[str] = _NONE
    """Auxiliaries of the future seen from the past: "would"."""
    possible: frozenset[str] = _NONE
    """Auxiliaries of what is only possible: "may"."""
    going_to: frozenset[str] = _NONE
    """Verbs whose present with an infinitive is a future: "va rencontrer"."""


@dataclass(frozen=True, kw_only=True)
class GrammarRules:
    """The grammar of one language."""

    prepositions: Prepositions = field(default_factory=Prepositions)
    pronouns: Pronouns = field(default_factory=Pronouns)
    verbs: VerbForms = field(default_factory=VerbForms)
    conjunctions: frozenset[str] = _NONE
    """What joins the last two members of a list: "and"."""
    conditions: frozenset[str] = _NONE
    """What begins an if-clause: "si"."""
    cases: frozenset[str] = _NONE
    """Nouns whose complement is a condition: "en cas de"."""
    split_negations: frozenset[tuple[str, str]] = frozenset()
    """Negations of two words that are none alone: ("ne", "plus")."""
    articles: frozenset[str] = _NONE
    """Articles and titles between a function and the name beside it, as written: "le ministre, M. Rossi"."""
    elisions: frozenset[str] = _NONE
    """The same without a blank behind them: "l'"."""
    contracted_articles: frozenset[str] = _NONE
    """Prepositions that hold an article: "du". A noun behind one is not bare."""
    areas: frozenset[str] = _NONE
    """Nouns that say where in a place: "dans le nord du Mali"."""
    plural_endings: tuple[str, ...] = ()
    """What a noun's plural adds to it."""
