"""Reads a listing page by page, until a page is empty or the server's stated total is reached.

A page may have fewer tasks than requested, because a server may cap its pages. So a short page need not be
the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import StudioError
from annotate.studio.api import bounds
from annotate.studio.api.refusals import NOT_OURS, WrongAnswerError

_EMPTY_PAGES = 3  # accepted in a row while the server states that tasks are left
Json = Any


@dataclass(frozen=True)
class Page:
    """One page of tasks by ascending id.

    ``left`` is the number of tasks from this page on, as the server states it, or None if it states none.
    ``skipped`` is the id of a task in place of the page, if that task could not be read. ``unfit`` maps
    the ids of tasks of the page that have another form than Label Studio's to the reason.
    """

    tasks: list[Json] = field(default_factory=list)
    left: int | None = None
    skipped: int | None = None
    unfit: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Json) -> Page:
        """The page in an answer of ``/api/tasks``."""
        unfit = answer.get("unfit") or {}
        return cls(list(answer.get("tasks") or []), stated_total(answer), unfit=unfit)

    @property
    def last(self) -> int | None:
        """The id of the last task of this page, or None if the page is empty."""
        ids = (*self.unfit, *(task["id"] for task in self.tasks[-1:]))
        return max(ids, default=self.skipped)

    @property
    def number(self) -> int:
        """The number of tasks on this page, with the tasks that are not read."""
        return len(self.tasks) + len(self.unfit) or int(self.skipped is not None)


def stated_total(answer: Json) -> int | None:
    """The number of tasks that an answer of ``/api/tasks`` states, or None if it states no number."""
    total = answer.get("total")
    return total if type(total) is int and total >= 0 else None


def read_pages(
    ask: Callable[[int], Page],
    *,
    where: str,
    after: int = 0,
    at_least: int = 0,
    pause: Callable[[], None] = lambda: None,
) -> Iterator[list[Json]]:
    """Yields pages of tasks. ``ask`` must return the first tasks whose id is above the given id.

    Makes no further request once the server states that no task is left. If the server states fewer tasks
    than it returned, or if fewer than ``at_least`` tasks came, reads until a page is empty. No task is missed
    or read twice if others are added or deleted meanwhile.
    Raises `StudioError` if pages stay empty although the server states that tasks are left, or if a page does
    not continue after the page before. ``pause`` is called before such a page is requested again.
    """
    stated, read, empty = None, 0, 0
    reliable = True
    while True:
        page = ask(after)
        stated = page.left if stated is None else stated
        if page.last is None:
            # Some servers state the number of all tasks on each page.
            if not page.left or read >= (stated or 0):
                return
            empty += 1
            if empty >= _EMPTY_PAGES:
                raise incomplete(where, read + page.left, read)
            pause()
            continue
        if page.last <= after:
            raise StudioError(
                f"the server returned the tasks up to {page.last} again, instead of those after {after}.",
                where=where,
                remedy="Run the command again. If this persists, check a proxy or cache before Label Studio.",
            )
        count = page.number
        empty, after, read = 0, page.last, read + count
        _check_end(read, max(stated or 0, page.left or 0, at_least), where)
        reliable = reliable and page.left is not None and page.left >= count
        if page.tasks:
            yield page.tasks
        if reliable and page.left == count and read >= at_least:
            return


def _check_end(read: int, stated: int, where: str) -> None:
    """Raises `WrongAnswerError` if a listing goes on long after the total that the server states."""
    expected = stated or bounds.TASKS_UNSTATED
    if read > bounds.TASKS_PER_STATED * expected + bounds.TASKS_ADDED:
        raise WrongAnswerError(
            f"the server's list of tasks does not end: it states {stated} tasks and returned {read}.",
            where=where,
            remedy=NOT_OURS,
        )


class IncompleteError(StudioError):
    """A listing ended before the total that the server states."""


def incomplete(where: str, stated: int, read: int) -> IncompleteError:
    """Returns the error for a listing that ended before the total that the server states."""
    return IncompleteError(
        f"the server states {stated} tasks and returned only {read}.",
        where=where,
        remedy="Run the command again. If this persists, the server or a proxy before it withholds tasks: ask"
        " its administrator.",
    )
