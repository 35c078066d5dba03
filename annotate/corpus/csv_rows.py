"""Splits the lines of a CSV into rows: strict quoting, and fields that span lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from annotate.corpus.decoding import MAX_TEXT_BYTES
from annotate.corpus.report import Notice, Origin, Refusal
from annotate.corpus.table_lines import TableLines

QUOTES_REMEDY = "Double every quote inside a quoted field, or use .jsonl."
Row = tuple[Origin, list[str]]


def csv_rows(lines: TableLines, delimiter: str, width: int) -> Iterator[Row | Notice | Refusal]:
    """Yields the rows with their places. A malformed row is refused.

    After a quote that is never closed the rest of the file cannot be split into rows, so reading stops. The
    refusal names the row in which the quote was opened.
    """
    # The csv module has one limit for the whole process; each row is checked too.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_TEXT_BYTES))
    now = _Current(lines)
    reader = csv.reader(now, delimiter=delimiter, strict=True)
    while True:
        now.begin()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lines.row += 1
            yield _malformed(now, error)
            if now.quotes % 2:
                return
            continue
        if row and any(cell.strip() for cell in row):
            lines.row += 1
            place = now.place
            if now.refusal is not None:
                yield now.refusal
                continue
            if now.could_be_rows(delimiter, width):
                yield Notice(
                    str(place),
                    f"has a quoted field that spans {now.lines_read} lines, and each of them could be a row"
                    " of its own. Check that its quotes belong together.",
                )
            yield place, row


class _Current(Iterator[str]):
    """Hands lines to the csv module, and knows what belongs to the row that it is reading."""

    def __init__(self, lines: TableLines) -> None:
        self._lines = lines
        self.begin()

    def begin(self) -> None:
        """A new row begins with the next line."""
        self.begun: int | None = None
        self.quotes = self.lines_read = self._size = 0
        self.refusal: Refusal | None = None
        self._separators: list[str] = []

    def __next__(self) -> str:
        line = next(self._lines)
        self.begun = self.begun or line.number
        self._size += line.size
        self._lines.check_size(self.begun, self._size)
        self.quotes += line.text.count('"')
        self.lines_read += 1
        self.refusal = self.refusal or line.refusal
        self._separators.append(line.text)
        return line.text

    @property
    def place(self) -> Origin:
        """The place of the row."""
        return Origin(self._lines.file, self.begun, self._lines.row)

    def could_be_rows(self, delimiter: str, width: int) -> bool:
        """Whether each of the row's lines has as many fields as the header."""
        return self.lines_read > 1 and all(text.count(delimiter) == width - 1 for text in self._separators)


def _malformed(now: _Current, error: csv.Error) -> Refusal:
    unclosed = now.quotes % 2
    if "new-line" in str(error):
        what = "has a carriage return (U+000D) outside quotes"
    elif unclosed:
        what = f"is not well-formed: a quote is opened in it and never closed ({error})"
    else:
        what = f"is not well-formed: {error}"
    rest = " The rows after it were not read." if unclosed else ""
    return Refusal(str(now.place), f"{what}.{rest}", QUOTES_REMEDY)
