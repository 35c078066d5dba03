"""Scores of many articles: precision, recall and F1 with intervals, per label, micro and macro."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotate.core.matching import Outcome
from annotate.evaluate.bootstrap import Resampled, interval, macro
from annotate.evaluate.counts import Counts, Key, add_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class Figure:
    """A score from 0 to 1 (a difference: from -1 to 1), with its 95 % interval if asked for.

    ``known`` is False if the score cannot be computed; its value is then 0, as it counts in a mean.
    """

    value: float
    low: float | None = None
    high: float | None = None
    known: bool = True

    def to_dict(self) -> dict[str, float | None]:
        if not self.known:
            return {"value": None, "low": None, "high": None}
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1. ``outcome`` holds the counts; it is None for a macro mean.

    If gold has nothing at all for a measure, there is no recall and no F1: each prediction is spurious.
    """

    precision: Figure
    recall: Figure
    f1: Figure
    outcome: Outcome | None = None

    def to_dict(self) -> dict[str, Any]:
        figures = {name: getattr(self, name).to_dict() for name in NAMES}
        if self.outcome is None:
            return figures
        counts = {**vars(self.outcome), "gold": self.outcome.gold, "predicted": self.outcome.predicted}
        return {**figures, "counts": counts}


@dataclass(frozen=True)
class Measure:
    """The scores of one measure: over all labels (micro), per label, and the mean over the labels (macro)."""

    micro: Score
    macro: Score | None = None
    labels: dict[str, Score] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {"micro": self.micro.to_dict()}
        if self.macro is not None:
            data["macro"] = self.macro.to_dict()
            data["labels"] = {label: score.to_dict() for label, score in self.labels.items()}
        return data


Scores = dict[str, dict[str, Measure]]  # part -> measure


def score(articles: Sequence[Counts], resampled: Resampled | None = None) -> Scores:
    """The scores over ``articles``, with intervals if the same articles were ``resampled``.

    Micro: from the summed counts. Macro: the mean over the labels in gold or predicted.
    """
    sums = add_counts(articles)
    scores: Scores = {}
    for part, measure in dict.fromkeys((key.part, key.measure) for key in sums):
        keys = [key for key in sums if (key.part, key.measure) == (part, measure) and key.label is not None]
        whole = Key(part, measure)
        values = macro([sums[key] for key in keys])
        draws = resampled.macro(keys) if resampled and keys else None
        total = sums.get(whole, Outcome())
        scores.setdefault(part, {})[measure] = Measure(
            micro=_known(_score(total, resampled.figures(whole) if resampled else None), total),
            macro=_known(Score(*_figures(values, draws)), total) if keys else None,
            labels={
                str(key.label): _known(
                    _score(sums[key], resampled.figures(key) if resampled else None), total
                )
                for key in keys
            },
        )
    return scores


def difference(one: Sequence[Counts], other: Sequence[Counts], resamples: int, seed: int) -> Scores:
    """The scores of ``one`` minus the scores of ``other``, with paired intervals.

    Both sequences must hold the same articles in the same order. Raises `ValueError` if the lengths differ.
    """
    if len(one) != len(other):
        raise ValueError(f"{len(one)} articles cannot be paired with {len(other)}")
    sums = (add_counts(one), add_counts(other))
    draws = [Resampled.draw(side, resamples, seed) for side in (one, other)] if resamples else None
    keys = sorted(set(sums[0]) | set(sums[1]), key=lambda key: (key.part, key.measure, key.label or ""))
    scores: Scores = {}
    for part, measure in dict.fromkeys((key.part, key.measure) for key in keys):
        labels = [key for key in keys if (key.part, key.measure) == (part, measure) and key.label is not None]

        def less(key: Key) -> Score:
            values = [_values(side.get(key, Outcome())) for side in sums]
            drawn = draws[0].figures(key) - draws[1].figures(key) if draws else None
            return Score(*_figures(_minus(*values), drawn))

        means = [macro([side[key] for key in labels if key in side]) for side in sums]
        drawn = draws[0].macro(labels) - draws[1].macro(labels) if draws and labels else None
        scores.setdefault(part, {})[measure] = Measure(
            micro=less(Key(part, measure)),
            macro=Score(*_figures(_minus(*means), drawn)) if labels else None,
            labels={str(key.label): less(key) for key in labels},
        )
    return scores


def scores_to_dict(scores: Scores) -> dict[str, Any]:
    """The JSON form."""
    return {
        part: {name: measure.to_dict() for name, measure in measures.items()}
        for part, measures in scores.items()
    }


def _score(outcome: Outcome, draws: NDArray[np.float64] | None) -> Score:
    return Score(*_figures(_values(outcome), draws), outcome=outcome)


def _known(made: Score, total: Outcome) -> Score:
    """The score, without recall and F1 if gold has nothing for the measure. ``total`` is over all labels.

    A single label that gold lacks keeps its 0, as it counts in the macro mean.
    """
    if total.gold:
        return made
    return replace(made, recall=replace(made.recall, known=False), f1=replace(made.f1, known=False))


def _values(outcome: Outcome) -> tuple[float, ...]:
    tally = outcome.tally
    return tally.precision, tally.recall, tally.f1


def _minus(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    return tuple(left - right for left, right in zip(one, other, strict=True))


def _figures(values: Sequence[float], draws: NDArray[np.float64] | None) -> tuple[Figure, Figure, Figure]:
    made = [
        Figure(value, *(interval(draws[:, index]) if draws is not None else (None, None)))
        for index, value in enumerate(values)
    ]
    return made[0], made[1], made[2]
