"""Restore: makes a new project from a backup. Makes each task once, even after a broken call.

The ``meta`` of each new task has the mark of the restore and the task's id in the backup. By these two, a
restore finds the tasks that the project already has. So the next run continues a stopped restore, and no
task is sent again after a lost answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio, task_number
from annotate.studio.api.filters import after_id
from annotate.studio.api.listings import NARROW_PAGE
from annotate.studio.api.refusals import TransientError
from annotate.studio.backup.accounts import Accounts
from annotate.studio.backup.dump import Progress
from annotate.studio.backup.file import Backup
from annotate.studio.backup.members import PROJECT, TASKS
from annotate.studio.push.chunks import CHUNK_BYTES, CHUNK_TASKS
from annotate.studio.push.safe_send import check_count, send

# What no restore can bring back, because Label Studio does not let anybody set it.
NOT_KEPT = (
    "the ids of tasks, annotations and drafts: the server gives new ones",
    "the server's times of creation and change: it sets new ones; the original times are kept here, and"
    " 'annotate pull' writes them",
    "the link from an annotation to its prediction or earlier annotation, on the server's own screens",
    "task locks: a task that an annotator had open is free again",
    "accounts' passwords, names and tokens, the data manager's tabs, webhooks and model connections",
)
_MARK = "restored_from"
_GRACE_S = 3.0  # a call of a killed restore may still be running


@dataclass
class UploadReport:
    """The counts of a restore, and what it could not restore.

    ``were_there`` counts the tasks that an earlier, stopped run made. ``lost_drafts`` counts the drafts not
    restored, by author. ``refused`` lists the tasks that the server refused, with the reason. ``notes`` lists
    the settings that the server refused.
    """

    tasks: int = 0
    were_there: int = 0
    annotations: int = 0
    predictions: int = 0
    drafts: int = 0
    accounts: list[str] = field(default_factory=list)
    lost_drafts: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def make_project(studio: Studio, backup: Backup, mark: str) -> int:
    """Finds or makes the project of the restore with this mark. Returns the project's id."""
    settings = backup.json(PROJECT, dict)
    found = studio.project_marked(mark)
    if found is not None:
        return found
    made = studio.create_project(
        str(settings.get("title") or "restored"),
        str(settings.get("label_config") or ""),
        str(settings.get("expert_instruction") or ""),
        mark,
    )
    return int(made["id"])


class ProjectUpload:
    """Fills one project from one backup. ``mark`` identifies the restore."""

    def __init__(
        self, studio: Studio, backup: Backup, project_id: int, mark: str, accounts: Accounts
    ) -> None:
        self.studio = studio
        self.backup = backup
        self.project_id = project_id
        self.accounts = accounts
        self.report = UploadReport(accounts=accounts.made)
        self.task_ids: dict[int, int] = {}
        """The new id of each task, by the task's id in the backup."""
        self._mark = mark
        self._duplicates: list[int] = []
        self._highest = 0

    def fill(self, progress: Progress) -> UploadReport:
        """Restores settings and tasks. The report lists settings and tasks that the server refused.

        Raises `StudioError` if the server refuses the labelling configuration, or if tasks are missing at the
        end that the server did not refuse.
        """
        settings = dict(self.backup.json(PROJECT, dict))
        shown = settings.pop("model_version", None)
        # The mark stays in the description until the end: a stopped restore finds its project by it.
        described = settings.pop("description", None)
        self._set(settings)
        if task_number(self.studio.project(self.project_id)):
            self.studio.pause(_GRACE_S)
        self._look()
        self.report.were_there = len(self.task_ids)
        for chunk in self._chunks(progress):
            self._send(chunk)
        self._remove_duplicates()
        self._check(progress)
        self._set({"model_version": shown or ""}, {"description": described or ""})
        return self.report

    def _set(self, *settings: dict[str, Any]) -> None:
        for setting in settings:
            try:
                self.studio.patch(f"/api/projects/{self.project_id}/", setting)
            except TransientError:
                raise
            except StudioError as error:
                if len(setting) > 1:  # try them singly, in case the server refuses only one
                    self._set(*({name: value} for name, value in setting.items()))
                    continue
                (name,) = setting
                if name == "label_config":
                    raise
                self.report.notes.append(f"the server refused the project's setting {name}: {error.what}")

    def _chunks(self, progress: Progress) -> Iterator[dict[int, bytes]]:
        """Yields the tasks that the project lacks, in chunks limited by number and bytes."""
        chunk: dict[int, bytes] = {}
        size = 0
        for number, task in enumerate(self.backup.tasks(), start=1):
            if task["id"] not in self.task_ids:
                body = json.dumps(self._body(task)).encode()
                if chunk and (len(chunk) >= CHUNK_TASKS or size + len(body) > CHUNK_BYTES):
                    yield chunk
                    chunk, size = {}, 0
                chunk[task["id"]] = body
                size += len(body)
            progress(number - len(chunk))
        if chunk:
            yield chunk

    def _body(self, task: dict[str, Any]) -> dict[str, Any]:
        meta = task.get("meta") if isinstance(task.get("meta"), dict) else {}
        predictions = [
            {name: item.get(name) for name in ("model_version", "score", "result")}
            for item in task["predictions"]
        ]
        annotations = [
            {
                "id": item.get("id"),
                "result": item.get("result") if isinstance(item.get("result"), list) else [],
                "was_cancelled": bool(item.get("was_cancelled")),
                "ground_truth": bool(item.get("ground_truth")),
                "lead_time": item.get("lead_time"),
                **self._completed_by(item.get("completed_by")),
            }
            for item in task["annotations"]
        ]
        return {
            "data": task["data"],
            "meta": {**(meta or {}), _MARK: self._name(task["id"])},
            "predictions": predictions,
            "annotations": annotations,
            "drafts": self._drafts(task),
        }

    def _drafts(self, task: dict[str, Any]) -> list[dict[str, Any]]:
        """The drafts of a task, by all annotators. By default, Label Studio skips drafts at an import."""
        there = {annotation.get("id") for annotation in task["annotations"]}
        return [
            {
                "id": draft.get("id"),
                "user": email,
                "result": draft.get("result") or [],
                "lead_time": draft.get("lead_time"),
                "annotation": draft.get("annotation") if draft.get("annotation") in there else None,
            }
            for draft in task["drafts"]
            if (email := self.accounts.email(draft.get("user"))) is not None
        ]

    def _completed_by(self, account: Any) -> dict[str, Any]:
        """The field that names the author of an annotation, or no field if the author has no account.

        Without the field, the server takes the restoring account as the author.
        """
        email = self.accounts.email(account)
        return {"completed_by": {"email": email}} if email is not None else {}

    def _send(self, chunk: dict[int, bytes]) -> None:
        """Sends a chunk. If the server refuses the chunk, sends halves, until the task at fault is alone."""
        names = {str(id): body for id, body in chunk.items()}
        try:
            answer = send(
                self.studio,
                names,
                lambda body: self.studio.import_tasks(self.project_id, body),
                self._arrived,
            )
        except TransientError:
            raise
        except StudioError as error:
            if "HTTP 400" not in error.what:
                raise
            if len(chunk) == 1:
                (id,) = chunk
                self.report.refused.append(f"task {id} of the backup: {error.what}")
                return
            ids = list(chunk)
            for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
                self._send({id: chunk[id] for id in half})
            return
        made = answer.get("task_ids") if isinstance(answer, dict) else None
        if answer is not None:
            check_count(answer, "task_count", len(chunk), self.studio)
        if isinstance(made, list) and len(made) == len(chunk):
            self.task_ids.update(zip(chunk, made, strict=True))
            self._highest = max(self._highest, *made)
        else:
            self._look()

    def _arrived(self, wanted: list[str]) -> set[str]:
        self._look()
        return {name for name in wanted if int(name) in self.task_ids}

    def _look(self) -> None:
        """Finds the tasks of this restore that the server has made since the last look."""
        listed = self.studio.tasks(
            self.project_id,
            fields="task_only",
            include="id,meta",
            page_size=NARROW_PAGE,
            filters=[after_id(self._highest)],
        )
        for task in listed:
            self._highest = max(self._highest, task["id"])
            meta = task.get("meta")
            name = str(meta.get(_MARK) or "") if isinstance(meta, dict) else ""
            mark, _, number = name.rpartition(":")
            if mark != self._mark or not number.isdecimal():
                continue
            known = self.task_ids.setdefault(int(number), task["id"])
            if known != task["id"]:
                self._duplicates.append(task["id"])

    def _remove_duplicates(self) -> None:
        """Deletes each task that a second call made again. Keeps the first task."""
        self.task_ids, self._duplicates, self._highest = {}, [], 0
        self._look()
        for task_id in self._duplicates:
            self.studio.delete_task(task_id)

    def _check(self, progress: Progress) -> None:
        """Counts the restored tasks. Raises `StudioError` if any task is missing that was not refused."""
        report, missing = self.report, 0
        refused = len(report.refused)
        for task in self.backup.tasks():
            if task["id"] not in self.task_ids:
                missing += 1
                continue
            report.tasks += 1
            report.predictions += len(task["predictions"])
            report.annotations += len(task["annotations"])
            progress(report.tasks)
        if missing != refused:
            raise StudioError(
                f"{missing - refused} tasks of {TASKS} did not arrive.",
                where=self.studio.url,
                remedy="Run the same command again: it sends only what is missing.",
            )

    def _name(self, task_id: int) -> str:
        return f"{self._mark}:{task_id}"
