"""SHA256SUMS: the checksums of a release, written last. A folder without it is no release."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from annotate.core.errors import InputError
from annotate.core.files import writing
from annotate.core.ordinary_files import open_ordinary, read_small
from annotate.core.path_errors import reading, system_error

SUMS_FILE = "SHA256SUMS"
_MOST_BYTES = 16_000_000  # 100,000 files
_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\x7f-\x9f]+)")
_AGAIN = "The release is damaged; get it again."
_UNFINISHED = (
    "It was not finished or copied in part: get it again, or make it again with 'annotate release create'."
    " To read a file alone, name its gold.jsonl."
)


@dataclass(frozen=True)
class BadLine:
    """A line of SHA256SUMS that is wrong: its number (from 1), and why."""

    number: int
    what: str


@dataclass
class Sums:
    """What SHA256SUMS says: the hexadecimal SHA-256 by relative path, and the lines that are wrong."""

    files: dict[str, str] = field(default_factory=dict)
    bad: list[BadLine] = field(default_factory=list)


def write_sums(folder: Path) -> None:
    """Writes the checksums of all files below ``folder``, sorted by relative path. Raises `WriteError`."""
    names = sorted(files_below(folder))
    with writing(folder / SUMS_FILE) as file:
        file.writelines(f"{_digest(folder / name)}  {name}\n" for name in names)


def read_sums(folder: Path) -> Sums:
    """Reads SHA256SUMS (`parse_sums`). Raises `InputError` if there is none, or if it cannot be read."""
    path = folder / SUMS_FILE
    if not os.path.lexists(path):
        raise InputError(
            f"has no {SUMS_FILE}, so it is not a finished release.", where=str(folder), remedy=_UNFINISHED
        )
    with reading(path):
        return parse_sums(read_small(path, _MOST_BYTES))


def parse_sums(content: bytes) -> Sums:
    """Parses the one form in which `write_sums` writes checksums.

    A line is 64 lower-case hexadecimal digits, two blanks, a relative path with ``/``, a line feed. A path
    that leaves the folder, or one that comes twice, makes its line wrong.
    """
    sums = Sums()
    lines = content.split(b"\n")
    if lines.pop():
        sums.bad.append(BadLine(len(lines) + 1, "does not end with a line feed"))
    if not lines:
        sums.bad.append(BadLine(1, "names no file"))
    for number, line in enumerate(lines, start=1):
        _take(sums, number, line)
    return sums


def check_sums(folder: Path) -> None:
    """Raises `InputError` without SHA256SUMS, for a wrong line of it, and for the first file that differs.

    SHA256SUMS must name gold.jsonl. Files that it does not name are not looked at.
    """
    sums = read_sums(folder)
    for bad in sums.bad:
        raise InputError(f"{bad.what}.", where=f"{folder / SUMS_FILE}, line {bad.number}", remedy=_AGAIN)
    if "gold.jsonl" not in sums.files:
        raise InputError("does not name gold.jsonl.", where=str(folder / SUMS_FILE), remedy=_AGAIN)
    for name, digest in sums.files.items():
        path = folder / name
        found = digest_of(path)
        if found is None:
            raise InputError(
                "is missing.", where=str(path), remedy="The release is incomplete; get it again."
            )
        if found != digest:
            raise InputError(
                f"is not what {SUMS_FILE} says.",
                where=str(path),
                remedy="The release is damaged or was edited; get it again, or make a new version.",
            )


def digest_of(path: Path) -> str | None:
    """The hexadecimal SHA-256 of an ordinary file; None if there is no such file.

    Raises `InputError` for a folder, a pipe or a device, and for a file that may not be read.
    """
    try:
        return _digest(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        if system_error(error) is None:
            raise
        with reading(path):
            raise


def files_below(folder: Path) -> Iterator[str]:
    """The relative paths, with ``/``, of all files below ``folder`` but its SHA256SUMS, in any order.

    Links and other entries that are no folders count as files.
    """
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        for name in (*names, *links):
            path = (Path(base) / name).relative_to(folder).as_posix()
            if path != SUMS_FILE:
                yield path


def _take(sums: Sums, number: int, line: bytes) -> None:
    text = None
    with suppress(UnicodeDecodeError):
        text = line.decode("utf-8")
    found = None if text is None else _LINE.fullmatch(text)
    if found is None:
        sums.bad.append(
            BadLine(number, "is not a checksum (64 lower-case hexadecimal digits), two blanks and a path")
        )
        return
    digest, name = found.groups()
    if _leaves_the_folder(name):
        sums.bad.append(BadLine(number, f"names {name[:200]!r}, which is not a path inside the release"))
    elif name in sums.files:
        sums.bad.append(BadLine(number, f"names {name[:200]!r} a second time"))
    else:
        sums.files[name] = digest


def _leaves_the_folder(name: str) -> bool:
    parts = name.split("/")
    drive = len(parts[0]) > 1 and parts[0][1] == ":"  # C:, on Windows
    return drive or "\\" in name or name == SUMS_FILE or any(part in ("", ".", "..") for part in parts)


def _digest(path: Path) -> str:
    with open_ordinary(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
