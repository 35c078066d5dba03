"""Effort by round: gestures for 1,000 characters and minutes an article, each with an interval."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.campaign.rounds.state import EffortDone
from annotate.evaluate.bootstrap import SEED, interval, resampled_sums
from annotate.evaluate.scores import Figure

_RESAMPLES = 1000
_FEWEST = 2  # annotations for an interval


def gestures_per_1000(effort: EffortDone) -> Figure:
    """All gestures for 1,000 characters of all articles. Not known without annotations."""
    return _ratio([(gestures, characters / 1000) for gestures, characters, _ in effort.rows])


def minutes(effort: EffortDone) -> Figure:
    """The mean minutes of an annotation whose time is known."""
    return _ratio([(seconds / 60, 1.0) for _, _, seconds in effort.rows if seconds is not None])


def _ratio(rows: Sequence[tuple[float, float]]) -> Figure:
    """The sum of the first column divided by that of the second: percentile bootstrap over annotations."""
    if not rows:
        return Figure(0.0, known=False)
    value = sum(one for one, _ in rows) / sum(other for _, other in rows)
    if len(rows) < _FEWEST:
        return Figure(value)
    import numpy as np

    drawn = resampled_sums(np.array(rows, dtype=float), _RESAMPLES, SEED)
    return Figure(value, *interval(drawn[:, 0] / drawn[:, 1]))
