"""Finds the files to read: paths, folders, globs and standard input, in a fixed order."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from annotate.corpus.report import Notice, PassedOver, Refusal

Form = Literal["text", "jsonl", "csv", "tsv", "parquet"]
_FORMS: dict[str, Form] = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
READABLE = ".txt, .jsonl, .csv, .tsv (each also as .gz) and .parquet"
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path, its name in messages, its format, and whether it is gzip-compressed."""

    path: Path
    shown: str
    form: Form
    packed: bool

    @property
    def stem(self) -> str:
        """The file's name without ``.gz`` and without the suffix of its format."""
        name = self.path.name[: -len(".gz")] if self.packed else self.path.name
        return name[: name.rindex(".")]


Found = Source | Refusal | Notice | PassedOver


def shown(path: str | Path) -> str:
    """``path`` for printing on one line, with undecodable bytes and control characters escaped."""
    printable = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(
        char if char.isprintable() or (char.isspace() and char not in "\n\r\t\v\f") else repr(char)[1:-1]
        for char in printable
    )


def form_of(name: str) -> tuple[Form, bool] | None:
    """The format that a file's name shows, and whether the file is compressed; None for unknown formats."""
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122  # a name, no path
    packed = suffix == ".gz"
    if packed:
        suffix = os.path.splitext(stem)[1]  # noqa: PTH122  # a name, no path
    form = _FORMS.get(suffix)
    return None if form is None or (packed and form == "parquet") else (form, packed)


def find_sources(given: str | Path) -> Iterator[Found]:
    """Yields the files of one input: the file itself, or the files of a folder (recursive, sorted) or a glob.

    Hidden files and folders are skipped. Memory holds only the names of one folder at a time (for a glob: all
    its matches).
    """
    name = str(given)
    if isinstance(given, str) and not given.strip():
        yield Refusal("an empty input name", "names no file.", "Name a file, a folder, a glob, or -.")
        return
    path = Path(given)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if glob.has_magic(name):
            yield from _globbed(name)
        elif os.path.islink(name):  # noqa: PTH114  # Path.is_symlink raises for names that no system takes
            yield Refusal(shown(name), "is a broken link.", "Repair the link or name the file itself.")
        elif isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
            yield Refusal(shown(name), "does not exist.", "Check the path.")
        else:
            yield _unreadable(name, error)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path, name)
    elif form_of(path.name) is None:
        yield Refusal(
            shown(name),
            "has a suffix that no reader supports.",
            f"Rename or convert it. Readable formats: {READABLE}.",
        )
    else:
        yield _file(path, mode)


def _folder(path: Path, name: str) -> Iterator[Found]:
    if form_of(path.name) is not None:
        yield _misnamed(path)
        return
    usable = reported = False
    for found in _walk(path):
        usable = usable or isinstance(found, Source)
        reported = reported or isinstance(found, Refusal)
        yield found
    if not usable and not reported:
        yield Refusal(shown(name), "is a folder without readable files.", f"Readable formats: {READABLE}.")


def _globbed(pattern: str) -> Iterator[Found]:
    usable = reported = False
    for name in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207  # Path.glob takes no absolute one
        path = Path(name)
        if path.is_dir() and form_of(path.name) is None:
            # "**" names the files below by itself; walking too would read them twice.
            found: Iterator[Found] = iter(()) if "**" in pattern else _walk(path)
        else:
            found = _entry(path)
        for item in found:
            usable = usable or isinstance(item, Source)
            reported = reported or isinstance(item, Refusal)
            yield item
    if not usable and not reported:
        yield Refusal(
            shown(pattern),
            "matches no readable file.",
            f"Check the pattern. Readable formats: {READABLE}.",
        )


def _walk(folder: Path) -> Iterator[Found]:
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path is not folder and not (path.is_dir() and not path.is_symlink()):
            yield from _entry(path)
            continue
        if path is not folder and form_of(path.name) is not None:
            yield _misnamed(path)
            continue
        try:
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208  # names alone, before any path is made
        except OSError as error:
            yield _unreadable(path, error)
            continue
        waiting.extend(path / name for name in reversed(names))


def _entry(path: Path) -> Iterator[Found]:
    """Classifies ``path``, an entry of a folder or glob that is not an ordinary folder."""
    if path.is_symlink() and path.is_dir():
        yield Notice(
            shown(path), "is a link to a folder and was not followed; name it as an input to read it."
        )
    elif path.is_dir():
        yield _misnamed(path)
    elif form_of(path.name) is None:
        yield PassedOver(shown(path))
    else:
        try:
            yield _file(path, path.stat().st_mode)
        except FileNotFoundError:
            yield Refusal(shown(path), "is a broken link.", "Repair or remove the link.")
        except OSError as error:
            yield _unreadable(path, error)


def _file(path: Path, mode: int) -> Source | Refusal:
    form = form_of(path.name)
    assert form is not None
    if not stat.S_ISREG(mode):
        return Refusal(
            shown(path), "is not a regular file (a pipe or a device).", "Pipe its content in and name -."
        )
    return Source(path, shown(path), *form)


def _misnamed(path: Path) -> Refusal:
    return Refusal(
        shown(path),
        f"is a folder though its name ends in {path.suffix}.",
        "Rename the folder, or name the files in it.",
    )


def _unreadable(path: str | Path, error: OSError | ValueError) -> Refusal:
    reason = getattr(error, "strerror", None) or error
    return Refusal(shown(path), f"cannot be read: {reason}.", "Check the path and its permissions.")
