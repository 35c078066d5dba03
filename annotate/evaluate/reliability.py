"""Measures how reliable scores are: the share of right suggestions per band of scores, and its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

WIDTH = 0.1  # of a band
ENOUGH = 50  # suggestions; a band with fewer suggestions is not judged
TOLERANCE = 0.07  # between the mean score and the share of right suggestions
_ROUNDING = 1e-9
_Z = 1.959964  # standard normal, two-sided 95 %


@dataclass(frozen=True)
class Band:
    """The suggestions with ``low`` <= score < ``low`` + 0.1. The last band includes the score 1."""

    low: float
    count: int
    mean_score: float
    right: int

    @property
    def share(self) -> float:
        """The share of suggestions that are right."""
        return self.right / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.right, self.count)

    @property
    def judged(self) -> bool:
        """Whether the band has enough suggestions to be judged."""
        return self.count >= ENOUGH

    @property
    def holds(self) -> bool:
        """Whether the share lies within 0.07 of the mean score, or its interval contains the mean score."""
        low, high = self.interval
        return abs(self.share - self.mean_score) <= TOLERANCE + _ROUNDING or low <= self.mean_score <= high

    def to_dict(self) -> dict[str, Any]:
        """The form for ``--json``. ``holds`` is null if the band has too few suggestions to be judged."""
        low, high = self.interval
        return {
            "from": self.low,
            "to": round(self.low + WIDTH, 1),
            "count": self.count,
            "mean_score": round(self.mean_score, 4),
            "share_right": round(self.share, 4),
            "interval": [round(low, 4), round(high, 4)],
            "holds": self.holds if self.judged else None,
        }


def band_of(score: float) -> float:
    """The lower end of the band that a score is in."""
    # In floating point 0.3 / 0.1 is less than 3. Scores have at most four decimals.
    return round(min(int(score / WIDTH + _ROUNDING), round(1 / WIDTH) - 1) * WIDTH, 1)


def band_name(low: float) -> str:
    """What tables call a band: its lower and upper end."""
    return f"{low:.1f}-{low + WIDTH:.1f}"


def reliability(scored: Iterable[tuple[float, bool]]) -> list[Band]:
    """Groups suggestions, given as (score, whether right), into bands. Leaves out empty bands."""
    bands: dict[float, list[tuple[float, bool]]] = {}
    for score, right in scored:
        bands.setdefault(band_of(score), []).append((score, right))
    return [
        Band(
            low=low,
            count=len(found),
            mean_score=sum(score for score, _ in found) / len(found),
            right=sum(right for _, right in found),
        )
        for low, found in sorted(bands.items())
    ]


def wilson(right: int, count: int, z: float = _Z) -> tuple[float, float]:
    """The score interval of a binomial share (Wilson 1927, JASA 22, p. 212); 95 % by default."""
    share = right / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
