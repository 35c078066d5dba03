"""Splits the lines of a CSV into rows: strict quoting, and fields that span lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace

from annotate.core.jsonl import DAMAGE
from annotate.core.wording import first_of
from annotate.corpus.decoding import MAX_TEXT_BYTES
from annotate.corpus.report import Notice, Origin, Refusal, RefusedError
from annotate.corpus.table_lines import TableLines

QUOTES_REMEDY = "Double every quote inside a quoted field, or use .jsonl."
_MOST_NAMED = 50
Row = tuple[Origin, list[str]]


def csv_rows(lines: TableLines, delimiter: str, width: int) -> Iterator[Row | Notice | Refusal]:
    """Yields the rows with their places. A malformed row is refused, with all lines that it was read from.

    After a quote that is never closed the rest of the file cannot be split into rows, so reading stops. The
    refusal names the row in which the quote was opened. A row is noted if a quoted field holds the delimiter
    in its second line or below: these lines may be rows that a missing quote has swallowed.
    """
    long: list[Origin] = []
    yield from _rows(lines, delimiter, width, long)
    if long:
        rows = first_of([f"row {place.row} ({place.lines})" for place in long], _MOST_NAMED, ", ")
        yield Notice(lines.file, f"quoted fields span several lines and hold {delimiter!r} in them: {rows}.")


def _rows(
    lines: TableLines, delimiter: str, width: int, long: list[Origin]
) -> Iterator[Row | Notice | Refusal]:
    """The rows. Adds to ``long`` those with delimiters in later lines of a field that read like prose."""
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
            if now.quotes % 2:
                yield from _not_read(now, error)
                return
            yield _malformed(now, error)
            if now.could_be_rows(delimiter, width):  # so that the rows below keep their numbers
                lines.row += now.lines_read - 1
            continue
        if row and any(cell.strip() for cell in row):
            lines.row += 1
            place = now.place
            if now.refusal is not None:
                yield now.refusal if now.lines_read == 1 else replace(now.refusal, where=str(place))
                continue
            could_be_rows = now.could_be_rows(delimiter, width)
            if could_be_rows or now.begins_like_a_row(delimiter):
                which = (
                    "each of them could be a row of its own"
                    if could_be_rows
                    else "some of them look like rows"
                )
                yield Notice(
                    str(place),
                    f"has a quoted field that spans {now.lines_read} lines, and {which}."
                    " Check that its quotes belong together.",
                )
            elif any(delimiter in cell.partition("\n")[2] for cell in row):
                long.append(place)
            yield place, row


class _Current(Iterator[str]):
    """Hands lines to the csv module, and knows what belongs to the row that it is reading."""

    def __init__(self, lines: TableLines) -> None:
        self._lines = lines
        self.begin()

    def begin(self) -> None:
        """A new row begins with the next line."""
        self.begun: int | None = None
        self.last = self.quotes = self.lines_read = self._size = 0
        self.refusal: Refusal | None = None
        self._texts: list[str] = []

    def __next__(self) -> str:
        line = next(self._lines)
        self.begun = self.begun or line.number
        self.last = line.number
        self._size += line.size
        self._lines.check_size(self.begun, self._size)
        self.quotes += line.text.count('"')
        self.lines_read += 1
        self.refusal = self.refusal or line.refusal
        self._texts.append(line.text)
        return line.text

    @property
    def place(self) -> Origin:
        """The place of the row."""
        return Origin(self._lines.file, self.begun, self._lines.row, last_line=self.last)

    def skip_rest(self) -> None:
        """Counts the lines up to the end of the file to the row."""
        for line in self._lines:
            self.last = line.number

    def could_be_rows(self, delimiter: str, width: int) -> bool:
        """Whether each of the row's lines has as many fields as the header."""
        return self.lines_read > 1 and all(text.count(delimiter) == width - 1 for text in self._texts)

    def begins_like_a_row(self, delimiter: str) -> bool:
        """Whether a later line begins with a word and the delimiter without a blank, as rows with ids do."""
        like_a_row = re.compile(rf'[^\s"{re.escape(delimiter)}]+{re.escape(delimiter)}[^\s]')
        return any(like_a_row.match(text) for text in self._texts[1:])


def _malformed(now: _Current, error: csv.Error) -> Refusal:
    if "new-line" in str(error):
        what = "has a carriage return (U+000D) outside quotes"
    else:
        what = f"is not well-formed: {error}"
    several = f" These {now.lines_read} lines were not read." if now.lines_read > 1 else ""
    return Refusal(str(now.place), f"{what}.{several}", QUOTES_REMEDY)


def _not_read(now: _Current, error: csv.Error) -> Iterator[Refusal]:
    """The refusal of a row with a quote that is never closed, and of all lines below it."""
    damage: Exception | None = None
    try:
        now.skip_rest()
    except (RefusedError, *DAMAGE) as found:
        damage = found
    what = (
        "has a carriage return (U+000D) outside quotes"
        if "new-line" in str(error)
        else (f"is not well-formed: a quote is opened in it and never closed ({error})")
    )
    below = now.last - (now.begun or now.last)
    rest = (
        f" The {below} lines after it were not read."
        if below > 1
        else (" The line after it was not read." if below else "")
    )
    yield Refusal(str(now.place), f"{what}.{rest}", QUOTES_REMEDY)
    if damage is not None:
        raise damage
