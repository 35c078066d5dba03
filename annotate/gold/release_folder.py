"""The folder of a release: it appears when the release is complete, or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.files import write_errors
from annotate.core.locks import folder_lock
from annotate.gold.sums import SUMS_FILE

_RELEASE = "release"
_WORK = "work"
_TRIES = 20
NEXT = "next"  # the version of a release while that is not known
_LEFT_OVER = re.compile(r"\..+\.[a-z0-9_]{8}", re.DOTALL)
_OF_A_RELEASE = re.compile(rf"\..+-(?:[0-9]+\.[0-9]+\.[0-9]+|{NEXT})\.[a-z0-9_]{{8}}")


@dataclass
class Building:
    """A release while it is made. ``release`` becomes the folder ``target``, ``work`` is for temporary files.

    ``target`` may be changed, if the version of a release depends on its content.
    """

    release: Path
    work: Path
    target: Path


@contextmanager
def building(target: Path) -> Iterator[Building]:
    """Yields temporary folders. The release becomes ``target`` only if the block ends without an error.

    Both lie in one hidden folder beside ``target``, which is locked while the process runs and is removed at
    the end. What killed runs have left of any release is removed first.

    Raises `ConfigError` if ``target`` exists, and `WriteError` if it cannot be written.
    """
    made_parent = not target.parent.exists()
    with write_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_left_over(target.parent)
    check_new(target)
    try:
        with _locked_folder(target) as folder:
            made = Building(folder / _RELEASE, folder / _WORK, target)
            try:
                with write_errors(target):
                    made.release.mkdir(0o755)
                    made.release.chmod(0o755)
                    made.work.mkdir(0o700)  # holds names of annotators and texts
                yield made
                with write_errors(made.target):
                    _move(made.release, made.target)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        if made_parent:
            with suppress(OSError):  # another process may have made a release there in the meantime
                target.parent.rmdir()
        raise


def check_new(target: Path) -> None:
    """Raises `ConfigError` if something stands at ``target``, where a release is to be made."""
    if not target.exists():
        return
    if target.is_dir() and not (target / SUMS_FILE).is_file():
        raise ConfigError(
            f"this folder is no complete release: it has no {SUMS_FILE}, which is written last. A copy may"
            " have been interrupted.",
            where=str(target),
            remedy="Copy it again to its end, or remove it, or give the new release another --version.",
        )
    raise ConfigError(
        "this release exists; a release is never overwritten.",
        where=str(target),
        remedy="Give the new one another --version.",
    )


def _move(release: Path, target: Path) -> None:
    try:
        release.rename(target)
    except OSError:
        check_new(target)  # another command may have made it in the meantime
        raise


@contextmanager
def _locked_folder(target: Path) -> Iterator[Path]:
    """A new hidden folder beside ``target``, locked until the block ends."""
    for _ in range(_TRIES):
        with write_errors(target):
            folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        with folder_lock(folder) as ours:
            # Before the lock, another run may have taken the folder for one that was left over.
            if ours is not False and folder.exists():
                yield folder
                return
    raise RuntimeError(f"{_TRIES} temporary folders were removed beside {target}")


def remove_left_over(exports: Path) -> list[Path]:
    """Removes what killed runs left of releases in ``exports``: it may hold names of annotators and texts.

    Returns the folders that were removed. The folder of a run that goes on stays.
    """
    if not exports.is_dir():
        return []
    removed = []
    for folder in sorted(path for path in exports.iterdir() if _LEFT_OVER.fullmatch(path.name)):
        if folder.is_symlink() or not folder.is_dir():
            continue
        with folder_lock(folder) as ours:
            names = {path.name for path in folder.iterdir()}
            # A join may make a folder of any name. An empty one of such a name may be somebody else's.
            if ours and names <= {_RELEASE, _WORK} and (names or _OF_A_RELEASE.fullmatch(folder.name)):
                shutil.rmtree(folder, ignore_errors=True)
                removed.append(folder)
    return removed
