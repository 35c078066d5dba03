"""Writes figures as Markdown that no name can break, and reads the blocks of a card again.

A block stands between two comments, which no reader sees: ``<!-- figure NAME STYLE -->`` and
``<!-- end NAME -->``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from annotate.gold.card.citation import bibtex
from annotate.gold.card.figure import Cell, Figure

Style = Literal["table", "list", "bibtex", "words"]
_OPEN = re.compile(r"<!-- figure ([a-z-]+) ([a-z]+)(?: ([a-z]+))? -->")
_MARKS = re.compile(r"[\\`*_\[\]|~$]")
# At the start of a line: a heading, a list, a quote, a rule, an underline.
_LINE_START = re.compile(r"^(\d*)([#>+=-]|(?<=\d)[.)])")
# Characters that turn the direction of what follows them, also outside the cell.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A block of a card: the figure's name, how it is shown, which row of it, and the text."""

    name: str
    style: str
    row: str | None
    text: str


def escaped(words: str) -> str:
    """Words on one line that mean nothing in Markdown or HTML."""
    line = " ".join(visible(words).split())
    return _MARKS.sub(r"\\\g<0>", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def visible(words: str) -> str:
    """Words with the characters that turn the direction of the rest of the page written as escapes."""
    return _DIRECTIONS.sub(lambda match: f"\\u{ord(match[0]):04x}", words)


def paragraphs(words: str) -> str:
    """Words as paragraphs. A blank line parts them."""
    parts = (escaped(part) for part in re.split(r"\n[ \t]*\n", words))
    return "\n\n".join(_LINE_START.sub(r"\1\\\2", part) for part in parts if part)


def table(figure: Figure) -> str:
    """A table. Numbers stand to the right."""
    numeric = [
        bool(figure.rows) and all(isinstance(row[column], int) or row[column] == "" for row in figure.rows)
        for column in range(len(figure.columns))
    ]
    lines = [
        _row(figure.columns),
        "|" + "|".join("---:" if right else "---" for right in numeric) + "|",
        *map(_row, figure.rows),
    ]
    return "\n".join(lines)


def _row(cells: tuple[Cell, ...]) -> str:
    return f"| {' | '.join(cell(one) for one in cells)} |"


def cell(value: Cell) -> str:
    """A cell: a number with separators, or words."""
    return f"{value:,}" if isinstance(value, int) else escaped(value)


def block(figure: Figure, style: str, command: str, row: str | None = None) -> str:
    """A figure between its marks, with the command that computes it again."""
    mark = f"{figure.name} {style}" + (f" {row}" if row else "")
    text = _text(figure, style, row)
    note = f"\n\n{figure.note}" if figure.note and style == "table" else ""
    recompute = "" if row else f"\n\n<sub>Computed by `{command} {figure.name}`</sub>"
    return f"<!-- figure {mark} -->\n\n{text}{note}{recompute}\n\n<!-- end {figure.name} -->"


def _text(figure: Figure, style: str, row: str | None) -> str:
    shown = figure.bounded()
    if style == "list":
        return "\n".join(f"- {escaped_but_code(str(one))}" for (one,) in shown.rows) or "None was found."
    if style == "bibtex":
        entry = visible(bibtex((str(name), str(value)) for name, value in figure.rows))
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", entry)), default=0))
        return f"{fence}bibtex\n{entry}\n{fence}"
    if style == "words":
        return paragraphs(next(str(value) for name, value in figure.rows if name == row))
    return table(shown) if shown.rows else "None."


def escaped_but_code(sentence: str) -> str:
    """A sentence of ours, whose `code` stays code."""
    return "".join(
        part if part.startswith("`") else escaped_inside(part) for part in re.split(r"(`[^`]*`)", sentence)
    )


def escaped_inside(words: str) -> str:
    """Like `escaped`, for a part of a line: blanks at its ends stay."""
    inner = escaped(words)
    before = " " if words[:1] == " " and inner else ""
    after = " " if words[-1:] == " " and (inner or not before) else ""
    return f"{before}{inner}{after}"


def blocks(card: str) -> Iterator[Block]:
    """The blocks of a card. The text of a block that does not end goes to the end of the card."""
    lines = iter(card.splitlines())
    for line in lines:
        if (opened := _OPEN.fullmatch(line)) is None:
            continue
        name, style, row = opened.groups()
        inside = []
        for inner in lines:
            if inner == f"<!-- end {name} -->":
                break
            inside.append(inner)
        yield Block(name, style, row, "\n".join(inside).strip())


def cells(text: str) -> list[list[str]]:
    """The cells of a table in a block, as they are written; without the line of dashes."""
    rows = [
        [part.strip() for part in _CELLS.split(line)[1:-1]]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return rows[:1] + rows[2:]
