"""Limits the number of tasks per call of push and pull, so that there are many calls to break."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from annotate.studio.pull import pull
from annotate.studio.push import chunks, push, safe_send

__all__ = ["make_calls_small", "pull", "push", "small_calls"]


def make_calls_small(tasks: int) -> None:
    """Limits calls of push and pull to this many tasks, from now on in this process."""
    _set(tasks, tasks, safe_send._SHORTEST_GRACE_S)


@contextmanager
def small_calls(tasks: int, grace_s: float) -> Iterator[None]:
    """The same for a block. ``grace_s`` is how long a client asks what arrived after a cut."""
    before = (chunks.CHUNK_TASKS, _page(), safe_send._SHORTEST_GRACE_S)
    _set(tasks, tasks, grace_s)
    try:
        yield
    finally:
        _set(*before)


def _page() -> int:
    page: int = vars(pull)["PAGE"]
    return page


def _set(chunk: int, page: int, grace_s: float) -> None:
    chunks.CHUNK_TASKS = chunk
    vars(pull)["PAGE"] = page  # imported there, so mypy does not see it
    safe_send._SHORTEST_GRACE_S = grace_s
