"""Which tasks are on the server, by task key: kept in the mirror and brought up to date before a push.

A push asks the server for three numbers: how many tasks there are, when the last one changed, and how many
changed in the 90 seconds before the last look. If all three are as they were at that look, it lists no task.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.studio.api.filters import Filter, before, changed_after, moment_of
from annotate.studio.pull.pull import OVERLAP
from annotate.studio.store.mirrored import Changes
from annotate.studio.store.task_index import TaskIndex
from annotate.studio.workspace import Workspace

_INCLUDE = "id,data,updated_at"


class ServerTasks:
    """The tasks of one project, as far as they are known here."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._mirror = workspace.mirror
        self._latest: str | None = None  # change that is known of; only needed to be about right

    def __contains__(self, key: str) -> bool:
        return bool(self.index.ids(key))

    @property
    def index(self) -> TaskIndex:
        """What is known, by key and by article."""
        return self._mirror.index

    def refresh(self, total: int) -> None:
        """Brings the knowledge up to date with the server, which says that it holds ``total`` tasks."""
        seen = self._mirror.setting("held") or {}
        if cursor := seen.get("cursor") or self._mirror.setting("cursor"):
            self._latest = cursor
            if seen and self._look(cursor, total) == seen:
                return
            self._note([changed_after(before(cursor, OVERLAP))])
        # Without a cursor the number alone tells too little: a push that was stopped left what is known here.
        if total != self._mirror.count() or (total and not cursor):
            self._list()

    def check(self, total: int) -> None:
        """Lists the tasks again if the server holds another number than is known after a push."""
        if total != self._mirror.count():
            self._list()

    def add(self, tasks: Sequence[tuple[int, str, str]]) -> None:
        """Takes in tasks that were just made: id, key, article."""
        self._mirror.note(tasks)

    def remove(self, task_ids: Sequence[int]) -> None:
        """Takes in that tasks were deleted."""
        self._mirror.mark_gone(task_ids)

    def know_of(self, change: str | None) -> None:
        """Takes in that a task has this ``updated_at``: the later the known one, the narrower a look."""
        if change is not None and (self._latest is None or moment_of(change) > moment_of(self._latest)):
            self._latest = change

    def keep(self, total: int) -> None:
        """Notes how the server looks, so that the next look can tell whether anything changed."""
        look = None
        # Whatever was made by others in the meantime is found at the next look, if this one is not kept.
        if total == self._mirror.count():
            cursor = self._latest or self._latest_change()[0]
            look = self._look(cursor, total) if cursor else None
        self._mirror.set_settings(held=look)

    def _look(self, cursor: str, total: int) -> dict[str, object]:
        """How many tasks there are, how many changed since shortly before ``cursor``, and the latest."""
        since = changed_after(before(cursor, OVERLAP))
        latest, window = self._latest_change([since])
        return {"cursor": cursor, "latest": latest, "total": total, "window": window}

    def _latest_change(self, filters: Sequence[Filter] = ()) -> tuple[str | None, int]:
        return self._workspace.server.latest_change(self._workspace.project_id, filters)

    def _list(self) -> None:
        there = self._note([])
        known = {task.task_id for task in self._mirror.known()}
        self._count_gone(self._mirror.mark_gone(sorted(known - there)))

    def _note(self, filters: Sequence[Filter]) -> set[int]:
        """Reads keys of tasks into the mirror and gives the ids that are there."""
        reader = self._workspace.reader(_INCLUDE)
        there: set[int] = set()
        for page in reader.pages(filters):
            tasks = []
            for task in page:
                self.know_of(task.get("updated_at"))
                data = task.get("data") or {}
                key, article = data.get("task_key"), data.get("article_id")
                tasks.append(
                    (
                        task["id"],
                        key if isinstance(key, str) else None,
                        article if isinstance(article, str) else None,
                    )
                )
                there.add(task["id"])
            self._count_gone(self._mirror.note(tasks))
        known = {task.task_id for task in self._mirror.known()}
        self._mirror.note([(task_id, None, None) for task_id in reader.set_aside if task_id not in known])
        return there | reader.set_aside.keys()

    def _count_gone(self, changes: Changes) -> None:
        """Keeps for the next pull what was found gone here: it tells what changed since the last one."""
        if changes.gone:
            before = self._mirror.setting("gone_since") or 0
            self._mirror.set_settings(gone_since=before + changes.gone)
