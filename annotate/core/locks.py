"""File locks for one process at a time; a lock ends with the process that holds it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TextIO

from annotate.core.errors import ConfigError
from annotate.core.files import write_errors
from annotate.core.holders import holders, named
from annotate.core.waiting import Wait, patience_s

_POLL_S = 0.05
_END = "Wait until it has ended."


@contextmanager
def only_one(lock: Path, what: str) -> Iterator[None]:
    """Holds a lock file while the block runs. Raises `ConfigError` if another process holds it."""
    with _lock_file(lock, lock) as file:
        fcntl = _fcntl()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"another {what} is running here{_by(lock)}.", where=str(lock), remedy=_END
            ) from error
        yield


@contextmanager
def together(lock: Path, what: str) -> Iterator[None]:
    """Holds a lock file that others may hold in this way too, while the block runs.

    Raises `ConfigError` if a process holds it with `only_one`. ``what`` is what that process does.
    """
    with _lock_file(lock, lock) as file:
        fcntl = _fcntl()
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(f"{what} is running here{_by(lock)}.", where=str(lock), remedy=_END) from error
        yield


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Lets one process at a time work on ``path``; the others wait. The lock file is beside ``path``.

    Raises `WriteError` that names ``path`` if the lock file cannot be made, and `InUseError` if another
    process holds it for too long.
    """
    lock = path.with_name(f"{path.name}.lock")
    with _lock_file(lock, path) as file:
        fcntl = _fcntl()
        # The other process may itself wait for the file, and has the same patience.
        wait = Wait(path, lock, patience=2 * patience_s())
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                wait.go_on()
                time.sleep(_POLL_S)
        yield


@contextmanager
def folder_lock(folder: Path) -> Iterator[bool | None]:
    """Locks a folder while the block runs. Yields whether this process has the lock; nobody is waited for.

    Yields None if the system cannot lock a folder, as Windows and some network drives: then nobody can tell
    whether another process works in it. The lock is no file and ends with the process.
    """
    try:
        fcntl = _fcntl()
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except (ConfigError, OSError):
        yield None
        return
    try:
        yield _locked(fcntl, descriptor)
    finally:
        os.close(descriptor)


def _locked(fcntl: ModuleType, descriptor: int) -> bool | None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network drive may refuse
        return None
    return True


def claim(descriptor: int, path: Path, what: str) -> None:
    """Locks an open file until this process closes it. Raises `ConfigError` if another process has locked it.

    Copies of this process (`fork`) do not hold the lock, so a worker that outlives this process blocks
    nobody.
    """
    fcntl = _fcntl()
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ConfigError(
            f"another {what} is running on it{_by(path)}.", where=str(path), remedy=_END
        ) from error


def _by(lock: Path) -> str:
    found = holders(lock)
    return f": {named(found)}" if found else ""


def _lock_file(lock: Path, about: Path) -> TextIO:
    """Opens a lock file, which stays empty. Raises `WriteError` that names ``about`` if that fails."""
    with write_errors(about):
        lock.parent.mkdir(parents=True, exist_ok=True)
        return lock.open("a")


def _fcntl() -> ModuleType:
    """The module for file locks. Raises `ConfigError` on systems without this module, such as Windows."""
    try:
        import fcntl
    except ImportError as error:
        raise ConfigError(
            "this command locks files in a way that this system does not have.",
            remedy="Run it on Linux or macOS, or in WSL on Windows. Loading gold works everywhere.",
        ) from error
    return fcntl
