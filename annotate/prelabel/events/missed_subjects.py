"""Finds subjects that the parser missed, by the position of mentions before a verb."""

from __future__ import annotations

from annotate.prelabel.events.clause import is_finite
from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.pronouns import is_subject
from annotate.prelabel.parsing.relations import (
    ADNOMINAL,
    ADVERBIAL,
    AUXILIARY,
    CONJUNCT,
    INFINITIVE,
    PASSIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Tree, Word


def last_subject(verb: Word, tree: Tree, fillers: Fillers) -> Filler | None:
    """The last subject before a verb in the same sentence, if the verb is not finite."""
    if is_finite(verb) or (verb.has("Tense=Pres") and verb.rel == ADNOMINAL):
        return None
    for item in reversed(fillers.in_sentence(verb.sentence)):
        if item.last <= verb.i and item.kind != "date" and is_subject(tree, item):
            return item
    return None


def missed_subject(verb: Word, tree: Tree, fillers: Fillers) -> list[Filler]:
    """The mentions right before ``verb`` or the finite verb above ``verb``, if that has no subject."""
    top = verb
    while not is_finite(top) and top.head is not None and top.head.is_verb:
        if top.rel not in (INFINITIVE, CONJUNCT, ADVERBIAL):
            return []
        top = top.head
    if any(top.of(SUBJECT, PASSIVE)) or not is_finite(top):
        return []
    position = min([top.i, *(child.i for child in top.of(AUXILIARY))])
    group: list[Filler] = []
    for item in reversed(fillers.in_sentence(top.sentence)):
        if item.last > position or item.kind == "date":
            continue
        words = tree.words
        if item.first and words[item.first - 1].text == "(" and not group:
            position = item.first - 1  # the acronym in brackets after a name
            continue
        between = {word.pos for word in words[item.last : position]}
        allowed = {"CCONJ", "PUNCT", "DET"} if group else {"AUX", "ADV", "PRON", "PUNCT", "PART"}
        if between - allowed or (group and "CCONJ" not in between and len(group) < 2):
            break
        if not group and "PUNCT" in between and tree.words[position - 1].key != ",":
            break
        group.append(item)
        position = item.first
    return group[::-1]
