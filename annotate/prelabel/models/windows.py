"""Cuts a text that is too long for a model into overlapping windows, and joins their predictions.

Every position is a code point of the whole text. At the edge of a window a model has the least context, and a
mention that the edge cuts looks like a shorter mention. Therefore two neighbouring windows share the overlap:
each window *owns* the half on its own side, and in this half its predictions come first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from annotate.core.sentences import sentence_ranges

Range = tuple[int, int]
Payload = TypeVar("Payload")

_LONGEST_WORD = 40  # code points; longer words (an address, a script without spaces) are cut
_WORD = re.compile(rf"\w{{1,{_LONGEST_WORD}}}|[^\w\s]")


@dataclass(frozen=True)
class Window:
    """A half-open range of the text. The window owns the mentions whose middle lies in ``owned``."""

    start: int
    end: int
    owned: Range

    def owns(self, start: int, end: int) -> bool:
        """Whether the middle of this range lies in the part that the window owns."""
        return self.owned[0] * 2 <= start + end < self.owned[1] * 2

    def cuts(self, start: int, end: int) -> bool:
        """Whether this range ends at an edge of the window where the text goes on."""
        first, last = self.owned[0] == self.start, self.owned[1] == self.end
        return (start <= self.start and not first) or (end >= self.end and not last)


@dataclass(frozen=True)
class Prediction(Generic[Payload]):
    """A label that a model predicts for a half-open range of the whole text, with a payload."""

    start: int
    end: int
    label: str
    score: float
    payload: Payload = field(compare=False)


def words(text: str) -> list[Range]:
    """The words and punctuation marks of ``text`` in order, with nothing but white space between."""
    return [match.span() for match in _WORD.finditer(text)]


def sentences(text: str, longest: int) -> list[Range]:
    """The sentences in order, without outer white space. Sentences over ``longest`` are cut between words."""
    found: list[Range] = []
    for start, end in sentence_ranges(text):
        found.extend(_pieces(text, start, end, longest))
    return found


def windows(
    units: Sequence[Range], size: int, overlap: int, weigh: Callable[[Range], int] = lambda unit: 1
) -> list[Window]:
    """Windows over ``units`` (words, sentences) in order, each of at most ``size`` by ``weigh``.

    Neighbours share as many whole units as fit into ``overlap``. A unit over ``size`` has a window of its
    own. Together the windows cover every unit.
    """
    weights = [weigh(unit) for unit in units]
    bounds: list[Range] = []
    first = 0
    while first < len(units):
        last, total = first, 0
        while last < len(units) and (last == first or total + weights[last] <= size):
            total += weights[last]
            last += 1
        bounds.append((first, last))
        if last == len(units):
            break
        first = _step_back(weights, first, last, size, overlap)
    return list(_owning([(units[first][0], units[last - 1][1]) for first, last in bounds]))


def join(answers: Sequence[tuple[Window, Sequence[Prediction[Payload]]]]) -> list[Prediction[Payload]]:
    """Joins the predictions of all windows, by start. Keeps one per range and label, with the best score.

    A prediction in the part that its window owns is kept. A prediction outside this part has less context,
    and a prediction at a window's edge may be cut. Such predictions are kept only if they overlap no kept
    prediction of another window.
    """
    ranked = sorted(
        (
            (window.cuts(found.start, found.end), not window.owns(found.start, found.end), number, found)
            for number, (window, some) in enumerate(answers)
            for found in some
        ),
        key=lambda item: (*item[:3], item[3].start, item[3].end, item[3].label, -item[3].score),
    )
    kept: dict[tuple[int, int, str], tuple[int, Prediction[Payload]]] = {}
    for cut, foreign, number, found in ranked:
        key = (found.start, found.end, found.label)
        if key in kept:
            owner, before = kept[key]
            if found.score > before.score:
                best = Prediction(*key, found.score, before.payload)
                kept[key] = (owner, best)
        elif not (cut or foreign) or not _meets_another(found, number, kept):
            kept[key] = (number, found)
    return sorted(
        (found for _, found in kept.values()), key=lambda found: (found.start, -found.end, found.label)
    )


def _meets_another(
    found: Prediction[Payload], number: int, kept: dict[tuple[int, int, str], tuple[int, Prediction[Payload]]]
) -> bool:
    return any(
        other.start < found.end and found.start < other.end
        for of_window, other in kept.values()
        if of_window != number
    )


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[Range]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > longest:
        cut = start + longest
        space = max(text.rfind(" ", start + longest // 2, cut), text.rfind("\t", start + longest // 2, cut))
        cut = space if space > start else cut
        yield start, cut
        start = cut + 1 if text[cut].isspace() else cut
    if start < end:
        yield start, end


def _step_back(weights: Sequence[int], first: int, last: int, size: int, overlap: int) -> int:
    """The first unit of the next window, which follows a window from unit ``first`` up to ``last``.

    It repeats as many units before ``last`` as ``overlap`` allows, but leaves room for unit ``last``, the
    first one not covered yet.
    """
    start, shared = last, 0
    while start - 1 > first:
        shared += weights[start - 1]
        if shared > overlap or shared + weights[last] > size:
            break
        start -= 1
    return start


def _owning(bounds: Sequence[Range]) -> Iterator[Window]:
    middles = [(left[1] + right[0]) // 2 for left, right in pairwise(bounds)]
    for number, (start, end) in enumerate(bounds):
        yield Window(
            start,
            end,
            (
                middles[number - 1] if number else start,
                middles[number] if number < len(middles) else end,
            ),
        )
