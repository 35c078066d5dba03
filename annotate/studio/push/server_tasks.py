"""The tasks on the server, by task key. The mirror stores this list, and each push first updates it.

A push asks the server for three facts: the number of tasks, the time of the latest change, and the number of
tasks changed since 90 seconds before the change known at the last check. If all three are the same as at the
last check, the push lists no tasks. It lists all of them while the server's clock is behind that change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from annotate.studio.api.client import task_number
from annotate.studio.api.filters import Filter, before, changed_after, moment_of
from annotate.studio.api.paging import incomplete
from annotate.studio.pull.recent import OVERLAP
from annotate.studio.pull.task_keys import own_key
from annotate.studio.store.forgotten_content import TaskFilter
from annotate.studio.store.task_index import TaskIndex
from annotate.studio.workspace import Workspace

_INCLUDE = "id,data,updated_at"


class ServerTasks:
    """The tasks of one project that the mirror knows."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._mirror = workspace.mirror
        self._latest: str | None = None  # known change; it need not be exact

    def __contains__(self, key: str) -> bool:
        return bool(self.index.ids(key))

    @property
    def index(self) -> TaskIndex:
        """The known tasks, by key and by article."""
        return self._mirror.index

    def refresh(self, total: int) -> None:
        """Updates the known tasks from the server. ``total`` is the number that the server reports."""
        seen = self._mirror.setting("held") or {}
        if cursor := seen.get("cursor") or self._mirror.setting("cursor"):
            self._latest = cursor
            if seen and self._facts(cursor, total) == seen and not self._is_behind(cursor):
                return
            self._note([changed_after(before(cursor, OVERLAP))])
        # Without a cursor, the number of tasks alone proves nothing: a stopped push noted only some tasks. If
        # the server's clock was set back, new tasks look old.
        if total != self._mirror.count() or (total and (not cursor or self._is_behind(cursor))):
            self._list()

    def check(self, total: int) -> None:
        """Lists the tasks again if ``total``, the number that the server reports, is not the known number."""
        if total != self._mirror.count():
            self._list()

    def add(self, tasks: Sequence[tuple[int, str, str]]) -> None:
        """Adds tasks that were just made: id, key, article."""
        self._mirror.note(tasks)

    def remove(self, task_ids: Sequence[int]) -> None:
        """Removes tasks that were deleted."""
        self._mirror.mark_gone(task_ids)

    def know_of(self, change: str | None) -> None:
        """Takes in a task's ``updated_at``: the latest known change is where the next check begins."""
        if change is not None and (self._latest is None or moment_of(change) > moment_of(self._latest)):
            self._latest = change

    def keep(self, total: int) -> None:
        """Stores the three facts, so that the next push can tell whether anything changed."""
        facts = None
        # If others made tasks meanwhile, nothing is noted, so the next check lists the tasks.
        if total == self._mirror.count():
            cursor = self._latest or self._latest_change()[0]
            facts = self._facts(cursor, total) if cursor else None
        self._mirror.set_settings(held=facts)

    def _facts(self, cursor: str, total: int) -> dict[str, object]:
        """Returns the three facts. ``total`` is the number of tasks, ``cursor`` a known change."""
        since = changed_after(before(cursor, OVERLAP))
        latest, window = self._latest_change([since])
        return {"cursor": cursor, "latest": latest, "total": total, "window": window}

    def _latest_change(self, filters: Sequence[Filter] = ()) -> tuple[str | None, int]:
        return self._workspace.server.latest_change(self._workspace.project_id, filters)

    def _is_behind(self, cursor: str) -> bool:
        now = self._workspace.server.clock.now
        return now is not None and now + timedelta(seconds=1) < moment_of(cursor)

    def _list(self) -> None:
        """Lists all tasks. Raises `StudioError` if the server states more tasks than it returns."""
        there = self._note([])
        studio, project_id = self._workspace.server, self._workspace.project_id
        if len(there) < (stated := task_number(studio.project(project_id))):
            there |= self._note([])  # others may have made tasks meanwhile
            if len(there) < stated:
                raise incomplete(studio.url, stated, len(there))
        known = {task.task_id for task in self._mirror.known()}
        self._mirror.mark_gone(sorted(known - there))

    def _note(self, filters: Sequence[Filter]) -> set[int]:
        """Reads ids, keys and articles of tasks into the mirror. Returns the ids."""
        reader = self._workspace.reader(_INCLUDE)
        text_key, plan = self._workspace.binding.text_key, self._workspace.plan
        there: set[int] = set()
        only = TaskFilter(plan.forgotten)
        for page in reader.pages(filters):
            tasks = []
            for task in page:
                self.know_of(task.get("updated_at"))
                data = {} if only.is_forgotten(task) else task.get("data") or {}
                key, article = own_key(data, text_key, plan), data.get("article_id")
                tasks.append((task["id"], key, article if isinstance(article, str) else None))
                there.add(task["id"])
            self._mirror.note(tasks)
        known = {task.task_id for task in self._mirror.known()}
        self._mirror.note([(task_id, None, None) for task_id in reader.set_aside if task_id not in known])
        return there | reader.set_aside.keys()
