"""Errors of the file system as sentences: which path, what is wrong, and what to do about it."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotate.core.errors import AnnotateError, ConfigError, InputError, WriteError

_ONLY_WRITING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
_REMEDIES = {
    errno.EACCES: "Change the permissions of the path or of a folder above it, or choose another place.",
    errno.EPERM: "Change the permissions of the path or of a folder above it, or choose another place.",
    errno.ENOSPC: "Free space, or choose another place.",
    errno.EDQUOT: "Free space, or choose another place.",
    errno.EFBIG: "Choose a place that takes larger files.",
    errno.EROFS: "The file system is read-only: choose another place.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ELOOP: "The link leads back to itself: repair or remove it.",
    errno.ENOENT: "Check the path.",
    errno.ENOTDIR: "A file stands where a folder is needed: check the path.",
    errno.EEXIST: "Something else stands there: move it away, or choose another place.",
    errno.EINVAL: "Choose another name.",
    errno.EIO: "Check the disk, or choose another place.",
    errno.EMFILE: "Too many files are open: raise the limit with 'ulimit -n'.",
    errno.ENFILE: "Too many files are open on this machine: close other programs.",
}
_LOOP = re.compile(r"Symlink loop from '(.*)'", re.DOTALL)


def system_error(error: BaseException) -> OSError | None:
    """``error`` if the system refused a path, as an `OSError`; None for any other error.

    Python raises a `RuntimeError` for a loop of links and for an unknown user (``~name``), and a `ValueError`
    for a null character in a name.
    """
    if isinstance(error, OSError):
        return error
    if isinstance(error, RuntimeError) and (loop := _LOOP.match(str(error))) is not None:
        return OSError(errno.ELOOP, os.strerror(errno.ELOOP), loop[1])
    if isinstance(error, RuntimeError) and str(error).startswith("Could not determine home"):
        return OSError(errno.ENOENT, "there is no home folder of the user that it names")
    if isinstance(error, ValueError) and str(error).startswith("embedded null"):
        return OSError(errno.EINVAL, "a name cannot hold a null character")
    return None


def reason(error: OSError) -> str:
    """What the system says, without a full stop."""
    return str(error.strerror or error)


def remedy(error: OSError) -> str:
    """What to do if a path cannot be written."""
    return _REMEDIES.get(error.errno or 0, "Check the path, or choose another place.")


def remedy_for_reading(error: OSError) -> str:
    """What to do if a path cannot be read."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "Check its permissions, and those of the folders above it."
    found = _REMEDIES.get(error.errno or 0, "Check the path and its permissions.")
    return found.replace(", or choose another place", "")


@contextmanager
def reading(path: str | Path, kind: type[AnnotateError] = InputError) -> Iterator[None]:
    """Turns a refusal of the system into an error of this ``kind`` that names ``path``."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        if (refused := system_error(error)) is None:
            raise
        raise kind(
            f"cannot be read: {reason(refused)}.",
            where=str(path),
            remedy=remedy_for_reading(refused),
        ) from error


def refusal(error: BaseException, *, own: tuple[Path, ...] = ()) -> AnnotateError | None:
    """The error for a path that the system refused and that no other code expected; None for other errors.

    A path below one of the folders ``own``, or in ``.annotate``, is one that this toolkit writes.
    """
    refused = system_error(error)
    if refused is None:
        return None
    if refused.filename is None:
        return _without_name(refused, from_name=refused is not error)
    path = Path(os.fsdecode(refused.filename))
    writes = (
        refused.errno in _ONLY_WRITING
        or ".annotate" in path.parts
        or any(path.is_relative_to(folder) for folder in own)
    )
    if writes:
        return WriteError(f"cannot be used: {reason(refused)}.", where=str(path), remedy=remedy(refused))
    what = f"cannot be used: {reason(refused)}."
    return InputError(what, where=str(path), remedy=remedy_for_reading(refused))


def _without_name(refused: OSError, *, from_name: bool) -> AnnotateError | None:
    if from_name:
        return InputError(f"a path cannot be used: {reason(refused)}.", remedy=remedy(refused))
    if refused.errno in _ONLY_WRITING or refused.errno == errno.EIO:
        return WriteError(f"a file cannot be written: {reason(refused)}.", remedy=remedy(refused))
    if refused.errno in (errno.ENOENT, errno.EACCES) and not _has_current_folder():
        return ConfigError(
            "the current folder cannot be used: it was removed, or may not be read.",
            remedy="Change to another folder with cd.",
        )
    return None


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def no_ordinary_file(path: Path) -> str | None:
    """What stands at ``path`` instead of an ordinary file, such as "a folder"; None if nothing does.

    Raises `OSError` if the system refuses the path.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return "a link to something that is not there" if path.is_symlink() else None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "a link that leads back to itself"
        if error.errno == errno.ENOTDIR:
            return None
        raise
    if stat.S_ISDIR(found.st_mode):
        return "a folder"
    return None if stat.S_ISREG(found.st_mode) else "a device or pipe"
