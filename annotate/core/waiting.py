"""Waits for something that another program holds: says so after a while, and gives up in the end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from annotate.core.errors import ConfigError, InUseError
from annotate.core.holders import holders, named

VARIABLE = "ANNOTATE_LOCK_WAIT_S"
PATIENCE_S = 30.0
SAY_AFTER_S = 3.0
_ENOUGH = "Wait until it has ended, or stop that program. Then run the same command again."
_listeners: list[Callable[[str], None]] = []


def patience_s() -> float:
    """How long a command waits for a file that another program holds, in seconds.

    Raises `ConfigError` if the variable in the environment is not a number of seconds.
    """
    given = os.environ.get(VARIABLE)
    if given is None:
        return PATIENCE_S
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e6:
        raise ConfigError(f"{given!r} is not a number of seconds.", where=VARIABLE, remedy="Example: 60.")
    return seconds


@contextmanager
def announced(listener: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, ``listener`` gets a sentence about each wait of more than a few seconds."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


class Wait:
    """One wait for ``path``. ``beside`` are other files whose locks belong to it. Times are in seconds."""

    def __init__(self, path: Path, *beside: Path, patience: float | None = None, waited: float = 0.0) -> None:
        self._path = path
        self._files = (path, *beside)
        self._patience = patience_s() if patience is None else patience
        self._begun = time.monotonic() - waited
        self._said = False

    def go_on(self) -> None:
        """Call this after each attempt that failed. Raises `InUseError` if the time is over."""
        waited = time.monotonic() - self._begun
        if waited >= self._patience:
            raise self.error()
        if waited >= min(SAY_AFTER_S, self._patience / 2) and not self._said:
            self._said = True
            sentence = f"Waiting for {self._path.name}, which {named(holders(*self._files))} is using …"
            for listener in _listeners:
                listener(sentence)

    def error(self) -> InUseError:
        """The error that names the programs that hold the file."""
        return InUseError(
            f"is in use by {named(holders(*self._files))}.", where=str(self._path), remedy=_ENOUGH
        )
