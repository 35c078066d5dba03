"""Reads the complete lines of a file that was cut off at any point."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_BLOCK = 1 << 20
_PIECE = 512  # bytes unpacked at a time: few, so that everything before damaged data comes out
_GZIP = 31  # zlib's window bits for the gzip form


def complete_lines(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yields the offset and the bytes of each complete line, with the line feed."""
    start, rest = 0, b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield start, line + b"\n"
            start += len(line) + 1


def blocks_of(descriptor: int) -> Iterator[bytes]:
    """Reads an open file from the start, in blocks. Does not move the file's position."""
    position = 0
    while block := os.pread(descriptor, _BLOCK, position):
        yield block
        position += len(block)


def blocks_of_file(path: Path) -> Iterator[bytes]:
    """Reads a file in blocks. Unpacks a file whose name ends in .gz, up to the first damage."""
    with path.open("rb") as file:
        raw = iter(lambda: file.read(_BLOCK), b"")
        yield from _unpacked(raw) if path.suffix == ".gz" else raw


def _unpacked(blocks: Iterator[bytes]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(_GZIP)
    for block in blocks:
        for start in range(0, len(block), _PIECE):
            piece = block[start : start + _PIECE]
            while piece:
                try:
                    yield unpacking.decompress(piece)
                except zlib.error:
                    return
                piece = b""
                if unpacking.eof:  # another packed part may follow
                    piece = unpacking.unused_data
                    unpacking = zlib.decompressobj(_GZIP)
