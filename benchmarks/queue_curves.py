"""Learning curves of annotation orders: the committed result of each run, and what two curves are apart.

A run is one order with one seed. Its curve has a point after each round: articles corrected so far, gestures
spent so far, and the F1 of the suggestions that the model of this round makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import inf, sqrt
from pathlib import Path
from statistics import mean, stdev

from benchmarks.run_files import read_run, save_run

RESULTS = Path(__file__).parent / "queue_results"
LEVEL = 0.95
_STEPS = 200  # of the axis, for areas


@dataclass(frozen=True)
class Point:
    """The state after a round. ``chosen`` are the articles of the round; the first point has none."""

    articles: int
    gestures: int
    f1: float
    precision: float
    recall: float
    chosen: tuple[str, ...] = ()


@dataclass
class Run:
    """The curve of one order with one seed. ``setting`` says what else the result depends on."""

    order: str
    seed: int
    setting: dict[str, str | int] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)

    @property
    def chosen(self) -> list[str]:
        """All articles chosen so far, in order."""
        return [key for point in self.points for key in point.chosen]

    def curve(self, axis: str) -> list[tuple[float, float]]:
        """The points as pairs of "articles" or "gestures" and F1."""
        return [(float(getattr(point, axis)), point.f1) for point in self.points]


def path_of(order: str, seed: int, folder: Path = RESULTS) -> Path:
    """The file of a run."""
    return folder / f"{order}-{seed}.json"


def load(path: Path) -> Run:
    """Reads the file of a run, whether the run has ended or not."""
    data = read_run(path)
    points = [Point(**{**point, "chosen": tuple(point["chosen"])}) for point in data.pop("points")]
    return Run(**data, points=points)


def all_runs(folder: Path = RESULTS) -> list[Run]:
    """All runs of a folder, also those that have not ended, by order and seed."""
    runs = [load(path) for path in sorted(folder.glob("*.json"))]
    return sorted(runs, key=lambda run: (run.order, run.seed))


def save(run: Run, path: Path) -> None:
    """Writes the file of a run, in full or not at all."""
    save_run(asdict(run), path)


def at(curve: Sequence[tuple[float, float]], x: float) -> float:
    """The F1 of a curve at ``x``, on the straight line between two points, and constant beyond the ends."""
    before = curve[0]
    for point in curve:
        if point[0] >= x:
            if point[0] == before[0]:
                return point[1]
            share = (x - before[0]) / (point[0] - before[0])
            return before[1] + share * (point[1] - before[1])
        before = point
    return before[1]


def area_between(one: Run, other: Run, axis: str) -> float:
    """The mean of ``one``'s F1 less ``other``'s over ``axis``, up to where the shorter curve ends.

    Multiplied with the length of the axis, this is the area between the curves.
    """
    left, right = one.curve(axis), other.curve(axis)
    start, end = max(left[0][0], right[0][0]), min(left[-1][0], right[-1][0])
    places = [start + (end - start) * step / _STEPS for step in range(_STEPS + 1)]
    apart = [at(left, x) - at(right, x) for x in places]
    return (sum(apart) - (apart[0] + apart[-1]) / 2) / _STEPS  # trapezoidal rule


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds with its interval (Student's t). ``low`` and ``high`` are None for one seed."""

    value: float
    low: float | None
    high: float | None
    seeds: int


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of paired differences, and the interval of the mean."""
    if len(values) < 2:
        return Estimate(mean(values), None, None, len(values))
    from scipy.stats import t

    half = float(t.ppf((1 + LEVEL) / 2, len(values) - 1)) * stdev(values) / sqrt(len(values))
    return Estimate(mean(values), mean(values) - half, mean(values) + half, len(values))


def needed(runs: Sequence[Run], target: float, axis: str = "articles") -> float | None:
    """Where the mean curve of ``runs`` first reaches ``target``, or None if it never does."""
    curves = [run.curve(axis) for run in runs]
    end = min(curve[-1][0] for curve in curves)
    last, reached = (-inf, -inf), None
    for step in range(_STEPS + 1):
        x = end * step / _STEPS
        value = mean(at(curve, x) for curve in curves)
        if value >= target:
            gap = value - last[1]
            reached = x if last[1] == -inf or gap == 0 else last[0] + (x - last[0]) * (target - last[1]) / gap
            break
        last = (x, value)
    return reached
