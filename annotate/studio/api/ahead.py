"""Makes the next item in a thread while the caller works on the current one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def one_ahead(items: Iterator[Item], stop: Callable[[], None]) -> Iterator[Item]:
    """Yields ``items`` in order. A thread makes the next item while the caller uses the current one.

    If ``items`` raises an error, the caller gets that error in place of the item. If the caller stops early,
    this calls ``stop``, which must end any wait in the thread.
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
