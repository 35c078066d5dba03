"""Minutes from lead times, with a robust rule for times that nobody worked: each is named, none is dropped.

A lead time is how long Label Studio's page was open. It grows during lunch, and a reload sets it back.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, log
from statistics import median

from annotate.evaluate.bootstrap import SEED, interval, resampled_sums
from annotate.evaluate.scores import Figure

LONGEST_S = 3600.0
"""Seconds: a page that is open longer than this for one article was left open."""
ENOUGH = 10  # times; a median of fewer says little
DEVIATIONS = 3.0  # of 2, 2.5 and 3, the choice that calls the fewest times unusual
_SCALE = 1.4826  # of a normal distribution, the standard deviation divided by the MAD
_LEAST_FACTOR = 2.0  # a time within this factor of the median is usual, however equal the others are
_TINY_S = 0.001


@dataclass(frozen=True, slots=True)
class Timed:
    """The lead time of one annotation. ``least_s`` is the least time that its work takes, in seconds.

    ``rewritten_by`` is the person who saved it last, if not the annotator: the time is of both.
    """

    article: str
    annotator: str
    seconds: float
    characters: int
    least_s: float
    rewritten_by: str | None = None

    @property
    def worker(self) -> str | None:
        """Whose pace the time is of, or None if it is of several people."""
        return self.annotator if self.rewritten_by is None else None

    @property
    def pace(self) -> float:
        """The logarithm of the seconds for one character."""
        return log(max(self.seconds, self.least_s, _TINY_S) / max(self.characters, 1))


@dataclass(frozen=True)
class Outlier:
    """A lead time that does not count as it is: the time that counts instead, and why."""

    article: str
    annotator: str
    seconds: float
    counted_s: float  # rounded to tenths
    why: str
    rewritten_by: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class Limits:
    """The seconds for one character between which an annotator's times are usual."""

    low: float
    high: float
    whose: str


class Times:
    """The lead times of a campaign, and the time that counts for each.

    A time beyond a limit counts as the limit (winsorising; Tukey 1962, The Future of Data Analysis), so that
    an article whose time is wrong still counts as an article. The limits are, each way:

    - At least the time in which the article can be read and its gestures be made (`pace`), and at most
      ``longest_s``.
    - Three scaled median absolute deviations around the median of an annotator's times for one character
      (Leys, Ley, Klein, Bernard and Licata 2013, J. Exp. Soc. Psych. 49, p. 764), of the logarithms: times
      of work are skewed, and near to log-normal (van der Linden 2006, J. Educ. Behav. Stat. 31, p. 181). An
      annotator with fewer than `ENOUGH` times is measured by those of all; fewer than `ENOUGH` times in all
      have no such limit. A time within the factor 2 of the median is never beyond a limit.
    """

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self.longest_s = longest_s
        self._all: list[Timed] = []
        self._counted: tuple[array[float], list[Outlier]] | None = None

    def take(self, time: Timed) -> int:
        """Adds a time, and returns its number."""
        self._all.append(time)
        self._counted = None
        return len(self._all) - 1

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, number: int) -> Timed:
        return self._all[number]

    @property
    def counted(self) -> array[float]:
        """The seconds that count, in the order of the times."""
        return self._ended()[0]

    @property
    def outliers(self) -> list[Outlier]:
        """The times that do not count as they are, by article and annotator."""
        return list(self._ended()[1])

    def _ended(self) -> tuple[array[float], list[Outlier]]:
        if self._counted is None:
            limits = _limits(self._all)
            counted, outliers = array("d"), []
            for time in self._all:
                seconds, why = _counts_as(time, limits.get(time.worker), self.longest_s)
                counted.append(seconds)
                if why is not None:
                    outliers.append(_outlier(time, seconds, why))
            outliers.sort(key=lambda one: (one.article, one.annotator, one.seconds))
            self._counted = counted, outliers
        return self._counted


def _outlier(time: Timed, counted_s: float, why: str) -> Outlier:
    seconds = round(counted_s, 1)
    return Outlier(time.article, time.annotator, time.seconds, seconds, why, time.rewritten_by)


def _limits(times: Iterable[Timed]) -> dict[str | None, Limits]:
    """The limits of each annotator; none of anybody if there are too few times in all."""
    paces: defaultdict[str | None, list[float]] = defaultdict(list)
    for time in times:
        paces[time.worker].append(time.pace)
    everybody = [pace for of_one in paces.values() for pace in of_one]
    if len(everybody) < ENOUGH:
        return {}
    of_all = _limits_of(everybody, "everybody's")
    return {
        worker: _limits_of(of_one, "this annotator's") if worker and len(of_one) >= ENOUGH else of_all
        for worker, of_one in paces.items()
    }


def _limits_of(paces: list[float], whose: str) -> Limits:
    middle = median(paces)
    spread = DEVIATIONS * _SCALE * median(abs(pace - middle) for pace in paces)
    spread = max(spread, log(_LEAST_FACTOR))
    return Limits(exp(middle - spread), exp(middle + spread), whose)


def _counts_as(time: Timed, limits: Limits | None, longest_s: float) -> tuple[float, str | None]:
    """The seconds that count for a time, and why if they are not the time itself."""
    characters = max(time.characters, 1)
    low, high = (limits.low * characters, limits.high * characters) if limits else (0.0, inf)
    low, least = min(low, longest_s), time.least_s
    if time.seconds < max(low, least):
        if least >= low:
            return least, "less than reading and the gestures take"
        return low, _unusual("shorter", limits)
    high = max(high, least)
    longest = max(longest_s, least)
    if time.seconds > min(high, longest):
        if longest <= high:
            return longest, f"more than {longest_s / 60:g} min on one article"
        return high, _unusual("longer", limits)
    return time.seconds, None


def _unusual(how: str, limits: Limits | None) -> str:
    whose = "the" if limits is None else limits.whose
    return f"{how} than {whose} times usually are, for the length of the article"


@dataclass(frozen=True)
class Minutes:
    """The mean minutes of an annotation, and the minutes for 1,000 characters, with 95 % intervals.

    Figures are not ``known`` without a time. They have no interval if fewer than two articles have one.
    """

    each: Figure
    per_1000: Figure

    def as_dict(self) -> dict[str, float | None]:
        """The form for ``--json``: the value, and the ends of its interval, of each figure."""
        return {
            name + end: None if value is None else round(value, 4)
            for name, figure in (("minutes", self.each), ("minutes_per_1000_characters", self.per_1000))
            for end, value in zip(("", "_low", "_high"), figure.to_dict().values(), strict=True)
        }


def minutes(times: Times, numbers: Iterable[int], resamples: int, seed: int = SEED) -> Minutes:
    """The minutes of some of the ``times``, by their numbers.

    Minutes for 1,000 characters are all minutes divided by all characters, so that short articles do not
    count more than long ones. Articles are resampled: percentile bootstrap (`annotate.evaluate.bootstrap`).
    """
    counted = times.counted
    sums: dict[str, list[float]] = {}
    for number in numbers:
        row = sums.setdefault(times[number].article, [0.0, 0.0, 0.0])
        row[0] += counted[number] / 60
        row[1] += 1
        row[2] += times[number].characters / 1000
    rows = [sums[article] for article in sorted(sums)]
    spent, annotations, thousands = (sum(row[place] for row in rows) for place in range(3))
    each, per_1000 = Figure(0.0, known=False), Figure(0.0, known=False)
    if annotations:
        each = Figure(spent / annotations)
    if thousands:
        per_1000 = Figure(spent / thousands)
    if resamples and len(rows) > 1 and thousands:
        import numpy as np

        drawn = resampled_sums(np.array(rows), resamples, seed)
        each = Figure(each.value, *interval(drawn[:, 0] / drawn[:, 1]))
        per_1000 = Figure(per_1000.value, *interval(drawn[:, 0] / np.where(drawn[:, 2], drawn[:, 2], np.nan)))
    return Minutes(each, per_1000)
