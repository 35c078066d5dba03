"""One step ahead: the next thing is fetched or sent in a thread while the last one is worked on."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
_END = object()
_SWITCH_S = 0.0005
_OBJECTS = 50_000


def one_ahead(items: Iterator[Item], stop: Callable[[], None]) -> Iterator[Item]:
    """``items`` in their order, each next one made in a thread of its own while the last one is in use.

    An error of ``items`` comes out where its item would have come. ``stop`` is called where the reader
    gives up first: it should make a wait in that thread end.
    """
    with quick_switches(), ThreadPoolExecutor(1, thread_name_prefix="one-ahead") as pool:
        try:
            coming = pool.submit(next, items, _END)
            while (item := coming.result()) is not _END:
                coming = pool.submit(next, items, _END)
                yield item  # type: ignore[misc]  # mypy does not see that _END is excluded
        except BaseException:
            stop()
            raise


@contextmanager
def quick_switches() -> Iterator[None]:
    """Lets threads take turns ten times as often as usual.

    A thread that talks to the server gives its turn away at every few kilobytes, and waits 5 ms each time
    for the other one to give it back, while the server stands still: a twentieth of a pull.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Looks for cycles among objects less often than usual: a fifth of a push's own time goes into it.

    For a push, whose records hold none. Not for reading: the answers of the HTTP client are cycles, and
    large ones would wait in memory.
    """
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], _OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
