"""Reads and writes the generated parts of a page. Each part stands between two markers with its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from annotate.core.files import writing

PAGE = Path(__file__).parents[1] / "docs" / "prelabelling.md"


def write_part(page: Path, name: str, lines: Iterable[str]) -> None:
    """Writes ``lines`` between the markers of the part ``name``. Exits if the page lacks the markers."""
    before, _, after = _cut(page, name)
    with writing(page) as file:
        file.write("\n".join([before + _start(name), *lines, _end(name) + after]))


def read_part(page: Path, name: str) -> list[str]:
    """The lines between the markers of the part ``name``."""
    return _cut(page, name)[1].strip("\n").split("\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table. Aligns all columns right, except the first."""
    rules = ["---", *["---:"] * (len(columns) - 1)]
    return ["| " + " | ".join(row) + " |" for row in (columns, rules, *rows)]


def _cut(page: Path, name: str) -> tuple[str, str, str]:
    text = page.read_text(encoding="utf-8")
    before, start, rest = text.partition(_start(name))
    part, end, after = rest.partition(_end(name))
    if not start or not end:
        raise SystemExit(
            f"{page}: the markers {_start(name)} and {_end(name)} are missing or in wrong order."
        )
    return before, part, after


def _start(name: str) -> str:
    return f"<!-- {name}: made by a benchmark, not by hand -->"


def _end(name: str) -> str:
    return f"<!-- {name}: end -->"
