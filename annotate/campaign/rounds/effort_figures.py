"""Effort by round: gestures for 1,000 characters and minutes an article, each with an interval."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.campaign.rounds.state import EffortDone
from annotate.evaluate.bootstrap import SEED, interval, resampled_sums
from annotate.evaluate.scores import Figure

_RESAMPLES = 1000
_FEWEST = 2  # articles for an interval


def gestures_per_1000(effort: EffortDone) -> Figure:
    """All gestures for 1,000 characters of all articles. Not known without annotations."""
    return _ratio([(article, gestures, chars / 1000) for article, (gestures, chars, _) in _numbered(effort)])


def minutes(effort: EffortDone) -> Figure:
    """The mean minutes of an annotation whose time is known."""
    rows = _numbered(effort)
    return _ratio([(article, time / 60, 1.0) for article, (_, _, time) in rows if time is not None])


def _numbered(effort: EffortDone) -> list[tuple[int, tuple[int, int, float | None]]]:
    """The rows, each with the number of its article. In files written before, each is an article."""
    articles = effort.articles if len(effort.articles) == len(effort.rows) else range(len(effort.rows))
    return list(zip(articles, effort.rows, strict=True))


def _ratio(rows: Sequence[tuple[int, float, float]]) -> Figure:
    """The sum of the second column divided by that of the third: percentile bootstrap over articles.

    The first column numbers the articles: annotations of one article are drawn together.
    """
    if not rows:
        return Figure(0.0, known=False)
    sums: dict[int, tuple[float, float]] = {}
    for article, one, other in rows:
        before = sums.get(article, (0.0, 0.0))
        sums[article] = before[0] + one, before[1] + other
    of_articles = list(sums.values())
    value = sum(one for one, _ in of_articles) / sum(other for _, other in of_articles)
    if len(of_articles) < _FEWEST:
        return Figure(value)
    import numpy as np

    drawn = resampled_sums(np.array(of_articles, dtype=float), _RESAMPLES, SEED)
    return Figure(value, *interval(drawn[:, 0] / drawn[:, 1]))
