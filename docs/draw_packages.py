"""Draws docs/packages.svg and the table in docs/architecture.md: python docs/draw_packages.py (extra `dev`).

Each package stands below all that import it, and its inner packages stand the same way inside it. An arrow
goes to what a package imports; it is left out where a longer way of arrows says the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import grimp

PICTURE = Path(__file__).with_name("packages.svg")
PAGE = Path(__file__).with_name("architecture.md")
ROOT = "annotate"
_TABLE = re.compile(r"(<!-- packages:[^\n]*-->\n).*?(<!-- packages: end -->)", re.DOTALL)
_CHARACTER = 7.2  # pixels that a letter of the small text takes, about
_LINE, _PAD, _GAP = 22, 10, 26
_WIDTH = 1180
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c2733}.title{font-weight:600;font-size:14px}"
    ".box{fill:#f3f6fa;stroke:#5b6b7d}.inner{fill:#fff;stroke:#b5c0cc}.arrow{stroke:#7b8794;fill:none}"
)

Imports = Mapping[str, frozenset[str]]  # a package -> what it imports, both by their last name


@dataclass(frozen=True)
class Box:
    """A package with its inner packages, row by row from the top, and its place in pixels."""

    name: str
    rows: list[list[str]]
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        widest = max((_row_width(row) for row in self.rows), default=0)
        return max(widest, len(self.name) * 9) + 2 * _PAD

    @property
    def height(self) -> float:
        return 24 + _LINE * len(self.rows) + (_PAD if self.rows else 4)


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
    place = Path(*package.split("."))
    init = PAGE.parents[1] / place / "__init__.py"
    if init.exists():
        said = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
        yield f"{place}/", said.splitlines()[0]
        for child in sorted(graph.find_children(package)):
            yield from _packages(graph, child)
    elif package.count(".") == 1:
        said = ast.get_docstring(ast.parse(init.parent.with_suffix(".py").read_text(encoding="utf-8"))) or ""
        yield f"{place}.py", said.splitlines()[0]


def picture(graph: grimp.ImportGraph) -> str:
    """The picture of the packages below `annotate`, as SVG; the same imports give the same text."""
    imports = imports_between(graph, ROOT)
    boxes = {name: Box(name, _inner_rows(graph, name)) for name in imports}
    placed: dict[str, Box] = {}
    y = float(_PAD)
    for row in rows_of(imports):
        width = sum(boxes[name].width for name in row)
        gap = (_WIDTH - width) / (len(row) + 1)
        x = gap
        for name in row:
            placed[name] = Box(name, boxes[name].rows, round(x, 1), y)
            x += boxes[name].width + gap
        y += max(boxes[name].height for name in row) + _GAP
    arrows = [_arrow(placed[one], placed[other]) for one in placed for other in sorted(reduced(imports)[one])]
    drawn = [*arrows, *(line for box in placed.values() for line in _drawn(box))]
    size = f'width="{_WIDTH}" height="{y:.0f}" viewBox="0 0 {_WIDTH} {y:.0f}"'
    head = (
        '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0 1 L7 4 L0 7" class="arrow"/></marker></defs>'
    )
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="The packages of annotate">\n'
        f'<style>{_STYLE}</style>{head}\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def imports_between(graph: grimp.ImportGraph, parent: str) -> dict[str, frozenset[str]]:
    """For each child of ``parent`` the other children that something in it imports."""
    children = sorted(graph.find_children(parent))
    found: dict[str, frozenset[str]] = {}
    for child in children:
        inside = {child, *graph.find_descendants(child)}
        imported = {there for module in inside for there in graph.find_modules_directly_imported_by(module)}
        found[_last(child)] = frozenset(
            _last(other)
            for other in children
            if other != child and any(there == other or there.startswith(f"{other}.") for there in imported)
        )
    return found


def rows_of(imports: Imports) -> list[list[str]]:
    """The packages in rows: each in the lowest row that is above all that it imports, the top row first."""
    depth: dict[str, int] = {}

    def depth_of(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((depth_of(other) for other in imports[name]), default=-1)
        return depth[name]

    for name in imports:
        depth_of(name)
    return [
        sorted(name for name in imports if depth[name] == level)
        for level in range(max(depth.values(), default=-1), -1, -1)
    ]


def reached(imports: Imports) -> dict[str, set[str]]:
    """For each package all that it imports, directly or through others."""
    below: dict[str, set[str]] = {}
    for name in (name for row in reversed(rows_of(imports)) for name in row):
        below[name] = set(imports[name]).union(*(below[other] for other in imports[name]))
    return below


def reduced(imports: Imports) -> dict[str, set[str]]:
    """The imports that no longer way of imports says already."""
    below = reached(imports)
    return {
        name: {
            other
            for other in imports[name]
            if not any(other in below[between] for between in imports[name] if between != other)
        }
        for name in imports
    }


def _inner_rows(graph: grimp.ImportGraph, name: str) -> list[list[str]]:
    """The inner packages of a package in rows. Modules that are no packages are not drawn, but count."""
    packages = {_last(child) for child in graph.find_children(f"{ROOT}.{name}") if graph.find_children(child)}
    below = reached(imports_between(graph, f"{ROOT}.{name}"))
    kept = {one: frozenset(below[one] & packages) for one in sorted(packages)}
    return [row for row in rows_of(kept) if row]


def _drawn(box: Box) -> Iterable[str]:
    yield _rectangle("box", box.x, box.y, box.width, box.height)
    yield f'<text class="title" x="{box.x + _PAD}" y="{box.y + 18}">{escape(box.name)}</text>'
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


def _arrow(one: Box, other: Box) -> str:
    x1, y1 = one.x + one.width / 2, one.y + one.height
    x2, y2 = other.x + other.width / 2, other.y
    return f'<path class="arrow" marker-end="url(#head)" d="M{x1:.1f} {y1:.1f} L{x2:.1f} {y2:.1f}"/>'


def _row_width(row: list[str]) -> float:
    return sum(_inner_width(name) + 6 for name in row) - 6


def _inner_width(name: str) -> float:
    return round(len(name) * _CHARACTER + 12, 1)


def _last(module: str) -> str:
    return module.rpartition(".")[2]


if __name__ == "__main__":
    main()
