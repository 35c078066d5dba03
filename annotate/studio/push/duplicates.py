"""Removes duplicate tasks (tasks with the same key) and suggestions that one task has twice.

A push always deletes duplicates that a push made by sending a call twice, if nobody has worked on them. It
settles other duplicates only on request. Label Studio cannot undo a deletion, so a backup is made first, and
tasks are read once more right before they are deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from annotate.studio.push.answers import Answer, DuplicateTask, read_tasks
from annotate.studio.push.report import PushReport
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.settlement import Settlement, settle
from annotate.studio.push.task_states import remove_second_predictions
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.store.forgotten_content import TaskFilter
from annotate.studio.store.removed_answers import RemovedAnswer
from annotate.studio.workspace import Workspace

Backup = Callable[[], Path]
_NAMED = 200  # articles of which the annotators are named
_KEYS_AT_ONCE = 10  # read, then deleted: an annotator has little time in between


@dataclass(frozen=True)
class Duplicates:
    """The duplicate tasks of one project. What a push finds and does goes into ``report``."""

    workspace: Workspace
    on_server: ServerTasks
    report: PushReport

    def find(self, *, settled: bool) -> bool:
        """Names the duplicate tasks. With ``settled``, names what `settle_all` would remove and keep.

        Returns whether there is something to remove.
        """
        duplicates = self.on_server.index.duplicates()
        wanted = duplicates if settled else dict(islice(duplicates.items(), _NAMED))
        read = self._read(wanted, self._users())
        for key, ids in duplicates.items():
            tasks = read.get(key)
            if tasks is None:
                self.report.duplicates[self.on_server.index.article(key) or key] = ids
            else:
                self._take(key, settle(tasks, with_answers=True) if settled else Settlement(tuple(tasks)))
        return bool(self.report.removed or self.report.removed_answers)

    def remove_sent_twice(self, unfinished: Unfinished) -> None:
        """Deletes what a push sent twice, if nobody has worked on it."""
        duplicates = self.on_server.index.duplicates()
        again = {key: ids for key, ids in duplicates.items() if key in unfinished.tasks_again}
        if again:
            self._settle(again, self._users(), with_answers=False)
        for version, task_ids in unfinished.predictions_again:
            remove_second_predictions(self.workspace, task_ids, version)

    def settle_all(self, backup: Backup | None) -> None:
        """Settles all duplicates, after a backup if something has to be removed."""
        plan = PushReport()
        if not Duplicates(self.workspace, self.on_server, plan).find(settled=True):
            return
        if backup is not None:
            self.report.backup = str(backup())
        users = self._users()
        waiting = iter(self.on_server.index.duplicates().items())
        while some := dict(islice(waiting, _KEYS_AT_ONCE)):
            self._settle(some, users, with_answers=True)

    def _settle(
        self, duplicates: Mapping[str, Sequence[int]], users: Mapping[int, str], *, with_answers: bool
    ) -> None:
        server, plan = self.workspace.server, self.workspace.plan
        for key, tasks in self._read(duplicates, users).items():
            decided = settle(tasks, with_answers=with_answers)
            article = self.on_server.index.article(key)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            removed = [_removed(copy, kept, key, article, now) for copy, kept in decided.copies]
            plan.removed_answers.add(removed)
            for answer in decided.answers:
                server.delete(f"/api/annotations/{answer.annotation_id}/")
            for task in decided.tasks:
                server.delete_task(task.task_id)
            self.report.removed.extend(task.task_id for task in decided.tasks)
            self.report.removed_answers.extend(removed)
            if with_answers and decided.differing:
                self.report.differing[article or key] = list(decided.differing)
            self.on_server.remove([task.task_id for task in decided.tasks])

    def _take(self, key: str, decided: Settlement) -> None:
        report, article = self.report, self.on_server.index.article(key)
        name = article or key
        removed = [_removed(copy, kept, key, article, "") for copy, kept in decided.copies]
        report.removed.extend(task.task_id for task in decided.tasks)
        report.removed_answers.extend(removed)
        if len(decided.kept) > 1:
            report.duplicates[name] = [task.task_id for task in decided.kept]
            report.duplicate_tasks[name] = list(decided.kept)
        if differing := settle(decided.kept, with_answers=True).differing:
            report.differing[name] = list(differing)

    def _read(
        self, duplicates: Mapping[str, Sequence[int]], users: Mapping[int, str]
    ) -> dict[str, list[DuplicateTask]]:
        """Reads the tasks, by key. Leaves out keys of which a task cannot be read."""
        read = {
            task.task_id: task
            for task in read_tasks(self.workspace, [one for ids in duplicates.values() for one in ids], users)
        }
        return {
            key: [read[task_id] for task_id in ids]
            for key, ids in duplicates.items()
            if all(task_id in read for task_id in ids)
        }

    def _users(self) -> dict[int, str]:
        if not self.on_server.index.duplicates():
            return {}
        listed = self.workspace.server.accounts()
        people = TaskFilter(self.workspace.plan.forgotten, listed).names
        return {**self.workspace.plan.accounts.learn(listed), **people}


def _removed(answer: Answer, kept: Answer, key: str, article: str | None, now: str) -> RemovedAnswer:
    return RemovedAnswer(
        removed_at=now,
        task_key=key,
        article_id=article,
        task_id=answer.task_id,
        annotation_id=answer.annotation_id,
        author=answer.author,
        skipped=answer.skipped,
        created_at=answer.created_at,
        updated_at=answer.updated_at,
        lead_time=answer.lead_time,
        kept_task_id=kept.task_id,
        kept_annotation_id=kept.annotation_id,
    )
