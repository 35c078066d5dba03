"""How the steps of a round report progress. The command decides what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from annotate.campaign.rounds.state import RoundState
from annotate.core.record import Record

Advance = Callable[[int], None]


def _silent(step: str, total: int | None) -> AbstractContextManager[Advance]:
    return nullcontext(lambda done: None)


def _unsaid(step: str) -> AbstractContextManager[Callable[[str], None]]:
    return nullcontext(lambda line: None)


@dataclass(frozen=True)
class Steps:
    """What to call while a round runs.

    ``count`` is entered for a step with the number of its items, if that is known, and gives a function to
    call with the number done. ``say`` is entered for the training, and gives a function to call with a line.
    ``ended`` is called with the name and the result of each step in words,
    and ``resumed`` with a round that goes on, before its first step.
    """

    count: Callable[[str, int | None], AbstractContextManager[Advance]] = _silent
    say: Callable[[str], AbstractContextManager[Callable[[str], None]]] = _unsaid
    ended: Callable[[str, str], None] = lambda step, sentence: None
    resumed: Callable[[RoundState], None] = lambda state: None

    def counting(self, step: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Shows the progress of a step."""
        return self.count(step, total)

    @staticmethod
    def watched(read: Iterable[Record], advance: Advance) -> Iterator[Record]:
        """Yields records, and says how many there were."""
        for number, record in enumerate(read, start=1):
            yield record
            advance(number)
