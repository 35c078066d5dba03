"""The mirror: a copy of what Label Studio holds, in SQLite. It keeps history and can be rebuilt.

Rows hold the server's own JSON. An annotation that changes gets a new version beside the old one; what
is deleted on the server stays here, marked as gone.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.studio.database import open_database, transaction

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE tasks (
    task_id INTEGER PRIMARY KEY, task_key TEXT, data TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE annotations (
    kind TEXT NOT NULL, annotation_id INTEGER NOT NULL, version INTEGER NOT NULL, task_id INTEGER NOT NULL,
    hash TEXT NOT NULL, body TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, annotation_id, version)
);
CREATE INDEX annotations_by_task ON annotations (task_id)
"""
_SCHEMA_VERSION = 1


@dataclass(frozen=True)
class MirroredTask:
    """One task with the latest version of each annotation (and draft) that is still there."""

    task_id: int
    task_key: str | None
    data: dict[str, Any]
    annotations: list[dict[str, Any]]
    drafts: list[dict[str, Any]]


@dataclass
class Changes:
    """What an update of the mirror found."""

    tasks: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0

    def __iadd__(self, other: Changes) -> Changes:
        self.tasks += other.tasks
        self.new += other.new
        self.changed += other.changed
        self.gone += other.gone
        return self

    def __bool__(self) -> bool:
        return bool(self.tasks or self.new or self.changed or self.gone)


class Mirror:
    """The mirror of one project, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._db: sqlite3.Connection = open_database(path, _SCHEMA, _SCHEMA_VERSION)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def setting(self, key: str) -> Any:
        """A fact about the project (its configuration, its users), or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row["value"]) if row else None

    def set_setting(self, key: str, value: Any) -> None:
        """Keeps a fact about the project."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False))
            )

    def update(self, tasks: list[dict[str, Any]], *, drafts: bool) -> Changes:
        """Takes in a page of tasks as the server gave them, in one transaction."""
        changes = Changes()
        with transaction(self._db):
            for task in tasks:
                self._take_task(task, changes)
                self._take_annotations("annotation", task["id"], task.get("annotations") or [], changes)
                if drafts:
                    self._take_annotations("draft", task["id"], task.get("drafts") or [], changes)
        return changes

    def mark_gone(self, present: set[int]) -> Changes:
        """Marks every task that is not among ``present`` (ids) as deleted on the server."""
        changes = Changes()
        with transaction(self._db):
            rows = self._db.execute("SELECT task_id FROM tasks WHERE gone = 0").fetchall()
            for task_id in sorted({row["task_id"] for row in rows} - present):
                self._db.execute("UPDATE tasks SET gone = 1 WHERE task_id = ?", (task_id,))
                marked = self._db.execute(
                    "UPDATE annotations SET gone = 1 WHERE task_id = ? AND gone = 0", (task_id,)
                )
                changes.gone += marked.rowcount
                changes.tasks += 1
        return changes

    def tasks(self) -> Iterator[MirroredTask]:
        """All tasks that are still there, by id."""
        for row in self._db.execute("SELECT * FROM tasks WHERE gone = 0 ORDER BY task_id"):
            bodies: dict[str, list[dict[str, Any]]] = {"annotation": [], "draft": []}
            latest = self._db.execute(
                "SELECT kind, body, gone, MAX(version) FROM annotations WHERE task_id = ?"
                " GROUP BY kind, annotation_id ORDER BY annotation_id",
                (row["task_id"],),
            )
            for annotation in latest:
                if not annotation["gone"]:
                    bodies[annotation["kind"]].append(json.loads(annotation["body"]))
            yield MirroredTask(
                row["task_id"],
                row["task_key"],
                json.loads(row["data"]),
                bodies["annotation"],
                bodies["draft"],
            )

    def _take_task(self, task: dict[str, Any], changes: Changes) -> None:
        data = task.get("data") or {}
        body = json.dumps(data, ensure_ascii=False, sort_keys=True)
        known = self._db.execute("SELECT data, gone FROM tasks WHERE task_id = ?", (task["id"],)).fetchone()
        if known is None or known["data"] != body or known["gone"]:
            changes.tasks += 1
            key = data.get("task_key")
            self._db.execute(
                "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, 0)",
                (task["id"], key if isinstance(key, str) else None, body),
            )

    def _take_annotations(
        self, kind: str, task_id: int, annotations: list[dict[str, Any]], changes: Changes
    ) -> None:
        known = {
            row["annotation_id"]: row
            for row in self._db.execute(
                "SELECT annotation_id, MAX(version) AS version, hash, gone FROM annotations"
                " WHERE kind = ? AND task_id = ? GROUP BY annotation_id",
                (kind, task_id),
            )
        }
        for annotation in annotations:
            body = json.dumps(annotation, ensure_ascii=False, sort_keys=True)
            digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
            before = known.pop(annotation["id"], None)
            if before is not None and before["hash"] == digest and not before["gone"]:
                continue
            version = before["version"] + 1 if before is not None else 1
            self._db.execute(
                "INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?, 0)",
                (kind, annotation["id"], version, task_id, digest, body),
            )
            if before is None:
                changes.new += 1
            else:
                changes.changed += 1
        for row in known.values():
            if not row["gone"]:
                self._db.execute(
                    "UPDATE annotations SET gone = 1 WHERE kind = ? AND annotation_id = ?",
                    (kind, row["annotation_id"]),
                )
                changes.gone += 1
