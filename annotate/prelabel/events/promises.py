"""Finds the type of a promise, which depends on the promised act: a promise to withdraw is a concession."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.parsing.relations import ADVERBIAL, COMPLEMENT, INFINITIVE, OBJECT
from annotate.prelabel.parsing.tree import Word


def promises_typed(matches: Sequence[TriggerMatch], rules: EventRules) -> list[TriggerMatch]:
    """Gives each promise the type that the ontology states for the promised act. Other matches stay."""
    by_word = {match.word.i: match for match in matches}
    return [
        _with_type(match, promised, rules)
        if match.event_type in rules.promises and (promised := _promised(match.word, by_word, rules))
        else match
        for match in matches
    ]


def _with_type(match: TriggerMatch, event_type: str, rules: EventRules) -> TriggerMatch:
    """The match with the type ``event_type``. Its roles become this type's counterparts of the roles."""

    def role(name: str | None) -> str | None:
        return None if name is None else rules.ontology.counterpart_of(name, event_type)

    roles = {"subject": role(match.entry.subject), "object": role(match.entry.object)}
    return replace(match, event_type=event_type, entry=match.entry.model_copy(update=roles))


def _promised(word: Word, by_word: dict[int, TriggerMatch], rules: EventRules) -> str | None:
    prepositions = rules.grammar.prepositions
    for child in word.of(INFINITIVE, ADVERBIAL, OBJECT, COMPLEMENT):
        if child.rel == COMPLEMENT and child.prep not in prepositions.of:
            continue
        if child.rel == ADVERBIAL and child.prep is not None and child.prep not in prepositions.promised:
            continue
        for member in child.with_conjuncts():
            match = by_word.get(member.i)
            if match is not None and (promise := rules.ontology.promise_of(match.event_type)) is not None:
                return promise
    return None
