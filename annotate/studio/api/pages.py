"""Reads tasks page by page. If a page fails, requests smaller pages.

If a task cannot be read even alone, the reader sets the task aside with the reason and reads the others.
Such tasks exist: Label Studio answers 500 to every page that contains a text with a lone surrogate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotate.studio.api.client import Studio
from annotate.studio.api.filters import Filter, after_id, with_ids
from annotate.studio.api.listings import PAGE
from annotate.studio.api.refusals import TransientError
from annotate.studio.api.transport import Json

_IDS_AT_ONCE = 250  # so the request line stays below the 8 KB that proxies accept
_SHRINK = 5
_LAST_ATTEMPTS = 3  # of a task that fails alone, before it is set aside


@dataclass
class Reader:
    """Reads tasks of one project with the keys named in ``include``.

    ``set_aside`` maps the id of each task that could not be read to the reason. A page has at most
    ``page_size`` tasks, and fewer after a failure.
    """

    studio: Studio
    project_id: int
    include: str
    page_size: int = PAGE
    set_aside: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._size = self.page_size

    def pages(self, filters: Sequence[Filter] = (), after: int = 0) -> Iterator[list[Json]]:
        """Yields the tasks that pass the filters and have an id above ``after``, in pages by ascending id."""
        while True:
            size = self._size
            wanted = [*filters, after_id(after)]
            try:
                tasks = self._ask(wanted, size)
            except TransientError as error:
                self.studio.repeated[error.kind] += 1
                if size > 1:
                    self._size = max(1, size // _SHRINK)
                    continue
                alone = self._alone(wanted)
                if alone is None:
                    return
                after, tasks = alone
                if tasks:
                    yield tasks
                continue
            self._size = min(self.page_size, size * 2)
            if tasks:
                after = tasks[-1]["id"]
                yield tasks
            if len(tasks) < size:
                return

    def by_ids(self, task_ids: Sequence[int]) -> Iterator[list[Json]]:
        """Yields these tasks in pages. Skips tasks that do not exist."""
        for start in range(0, len(task_ids), _IDS_AT_ONCE):
            yield from self.pages([with_ids(task_ids[start : start + _IDS_AT_ONCE])])

    def _ask(self, filters: Sequence[Filter], size: int) -> list[Json]:
        """Reads one page. Retries while the server is busy or unreachable, not if this page fails."""
        answer = self.studio.page(
            self.project_id,
            fields="all",
            include=self.include,
            page_size=size,
            filters=filters,
            patient=False,
        )
        return list(answer.get("tasks") or [])

    def _alone(self, filters: Sequence[Filter]) -> tuple[int, list[Json]] | None:
        """Reads the next task alone. Returns the task's id and a page with the task.

        The page is empty if the task was set aside. Returns None if no task is left.
        """
        # Waits for a server that fails on everything. If this works, the one task is at fault.
        answer = self.studio.page(
            self.project_id, fields="task_only", include="id", page_size=1, filters=filters
        )
        ids = [task["id"] for task in answer.get("tasks") or []]
        if not ids:
            return None
        for attempt in range(1, _LAST_ATTEMPTS + 1):
            try:
                return ids[0], self._ask([with_ids(ids)], 1)
            except TransientError as error:
                if attempt == _LAST_ATTEMPTS:
                    self.set_aside[ids[0]] = error.what
                self.studio.wait(error)
        return ids[0], []
