"""F1 of two sets of suggestions for the same articles, and their paired difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.evaluate.bootstrap import SEED, Resampled
from annotate.evaluate.counts import Counts
from annotate.evaluate.scores import Figure, difference, score

RESAMPLES = 1000  # as `annotate evaluate` draws
MEASURES = {
    "names": ("entities", "strict"),
    "triggers": ("triggers", "classification"),
    "arguments": ("arguments", "classification strict"),
}
"""The measures by name: the part and the measure of `annotate evaluate`."""


@dataclass(frozen=True)
class PairedF1:
    """F1 of one of `MEASURES` before and now. ``gold`` counts the items."""

    name: str
    before: Figure
    now: Figure
    difference: Figure
    gold: int


def paired_f1(now: Sequence[Counts], before: Sequence[Counts]) -> Iterator[PairedF1]:
    """Compares both sides, measure by measure. Leaves out what neither side and gold have."""
    gained, old = difference(now, before, RESAMPLES, SEED), score(before)
    new = score(now, Resampled.draw(now, RESAMPLES, SEED))
    for name, (part, measure) in MEASURES.items():
        differs = gained.get(part, {}).get(measure)
        sides = [side[part][measure].micro if measure in side.get(part, {}) else None for side in (new, old)]
        if differs is None or not any(one is not None and one.f1.known for one in sides):
            continue  # gold has none
        f1, was = (Figure(0.0) if one is None else one.f1 for one in sides)
        gold = max(one.outcome.gold for one in sides if one is not None and one.outcome is not None)
        yield PairedF1(name, was, f1, differs.micro.f1, gold)
