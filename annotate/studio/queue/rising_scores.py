"""Chooses scores that rise in a given order, with as few changes as possible.

Label Studio serves tasks by ascending score, and each score is a request of its own. So the scores that rise
already stay: a longest increasing subsequence (Fredman 1975, "On computing the length of longest increasing
subsequences"). The others get scores between their neighbours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

LEAST_STEP = 1e-9  # between two scores; closer ones are all spread anew


def rising(current: Sequence[float | None]) -> list[float]:
    """Returns scores strictly between 0 and 1 that rise strictly, one for each of ``current``.

    As many of ``current`` as possible stay as they are. None, and scores outside 0 to 1, never stay.
    """
    number = len(current)
    scores = [0.0] * number
    kept = [-1, *_longest_rise(current), number]
    bounds = [0.0, *(float(current[index] or 0.0) for index in kept[1:-1]), 1.0]
    for (left, right), (low, high) in zip(pairwise(kept), pairwise(bounds), strict=True):
        step = (high - low) / (right - left)
        if step < LEAST_STEP:
            return [(index + 1) / (number + 1) for index in range(number)]
        for index in range(left + 1, right):
            scores[index] = low + step * (index - left)
        if right < number:
            scores[right] = high
    return scores


def _longest_rise(scores: Sequence[float | None]) -> list[int]:
    """The indexes of a longest strictly increasing subsequence, of the scores between 0 and 1 alone."""
    ends: list[float] = []  # the least last score of a rise of each length
    holders: list[int] = []  # its index
    before: dict[int, int | None] = {}
    for index, score in enumerate(scores):
        if score is None or not 0 < score < 1:
            continue
        place = bisect_left(ends, score)
        before[index] = holders[place - 1] if place else None
        if place == len(ends):
            ends.append(score)
            holders.append(index)
        else:
            ends[place], holders[place] = score, index
    rise: list[int] = []
    last = holders[-1] if holders else None
    while last is not None:
        rise.append(last)
        last = before[last]
    return rise[::-1]
