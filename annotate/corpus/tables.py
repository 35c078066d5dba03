"""Reads CSV and TSV: one article per row, columns by name."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from annotate.core.article import Article
from annotate.corpus.columns import Columns, columns_of, find_columns
from annotate.corpus.csv_rows import QUOTES_REMEDY, csv_rows
from annotate.corpus.decoding import ByteStream
from annotate.corpus.fields import make_article, meta_of_columns
from annotate.corpus.report import Notice, Origin, Refusal, RefusedError, refused
from annotate.corpus.tab_rows import tab_rows
from annotate.corpus.table_lines import TableLine, TableLines
from annotate.corpus.text_files import BOM_NOTICE

_DELIMITERS = {"csv": ",;\t|", "tsv": "\t,;|"}  # the usual one first
_EXCEL = re.compile(r'"?sep=([^"\w\s]|\t)"?\s*', re.IGNORECASE)


def read_table(
    stream: ByteStream,
    file: str,
    language: str | None,
    form: Literal["csv", "tsv"],
    given: Mapping[str, str],
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    """Yields the article of each row below the header. Empty rows are skipped; a bad row is refused.

    The fields id and text are required (`columns_of`); ``given`` maps fields to columns. Columns that are not
    article fields go into ``meta``. The header may be separated by commas, semicolons, tabs or vertical bars;
    Excel's line ``sep=;`` above it decides. With tabs, a quote is literal unless it encloses a whole field
    (`tab_rows`). Otherwise quoting is strict: a field that contains quotes must be quoted, and must double
    these quotes. Reading stops after a quote that is never closed.

    Raises `RefusedError` if the file cannot be read any further: no header, a required column missing,
    another encoding, or a row longer than the limit.
    """
    lines = TableLines(stream, file)
    header = _header(lines, _DELIMITERS[form], given)
    columns = columns_of(header.names, file, given)
    meta: dict[str, Any] = {}
    if lines.bom_dropped:
        meta["bom_dropped"] = True
        yield Notice(file, BOM_NOTICE)
    if header.delimiter != _DELIMITERS[form][0]:
        yield Notice(file, f"its columns are separated by {header.delimiter!r}.")
    for note in columns.notes:
        yield Notice(file, note)
    if "" in header.names:
        yield Notice(file, "has a column without a name, which was left out.")
    lines.in_rows = True
    width = len(header.names)
    rows = tab_rows(lines, width) if header.delimiter == "\t" else csv_rows(lines, header.delimiter, width)
    for row in rows:
        if isinstance(row, Notice | Refusal):
            yield row
            continue
        place, cells = row[0].with_id_in(columns.taken["id"]), row[1]
        try:
            article, notices = _article(header.names, cells, columns, place, language, meta)
        except RefusedError as error:
            yield error.refusal
            continue
        yield from notices
        yield article, place


def _article(
    names: list[str],
    cells: list[str],
    columns: Columns,
    place: Origin,
    language: str | None,
    meta: Mapping[str, Any],
) -> tuple[Article, list[Notice]]:
    if len(cells) != len(names):
        raise refused(
            place,
            f"has {len(cells)} fields, the header has {len(names)}.",
            "Quote fields that hold a separator or a line end.",
        )
    by_name = {name: cell for name, cell in zip(names, cells, strict=True) if cell and name}
    fields, other = columns.divided(by_name)
    kept, doubled = meta_of_columns(other, place)
    article, notices = make_article(fields, place, language=language, meta=kept, own=meta)
    return article, doubled + notices


@dataclass(frozen=True)
class _Header:
    names: list[str]
    delimiter: str


def _header(lines: TableLines, delimiters: str, given: Mapping[str, str]) -> _Header:
    """The column names in the first line that is not blank, below Excel's ``sep=`` if that is there.

    Takes the first of ``delimiters`` with which id and text are found; if there is none, the one that gives
    most columns. Raises `RefusedError` if there is no header.
    """
    line = _first_line(lines)
    if (excel := _EXCEL.fullmatch(line.text)) is not None:
        delimiters = excel[1]
        line = _first_line(lines)
    problem: csv.Error | None = None
    best: _Header | None = None
    for delimiter in delimiters:
        try:
            read = next(csv.reader([line.text], delimiter=delimiter, strict=True))
        except csv.Error as error:
            problem = problem or error
            continue
        names = [name.strip() for name in read]
        if find_columns(names, given).usable:
            return _Header(names, delimiter)
        if best is None or len(names) > len(best.names):
            best = _Header(names, delimiter)
    if problem is not None or best is None:
        if "\r" in line.text.rstrip("\r\n"):
            raise refused(
                Origin(lines.file, line.number),
                "holds a carriage return (U+000D): lines must end in a line feed.",
                "Save the file again with the line ends of Unix or Windows.",
            )
        raise refused(Origin(lines.file, line.number), f"is not a valid header: {problem}.", QUOTES_REMEDY)
    return best


def _first_line(lines: TableLines) -> TableLine:
    for line in lines:
        lines.check_size(line.number, line.size)
        if line.text.strip():
            return line
    raise refused(lines.file, "is empty.", "Name the columns in the first line: id, text, …")
