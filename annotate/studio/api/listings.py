"""Listing a project's tasks: pages by filter, in the form of Label Studio's data manager."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.core.errors import StudioError
from annotate.studio.api.filters import BY_ID, LATEST_FIRST, Filter, after_id, query, with_ids, with_key
from annotate.studio.api.refusals import NOT_OURS
from annotate.studio.api.transport import Json, Transport

PAGE = 500
NARROW_PAGE = 1000  # where tasks come without their content
_KEYS_AT_ONCE = 20


class TaskListings:
    """The ways to list tasks; a client of one Label Studio has them."""

    url: str
    _transport: Transport

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
    ) -> Json:
        """The first ``page_size`` tasks that the filters let through, and how many there are (``total``).

        ``include`` filters the keys of nested annotations too: name those as well. Not ``patient``, it waits
        for a server that is busy or gone, but not for one that fails on this page.
        """
        params = {
            "project": project_id,
            "fields": fields,
            "include": include,
            "page_size": page_size,
            "query": query(filters, order, any_of=any_of),
            # As stored: addresses in a cloud storage would else come signed, another one at every look.
            "resolve_uri": "false",
        }
        page = self._transport.read(
            "/api/tasks", missing=f"project {project_id}", params=params, patient=patient
        )
        if not isinstance(page, dict):
            raise StudioError("what answers there lists no tasks.", where=self.url, remedy=NOT_OURS)
        return page

    def tasks(
        self,
        project_id: int,
        *,
        fields: str,
        include: str,
        page_size: int = PAGE,
        filters: Sequence[Filter] = (),
    ) -> Iterator[Json]:
        """The tasks that the filters let through by ascending id, a page at a time.

        Pages are cut by id, not by number, so tasks added or deleted meanwhile shift nothing.
        """
        after = 0
        while True:
            page = self.page(
                project_id,
                fields=fields,
                include=include,
                page_size=page_size,
                filters=[*filters, after_id(after)],
            )
            tasks = page.get("tasks") or []
            yield from tasks
            if len(tasks) < page_size:
                return
            after = tasks[-1]["id"]

    def tasks_by_key(self, project_id: int, keys: list[str], *, include: str) -> list[Json]:
        """The tasks with one of these task keys, with the nested keys that ``include`` names."""
        found: list[Json] = []
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            wanted = [with_key(key) for key in keys[start : start + _KEYS_AT_ONCE]]
            # A key may stand on several tasks, made from elsewhere.
            page = self.page(
                project_id, fields="all", include=include, page_size=PAGE, filters=wanted, any_of=True
            )
            found.extend(page.get("tasks") or [])
        return found

    def task_ids(self, project_id: int, filters: Sequence[Filter] = ()) -> set[int]:
        """The ids of the tasks that the filters let through, read as narrowly as the server can."""
        listed = self.tasks(
            project_id, fields="task_only", include="id", page_size=NARROW_PAGE, filters=filters
        )
        return {task["id"] for task in listed}

    def count(self, project_id: int, filters: Sequence[Filter] = ()) -> int:
        """How many tasks the filters let through."""
        page = self.page(project_id, fields="task_only", include="id", page_size=1, filters=filters)
        return int(page.get("total") or 0)

    def latest_change(self, project_id: int, filters: Sequence[Filter] = ()) -> tuple[str | None, int]:
        """The latest ``updated_at`` of the tasks that the filters let through, as the server says it, and
        their number; None where there are none.
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
        return (str(tasks[0]["updated_at"]) if tasks else None), int(page.get("total") or 0)

    def tasks_with_data(self, project_id: int, task_ids: Sequence[int]) -> list[Json]:
        """These tasks with their data."""
        found: list[Json] = []
        if task_ids:
            filters = [with_ids(task_ids)]
            found.extend(self.tasks(project_id, fields="task_only", include="id,data", filters=filters))
        return found
