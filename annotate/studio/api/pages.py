"""Reads tasks page by page. If a page fails, requests smaller pages.

If a task cannot be read even alone, the reader sets the task aside with the reason and reads the others.
Such tasks exist: Label Studio answers 500 to every page that contains a text with a lone surrogate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotate.studio.api.client import Studio
from annotate.studio.api.filters import Filter, after_id, with_ids, with_ids_in_turn
from annotate.studio.api.listings import PAGE
from annotate.studio.api.paging import Page, read_pages
from annotate.studio.api.refusals import TransientError
from annotate.studio.api.transport import Json

_SHRINK = 5
_BREATH_S = 0.5  # before a page that should not be empty is requested again
_LAST_ATTEMPTS = 3  # of a task that fails alone, before it is set aside


@dataclass
class Reader:
    """Reads tasks of one project with the keys named in ``include``.

    ``set_aside`` maps the id of each task that could not be read to the reason. A task in another form than
    Label Studio's counts as such a task. A page has at most ``page_size`` tasks, and fewer after a failure.
    """

    studio: Studio
    project_id: int
    include: str
    page_size: int = PAGE
    set_aside: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._size = self.page_size

    def pages(
        self, filters: Sequence[Filter] = (), after: int = 0, at_least: int = 0
    ) -> Iterator[list[Json]]:
        """Yields the tasks that pass the filters and have an id above ``after``, in pages by ascending id.

        ``at_least`` is the number of tasks that another answer states, tasks set aside included.
        """
        return read_pages(
            lambda last: self._next(filters, last),
            where=self.studio.url,
            after=after,
            at_least=at_least,
            pause=lambda: self.studio.pause(_BREATH_S),
        )

    def by_ids(self, task_ids: Sequence[int]) -> Iterator[list[Json]]:
        """Yields these tasks in pages. Skips tasks that do not exist."""
        for some in with_ids_in_turn(task_ids):
            yield from self.pages([some])

    def _next(self, filters: Sequence[Filter], after: int) -> Page:
        """Reads the tasks after an id. Requests fewer tasks after a failure, and more after a success."""
        wanted = [*filters, after_id(after)]
        while True:
            size = self._size
            try:
                page = self._ask(wanted, size)
            except TransientError as error:
                self.studio.repeated[error.kind] += 1
                if size == 1:
                    return self._alone(wanted)
                self._size = max(1, size // _SHRINK)
            else:
                self._size = min(self.page_size, size * 2)
                return page

    def _ask(self, filters: Sequence[Filter], size: int) -> Page:
        """Reads one page. Retries while the server is busy or unreachable, not if this page fails."""
        answer = self.studio.page(
            self.project_id,
            fields="all",
            include=self.include,
            page_size=size,
            filters=filters,
            patient=False,
            tolerant=True,
        )
        page = Page.of(answer)
        self.set_aside.update(page.unfit)
        return page

    def _alone(self, filters: Sequence[Filter]) -> Page:
        """Reads the next task alone. The page has no task if the task was set aside or no task is left."""
        # Waits for a server that fails on everything. If this works, the one task is at fault.
        first = Page.of(
            self.studio.page(self.project_id, fields="task_only", include="id", page_size=1, filters=filters)
        )
        task_id = first.last
        if task_id is None:
            return first
        tasks: list[Json] = []
        for attempt in range(1, _LAST_ATTEMPTS + 1):
            try:
                tasks = self._ask([with_ids([task_id])], 1).tasks
                break
            except TransientError as error:
                if attempt == _LAST_ATTEMPTS:
                    self.set_aside[task_id] = error.what
                self.studio.wait(error)
        return Page(tasks, first.left, skipped=task_id)
