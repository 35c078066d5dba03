"""The curves of simulated campaigns as an SVG file: what each round costs, against the first suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from statistics import mean

from annotate.report.plot import Drawing, DrawnLine, Line, Plot, Point, draw
from benchmarks.campaign_corpora import AIMS
from benchmarks.campaign_run import ORDERS, CampaignRun

_LABELS = 48  # pixels more for the names of lines, which are longer than those of a round's page
_DASHES = ("", "7 4", "2 3", "9 3 2 3")
_STYLE = """\
text { font: 12px sans-serif; fill: #222 }
.grid { stroke: #ddd } .axis { stroke: #222 }
.path, .interval { fill: none; stroke: #222; stroke-width: 1.5 } .interval { stroke-width: 1 }
.full { fill: #222 } .open { fill: #fff; stroke: #222; stroke-width: 1.5 }"""


def plot_of(runs: Sequence[CampaignRun]) -> Plot:
    """The share of correction actions in each round: the mean over seeds, with the lowest and the highest."""
    lines = []
    for corpus in AIMS:
        for order in ORDERS:
            of = [run for run in runs if (run.corpus, run.order) == (corpus, order) and run.has_ended]
            points = []
            for number, rounds in enumerate(zip(*(run.rounds for run in of), strict=True), start=1):
                shares = [one.compared().ratio.value for one in rounds]
                ends = (min(shares), max(shares)) if len(shares) > 1 and number > 1 else (None, None)
                points.append(Point(number, mean(shares), *ends))
            lines.append(Line(f"{corpus}, {order}", points))
    return Plot(
        "Correction actions, as a share of those with the first suggestions on the same articles",
        "round",
        "share",
        lines,
        bottom=0.0,
        digits=2,
    )


def picture_of(runs: Sequence[CampaignRun]) -> str:
    """The picture as the text of an SVG file. Lines differ in dashes and markers, not in colour."""
    drawn = draw(plot_of(runs))
    return "\n".join(
        [*_frame(drawn), *(part for line in drawn.lines for part in _line(drawn, line)), "</svg>\n"]
    )


def _frame(drawn: Drawing) -> list[str]:
    """The axes with ticks and names."""
    width, height = drawn.width + _LABELS, drawn.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label="{escape(drawn.words)}">',
        f"<title>{escape(drawn.plot.title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for tick in drawn.y_ticks:
        parts += [
            f'<line class="grid" x1="{drawn.left}" x2="{drawn.right}" y1="{tick.place}" y2="{tick.place}"/>',
            f'<text x="{drawn.left - 6}" y="{tick.place + 4}" text-anchor="end">{tick.words}</text>',
        ]
    parts.append(
        f'<line class="axis" x1="{drawn.left}" x2="{drawn.right}" y1="{drawn.bottom}" y2="{drawn.bottom}"/>'
    )
    parts += [
        f'<text x="{tick.place}" y="{drawn.bottom + 18}" text-anchor="middle">{tick.words}</text>'
        for tick in drawn.x_ticks
    ]
    middle = (drawn.left + drawn.right) / 2
    parts.append(f'<text x="{middle}" y="{height - 6}" text-anchor="middle">{drawn.plot.x_name}</text>')
    return parts


def _line(drawn: Drawing, line: DrawnLine) -> list[str]:
    parts = [
        f'<path class="interval" d="M{one.x} {one.low}V{one.high}M{one.x - 3:.1f} {one.low}h6'
        f'M{one.x - 3:.1f} {one.high}h6"/>'
        for one in line.points
        if one.low is not None and one.high is not None
    ]
    parts.append(f'<path class="path" stroke-dasharray="{_DASHES[line.style]}" d="{line.path}"/>')
    parts += [_marker(line.style, one.x, one.y) for one in line.points]
    x = drawn.label_x
    return [
        *parts,
        _marker(line.style, x + 5, line.label_y),
        f'<text x="{x + 15}" y="{line.label_y + 4.5}">{escape(line.name)}</text>',
    ]


def _marker(style: int, x: float, y: float) -> str:
    shapes = (
        f'<circle class="full" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
        f'<rect class="open" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>',
        f'<path class="full" d="M{x:.1f} {y - 5.5:.1f}l5.2 9.5h-10.4z"/>',
        f'<path class="open" d="M{x:.1f} {y - 5.5:.1f}l5.5 5.5l-5.5 5.5l-5.5-5.5z"/>',
    )
    return shapes[style]
