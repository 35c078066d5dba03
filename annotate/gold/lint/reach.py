"""Looks regions up by their place in the text, in a time that grows with the logarithm of their number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from annotate.core.annotation import Span

Region = TypeVar("Region", bound=Span)


@dataclass(frozen=True)
class Reach(Generic[Region]):
    """Spans by their start, with the one that ends last among those that start no later.

    Of several that end last at the same place, the one that starts first counts.
    """

    _starts: list[int] = field(default_factory=list)
    _last: list[Region] = field(default_factory=list)

    @classmethod
    def of(cls, spans: Iterable[Region]) -> Reach[Region]:
        """The index of ``spans``."""
        made: Reach[Region] = cls()
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            last = made._last[-1] if made._last else span
            made._starts.append(span.start)
            made._last.append(span if span.end > last.end else last)
        return made

    def end_before(self, start: int) -> int:
        """The last end of the spans that start before ``start``. -1 if there are none."""
        at = bisect_left(self._starts, start)
        return self._last[at - 1].end if at else -1

    def around(self, inner: Span) -> Region | None:
        """A span that contains ``inner`` and may be equal to it: the one that ends last."""
        at = bisect_right(self._starts, inner.start)
        return self._last[at - 1] if at and self._last[at - 1].end >= inner.end else None

    def longer_around(self, inner: Span) -> Region | None:
        """A span that contains ``inner`` and is longer."""
        found = self.around(inner)
        return found if found is not None and len(found) > len(inner) else None
