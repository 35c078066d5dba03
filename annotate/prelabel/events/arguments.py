"""Finds the arguments of a trigger: who did what to whom, where and when.

The phrases come from the grammar. For a verb these are subject, objects and complements. For a noun these are
the noun's complements and the complements of the noun's support verb ("effectuer une visite", "la rencontre a
eu lieu"). The mention in a phrase is the argument. A singular pronoun or possessive stands for the nearest
person or function before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.core.annotation import Argument
from annotate.prelabel.events.clause import Clauses
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.nouns import NounSurroundings
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.surroundings import VerbAbove
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.events.verbs import VerbSurroundings
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.parsing.relations import (
    APPOSITION,
    CONJUNCT,
)
from annotate.prelabel.parsing.tree import Tree, Word

_CUT_OFF = 6  # words between a verb and an object that the parser did not attach to it


class ArgumentReader:
    """Finds arguments with the rules of one language. Keeps only arguments that the ontology allows."""

    def __init__(self, rules: EventRules, names: Gazetteer) -> None:
        self.rules = rules
        self.clauses = Clauses(rules.grammar, rules.asking | rules.object_control)
        self.names = names
        self._roles_of = rules.ontology.roles_of

    def arguments(self, match: TriggerMatch, tree: Tree, fillers: Fillers) -> list[tuple[str, Filler]]:
        """The arguments of a trigger as (role, mention) pairs, in the ontology's order of roles."""
        surroundings = NounSurroundings if match.is_noun else VerbSurroundings
        found = surroundings(self, match, tree, fillers).read()
        entry, role_of = match.entry, self.rules.ontology.role_of
        place, time = role_of("place", match.event_type), role_of("time", match.event_type)
        pairs = [
            *((entry.subject, mention) for mention in found.subject),
            *((entry.object, mention) for mention in found.object),
            *((place, mention) for mention in found.place),
            *((time, mention) for mention in found.time),
        ]
        return self._allowed(match, pairs)

    def is_state(self, mention: Filler, *, capital: bool = True) -> bool:
        """Whether a place is a country or, with ``capital``, a capital that stands for its country.

        Other towns do not take part in an act.
        """
        known = self.names.names.get(mention.entity.text)
        return known is not None and (known.kind == "state" or (capital and known.kind == "capital"))

    def verb_above(self, noun: Word, tree: Tree) -> VerbAbove | None:
        """The verb that a noun depends on, also through another noun ("la poursuite de la visite").

        If the parser attached the noun to no verb, the verb right before the noun is taken.
        """
        step = noun
        while step.head is not None:
            if step.head.is_verb:
                return VerbAbove(step.head, step, step.head.matches(self.rules.light))
            through = step.head.matches(self.rules.phases) or step.rel in (CONJUNCT, APPOSITION)
            if not through:
                return None
            step = step.head
        for index in range(step.i - 1, max(step.i - _CUT_OFF, -1), -1):
            word = tree.words[index]
            if word.sentence != noun.sentence or word.pos in ("PUNCT", "ADP", "SCONJ"):
                return None
            if word.is_verb:
                return VerbAbove(word, step, word.matches(self.rules.light), guessed=True)
        return None

    def _allowed(
        self, match: TriggerMatch, pairs: Sequence[tuple[str | None, Filler]]
    ) -> list[tuple[str, Filler]]:
        """The pairs that the ontology allows by label and number of fillers. Each mention fills one role."""
        uses = self._roles_of[match.event_type]
        given: dict[str, list[Filler]] = {}
        filled: set[str] = set()  # a mention fills one role only
        for role, mention in pairs:
            use = uses.get(role) if role is not None else None
            if (
                role is None
                or use is None
                or mention.entity.label not in (use.fillers or ())
                or mention.entity.id in filled
            ):
                continue
            if use.at_most is not None and len(given.get(role, ())) >= use.at_most:
                continue
            given.setdefault(role, []).append(mention)
            filled.add(mention.entity.id)
        return [(role, mention) for role in uses for mention in given.get(role, ())]


def as_arguments(pairs: Sequence[tuple[str, Filler]]) -> tuple[Argument, ...]:
    """The (role, mention) pairs as arguments of an event."""
    return tuple(Argument(role=role, entity=mention.entity.id) for role, mention in pairs)
