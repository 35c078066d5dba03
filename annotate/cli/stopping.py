"""Ends a command that is asked to terminate (SIGTERM) as Ctrl-C does, so that it removes temporary files."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130  # 128 and the number of SIGINT
TERMINATED = 143  # 128 and the number of the signal, as shells report it
_got: list[int] = []


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Lets the first SIGTERM raise `KeyboardInterrupt` while the block runs; a second one kills the process.

    A signal that the caller ignores, as some supervisors do, stays ignored. Library functions must not use
    this: it changes a setting of the whole process.
    """
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    _got.clear()
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def was_terminated() -> bool:
    """Whether the command got a SIGTERM."""
    return bool(_got)


def _stop(number: int, frame: object) -> None:
    _got.append(number)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise KeyboardInterrupt
