"""The lines of a table, decoded one at a time; a bad byte spoils its row alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.corpus.decoding import (
    MAX_TEXT_BYTES,
    TOO_LONG_REMEDY,
    ByteStream,
    OtherEncodingError,
    decoded,
    lines_of,
    without_bom,
)
from annotate.corpus.report import Origin, Refusal, RefusedError, refused


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line with its line end. ``refusal`` is set if its bytes are not UTF-8; ``text`` then only shows its
    separators."""

    number: int
    text: str
    size: int  # in bytes
    refusal: Refusal | None = None


class TableLines(Iterator[TableLine]):
    """Iterates over the lines of an open table. ``row`` counts the rows so far, for messages.

    Raises `RefusedError` for another encoding and for a row longer than the limit.
    """

    def __init__(self, stream: ByteStream, file: str) -> None:
        self.file = file
        self.row = 0
        self.bom_dropped = False
        self.in_rows = False  # in the header, a byte that is not UTF-8 ends the reading
        self._returned: deque[TableLine] = deque()
        self._lines = self._decoded(stream)

    def __next__(self) -> TableLine:
        return self._returned.popleft() if self._returned else next(self._lines)

    def give_back(self, line: TableLine) -> None:
        """The next line is ``line`` again."""
        self._returned.appendleft(line)

    def check_size(self, begun: int, size: int) -> None:
        """Raises `RefusedError` if the row that begins at line ``begun`` is longer than the limit."""
        if size > MAX_TEXT_BYTES:
            raise refused(
                Origin(self.file, begun, self.row + 1),
                f"is longer than {MAX_TEXT_BYTES} bytes (uncompressed). The rows after it were not read.",
                TOO_LONG_REMEDY,
            )

    def _decoded(self, stream: ByteStream) -> Iterator[TableLine]:
        for line in lines_of(stream, self.file):
            if line.data is None:
                # Reported for the row that it belongs to, which may have begun before this line.
                yield TableLine(line.number, "", MAX_TEXT_BYTES + 1)
                continue
            data = line.data
            if line.number == 1:
                data, self.bom_dropped = without_bom(data)
            place = Origin(self.file, line.number)
            try:
                text = decoded(data, place, line.offset + len(line.data) - len(data))
            except OtherEncodingError:
                raise
            except RefusedError as error:
                if not self.in_rows:
                    raise
                yield TableLine(line.number, data.decode("utf-8", "replace"), len(line.data), error.refusal)
                continue
            yield TableLine(line.number, text, len(line.data))
