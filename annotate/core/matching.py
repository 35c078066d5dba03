"""The one span matcher: which mentions of two annotations are the same, independent of their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.annotation import Entity


@dataclass
class Tally:
    """Counts behind precision, recall and F1 (van Rijsbergen 1979): found and right, found, wanted."""

    correct: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found; 0 where nothing was wanted."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.correct / total if total else 0.0


def strict_match(gold: Iterable[Entity], predicted: Iterable[Entity]) -> dict[str, Tally]:
    """A tally per label: a mention is right where start, end and label are all equal. Nested ones count."""
    wanted = Counter((entity.start, entity.end, entity.label) for entity in gold)
    found = Counter((entity.start, entity.end, entity.label) for entity in predicted)
    tallies: dict[str, Tally] = {}
    for key in wanted.keys() | found.keys():
        tally = tallies.setdefault(key[2], Tally())
        tally.gold += wanted[key]
        tally.predicted += found[key]
        tally.correct += min(wanted[key], found[key])
    return tallies


def add_up(tallies: Iterable[dict[str, Tally]]) -> dict[str, Tally]:
    """The sums per label over several articles, labels in alphabetical order."""
    sums: dict[str, Tally] = {}
    for article in tallies:
        for label, tally in article.items():
            total = sums.setdefault(label, Tally())
            total.correct += tally.correct
            total.predicted += tally.predicted
            total.gold += tally.gold
    return dict(sorted(sums.items()))


def micro(tallies: dict[str, Tally]) -> Tally:
    """One tally over all labels."""
    return add_up({"": tally} for tally in tallies.values()).get("", Tally())
