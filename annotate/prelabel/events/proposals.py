"""Proposes triggers for a judge: what the rules find, and words of the lexicon that the rules object to.

An objection of the rules is evidence and no verdict. `TriggerFinder.others` names them: "with" if a condition
of the word's entry fails, "unless" if an exception holds, "topic" if the word is only the topic of another
noun, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotate.prelabel.events.fillers import Fillers
from annotate.prelabel.events.promises import promises_typed
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerFinder, TriggerMatch
from annotate.prelabel.parsing.tree import Tree


@dataclass(frozen=True, eq=False)
class Proposal:
    """A trigger with its type, and the objections of the rules; without any, the rules find it themselves."""

    match: TriggerMatch
    objections: tuple[str, ...] = ()

    @property
    def by_rules(self) -> bool:
        return not self.objections


def proposed_by_rules(
    finder: TriggerFinder, rules: EventRules, tree: Tree, number: int, fillers: Fillers
) -> list[Proposal]:
    """The triggers of a sentence that the rules find, in order."""
    return list(map(Proposal, promises_typed(list(finder.find(tree, number, fillers)), rules)))


def proposed(
    finder: TriggerFinder, rules: EventRules, tree: Tree, number: int, fillers: Fillers
) -> list[Proposal]:
    """All proposals in a sentence, in the order of its words. A word may have one per type."""
    by_rules = {one.match.word.i: one for one in proposed_by_rules(finder, rules, tree, number, fillers)}
    others = finder.others(tree, number, fillers, by_rules.keys())
    proposals: list[Proposal] = []
    for word in tree.sentence(number):
        if word.i in by_rules:
            proposals.append(by_rules[word.i])
        else:
            proposals += (Proposal(match, objections) for match, objections in others.get(word.i, ()))
    return proposals
