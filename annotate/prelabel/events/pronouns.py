"""Finds the antecedent of a singular pronoun or possessive: "il", "sa visite", "her"."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.prelabel.events.fillers import PEOPLE, Filler, Fillers
from annotate.prelabel.parsing.relations import PASSIVE, SUBJECT
from annotate.prelabel.parsing.tree import Tree, Word

_FRONTED = 12  # a possessive among the first words of a sentence may stand for a later mention


def antecedent(pronoun: Word, tree: Tree, fillers: Fillers, possessives: frozenset[str]) -> list[Filler]:
    """The mention that a pronoun or possessive stands for, as a list with at most one item.

    The rules choose the nearest person before the pronoun, preferably a subject. For a possessive, they
    prefer the subject of the same sentence. A possessive at the start of a sentence may also stand for a
    later person.
    """
    possessive = pronoun.key in possessives
    same = [item for item in fillers.in_sentence(pronoun.sentence) if item.kind != "date"]
    before = [item for item in same if item.last <= pronoun.i]
    if possessive:
        subjects = [item for item in before if is_subject(tree, item)]
        if subjects:
            return subjects[-1:]
    people = [item for item in before if item.kind in PEOPLE]
    if not people:  # "Le Japon a annoncé qu'il aiderait …"
        people = [item for item in before if is_subject(tree, item)]
    if people:
        return [_main(tree, people)]
    if possessive:
        after = [item for item in same if item.first > pronoun.i and item.kind in PEOPLE]
        start = tree.ranges[pronoun.sentence][0]
        if after and pronoun.i - start < _FRONTED:
            return after[:1]
        if before:
            return before[-1:]
    for number in range(pronoun.sentence - 1, max(pronoun.sentence - 4, -1), -1):
        there = [item for item in fillers.in_sentence(number) if item.kind in PEOPLE]
        if there:
            return [_main(tree, there)]
    return []


def _main(tree: Tree, fillers: Sequence[Filler]) -> Filler:
    subjects = [item for item in fillers if is_subject(tree, item)]
    return subjects[0] if subjects else fillers[-1]


def is_subject(tree: Tree, filler: Filler) -> bool:
    """Whether a word of the mention is the subject of its clause."""
    return any(word.rel in (SUBJECT, PASSIVE) for word in tree.words[filler.first : filler.last])
