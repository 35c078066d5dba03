"""Reading tasks page by page, whatever a page does: one that fails is asked for in smaller pieces.

A task that cannot be read even alone is set aside with the reason, and the others are read. Such a task
exists: one lone surrogate in a text, and Label Studio answers 500 to every page that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotate.studio.api.client import Studio
from annotate.studio.api.filters import Filter, after_id, with_ids
from annotate.studio.api.listings import PAGE
from annotate.studio.api.refusals import TransientError
from annotate.studio.api.transport import Json

_IDS_AT_ONCE = 250  # an address line stays under the 8 KB that proxies let through
_SHRINK = 5
_LAST_ATTEMPTS = 3  # of a task that fails alone, before it is set aside


@dataclass
class Reader:
    """Reads the tasks of one project with the keys that ``include`` names; ``set_aside`` has the unreadable.

    ``page_size`` is what a page holds at most; it is taken back after failures and grows again.
    """

    studio: Studio
    project_id: int
    include: str
    page_size: int = PAGE
    set_aside: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._size = self.page_size

    def pages(self, filters: Sequence[Filter] = (), after: int = 0) -> Iterator[list[Json]]:
        """All tasks that the filters let through with an id above ``after``, in pages by ascending id."""
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
        """Exactly these tasks, as far as they are there."""
        for start in range(0, len(task_ids), _IDS_AT_ONCE):
            yield from self.pages([with_ids(task_ids[start : start + _IDS_AT_ONCE])])

    def _ask(self, filters: Sequence[Filter], size: int) -> list[Json]:
        """One page. A server that is busy or gone is waited for; one that fails on this page is not."""
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
        """The next task by itself: its id, and it, or nothing where it was set aside; None past the last."""
        # Waits for a server that fails on everything; where this works, the one task is at fault.
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
