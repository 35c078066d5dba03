"""Opens files that strangers may have made: a pipe or a device among them would be read without end."""

from __future__ import annotations

import os
import re
import stat
from io import BufferedReader
from pathlib import Path

from annotate.core.errors import InputError

_STREAM = re.compile(r"-|/dev/stdin|(?:/dev|/proc/(?:self|thread-self|\d+))/fd/\d+")
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def is_stream(path: Path) -> bool:
    """Whether ``path`` names what the caller holds open: ``-``, ``/dev/stdin`` or a shell's ``<(…)``."""
    return _STREAM.fullmatch(str(path)) is not None


def open_ordinary(path: Path) -> BufferedReader:
    """Opens an ordinary file to read its bytes. Raises `InputError` for a pipe, a device or a folder.

    Raises `OSError` if the file cannot be opened.
    """
    check_ordinary(path)
    # Opening does not wait either if a pipe took the file's place meanwhile.
    file = open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")  # noqa: PTH123, SIM115
    try:
        _check_kind(path, os.fstat(file.fileno()).st_mode)
    except InputError:
        file.close()
        raise
    return file


def check_ordinary(path: Path) -> None:
    """Raises `InputError` for a pipe, a device or a folder, and `OSError` if there is no such file."""
    _check_kind(path, path.stat().st_mode)


def read_small(path: Path, most: int) -> bytes:
    """The content of an ordinary file of at most ``most`` bytes. Raises `InputError` and `OSError`."""
    with open_ordinary(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(f"has more than {most:,} bytes.", where=str(path), remedy="Is this the right file?")
    return content


def _check_kind(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _KINDS if test(mode)), "something else")
        raise InputError(
            f"is {kind}, not an ordinary file.",
            where=str(path),
            remedy="Name a file, or - for standard input.",
        )
