"""Splits tab-separated lines into rows: a quote is literal unless it encloses a whole field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotate.corpus.report import Notice, Origin, Refusal
from annotate.corpus.table_lines import TableLine, TableLines

_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"(?=\t|\Z)')
_OPEN = re.compile(r'"((?:[^"]++|"")*+)\Z')  # as far as its line shows, a quoted field that goes on
_INSIDE = re.compile(r'(?:[^"]++|"")*+')
_CLOSING = re.compile(r'((?:[^"]++|"")*+)"(?=\t|\Z)')
_REMEDY = "Save the table as .csv or .jsonl, which can hold line breaks, or remove that quotation mark."
Row = tuple[Origin, list[str]]


@dataclass(frozen=True, slots=True)
class _Opened:
    """The fields before a quoted field that its line does not close, and the begin of that field."""

    before: list[str]
    begin: str


def tab_rows(lines: TableLines, width: int) -> Iterator[Row | Notice | Refusal]:
    """Yields the rows with their places; ``width`` is the number of columns.

    A field that begins with a quote which its line does not close is literal if that line and the next one
    are complete rows. It is a cell with line breaks if only that reading gives a complete row and none of its
    lines holds a tab: with a tab they could be rows themselves. Otherwise these lines are refused together.
    A notice names the lines of both readings.
    """
    for line in lines:
        lines.check_size(line.number, line.size)
        if not line.text.strip():
            continue
        lines.row += 1
        place = Origin(lines.file, line.number, lines.row)
        fields, opened = _split(_bare(line), width)
        if opened is None:
            yield line.refusal or (place, fields)
        elif len(fields) == width and _next_is_complete(lines, width):
            yield Notice(
                str(place),
                "a field begins with a quotation mark that its line does not close; it was read as text.",
            )
            yield line.refusal or (place, fields)
        else:
            yield from _joined(lines, line, place, opened, width)


def _joined(
    lines: TableLines, first: TableLine, place: Origin, opened: _Opened, width: int
) -> Iterator[Row | Notice | Refusal]:
    """The row of a quoted field that goes on in the next lines; else the refusal of all of them."""
    complete = len(_split(_bare(first), width)[0]) == width
    done, pieces = opened.before, [opened.begin + _line_end(first)]
    size, last, refusal = first.size, first.number, first.refusal
    for line in lines:
        text = _bare(line)
        closing = _CLOSING.match(text)
        whole = closing is not None and not any("\t" in piece for piece in (*pieces, closing[1]))
        if _is_complete(line, width) and (complete or closing is None):
            lines.give_back(line)
            break
        size, last, refusal = size + line.size, line.number, refusal or line.refusal
        lines.check_size(first.number, size)
        if closing is None or not whole:
            if closing or not _INSIDE.fullmatch(text):
                break
            pieces.append(line.text)
            continue
        done = [*done, _unescaped("".join([*pieces, closing[1]]))]
        rest = text[closing.end() + 1 :]
        more, again = _split(rest, width - len(done)) if closing.end() < len(text) else ([], None)
        if again is not None:
            done, pieces = done + again.before, [again.begin + _line_end(line)]
        elif len(done) + len(more) == width:
            place = place.up_to(last)
            if refusal is not None:
                yield replace(refusal, where=str(place))
                return
            yield Notice(
                str(place), "these lines were read as one row: a quoted field goes on over line breaks."
            )
            yield place, done + more
            return
        else:
            break
    for line in lines:
        if _is_complete(line, width):
            lines.give_back(line)
            break
        last = line.number if line.text.strip() else last
    yield Refusal(
        str(place.up_to(last)),
        "a field begins with a quotation mark that its line does not close, and these lines are no clear"
        " rows: a cell with line breaks cannot be told from a quotation mark here.",
        _REMEDY,
    )


def _next_is_complete(lines: TableLines, width: int) -> bool:
    """Whether the next line that is not blank is a complete row, or there is none."""
    seen: list[TableLine] = []
    for line in lines:
        seen.append(line)
        if line.text.strip():
            break
    for line in reversed(seen):
        lines.give_back(line)
    return not seen or not seen[-1].text.strip() or _is_complete(seen[-1], width)


def _is_complete(line: TableLine, width: int) -> bool:
    return bool(line.text.strip()) and len(_split(_bare(line), width)[0]) == width


def _split(text: str, width: int) -> tuple[list[str], _Opened | None]:
    """The fields of one line, and the quoted field that the line leaves open, if any.

    With an open field the fields are those of the literal reading. A quoted field may hold tabs, unless only
    the literal reading gives ``width`` fields.
    """
    literal = [_unquoted(field) for field in text.split("\t")]
    if '"' not in text:
        return literal, None
    fields: list[str] = []
    at = 0
    while True:
        if quoted := _QUOTED.match(text, at):
            fields.append(_unescaped(quoted[1]))
            end = quoted.end()
        elif opened := _OPEN.match(text, at):
            return literal, _Opened(fields, opened[1])
        else:
            tab = text.find("\t", at)
            end = len(text) if tab < 0 else tab
            fields.append(text[at:end])
        if end == len(text):
            break
        at = end + 1
    return (literal if len(fields) != width == len(literal) else fields), None


def _unquoted(field: str) -> str:
    quoted = _QUOTED.fullmatch(field)
    return _unescaped(quoted[1]) if quoted else field


def _unescaped(quoted: str) -> str:
    return quoted.replace('""', '"')


def _bare(line: TableLine) -> str:
    """The line without its line end."""
    return line.text.removesuffix("\n").removesuffix("\r")


def _line_end(line: TableLine) -> str:
    return line.text[len(_bare(line)) :]
