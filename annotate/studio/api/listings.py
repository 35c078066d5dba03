"""Lists a project's tasks in filtered pages, through Label Studio's data manager."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.studio.api.filters import BY_ID, LATEST_FIRST, Filter, after_id, query, with_ids, with_key
from annotate.studio.api.paging import Page, read_pages, stated_total
from annotate.studio.api.refusals import TooLargeError
from annotate.studio.api.server_clock import ServerClock
from annotate.studio.api.tasks_page import checked_page
from annotate.studio.api.transport import Json, Transport

PAGE = 500
NARROW_PAGE = 1000  # for listings without the tasks' content
_KEYS_AT_ONCE = 20
_SHRINK = 5
_BREATH_S = 0.5  # before a page that should not be empty is requested again


class TaskListings:
    """The task listings of a Label Studio client."""

    url: str
    _transport: Transport

    @property
    def clock(self) -> ServerClock:
        """The server's clock, as its latest answer shows it."""
        return self._transport.clock

    def page(
        self,
        project_id: int,
        *,
        fields: str,
        include: str,
        page_size: int,
        filters: Sequence[Filter] = (),
        order: str = BY_ID,
        any_of: bool = False,
        patient: bool = True,
        tolerant: bool = False,
    ) -> Json:
        """Returns the first tasks that pass the filters, at most ``page_size``. The server may return fewer.

        ``total`` counts all tasks that pass. `read_pages` reads all of them.

        ``include`` must name the keys of nested annotations too: the server leaves out all other keys. If
        ``patient`` is False, retries only while the server is busy or unreachable, not if this page fails.
        `checked_page` checks the page; ``tolerant`` is for that check.
        """
        params = {
            "project": project_id,
            "fields": fields,
            "include": include,
            "page_size": page_size,
            "query": query(filters, order, any_of=any_of),
            # As stored: otherwise cloud storage addresses come signed, and differ in every answer.
            "resolve_uri": "false",
        }
        page = self._transport.read(
            "/api/tasks", missing=f"project {project_id}", params=params, patient=patient
        )
        return checked_page(
            page,
            self.url,
            fields=fields,
            include=include,
            filters=filters,
            order=order,
            any_of=any_of,
            tolerant=tolerant,
        )

    def tasks(
        self,
        project_id: int,
        *,
        fields: str,
        include: str,
        page_size: int = PAGE,
        filters: Sequence[Filter] = (),
        at_least: int = 0,
    ) -> Iterator[Json]:
        """Yields the tasks that pass the filters, by ascending id. Reads one page at a time.

        Each page starts after the last id of the page before. So no task is missed or read twice if tasks are
        added or deleted meanwhile. ``at_least`` is the number of tasks that another answer states.
        """

        def ask(after: int) -> Page:
            nonlocal page_size
            wanted = [*filters, after_id(after)]
            while True:
                try:
                    return Page.of(
                        self.page(
                            project_id, fields=fields, include=include, page_size=page_size, filters=wanted
                        )
                    )
                except TooLargeError:
                    if page_size == 1:
                        raise
                    page_size = max(1, page_size // _SHRINK)

        for tasks in read_pages(ask, where=self.url, at_least=at_least, pause=self._breathe):
            yield from tasks

    def tasks_by_key(self, project_id: int, keys: list[str], *, include: str) -> list[Json]:
        """The tasks with these task keys. ``include`` names the fields to fetch. Several may have one key."""
        found: list[Json] = []
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = keys[start : start + _KEYS_AT_ONCE]
            try:
                answer = self.page(
                    project_id,
                    fields="all",
                    include=include,
                    page_size=PAGE,
                    filters=[with_key(key) for key in some],
                    any_of=True,
                )
            except TooLargeError:
                answer = {}
            page = Page.of(answer)
            if page.left == len(page.tasks):
                found.extend(page.tasks)
                continue
            # The page is cut. "Any of these keys" cannot be combined with "after this id", so ask key by key.
            for key in some:
                found.extend(self.tasks(project_id, fields="all", include=include, filters=[with_key(key)]))
        return found

    def task_ids(self, project_id: int, filters: Sequence[Filter] = (), *, at_least: int = 0) -> set[int]:
        """The ids of the tasks that pass the filters. Does not fetch the tasks' content."""
        listed = self.tasks(
            project_id,
            fields="task_only",
            include="id",
            page_size=NARROW_PAGE,
            filters=filters,
            at_least=at_least,
        )
        return {task["id"] for task in listed}

    def count(self, project_id: int, filters: Sequence[Filter] = ()) -> int:
        """Counts the tasks that pass the filters."""
        page = self.page(project_id, fields="task_only", include="id", page_size=1, filters=filters)
        return self._total(page, project_id, filters)

    def latest_change(self, project_id: int, filters: Sequence[Filter] = ()) -> tuple[str | None, int]:
        """The latest ``updated_at`` of the tasks that pass the filters, and the number of these tasks.

        The time is in the server's own form, or None if no task passes.
        """
        page = self.page(
            project_id,
            fields="task_only",
            include="id,updated_at",
            page_size=1,
            filters=filters,
            order=LATEST_FIRST,
        )
        tasks = page.get("tasks") or []
        return (str(tasks[0]["updated_at"]) if tasks else None), self._total(page, project_id, filters)

    def _total(self, page: Json, project_id: int, filters: Sequence[Filter]) -> int:
        """The total that an answer states. If it states none, or less than it has, counts the tasks."""
        total = stated_total(page)
        if total is None or total < len(page.get("tasks") or []):
            return len(self.task_ids(project_id, filters))
        return total

    def _breathe(self) -> None:
        self._transport.stopped.wait(_BREATH_S)

    def tasks_with_data(self, project_id: int, task_ids: Sequence[int]) -> list[Json]:
        """Reads these tasks with their data."""
        found: list[Json] = []
        if task_ids:
            filters = [with_ids(task_ids)]
            found.extend(self.tasks(project_id, fields="task_only", include="id,data", filters=filters))
        return found
