"""Finds the place and time of an event in the sentence of its trigger."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.prelabel.events.fillers import Filler, Fillers
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.events.triggers import TriggerMatch
from annotate.prelabel.parsing.relations import COMPLEMENT
from annotate.prelabel.parsing.tree import Tree, Word


class Setting:
    """Finds the places and dates that belong to one trigger."""

    def __init__(self, rules: EventRules, match: TriggerMatch, tree: Tree, fillers: Fillers) -> None:
        self._rules = rules
        self._prepositions = rules.grammar.prepositions
        self._match = match
        self._word = match.word
        self._tree = tree
        self._fillers = fillers
        self._visit = match.entry.mode == "visit"

    def around(
        self, anchors: set[int], taken: Sequence[Filler], fronted: tuple[Word, int] | None
    ) -> tuple[list[Filler], list[Filler]]:
        """The event's places (after "à", "en", "in") and dates. They must depend on a word of ``anchors``.

        On the path up the tree, no other verb or trigger may come before that word. ``fronted`` is a verb and
        a position: phrases of this verb before the position count too. Places in ``taken`` are left out,
        because they already fill another role.
        """
        places: list[Filler] = []
        dates: list[Filler] = []
        for filler in self._fillers.in_sentence(self._word.sentence):
            if filler.kind == "date":
                root = self._fillers.root(filler)
                if root.prep not in self._prepositions.until and self._depends_on(
                    root, filler, anchors, fronted
                ):
                    dates.append(filler)
            elif filler.kind == "place" and filler not in taken:
                root = self._fillers.root(filler)
                if self._says_where(root) and self._depends_on(root, filler, anchors, fronted):
                    places.append(filler)
        return places, dates

    def title_place(self, taken: Sequence[Filler]) -> list[Filler]:
        """The place at the start of a title ("Burkina Faso : …"), for event types that happen at a place."""
        if self._word.sentence != 0 or self._match.event_type not in self._rules.happening:
            return []
        fillers = self._fillers.in_sentence(0)
        if not fillers or fillers[0].first != 0 or fillers[0].kind != "place" or fillers[0] in taken:
            return []
        end = fillers[0].last
        followed = end < len(self._tree.words) and self._tree.words[end].text == ":"
        return [fillers[0]] if followed else []

    def _depends_on(
        self, step: Word, filler: Filler, anchors: set[int], fronted: tuple[Word, int] | None
    ) -> bool:
        while step.head is not None:
            step = step.head
            if step.i in anchors:
                return True
            if fronted is not None and step is fronted[0] and filler.last <= fronted[1]:
                return True
            if step.is_verb:
                return False
            # "tués dans l'attaque d'un poste à Gao": the place of the attack is the place of the deaths.
            if step.i in self._fillers.triggers and not (
                step.rel == COMPLEMENT and step.prep in self._prepositions.during
            ):
                return False
        return False

    def _says_where(self, root: Word) -> bool:
        """Whether a place stands in a phrase of place: "à Gao", "dans le nord du Mali"."""
        at = self._prepositions.at
        if root.prep in at or (self._visit and root.prep in self._prepositions.toward):
            return True
        head = root.head
        return (
            root.prep in self._prepositions.of
            and head is not None
            and head.prep in at
            and head.pos in ("NOUN", "PROPN", "ADJ")
            and self._fillers.at(head) is None
            and head.key in self._rules.grammar.areas
        )
