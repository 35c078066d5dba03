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
    with two_threads(), ThreadPoolExecutor(1, thread_name_prefix="one-ahead") as pool:
        try:
            coming = pool.submit(next, items, _END)
            while (item := coming.result()) is not _END:
                coming = pool.submit(next, items, _END)
                yield item  # type: ignore[misc]  # mypy does not see that _END is excluded
        except BaseException:
            stop()
            raise


@contextmanager
def two_threads() -> Iterator[None]:
    """Suits the interpreter to one thread that talks to the server and one that works on what is said.

    The one that talks gives its turn away at every few kilobytes and would wait 5 ms each time for the other
    one to give it back, while the server stands still: a twentieth of a pull. And a page makes some ten
    thousand objects without a cycle among them, for which cycles would be looked for again and again: a
    fifth of a push's own work.
    """
    switch, objects = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(min(switch, _SWITCH_S))
    if objects[0]:
        gc.set_threshold(max(objects[0], _OBJECTS), *objects[1:])
    try:
        yield
    finally:
        sys.setswitchinterval(switch)
        gc.set_threshold(*objects)
