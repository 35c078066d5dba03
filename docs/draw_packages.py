"""Draws docs/packages.svg and the table in docs/architecture.md: python docs/draw_packages.py (extra `dev`).

What is imported stands lower, among the packages and among the inner packages of each. An arrow goes to
what a package imports. It is left out where a longer path of arrows shows the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

import grimp
from package_imports import Imports, imports_between, inner_rows, reduced, rows_of

PICTURE = Path(__file__).with_name("packages.svg")
PAGE = Path(__file__).with_name("architecture.md")
ROOT = "annotate"
_TABLE = re.compile(r"(<!-- packages:[^\n]*-->\n).*?(<!-- packages: end -->)", re.DOTALL)
_CHARACTER = 7.6  # pixels that a letter of the small text takes at most, about
_LINE, _PAD, _GAP = 22, 10, 64
_WIDTH = 1180
_SWEEPS = 6  # over the rows, to put the ends of arrows above each other
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c2733}.title{font-weight:600;font-size:14px}"
    ".box{fill:#f3f6fa;stroke:#5b6b7d}.inner{fill:#fff;stroke:#b5c0cc}.arrow{stroke:#7b8794;fill:none}"
)

Edge = tuple[str, str]


@dataclass
class Box:
    """A package with its inner packages, or a point where an arrow passes a row; placed in pixels."""

    title: str
    rows: list[list[str]]
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        widest = max((_row_width(row) for row in self.rows), default=0)
        return max(widest, len(self.title) * 9) + 2 * _PAD if self.title else 2

    @property
    def height(self) -> float:
        return 24 + _LINE * len(self.rows) + (_PAD if self.rows else 4) if self.title else 0


def main() -> None:
    """Writes the picture and the table."""
    graph = grimp.build_graph(ROOT)
    PICTURE.write_text(picture(graph), encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), graph), encoding="utf-8")


def with_table(page: str, graph: grimp.ImportGraph) -> str:
    """The page with its table of packages made anew from the first line of each ``__init__.py``."""
    rows = ["", "| package | what belongs there |", "|---|---|"]
    for row in rows_of(imports_between(graph, ROOT)):
        for name in row:
            rows += [f"| `{place}` | {line} |" for place, line in _packages(graph, f"{ROOT}.{name}")]
    return _TABLE.sub(lambda found: found[1] + "\n".join([*rows, "", found[2]]), page)


def _packages(graph: grimp.ImportGraph, package: str) -> Iterable[tuple[str, str]]:
    """The package and its inner ones: where each stands, and its first line."""
    file = _file(package)
    if file.name == "__init__.py" or package.count(".") == 1:
        place = file.relative_to(PAGE.parents[1])
        line = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()[0]
        yield (f"{place.parent}/" if file.name == "__init__.py" else str(place)), line
        for child in sorted(graph.find_children(package)):
            yield from _packages(graph, child)


def _file(module: str) -> Path:
    place = PAGE.parents[1].joinpath(*module.split("."))
    init = place / "__init__.py"
    return init if init.exists() else place.with_suffix(".py")


def picture(graph: grimp.ImportGraph) -> str:
    """The picture of the packages below `annotate`, as SVG; the same imports give the same text."""
    imports = imports_between(graph, ROOT)
    paths = _paths(imports)
    rows = _ordered(rows_of(imports), paths)
    boxes = {name: Box("", []) for row in rows for name in row}
    for name in imports:
        module = _file(f"{ROOT}.{name}").name != "__init__.py"
        boxes[name] = Box(f"{name}.py" if module else name, inner_rows(graph, f"{ROOT}.{name}"))
    height = _place(rows, boxes)
    drawn = [*_arrows(paths, boxes), *(line for name in imports for line in _drawn(boxes[name]))]
    size = f'width="{_WIDTH}" height="{height:.0f}" viewBox="0 0 {_WIDTH} {height:.0f}"'
    head = (
        '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0 1 L7 4 L0 7" class="arrow"/></marker></defs>'
    )
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="The packages of annotate">\n'
        f'<style>{_STYLE}</style>{head}\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _paths(imports: Imports) -> list[list[str]]:
    """Each arrow as the places that it passes: the packages at its ends, a point in each row between."""
    level = {name: number for number, row in enumerate(rows_of(imports)) for name in row}
    return [
        [one, *(f"{one}>{other} {row}" for row in range(level[one] + 1, level[other])), other]
        for one, others in sorted(reduced(imports).items())
        for other in sorted(others)
    ]


def _ordered(rows: list[list[str]], paths: list[list[str]]) -> list[list[str]]:
    """The rows with the points of arrows in them, in an order with few crossings.

    Each place moves below the middle of what points to it, then above the middle of what it points to, again
    and again (Sugiyama, Tagawa and Toda 1981, IEEE Transactions on Systems, Man, and Cybernetics 11).
    """
    level = {name: number for number, row in enumerate(rows) for name in row}
    ordered = [list(row) for row in rows]
    for path in paths:
        for step, point in enumerate(path[1:-1], start=1):
            ordered[level[path[0]] + step].append(point)
    edges = [edge for path in paths for edge in pairwise(path)]
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for row in ordered if downwards else reversed(ordered):
            at = {name: (index + 0.5) / len(line) for line in ordered for index, name in enumerate(line)}
            row.sort(key=lambda name: _middle(name, edges, at, downwards=downwards))  # used at once
    return ordered


def _middle(name: str, edges: list[Edge], at: Mapping[str, float], *, downwards: bool) -> float:
    ends = [(other, one) if downwards else (one, other) for one, other in edges]
    linked = [at[there] for here, there in ends if here == name]
    return sum(linked) / len(linked) if linked else at[name]


def _place(rows: list[list[str]], boxes: Mapping[str, Box]) -> float:
    """Gives each box its place and gives the height of the picture."""
    y = float(_PAD)
    for row in rows:
        gap = (_WIDTH - sum(boxes[name].width for name in row)) / (len(row) + 1)
        x = gap
        for name in row:
            boxes[name].x, boxes[name].y = round(x, 1), y
            x += boxes[name].width + gap
        y += max(boxes[name].height for name in row) + _GAP
    return y - _GAP + _PAD


def _arrows(paths: list[list[str]], boxes: Mapping[str, Box]) -> Iterator[str]:
    """The arrows. They leave and enter a box side by side, in the order of their other ends."""
    leaving = {name: [path for path in paths if path[0] == name] for name in boxes}
    entering = {name: [path for path in paths if path[-1] == name] for name in boxes}
    for path in paths:
        one, other = boxes[path[0]], boxes[path[-1]]
        out = sorted(leaving[path[0]], key=lambda item: boxes[item[1]].x).index(path)
        into = sorted(entering[path[-1]], key=lambda item: boxes[item[-2]].x).index(path)
        points = [
            (_side_by_side(one, out, len(leaving[path[0]])), one.y + one.height),
            *((boxes[point].x, boxes[point].y) for point in path[1:-1]),
            (_side_by_side(other, into, len(entering[path[-1]])), other.y),
        ]
        line = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        yield f'<path class="arrow" marker-end="url(#head)" d="M{line}"/>'


def _side_by_side(box: Box, number: int, count: int) -> float:
    return box.x + box.width * (number + 1) / (count + 1)


def _drawn(box: Box) -> Iterator[str]:
    yield _rectangle("box", box.x, box.y, box.width, box.height)
    yield f'<text class="title" x="{box.x + _PAD}" y="{box.y + 18}">{escape(box.title)}</text>'
    y = box.y + 26
    for row in box.rows:
        x = box.x + _PAD
        for name in row:
            width = _inner_width(name)
            yield _rectangle("inner", x, y, width, _LINE - 4)
            yield f'<text x="{x + 6:.1f}" y="{y + 13}">{escape(name)}</text>'
            x += width + 6
        y += _LINE


def _rectangle(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="4"/>'


def _row_width(row: list[str]) -> float:
    return sum(_inner_width(name) + 6 for name in row) - 6


def _inner_width(name: str) -> float:
    return round(len(name) * _CHARACTER + 12, 1)


if __name__ == "__main__":
    main()
