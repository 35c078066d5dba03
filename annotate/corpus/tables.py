"""Reads CSV and TSV: one article per row, columns by name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, Literal

from annotate.core.article import Article
from annotate.corpus.decoding import (
    MAX_TEXT_BYTES,
    TOO_LONG_REMEDY,
    ByteStream,
    OtherEncodingError,
    decoded,
    lines_of,
    without_bom,
)
from annotate.corpus.fields import make_article, meta_of_columns
from annotate.corpus.report import Notice, Origin, Refusal, RefusedError, refused
from annotate.corpus.text_files import BOM_NOTICE

_DELIMITERS = {"csv": ",", "tsv": "\t"}
_NEEDED = ("id", "text")
_QUOTES_REMEDY = "Double every quote inside a quoted field, or use .jsonl."


def read_table(
    stream: ByteStream, file: str, language: str | None, form: Literal["csv", "tsv"]
) -> Iterator[tuple[Article, Origin] | Notice | Refusal]:
    """Yields the article of each row below the header. Empty rows are skipped; a bad row is refused.

    The columns ``id`` and ``text`` are required. Columns that are not article fields go into ``meta``. A .csv
    file may use semicolons or tabs if its header does. Quoting is strict: a field that contains quotes must
    be quoted, and must double these quotes. Reading stops after a quote that is never closed.

    Raises `RefusedError` if the file cannot be read any further: no header, a required column missing,
    another encoding, or a row longer than the limit.
    """
    # The csv module has one limit for the whole process; _Rows checks each row too.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_TEXT_BYTES))
    rows = _Rows(stream, file, _DELIMITERS[form])
    header = rows.header(any_delimiter=form == "csv")
    check_columns(header, file)
    meta: dict[str, Any] = {}
    if rows.bom_dropped:
        meta["bom_dropped"] = True
        yield Notice(file, BOM_NOTICE)
    if rows.delimiter != _DELIMITERS[form]:
        yield Notice(file, f"its columns are separated by {rows.delimiter!r}.")
    if "" in header:
        yield Notice(file, "has a column without a name, which was left out.")
    for row in rows:
        if isinstance(row, Refusal):
            yield row
            continue
        try:
            place = rows.place
            if len(row) != len(header):
                raise refused(
                    place,
                    f"has {len(row)} fields, the header has {len(header)}.",
                    "Quote fields that hold a separator or a line end.",
                )
            cells = {name: cell for name, cell in zip(header, row, strict=True) if cell and name}
            other = {**meta_of_columns(cells), **meta}
            article, notices = make_article(cells, place, language=language, meta=other)
        except RefusedError as error:
            yield error.refusal
            continue
        yield from notices
        yield article, place


def check_columns(columns: list[str], file: str) -> None:
    """Raises `RefusedError` if the column id or text is missing, or if a column name is repeated."""
    missing = [name for name in _NEEDED if name not in columns]
    found = ", ".join(repr(name[:40]) for name in columns[:30]) + (", …" if len(columns) > 30 else "")
    if missing:
        raise refused(
            file,
            f"has no column {' and no column '.join(missing)}; its columns are {found or 'none'}.",
            "Rename the columns: id and text are required. Known beside them are title, published, language,"
            " source and url.",
        )
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise refused(file, f"has the column {twice[0]!r} more than once.", "Keep one of them.")


class _Rows:
    """Iterates over the rows of an open table; ``place`` is where the latest row stands."""

    def __init__(self, stream: ByteStream, file: str, delimiter: str) -> None:
        self.file = file
        self.delimiter = delimiter
        self.bom_dropped = False
        self._number = 0
        self._begun = 1  # the line at which the current row begins
        self._line = 0
        self._bytes = 0
        self._quotes = 0
        self._in_rows = False
        self._undecodable: Refusal | None = None  # in the current row
        self._lines = self._decoded(stream)
        self._reader = self._csv()

    @property
    def place(self) -> Origin:
        """The place of the latest row."""
        return Origin(self.file, self._begun, self._number)

    def header(self, *, any_delimiter: bool) -> list[str]:
        """The column names in the first line that is not blank. Raises `RefusedError` if there is none."""
        for line in self._lines:
            if not line.strip():
                continue
            found: list[str] | None = None
            problem: csv.Error | None = None
            for delimiter in (self.delimiter, *(";\t" if any_delimiter else "")):
                try:
                    names = [
                        name.strip() for name in next(csv.reader([line], delimiter=delimiter, strict=True))
                    ]
                except csv.Error as error:
                    problem = problem or error
                    continue
                found = found or names
                if all(name in names for name in _NEEDED):
                    self.delimiter = delimiter
                    self._reader = self._csv()
                    self._in_rows = True
                    return names
            if problem is not None or found is None:
                raise refused(
                    Origin(self.file, self._line), f"is not a valid header: {problem}.", _QUOTES_REMEDY
                )
            return found
        raise refused(self.file, "is empty.", "Name the columns in the first line: id, text, …")

    def __iter__(self) -> Iterator[list[str] | Refusal]:
        while True:
            self._bytes = self._quotes = 0
            self._undecodable = None
            self._begun = self._line + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._number += 1
                yield self._malformed(error)
                if self._quotes % 2:
                    return
                continue
            if row and any(cell.strip() for cell in row):
                self._number += 1
                yield self._undecodable or row

    def _malformed(self, error: csv.Error) -> Refusal:
        # After an odd number of quotes, the rest of the file cannot be split into rows.
        rest = " The rows after it were not read." if self._quotes % 2 else ""
        return Refusal(str(self.place), f"is not well-formed: {error}.{rest}", _QUOTES_REMEDY)

    def _csv(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self.delimiter, strict=True)

    def _decoded(self, stream: ByteStream) -> Iterator[str]:
        for line in lines_of(stream, self.file):
            self._line = line.number
            self._bytes += MAX_TEXT_BYTES + 1 if line.data is None else len(line.data)
            if line.data is None or self._bytes > MAX_TEXT_BYTES:
                raise refused(
                    Origin(self.file, self._begun, self._number + 1),
                    f"is longer than {MAX_TEXT_BYTES} bytes (uncompressed). The rows after it were not read.",
                    TOO_LONG_REMEDY,
                )
            data = line.data
            if line.number == 1:
                data, self.bom_dropped = without_bom(data)
            place = Origin(self.file, line.number)
            try:
                text = decoded(data, place, line.offset + len(line.data) - len(data))
            except OtherEncodingError:
                raise
            except RefusedError as error:
                if not self._in_rows:
                    raise
                self._undecodable = self._undecodable or error.refusal
                text = data.decode("utf-8", "replace")  # finds the end of the row, which is then refused
            self._quotes += text.count('"')
            yield text
