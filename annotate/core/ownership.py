"""Tells whether somebody else may have written, or can change, a file that this toolkit follows."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

_ROOT = 0


@dataclass(frozen=True)
class Doubt:
    """A reason not to trust a file. ``planted`` means that anybody could have put the file there.

    ``what`` goes on after the file's name, such as "belongs to ana."
    """

    what: str
    planted: bool = False


def doubt(path: Path) -> Doubt | None:
    """Says who else wrote ``path`` or can change it. None if only this user and root can.

    Returns None on systems without user ids, such as Windows.
    """
    if not hasattr(os, "geteuid"):
        return None
    own = _own_ids()
    folder = path.parent.stat()
    for found in (path.lstat(), path.stat()):  # a link, and what it leads to
        if found.st_uid not in own:
            return Doubt(f"belongs to {user_name(found.st_uid)}.", planted=_anybody_writes(folder))
    if _anybody_writes(path.stat()):
        return Doubt("can be changed by every user of this machine.")
    if _anybody_writes(folder) and not folder.st_mode & stat.S_ISVTX:
        return Doubt("lies in a folder where every user of this machine can replace it.")
    return None


def is_private(path: Path) -> bool:
    """Whether ``path`` belongs to this user and nobody else can change it. True on systems without ids."""
    if not hasattr(os, "geteuid"):
        return True
    found = path.stat()
    return found.st_uid in _own_ids() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def user_name(number: int) -> str:
    """The name of a user of this machine, or ``user N`` if the machine knows no name."""
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return f"user {number}"


def _own_ids() -> set[int]:
    own = {os.geteuid(), _ROOT}
    if os.geteuid() == _ROOT and (caller := os.environ.get("SUDO_UID", "")).isdecimal():
        own.add(int(caller))
    return own


def _anybody_writes(found: os.stat_result) -> bool:
    return bool(found.st_mode & stat.S_IWOTH)
