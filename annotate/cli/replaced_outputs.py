"""Says which output files a command replaced, with what was in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from annotate.core.errors import one_line
from annotate.core.wording import counted

_MOST_COUNTED = 256 * 1024 * 1024  # bytes of a file whose lines are counted
_BLOCK = 1024 * 1024


@contextmanager
def told_if_replaced(outputs: Iterable[Any]) -> Iterator[None]:
    """Prints a line to stderr for each of ``outputs`` that was a file before the block and another one after.

    Does so too if the block ends with an error. Ignores what is no path.
    """
    before = [(path, _identity(path), _content(path)) for path in outputs if _is_file(path)]
    try:
        yield
    finally:
        for path, former, content in before:
            if _is_file(path) and _identity(path) != former:
                click.echo(f"Replaced {one_line(path)} ({content}).", err=True)


def _is_file(path: Any) -> bool:
    try:
        return isinstance(path, Path) and path.is_file()
    except (OSError, ValueError):
        return False  # the command says what is wrong with it


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _content(path: Path) -> str:
    """What a file has: its lines, or its size if it is no text, and when it was written."""
    try:
        found = path.stat()
        written = f"{datetime.fromtimestamp(found.st_mtime):%Y-%m-%d %H:%M}"
        lines = _lines(path) if found.st_size <= _MOST_COUNTED else None
    except (OSError, OverflowError, ValueError):
        return "which could not be read"
    size = f"{found.st_size / 1e6:.1f} MB" if lines is None else counted(lines, "line")
    return f"{size}, from {written}"


def _lines(path: Path) -> int | None:
    """The number of lines. None if the file is no text."""
    number, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                return None
            number, last = number + block.count(b"\n"), block[-1:]
    return number + (last != b"\n")
