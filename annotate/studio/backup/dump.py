"""Backup: writes the content of a project on the server into a backup file, page by page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError
from annotate.core.files import write_errors
from annotate.studio.api.ahead import one_ahead
from annotate.studio.api.client import task_number
from annotate.studio.api.filters import with_drafts
from annotate.studio.api.pages import Reader
from annotate.studio.api.paging import incomplete
from annotate.studio.backup.members import PROJECT, TASKS, USERS
from annotate.studio.backup.writer import BackupWriter
from annotate.studio.pull.originals import with_people
from annotate.studio.store.accounts import KnownAccount
from annotate.studio.store.database import connect, snapshot
from annotate.studio.store.forgotten_content import TaskFilter
from annotate.studio.workspace import Workspace

# `include` also filters the keys of nested annotations and predictions.
INCLUDE = (
    "id,data,meta,created_at,updated_at,annotations,predictions,result,completed_by,updated_by,was_cancelled,"
    "lead_time,ground_truth,parent_prediction,parent_annotation,import_id,model_version,score"
)
PAGE = 250
_RECOUNTS = 3  # before a backup of a project that keeps changing is given up
# A project's settings, without its credentials for fetching the data of tasks, which are secret.
PROJECT_SETTINGS = (
    "title",
    "description",
    "label_config",
    "expert_instruction",
    "show_instruction",
    "show_skip_button",
    "skip_queue",
    "enable_empty_annotation",
    "show_annotation_history",
    "show_collab_predictions",
    "show_ground_truth_first",
    "show_overlap_first",
    "overlap_cohort_percentage",
    "maximum_annotations",
    "sampling",
    "reveal_preannotations_interactively",
    "evaluate_predictions_automatically",
    "min_annotations_to_start_training",
    "color",
    "control_weights",
    "model_version",
)
_DRAFT_KEYS = (
    "id",
    "user",
    "result",
    "lead_time",
    "created_at",
    "updated_at",
    "annotation",
    "was_postponed",
)
Progress = Callable[[int], None]


@dataclass
class Dumped:
    """The counts of a backup. ``set_aside`` maps tasks that Label Studio could not return to the reason.

    ``forgotten`` counts the tasks that are on the server and not in the backup: their articles are forgotten.
    """

    tasks: int = 0
    predictions: int = 0
    annotations: int = 0
    drafts: int = 0
    forgotten: int = 0
    set_aside: dict[int, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name, without the tasks that are not in the backup."""
        return {
            "tasks": self.tasks,
            "predictions": self.predictions,
            "annotations": self.annotations,
            "drafts": self.drafts,
        }


def dump(workspace: Workspace, writer: BackupWriter, progress: Progress) -> Dumped:
    """Writes the project's settings and users, and its tasks with annotations, predictions and drafts.

    Raises `StudioError` if fewer tasks came than the server states.
    """
    project = workspace.project
    writer.add_json(PROJECT, {name: project[name] for name in PROJECT_SETTINGS if name in project})
    dumped = Dumped()
    accounts = workspace.plan.accounts
    accounts.learn(listed := workspace.server.accounts())
    only = TaskFilter(workspace.plan.forgotten, listed)
    workers: set[Any] = set()
    with writer.member(TASKS) as stream:
        for found in _tasks(workspace, dumped):
            if (task := only.reduced(found)) is None:
                dumped.forgotten += 1
                continue
            stream.write(json.dumps(task, separators=(",", ":")).encode() + b"\n")
            workers.update(_account(annotation.get("completed_by")) for annotation in task["annotations"])
            workers.update(_account(draft.get("user")) for draft in task["drafts"])
            dumped.tasks += 1
            dumped.predictions += len(task["predictions"])
            dumped.annotations += len(task["annotations"])
            dumped.drafts += len(task["drafts"])
            progress(dumped.tasks)
    writer.add_json(USERS, _users(accounts.all(), workers))
    return dumped


def _users(accounts: Iterable[KnownAccount], workers: set[Any]) -> list[dict[str, Any]]:
    """The accounts as a backup lists them: with the last known address, and with the name in records."""
    users = []
    former = 0
    for account in accounts:
        known_as = {account.name, account.email or account.name}
        has_work = not workers.isdisjoint(known_as | ({account.id} if account.is_current else set()))
        if not account.is_current:
            former -= 1  # the id may belong to somebody else now
            if account.name not in workers:
                continue
        users.append(
            {
                "id": account.id if account.is_current else former,
                "email": account.email or account.name,
                "name": account.name,
                "joined": account.joined,
                "has_work": has_work,
            }
        )
    return sorted(users, key=lambda user: user["id"])


def copy_database(source: Path, target: Path) -> None:
    """Copies a consistent state of an SQLite file, even if other processes write to it.

    Raises `ConfigError` if the file is damaged, and `InUseError` if another program holds it.
    """
    try:
        with (
            closing(connect(source)) as live,
            closing(sqlite3.connect(target)) as copy,
            snapshot(live),  # without it, the copying waits for a locked file without end
        ):
            live.backup(copy)
            if (found := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise sqlite3.DatabaseError(found)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    except sqlite3.OperationalError as error:
        with write_errors(target):
            raise OSError(0, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"is damaged ({error}).",
            where=str(source),
            remedy="Move a damaged mirror.sqlite away: 'annotate pull' makes a new one. Restore a damaged"
            " plan.sqlite from an earlier backup.",
        ) from error


def _tasks(workspace: Workspace, dumped: Dumped) -> Iterator[dict[str, Any]]:
    """Yields the project's tasks. Raises `StudioError` if some of them cannot be had.

    Tasks that the server returns only with an error are set aside, and the others are yielded.
    """
    studio = workspace.server
    drafted = studio.task_ids(workspace.project_id, [with_drafts()])
    reader = workspace.reader(INCLUDE, PAGE)
    read: set[int] = set()
    with closing(one_ahead(_pages(workspace, reader, read), studio.stop_waiting)) as pages:  # type: ignore[type-var]
        for page in pages:
            for task in page:
                drafts = studio.drafts(task["id"]) if task["id"] in drafted else []
                task["annotations"] = [
                    with_people(body, workspace.plan) for body in _by_id(task.get("annotations"))
                ]
                task["predictions"] = _by_id(task.get("predictions"))
                task["drafts"] = _by_id([{key: draft.get(key) for key in _DRAFT_KEYS} for draft in drafts])
                yield task
    dumped.set_aside = dict(reader.set_aside)


def _pages(workspace: Workspace, reader: Reader, read: set[int]) -> Iterator[list[Any]]:
    """Yields pages of tasks until the server's own count of the tasks is reached.

    ``read`` collects the ids.
    """
    studio, project_id = workspace.server, workspace.project_id
    for page in reader.pages(at_least=task_number(workspace.project)):
        read.update(task["id"] for task in page)
        yield page
    for _ in range(_RECOUNTS):
        stated = max(task_number(studio.project(project_id)), studio.count(project_id))
        if stated <= len(read | reader.set_aside.keys()):
            return
        # Others may have added or deleted tasks during the reading.
        there = studio.task_ids(project_id, at_least=stated)
        for page in reader.by_ids(sorted(there - read - reader.set_aside.keys())):
            read.update(task["id"] for task in page)
            yield page
        if len(there) >= stated and there <= read | reader.set_aside.keys():
            return
    raise incomplete(studio.url, stated, len(read | reader.set_aside.keys()))


def _by_id(items: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    return sorted(items or [], key=lambda item: item.get("id") or 0)


def _account(account: Any) -> Any:
    return account.get("id") if isinstance(account, dict) else account
