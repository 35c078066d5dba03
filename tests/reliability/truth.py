"""Reads the server's own database, without our client, and compares it with what should be there."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.record import Record
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data, task_key
from tests.builders import as_pulled
from tests.loop.campaign import ONTOLOGY
from tests.reliability.dispatches import BINDING

Rows = list[dict[str, Any]]


@dataclass
class Losses:
    """Counts of what is missing, duplicated or altered. ``first`` names a few."""

    lost: int = 0
    doubled: int = 0
    altered: int = 0
    first: list[str] = field(default_factory=list)

    def note(self, kind: str, place: str, number: int = 1) -> None:
        """Adds ``number`` losses of a kind."""
        if number > 0:
            setattr(self, kind, getattr(self, kind) + number)
            if len(self.first) < 5:
                self.first.append(f"{kind}: {place}")

    def __iadd__(self, other: Losses) -> Losses:
        self.lost += other.lost
        self.doubled += other.doubled
        self.altered += other.altered
        self.first = [*self.first, *other.first][:5]
        return self

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.altered)


def _rows(database: Path, query: str, *values: object) -> Rows:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query, values)]


def stored_tasks(database: Path, project: int) -> Rows:
    """Id and data of each task."""
    rows = _rows(database, "SELECT id, data FROM task WHERE project_id = ? ORDER BY id", project)
    return [{**row, "data": json.loads(row["data"])} for row in rows]


def stored_changes(database: Path, project: int, since: datetime) -> list[tuple[int, datetime]]:
    """Id and time of change of each task that changed since a moment."""
    rows = _rows(database, "SELECT id, updated_at FROM task WHERE project_id = ? ORDER BY id", project)
    changes = [(row["id"], datetime.fromisoformat(row["updated_at"]).replace(tzinfo=UTC)) for row in rows]
    return [(task_id, moment) for task_id, moment in changes if moment >= since]


def task_number(database: Path, project: int) -> int:
    """The number of tasks."""
    (row,) = _rows(database, "SELECT COUNT(*) AS number FROM task WHERE project_id = ?", project)
    return int(row["number"])


def stored_predictions(database: Path, project: int) -> Rows:
    """Task, version and result of each prediction."""
    rows = _rows(
        database,
        "SELECT task_id, model_version, prediction.result FROM prediction JOIN task ON task.id = task_id"
        " WHERE task.project_id = ? ORDER BY prediction.id",
        project,
    )
    return [{**row, "result": json.loads(row["result"])} for row in rows]


def stored_annotations(database: Path, project: int) -> Rows:
    """Id, task, author, result and whether it was skipped, of each annotation."""
    rows = _rows(
        database,
        "SELECT task_completion.id, task_id, completed_by_id, was_cancelled, task_completion.result"
        " FROM task_completion JOIN task ON task.id = task_id WHERE task.project_id = ?"
        " ORDER BY task_completion.id",
        project,
    )
    return [{**row, "result": json.loads(row["result"])} for row in rows]


def pushed(database: Path, project: int, *versions: Iterable[Record]) -> Losses:
    """Compares a project's tasks with the records that were sent, one list for each version."""
    losses = Losses()
    records = [record for version in versions for record in version]
    key_of = {record.article.id: task_key(record.article.id, record.article.digest) for record in records}
    articles = {key_of[record.article.id]: record.article for record in records}
    tasks = stored_tasks(database, project)
    number = Counter(task["data"].get("task_key") for task in tasks)
    for key, article in articles.items():
        losses.note("lost", article.id, 1 - number[key])
        losses.note("doubled", article.id, number[key] - 1)
    for task in tasks:
        key = task["data"].get("task_key")
        if key not in articles or task["data"] != task_data(articles[key], key):
            losses.note("altered", f"task {task['id']}")
    found: dict[tuple[str, str], list[Any]] = {}
    key_of_task = {task["id"]: str(task["data"].get("task_key")) for task in tasks}
    for prediction in stored_predictions(database, project):
        held_by = (key_of_task[prediction["task_id"]], prediction["model_version"])
        found.setdefault(held_by, []).append(prediction["result"])
    for record in records:
        key, version = key_of[record.article.id], record.annotation.author
        results = found.pop((key, version), [])
        place = f"{record.article.id}, prediction of {version}"
        losses.note("lost", place, 1 - len(results))
        losses.note("doubled", place, len(results) - max(1, number[key]))
        wanted = encode(record.annotation, BINDING, scores=True, directed_by=ONTOLOGY)
        losses.note("altered", place, sum(result != wanted for result in results))
    losses.note("altered", "predictions that nobody sent", sum(map(len, found.values())))
    return losses


def pulled(
    answers: Mapping[str, tuple[Record, Annotation]], records: Iterable[Record], author: str
) -> Losses:
    """Compares the records of a pull with what the annotator submitted, by article."""
    losses = Losses()
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.article.id, []).append(record)
    for article, (source, wanted) in answers.items():
        ours = found.pop(article, [])
        losses.note("lost", article, 1 - len(ours))
        losses.note("doubled", article, len(ours) - 1)
        for record in ours:
            have = record.annotation
            marked = as_pulled(wanted, ONTOLOGY)
            same = (
                record.article == source.article
                and (have.status, have.author, have.digest) == (wanted.status, author, wanted.digest)
                and (have.entities, have.events) == (marked.entities, marked.events)
            )
            losses.note("altered", f"{article}, {have.status}", int(not same))
    losses.note("altered", "annotations that nobody submitted", sum(map(len, found.values())))
    return losses


def mirrored(database: Path, project: int, copies: Iterable[dict[str, Any]]) -> Losses:
    """Compares a mirror's annotations, as the server's JSON, with those in the server's database."""
    losses = Losses()
    number: Counter[int] = Counter()
    by_id: dict[int, dict[str, Any]] = {}
    for copy in copies:
        number[copy["id"]] += 1
        by_id[copy["id"]] = copy
    for row in stored_annotations(database, project):
        place = f"annotation {row['id']}"
        copy = by_id.pop(row["id"], {})
        losses.note("lost", place, int(not copy))
        losses.note("doubled", place, number[row["id"]] - 1)
        same = copy.get("result") == row["result"] and copy.get("was_cancelled") == bool(row["was_cancelled"])
        losses.note("altered", place, int(bool(copy) and not same))
    losses.note("altered", "annotations that the server does not hold", len(by_id))
    return losses
