"""Lays out a small line plot as SVG: lines told apart by dashes, markers and labels, not by colour alone.

Plain geometry, because the base installation has no library for plots; a template draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

WIDTH, HEIGHT = 480, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 116, 14, 44
_APART = 16  # between the baselines of two labels
_DODGE = 5  # between the intervals of two lines at one x
_TICKS = 5
STYLES = 4  # of lines; a plot has no more lines than this


@dataclass(frozen=True)
class Point:
    """A value at x, with its interval if there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """A named line. Its points are in the order of x."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Plot:
    """What to draw. The y axis begins at ``bottom`` at the latest, and ends at ``top``, if they are given.

    What x counts (rounds, articles) is whole, and so are its ticks. With ``named``, x stands for things with
    numbers as names, and only these get a tick. ``digits`` are those of the table.
    """

    title: str
    x_name: str
    y_name: str
    lines: Sequence[Line]
    bottom: float | None = None
    top: float | None = None
    digits: int = 3
    named: bool = False


@dataclass(frozen=True)
class Tick:
    """A tick of an axis: its place and what stands there."""

    place: float
    words: str


@dataclass(frozen=True)
class DrawnPoint:
    """A marker, and its interval, which stands at ``bar_x`` beside those of other lines."""

    x: float
    bar_x: float
    y: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DrawnLine:
    """A line in pixels of the picture. ``style`` numbers its dashes and marker."""

    name: str
    style: int
    path: str
    points: Sequence[DrawnPoint]
    label_y: float


@dataclass(frozen=True)
class Drawing:
    """A laid-out plot; see `draw`."""

    plot: Plot
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    lines: Sequence[DrawnLine]
    label_x: float
    words: str
    table: Sequence[Sequence[str]]


def draw(plot: Plot) -> Drawing:
    """The plot in pixels. Lines without points are left out. Raises `ValueError` for too many lines."""
    if len(plot.lines) > STYLES:
        raise ValueError(f"a plot has at most {STYLES} lines")
    lines = [line for line in plot.lines if line.points]
    xs = [point.x for line in lines for point in line.points] or [0.0]
    ys = [
        value
        for line in lines
        for point in line.points
        for value in (point.y, point.low, point.high)
        if value is not None
    ] or [0.0, 1.0]
    x_axis = _names_axis(xs) if plot.named else _axis(min(xs), max(xs), whole=True)
    y_axis = _axis(min(ys) if plot.bottom is None else min(plot.bottom, *ys), max(ys))
    if plot.top is not None and max(ys) <= plot.top:
        y_axis = [value for value in y_axis if value <= plot.top]
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    x_of = _Scale(x_axis[0], x_axis[-1], _LEFT + 10, right - 10)
    y_of = _Scale(y_axis[0], y_axis[-1], bottom, _TOP)
    styles = {line.name: index for index, line in enumerate(plot.lines)}
    drawn = []
    ends = _spread([y_of(line.points[-1].y) for line in lines], _TOP, bottom)
    for number, line in enumerate(lines):
        shift = _DODGE * (number - (len(lines) - 1) / 2) if len(lines) > 1 else 0.0
        points = [
            DrawnPoint(
                round(x_of(one.x), 1),
                round(x_of(one.x) + shift, 1),
                round(y_of(one.y), 1),
                None if one.low is None else round(y_of(one.low), 1),
                None if one.high is None else round(y_of(one.high), 1),
            )
            for one in line.points
        ]
        path = " ".join(f"{'L' if index else 'M'}{one.x} {one.y}" for index, one in enumerate(points))
        drawn.append(DrawnLine(line.name, styles[line.name], path, points, round(ends[number], 1)))
    return Drawing(
        plot,
        WIDTH,
        HEIGHT,
        _LEFT,
        right,
        _TOP,
        bottom,
        [Tick(round(x_of(value), 1), _number(value)) for value in x_axis if not plot.named or value in xs],
        [Tick(round(y_of(value), 1), _number(value)) for value in y_axis],
        drawn,
        right + 16,
        _in_words(plot, lines),
        _table(plot, lines),
    )


@dataclass(frozen=True)
class _Scale:
    """Maps values of an axis to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def _axis(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Round numbers that begin at or below ``low`` and end at or above ``high``, at least two."""
    if high <= low:
        margin = 1.0 if whole else max(abs(low) * 0.1, 0.05)
        low, high = (low - margin if low > 0 else low), high + margin
    step = 10 ** floor(log10((high - low) / _TICKS))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= _TICKS)
    if whole:
        step = max(1.0, float(ceil(step)))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def _names_axis(xs: Sequence[float]) -> list[float]:
    """From the first to the last of the numbers; with one number, it stands in the middle."""
    first, last = min(xs), max(xs)
    margin = 0.0 if first < last else 1.0
    return sorted({first - margin, *xs, last + margin})


def _spread(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places for labels near the wanted ones, far enough apart to be read, inside of the picture."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = list(wanted)
    for before, index in pairwise(order):
        places[index] = max(places[index], places[before] + _APART)
    if order and places[order[-1]] > bottom:
        places[order[-1]] = bottom
        for index, after in reversed(list(pairwise(order))):
            places[index] = min(places[index], places[after] - _APART)
    return [max(top, place) for place in places]


def _number(value: float) -> str:
    return f"{value:.10g}"


def _value(point: Point, digits: int) -> str:
    said = f"{point.y:.{digits}f}"
    if point.low is None or point.high is None:
        return said
    return f"{said} [{point.low:.{digits}f}, {point.high:.{digits}f}]"


def _in_words(plot: Plot, lines: Sequence[Line]) -> str:
    """What somebody hears who does not see the picture."""
    ends = [
        f"{line.name}: {line.points[0].y:.{plot.digits}f} at {_number(line.points[0].x)}"
        + (
            f", {line.points[-1].y:.{plot.digits}f} at {_number(line.points[-1].x)}"
            if len(line.points) > 1
            else ""
        )
        for line in lines
    ]
    return f"{plot.title}. {plot.y_name} by {plot.x_name}. {'; '.join(ends)}."


def _table(plot: Plot, lines: Sequence[Line]) -> list[list[str]]:
    """The head and the rows of the table behind the picture."""
    xs = sorted({point.x for line in lines for point in line.points})
    by_x = [{point.x: point for point in line.points} for line in lines]
    rows = [[plot.x_name, *(line.name for line in lines)]]
    for x in xs:
        found = [one.get(x) for one in by_x]
        rows.append([_number(x), *("–" if one is None else _value(one, plot.digits) for one in found)])
    return rows
