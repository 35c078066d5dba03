"""Decodes bytes to text: UTF-8 only, without forbidden characters; errors name the position."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from annotate.core.jsonl import DAMAGE
from annotate.core.text import refused_character
from annotate.corpus.places import Source
from annotate.corpus.report import Origin, Refusal, RefusedError, refused

MAX_TEXT_BYTES = 20_000_000
"""The largest uncompressed size of one text file, one JSON line or one table row, in bytes."""

_SKIP_AT_MOST = 1_000_000_000  # an overlong line that runs past this byte of the file ends the reading
_CHUNK = 1 << 18
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip file or a spreadsheet (.xlsx)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls or .doc)"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
TOO_LONG_REMEDY = "Split it. A news article is a thousand times smaller."


class ByteStream(Protocol):
    """The methods of an open file that the readers call."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number (from 1), the offset of its first byte in the uncompressed file, and its bytes.

    ``data`` is None if the line is longer than `MAX_TEXT_BYTES`.
    """

    number: int
    offset: int
    data: bytes | None


class OtherEncodingError(RefusedError):
    """The whole file is in another encoding or format, so no later line can be read either."""


@contextmanager
def opened(source: Source) -> Iterator[ByteStream]:
    """Opens a file for reading bytes, decompressed if it is gzip."""
    with source.path.open("rb") as raw:
        if source.packed:
            with gzip.GzipFile(fileobj=raw, mode="rb") as packed:
                yield cast(BinaryIO, packed)
        else:
            yield raw


def read_whole(stream: ByteStream, place: Origin) -> bytes:
    """Reads all bytes of an open file. Raises `RefusedError` if there are more than `MAX_TEXT_BYTES`."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_CHUNK):  # one read of the whole limit would allocate all of it
        size += len(piece)
        if size > MAX_TEXT_BYTES:
            raise too_long(place)
        pieces.append(piece)
    return b"".join(pieces)


def decoded(data: bytes, place: Origin, offset: int = 0) -> str:
    """Decodes ``data``. Raises `RefusedError` with the position (from 0) of the first byte that is not UTF-8.

    ``offset`` is the position of ``data`` in the uncompressed file. The byte order mark of another encoding
    or the begin of another format is recognised at offset 0 only.
    """
    if offset == 0:
        for mark, encoding in _OTHER_ENCODINGS:
            if data.startswith(mark):
                raise OtherEncodingError(
                    Refusal(
                        place.file,
                        f"is {encoding}, not UTF-8: it has that byte order mark at byte 0.",
                        f"Save it as UTF-8, for instance with: iconv -f {encoding} -t UTF-8",
                    )
                )
        for mark, kind in _OTHER_FORMATS:
            if data.startswith(mark):
                raise OtherEncodingError(
                    Refusal(
                        place.file,
                        f"is {kind} by its content, though its name says otherwise.",
                        "Rename it, or save its content as UTF-8 text.",
                    )
                )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refused(
            place,
            f"is not UTF-8: byte 0x{data[error.start]:02X} at byte {offset + error.start} ({error.reason}).",
            "Save it as UTF-8, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
        ) from error


def without_bom(data: bytes) -> tuple[bytes, bool]:
    """Removes the UTF-8 byte order mark from the start of a file, and says whether there was a mark."""
    marked = data.startswith(codecs.BOM_UTF8)
    return (data[len(codecs.BOM_UTF8) :] if marked else data), marked


def with_line_feeds(text: str) -> tuple[str, bool]:
    r"""Replaces every ``\r\n`` in ``text`` by ``\n``, and says whether there was a ``\r\n``."""
    crlf = "\r\n" in text
    return (text.replace("\r\n", "\n") if crlf else text), crlf


def refused_position(text: str) -> str | None:
    """Describes the first forbidden character of ``text`` and its position; None if ``text`` has none."""
    found = refused_character(text)
    if found is None:
        return None
    offset, name = found
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"{name} at code point {offset} (line {line}, character {column})"


def lines_of(stream: ByteStream, file: str) -> Iterator[Line]:
    """Yields the lines of an open file with their line ends, one at a time.

    Raises `RefusedError` naming the last good line if the file is truncated or damaged.
    """
    number = offset = 0
    try:
        while data := stream.readline(MAX_TEXT_BYTES + 1):
            number += 1
            if len(data) <= MAX_TEXT_BYTES:
                yield Line(number, offset, data)
                offset += len(data)
                continue
            yield Line(number, offset, None)
            offset += len(data)
            while not data.endswith(b"\n") and (data := stream.readline(_CHUNK)):
                offset += len(data)
                if offset > _SKIP_AT_MOST:
                    raise refused(
                        Origin(file, number),
                        f"does not end within {_SKIP_AT_MOST} bytes; the rest was not read.",
                        "Check the file: it does not look like text.",
                    )
    except DAMAGE as error:
        raise damaged(f"{file}, after line {number}", error) from error


def damaged(where: str, error: Exception) -> RefusedError:
    """The refusal of a file that the system or gzip could not read."""
    if isinstance(error, EOFError):
        return refused(where, "is truncated: the gzip file ends too early.", "Create or copy the file again.")
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return refused(
            where, f"is not valid gzip: {error}.", "Create the file again, or drop .gz from its name."
        )
    reason = getattr(error, "strerror", None) or error
    return refused(where, f"cannot be read: {reason}.", "Check the file and its permissions.")


def too_long(place: Origin) -> RefusedError:
    """The refusal of a text, line or row that is longer than the limit."""
    return refused(place, f"is longer than {MAX_TEXT_BYTES} bytes (uncompressed).", TOO_LONG_REMEDY)
