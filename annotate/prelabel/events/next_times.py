"""Finds times to come beside a verb or noun: "la semaine prochaine", "next Monday", "demain"."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.core.folding import fold_case
from annotate.prelabel.events.governors import is_past, verb_group
from annotate.prelabel.knowledge.lexicon import LexiconFile
from annotate.prelabel.parsing.relations import APPOSITION, COMPLEMENT, MODIFIER
from annotate.prelabel.parsing.tree import Word

_TIMES = (COMPLEMENT, MODIFIER, APPOSITION, "advmod")


class NextTimes:
    """Finds times to come with the calendar words of one lexicon."""

    def __init__(self, words: LexiconFile) -> None:
        self._days = _folded(day for day, shift in words.relative_days.items() if shift > 0)
        self._units = _folded((*words.calendar_units, *(day for names in words.weekdays for day in names)))
        self._next = _folded(word for word, shift in words.calendar_shifts.items() if shift > 0)

    def beside_verb(self, verb: Word) -> bool:
        """Whether a time to come depends on a verb."""
        return any(map(self._is_next, verb.of(*_TIMES)))

    def beside_noun(self, noun: Word) -> bool:
        """Whether a noun's act is still to come: "talks next week".

        The parser may attach the time to a complement of the noun, or to the verb above. A past verb tells of
        no time to come, so the time right behind its object belongs to the object.
        """
        for child in noun.of(*_TIMES):
            if self._is_next(child) or any(map(self._is_next, child.of(*_TIMES))):
                return True
        verb = noun.head
        if verb is None or not verb.is_verb or verb.i > noun.i or not is_past(verb_group(verb)):
            return False
        return any(child.i > noun.i and self._is_next(child) for child in verb.of(*_TIMES))

    def _is_next(self, word: Word) -> bool:
        if word.key in self._days:
            return True
        return word.matches(self._units) and any(child.matches(self._next) for child in word.children)


def _folded(words: Iterator[str] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_case, words))
