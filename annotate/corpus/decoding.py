"""Bytes -> text: UTF-8 only, what may stand in it, and where it does not."""

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
from annotate.corpus.report import Place, Refusal, RefusedError, refused

MAX_TEXT_BYTES = 20_000_000
"""Unpacked bytes that one text file, one JSON line or one row of a table may hold."""

_PASS_OVER_AT_MOST = 1_000_000_000  # bytes of one overlong line, before the whole file is given up
_CHUNK = 1 << 18
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
TOO_LONG_REMEDY = "Split it; a news article is a thousand times smaller."


class ByteStream(Protocol):
    """What the readers need of an open file."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line's number (from 1), the offset of its first byte in the unpacked file, and its bytes.

    ``data`` is None where the line is longer than `MAX_TEXT_BYTES`.
    """

    number: int
    offset: int
    data: bytes | None


class OtherEncodingError(RefusedError):
    """The whole file is in another encoding: no later line can be read either."""


@contextmanager
def opened(source: Source) -> Iterator[ByteStream]:
    """The bytes of a file, unpacked where it is gzip."""
    with source.path.open("rb") as raw:
        if source.packed:
            with gzip.GzipFile(fileobj=raw, mode="rb") as packed:
                yield cast(BinaryIO, packed)
        else:
            yield raw


def read_whole(stream: ByteStream, place: Place) -> bytes:
    """All bytes of an open file. Raises `RefusedError` where they are more than `MAX_TEXT_BYTES`."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_CHUNK):  # asked for all at once, the limit itself would be set aside
        size += len(piece)
        if size > MAX_TEXT_BYTES:
            raise too_long(place)
        pieces.append(piece)
    return b"".join(pieces)


def decoded(data: bytes, place: Place, offset: int = 0) -> str:
    """``data`` as text. Raises `RefusedError` with the position (from 0) of the first byte that is not UTF-8.

    ``offset`` is where ``data`` begins in the unpacked file; a byte order mark of another encoding is
    looked for at offset 0 only.
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
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refused(
            place,
            f"is not UTF-8: byte 0x{data[error.start]:02X} at byte {offset + error.start} ({error.reason}).",
            "Save it as UTF-8, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
        ) from error


def without_bom(data: bytes) -> tuple[bytes, bool]:
    """The bytes of a file's beginning without the UTF-8 byte order mark, and whether there was one."""
    marked = data.startswith(codecs.BOM_UTF8)
    return (data[len(codecs.BOM_UTF8) :] if marked else data), marked


def with_line_feeds(text: str) -> tuple[str, bool]:
    r"""The text with every ``\r\n`` as ``\n``, and whether there was one."""
    crlf = "\r\n" in text
    return (text.replace("\r\n", "\n") if crlf else text), crlf


def refused_position(text: str) -> str | None:
    """What ``text`` must not hold and where, as a phrase for messages, or None."""
    found = refused_character(text)
    if found is None:
        return None
    offset, name = found
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return f"{name} at code point {offset} (line {line}, character {column})"


def lines_of(stream: ByteStream, file: str) -> Iterator[Line]:
    """The lines of an open file with their line ends, none held longer than its turn.

    Raises `RefusedError` naming the last good line where the file is cut or damaged.
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
                if offset > _PASS_OVER_AT_MOST:
                    raise refused(
                        Place(file, number),
                        f"does not end within {_PASS_OVER_AT_MOST} bytes; the rest was not read.",
                        "Look at the file: it is no text, or made to fill the memory.",
                    )
    except DAMAGE as error:
        raise damaged(f"{file}, after line {number}", error) from error


def damaged(where: str, error: Exception) -> RefusedError:
    """What the system or gzip said, as a refusal."""
    if isinstance(error, EOFError):
        return refused(where, "is cut: the packed file ends too early.", "Make or copy the file again.")
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return refused(
            where, f"is not good gzip: {error}.", "Make the file again, or drop .gz from its name."
        )
    reason = getattr(error, "strerror", None) or error
    return refused(where, f"cannot be read: {reason}.", "Check the file and the rights.")


def too_long(place: Place) -> RefusedError:
    """The refusal of a text, line or row beyond the limit."""
    return refused(place, f"is longer than {MAX_TEXT_BYTES} bytes (unpacked).", TOO_LONG_REMEDY)
