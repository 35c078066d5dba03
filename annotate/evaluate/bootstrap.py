"""Intervals of scores: percentile bootstrap over articles, paired if two predictions are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.core.matching import Outcome
from annotate.evaluate.counts import Counts, Key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEED = 20130901
LEVEL = 0.95
_CHUNK_BYTES = 64_000_000


@dataclass(frozen=True)
class Resampled:
    """Sums of outcomes over many samples of the articles, each drawn with replacement and of full size.

    The interval lies between percentiles of the statistic over the samples (Efron and Tibshirani, An
    Introduction to the Bootstrap, 1993, chapter 13). With the same seed and number of articles, two
    predictions are sampled on the same articles, so their difference is paired (Berg-Kirkpatrick, Burkett
    and Klein, EMNLP 2012).
    """

    columns: dict[Key, int]
    sums: NDArray[np.float64]  # draws x keys x (correct, predicted, gold)

    @classmethod
    def draw(cls, articles: Sequence[Counts], resamples: int, seed: int = SEED) -> Resampled:
        """Draws ``resamples`` samples. Needs numpy, which the extras with spaCy install."""
        import numpy as np

        columns = {key: index for index, key in enumerate(dict.fromkeys(k for c in articles for k in c))}
        table = np.zeros((len(articles), len(columns), 3))
        for row, counts in enumerate(articles):
            for key, outcome in counts.items():
                tally = outcome.tally
                table[row, columns[key]] = tally.correct, tally.predicted, tally.gold
        sums = resampled_sums(table.reshape(len(articles), -1), resamples, seed)
        return cls(columns, sums.reshape(resamples, len(columns), 3))

    def figures(self, key: Key) -> NDArray[np.float64]:
        """Precision, recall and F1 of every sample, as an array of samples x 3."""
        import numpy as np

        if key not in self.columns:
            return np.full((len(self.sums), 3), np.nan)
        return _figures(self.sums[:, self.columns[key]])

    def macro(self, keys: Sequence[Key]) -> NDArray[np.float64]:
        """The means of the three figures over the labels in a sample (gold or predicted), as samples x 3."""
        import numpy as np

        sums = self.sums[:, [self.columns[key] for key in keys if key in self.columns]]
        held = (sums[:, :, 1] + sums[:, :, 2] > 0)[:, :, np.newaxis]
        number = np.maximum(held.sum(axis=1), 1)
        means: NDArray[np.float64] = np.where(held, _figures(sums), 0).sum(axis=1) / number
        return means


def resampled_sums(table: NDArray[np.float64], resamples: int, seed: int = SEED) -> NDArray[np.float64]:
    """The sums of each column of ``table`` (articles x columns) over many samples, as samples x columns.

    A sample draws as many articles as there are, with replacement; all columns of a sample are of the same
    articles. Needs at least one article.
    """
    import numpy as np

    number = len(table)
    chances = np.full(number, 1 / number)
    random = np.random.default_rng(seed)
    size = max(1, _CHUNK_BYTES // (8 * number))
    drawn = [
        random.multinomial(number, chances, size=min(size, resamples - start)) @ table
        for start in range(0, resamples, size)
    ]
    return np.concatenate(drawn)


def _figures(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    correct, predicted, gold = sums[..., 0], sums[..., 1], sums[..., 2]
    # Where nothing was predicted, or nothing is in gold, nothing is correct, and 0 / 1 gives the right 0. A
    # sample with neither says nothing about the score: NaN.
    shares = (correct / np.where(predicted > 0, predicted, 1), correct / np.where(gold > 0, gold, 1))
    both = np.where(predicted + gold > 0, predicted + gold, np.nan)
    return np.stack([*(share + 0 * both for share in shares), 2 * correct / both], axis=-1)


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The percentile interval (`LEVEL`) of one figure over all samples in which the figure is defined."""
    import numpy as np

    values = values[~np.isnan(values)]
    if not len(values):
        return 0.0, 0.0
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def macro(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    """Mean precision, recall and F1 over the labels in gold or predicted."""
    tallies = [outcome.tally for outcome in outcomes if outcome.gold or outcome.predicted]
    number = max(len(tallies), 1)
    return (
        sum(tally.precision for tally in tallies) / number,
        sum(tally.recall for tally in tallies) / number,
        sum(tally.f1 for tally in tallies) / number,
    )
