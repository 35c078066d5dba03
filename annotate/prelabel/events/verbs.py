"""Finds the participants of a verb trigger in subject, objects and complements."""

from __future__ import annotations

from collections.abc import Iterable

from annotate.prelabel.events.clause import is_finite
from annotate.prelabel.events.surroundings import Parts, Surroundings
from annotate.prelabel.parsing.relations import (
    AUXILIARY,
    COMPLEMENT,
    CONJUNCT,
)
from annotate.prelabel.parsing.tree import Word


class VerbSurroundings(Surroundings):
    """The phrases around a verb trigger."""

    def read(self) -> Parts:
        verb, found = self.word, self.found
        found.subject += self._agents(verb)
        self._objects(self.clauses.patients(verb))
        self._complements(verb.children)
        if not found.subject and self._is_inverted(verb):
            people = [item for item in found.object if item.kind != "place"]
            found.subject += people
            found.object = [item for item in found.object if item not in people]
        self._where_and_when({verb.i}, self._fronted(verb))
        return found

    def _is_inverted(self, verb: Word) -> bool:
        """Whether the subject follows the verb, as after a quotation: « … », a averti le porte-parole."""
        if self.clauses.is_passive(verb) or not is_finite(verb):
            return False
        first = min([verb, *verb.of(AUXILIARY)], key=lambda word: word.i)
        return first.previous is not None and first.previous.pos == "PUNCT"

    def _fronted(self, verb: Word) -> tuple[Word, int] | None:
        """The first verb of a list and its position, if ``verb`` is a later conjunct; else None.

        Place and time before the first verb hold for all verbs of the list.
        """
        top = verb
        while top.rel == CONJUNCT and top.head is not None and top.head.is_verb:
            top = top.head
        return (top, top.i) if top is not verb else None

    def _objects(self, phrases: Iterable[Word]) -> None:
        for phrase in phrases:
            if (
                phrase.pos == "PRON"
                and not self.clauses.is_pronoun(phrase)
                and self.fillers.at(phrase) is None
            ):
                continue
            named = self._named([phrase])
            for mention in named:
                self._add_object(mention, direct=True)
            if not named:
                for child in phrase.of(COMPLEMENT):
                    if child.prep in self.object_by:
                        self._to_object(self._named([child]))
                if self.match.event_type in self.rules.responsive:
                    self._add_actor_of(phrase)
