"""Matches the mentions of two annotations; the result does not depend on their order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Protocol

from annotate.core.annotation import Entity
from annotate.core.assignment import best_pairs


@dataclass
class Tally:
    """The counts from which precision, recall and F1 are computed (van Rijsbergen 1979)."""

    correct: float = 0  # a partial match counts half
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of predictions that are correct; 0 without predictions."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was predicted correctly; 0 without gold."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.correct / total if total else 0.0


@dataclass(frozen=True)
class Outcome:
    """How one comparison ended, counted as in MUC-5 (Chinchor and Sundheim 1993) and SemEval-2013 task 9.1.

    Gold items are correct, incorrect, partial or missed. Predicted items are correct, incorrect, partial or
    spurious.
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def gold(self) -> int:
        """The number of gold items (MUC's POSSIBLE)."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def predicted(self) -> int:
        """The number of predicted items (MUC's ACTUAL)."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def tally(self) -> Tally:
        """The counts for precision, recall and F1; a partial match counts half."""
        return Tally(self.correct + self.partial / 2, self.predicted, self.gold)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Outcome)))

    @classmethod
    def of(cls, correct: int, *, predicted: int, gold: int) -> Outcome:
        """The outcome of a comparison without partial matches."""
        return cls(correct=correct, missed=gold - correct, spurious=predicted - correct)


class Scheme(StrEnum):
    """The four schemes of SemEval-2013 task 9.1 for mentions (Segura-Bedmar, Martínez and Herrero-Zazo).

    Strict: span and label are equal. Exact: the spans are equal, whatever the labels. Partial: like exact,
    but spans that only overlap count half. Type: the labels are equal and the spans overlap.
    """

    STRICT = "strict"
    EXACT = "exact"
    PARTIAL = "partial"
    TYPE = "type"


class Placed(Protocol):
    """Anything with a position in the text: a half-open code-point range."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Labelled(Placed, Protocol):
    """Anything with a position and a label: an entity, or a trigger with its event's type."""

    @property
    def label(self) -> str: ...


def score_schemes(
    gold: Iterable[Labelled], predicted: Iterable[Labelled]
) -> dict[Scheme, dict[str | None, Outcome]]:
    """Scores every scheme: one outcome per label, and the outcome over all labels under the key None.

    Each mention is paired with at most one mention of the other side. The pairing has as many correct pairs
    as possible, and then as many overlapping pairs as possible. The counts do not depend on the order of the
    mentions. Nested mentions count like any other.

    The outcome of a label compares only mentions of that label, as nervaluate does. A mention with a wrong
    label is therefore missed under one label and spurious under the other. Over all labels it is incorrect
    (strict, type) or correct (exact).
    """
    wanted, found = _sorted(gold), _sorted(predicted)
    overlaps = overlapping(wanted, found)
    labels: list[str | None] = [None, *sorted({item.label for item in (*wanted, *found)})]
    scored: dict[Scheme, dict[str | None, Outcome]] = {scheme: {} for scheme in Scheme}
    for label in labels:
        among = [
            (left, right)
            for left, right in overlaps
            if label is None or wanted[left].label == label == found[right].label
        ]
        sizes = [sum(label in (None, item.label) for item in side) for side in (wanted, found)]
        for scheme in Scheme:
            right = {pair: _is_correct(scheme, wanted[pair[0]], found[pair[1]]) for pair in among}
            scored[scheme][label] = _outcome(scheme, right, *sizes)
    return scored


def _is_correct(scheme: Scheme, gold: Labelled, predicted: Labelled) -> bool:
    if scheme is Scheme.TYPE:
        return gold.label == predicted.label
    same_span = (gold.start, gold.end) == (predicted.start, predicted.end)
    return same_span and (scheme is not Scheme.STRICT or gold.label == predicted.label)


def _outcome(scheme: Scheme, right: Mapping[tuple[int, int], bool], gold: int, predicted: int) -> Outcome:
    one_correct = min(gold, predicted) + 1  # outweighs every pair that only overlaps
    pairs = best_pairs({pair: one_correct + 1 if correct else 1 for pair, correct in right.items()})
    correct = sum(right[pair] for pair in pairs)
    other = len(pairs) - correct
    return Outcome(
        correct=correct,
        incorrect=0 if scheme is Scheme.PARTIAL else other,
        partial=other if scheme is Scheme.PARTIAL else 0,
        missed=gold - len(pairs),
        spurious=predicted - len(pairs),
    )


def _sorted(items: Iterable[Labelled]) -> list[Labelled]:
    return sorted(items, key=lambda item: (item.start, item.end, item.label))


def overlapping(gold: Sequence[Placed], predicted: Sequence[Placed]) -> list[tuple[int, int]]:
    """The index pairs of gold and predicted spans that overlap; ``predicted`` must be sorted by start."""
    starts = [span.start for span in predicted]
    longest = max((span.end - span.start for span in predicted), default=0)
    return [
        (left, right)
        for left, span in enumerate(gold)
        for right in range(bisect_left(starts, span.start - longest), bisect_left(starts, span.end))
        if predicted[right].end > span.start
    ]


def same(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> list[tuple[int, int]]:
    """Pairs the indices of equal items one to one, in the order of ``gold``; pairs duplicates in order."""
    places: dict[Hashable, list[int]] = {}
    for index, item in enumerate(predicted):
        places.setdefault(item, []).append(index)
    left = {item: iter(indices) for item, indices in places.items()}
    pairs = ((index, next(left[item], None)) for index, item in enumerate(gold) if item in left)
    return [(index, other) for index, other in pairs if other is not None]


def strict_match(gold: Iterable[Entity], predicted: Iterable[Entity]) -> dict[str, Tally]:
    """A tally per label. A mention is correct if start, end and label are equal. Nested mentions count."""
    tallies: dict[str, Tally] = {}
    wanted = [(entity.start, entity.end, entity.label) for entity in gold]
    found = [(entity.start, entity.end, entity.label) for entity in predicted]
    for _, _, label in wanted:
        tallies.setdefault(label, Tally()).gold += 1
    for _, _, label in found:
        tallies.setdefault(label, Tally()).predicted += 1
    for index, _ in same(wanted, found):
        tallies[wanted[index][2]].correct += 1
    return tallies


def add_up(tallies: Iterable[dict[str, Tally]]) -> dict[str, Tally]:
    """Sums the tallies of several articles per label, with labels in alphabetical order."""
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
