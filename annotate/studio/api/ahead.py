"""One step ahead: the next thing is fetched or sent in a thread while the last one is worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def one_ahead(items: Iterator[Item], stop: Callable[[], None]) -> Iterator[Item]:
    """``items`` in their order, each next one made in a thread of its own while the last one is in use.

    An error of ``items`` comes out where its item would have come. ``stop`` is called where the reader
    gives up first: it should make a wait in that thread end.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="one-ahead") as pool:
        try:
            coming = pool.submit(next, items, _END)
            while (item := coming.result()) is not _END:
                coming = pool.submit(next, items, _END)
                yield item  # type: ignore[misc]  # mypy does not see that _END is excluded
        except BaseException:
            stop()
            raise
