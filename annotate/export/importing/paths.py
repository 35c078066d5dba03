"""The files of an input that may be a file, a folder or standard input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from annotate.core.errors import InputError


def files_of(path: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    """The file itself, or the files below a folder that have one of ``suffixes``, by path.

    Hidden files are skipped. Raises `InputError` for a folder without such files.
    """
    if not path.is_dir():
        yield path
        return
    found = sorted(
        one
        for one in path.rglob("*")
        if one.name.endswith(tuple(suffixes))
        and one.is_file()
        and not any(part.startswith(".") for part in one.relative_to(path).parts)
    )
    if not found:
        raise InputError(
            "is a folder without files of this format.",
            where=str(path),
            remedy=f"Its files end in {', '.join(suffixes)}.",
        )
    yield from found


def without_suffix(path: Path) -> str:
    """The name of a file without ``.gz`` and without its suffix."""
    name = path.name.removesuffix(".gz")
    return name.rpartition(".")[0] or name
