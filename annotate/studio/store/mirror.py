"""The mirror: a local SQLite copy of a Label Studio project, with history. A pull can rebuild the copy.

Rows hold the server's own JSON. A changed annotation becomes a new version beside the old version. Tasks and
annotations that were deleted on the server stay in the mirror, marked as gone. Label Studio on SQLite reuses
the ids of deleted tasks and annotations. So the id and ``created_at`` together identify a task.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError
from annotate.studio.store.database import open_database, snapshot, transaction
from annotate.studio.store.forgotten_content import MARK, PLACEHOLDER
from annotate.studio.store.mirror_bodies import as_text, stored_body
from annotate.studio.store.mirror_queries import (
    COUNTS,
    IMPORTED,
    LATEST_ANNOTATIONS,
    NEWLY_GONE,
    PARENTS,
    WORK,
)
from annotate.studio.store.mirror_schema import SCHEMA, UPGRADES, VERSION
from annotate.studio.store.mirrored import Changes, CountedTask, GoneAnnotation, KnownTask, MirroredTask
from annotate.studio.store.task_index import TaskIndex


class Mirror:
    """The mirror of one project, in one SQLite file. ``index`` finds tasks by key and by article."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection = open_database(path, SCHEMA, VERSION, UPGRADES)
        self.index = TaskIndex(self._db)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def reading(self) -> AbstractContextManager[None]:
        """While the block runs, the mirror reads as it is now. Others may write, the block must not."""
        return snapshot(self._db)

    def check_project(self, project: dict[str, Any], *, keep: bool = True) -> None:
        """Checks that this is a copy of ``project``. With ``keep``, stores the project in a new mirror.

        Raises `ConfigError` if the mirror is a copy of another project.
        """
        here = {"id": project["id"], "created_at": project["created_at"]}
        known = self.setting("project")
        if known is None and keep:
            self.set_settings(project=here)
        elif known not in (None, here):
            raise ConfigError(
                f"holds project {known['id']}, not project {here['id']}.",
                where=str(self.path),
                remedy=f"Run 'annotate pull --rebuild': it reads project {here['id']} into a new mirror"
                " and keeps this one under another name.",
            )

    def setting(self, key: str) -> Any:
        """The stored value of a setting, such as the project's users or the pull's cursor, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row["value"]) if row else None

    def set_settings(self, **values: Any) -> None:
        """Stores settings in one transaction. Skips values that have not changed."""
        changed = {key: value for key, value in values.items() if self.setting(key) != _as_stored(value)}
        if not changed:
            return
        with transaction(self._db):
            for key, value in changed.items():
                self._db.execute(
                    "INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False))
                )

    def update(
        self,
        tasks: list[dict[str, Any]],
        key_of: Callable[[dict[str, Any]], str | None] = lambda data: _text(data.get("task_key")),
        **settings: Any,
    ) -> Changes:
        """Stores tasks as the server sent them, together with settings, in one transaction.

        Marks annotations that a task no longer has as gone. ``key_of`` gives the key of a task's data.
        """
        changes = Changes()
        with transaction(self._db):
            for task in tasks:
                row = self._take_task(task, key_of(task.get("data") or {}), changes)
                self._take_annotations("annotation", row, task.get("annotations") or [], changes)
            for key, value in settings.items():
                self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))
        return changes

    def update_drafts(self, task_id: int, drafts: list[dict[str, Any]]) -> Changes:
        """Stores all drafts of a task. Marks drafts that the task no longer has as gone."""
        changes = Changes()
        with transaction(self._db):
            found = self._live_row(task_id)
            if found is not None:
                self._take_annotations("draft", found["row"], drafts, changes)
        return changes

    def note(self, tasks: Iterable[tuple[int, str | None, str | None]]) -> Changes:
        """Stores tasks that exist on the server as id, key and article id, without content."""
        changes = Changes()
        with transaction(self._db):
            for task_id, key, article_id in tasks:
                known = self._live_row(task_id)
                if known is not None and known["task_key"] == key:
                    continue
                if known is not None:
                    self._mark_gone(known["row"], changes)  # another task has the id now
                self._db.execute(
                    "INSERT INTO tasks (task_id, task_key, article_id) VALUES (?, ?, ?)",
                    (task_id, key, article_id),
                )
        return changes

    def mark_gone(self, task_ids: Iterable[int]) -> Changes:
        """Marks these tasks, with all their annotations and drafts, as deleted on the server."""
        changes = Changes()
        with transaction(self._db):
            for task_id in task_ids:
                known = self._live_row(task_id)
                if known is not None:
                    self._mark_gone(known["row"], changes)
                    changes.tasks += 1
        return changes

    def newly_gone(self) -> list[GoneAnnotation]:
        """The annotations and drafts that were marked as gone since `settle_gone`."""
        return [
            GoneAnnotation(
                row["task_id"],
                row["task_key"],
                row["article_id"],
                bool(row["task_gone"]),
                row["kind"] == "draft",
                json.loads(row["body"]),
                tuple(self._annotations_now(row["row"])),
            )
            for row in self._db.execute(NEWLY_GONE)
            if MARK not in row["body"]
        ]

    def _annotations_now(self, row: int) -> Iterator[dict[str, Any]]:
        for latest in self._db.execute(LATEST_ANNOTATIONS, (row,)):
            if not latest["gone"] and MARK not in latest["body"]:
                yield json.loads(latest["body"])

    def settle_gone(self) -> None:
        """Stores that `newly_gone` was reported. Column ``gone`` is 2 before, and 1 from then on."""
        with transaction(self._db):
            self._db.execute("UPDATE annotations SET gone = 1 WHERE gone = 2")

    def known(self) -> Iterator[KnownTask]:
        """The tasks that are still on the server, by ascending id, without content."""
        rows = self._db.execute(
            "SELECT task_id, task_key, article_id, updated_at, data IS NOT NULL AS pulled FROM tasks"
            " WHERE gone = 0 ORDER BY task_id"
        )
        for row in rows:
            yield KnownTask(
                row["task_id"], row["task_key"], row["article_id"], row["updated_at"], bool(row["pulled"])
            )

    def count(self) -> int:
        """Counts the tasks that are still on the server."""
        return int(self._db.execute("SELECT COUNT(*) FROM tasks WHERE gone = 0").fetchone()[0])

    def counted(self, task_id: int | None = None) -> Iterator[CountedTask]:
        """The tasks that are still on the server, or one of them, with their numbers of annotations."""
        where, values = ("", ()) if task_id is None else (" AND tasks.task_id = ?", (task_id,))
        for row in self._db.execute(COUNTS.format(where=where), values):
            submitted = row["annotations"] - row["skipped"]
            yield CountedTask(
                row["task_id"], row["updated_at"], bool(row["pulled"]), submitted, row["skipped"]
            )

    def times_of_tasks(self) -> Iterator[tuple[str, str]]:
        """The keys of the tasks with the server's time of creation."""
        rows = self._db.execute(
            "SELECT task_key, created_at FROM tasks WHERE task_key <> '' AND created_at <> ''"
        )
        return ((row["task_key"], row["created_at"]) for row in rows)

    def forgotten(self) -> set[int]:
        """The ids of the tasks of forgotten articles that are still on the server."""
        rows = self._db.execute(
            "SELECT task_id FROM tasks WHERE gone = 0 AND data = ?", (json.dumps(PLACEHOLDER),)
        )
        return {row["task_id"] for row in rows}

    def tasks_with_drafts(self) -> set[int]:
        """The ids of the tasks that had a draft at the last pull of drafts."""
        rows = self._db.execute(
            "SELECT DISTINCT task_id FROM annotations JOIN tasks USING (row)"
            " WHERE kind = 'draft' AND annotations.gone = 0 AND tasks.gone = 0"
        )
        return {row["task_id"] for row in rows}

    def tasks(self) -> Iterator[MirroredTask]:
        """The tasks that are still on the server and whose content was read, by ascending id.

        Leaves out tasks of forgotten articles, and annotations of which only a placeholder is kept.
        """
        rows = self._db.execute(
            "SELECT * FROM tasks WHERE gone = 0 AND data IS NOT NULL AND data <> ? ORDER BY task_id",
            (json.dumps(PLACEHOLDER),),
        )
        for row in rows:
            contents: dict[str, list[dict[str, Any]]] = {"annotation": [], "draft": []}
            latest = self._db.execute(
                "SELECT kind, body, gone, MAX(version) FROM annotations WHERE row = ?"
                " GROUP BY kind, annotation_id ORDER BY annotation_id",
                (row["row"],),
            )
            for annotation in latest:
                if not annotation["gone"] and MARK not in (body := json.loads(annotation["body"])):
                    contents[annotation["kind"]].append(body)
            yield MirroredTask(
                row["task_id"],
                row["task_key"],
                json.loads(row["data"]),
                contents["annotation"],
                contents["draft"],
            )

    def _live_row(self, task_id: int) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(
            "SELECT * FROM tasks WHERE task_id = ? AND gone = 0", (task_id,)
        ).fetchone()
        return found

    def _take_task(self, task: dict[str, Any], key: str | None, changes: Changes) -> int:
        """Inserts or updates a task. Returns its row."""
        data = task.get("data") or {}
        body = as_text(data)
        created, updated = task.get("created_at"), task.get("updated_at")
        known = self._live_row(task["id"])
        if known is not None and known["created_at"] not in (None, created):
            self._mark_gone(known["row"], changes)  # another task has the id now
            known = None
        if known is None:
            known = self._returned(task["id"], created)
        article_id = _text(data.get("article_id"))
        if known is None:
            changes.tasks += 1
            made = self._db.execute(
                "INSERT INTO tasks (task_id, created_at, updated_at, task_key, article_id, data)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (task["id"], created, updated, key, article_id, body),
            )
            return int(made.lastrowid or 0)
        if known["data"] != body or known["gone"]:
            changes.tasks += 1
        self._db.execute(
            "UPDATE tasks SET created_at = ?, updated_at = ?, task_key = ?, article_id = ?, data = ?,"
            " gone = 0 WHERE row = ?",
            (created, updated, key, article_id, body, known["row"]),
        )
        return int(known["row"])

    def _returned(self, task_id: int, created_at: str | None) -> sqlite3.Row | None:
        """The row of a task that was marked as gone and exists again."""
        found: sqlite3.Row | None = self._db.execute(
            "SELECT * FROM tasks WHERE task_id = ? AND created_at = ?", (task_id, created_at)
        ).fetchone()
        return found

    def _mark_gone(self, row: int, changes: Changes) -> None:
        self._db.execute("UPDATE tasks SET gone = 1 WHERE row = ?", (row,))
        marked = self._db.execute("UPDATE annotations SET gone = 2 WHERE row = ? AND gone = 0", (row,))
        changes.gone += marked.rowcount

    def _take_annotations(
        self, kind: str, row: int, annotations: list[dict[str, Any]], changes: Changes
    ) -> None:
        known = {
            found["annotation_id"]: found
            for found in self._db.execute(
                "SELECT annotation_id, MAX(version) AS version, hash, gone FROM annotations"
                " WHERE row = ? AND kind = ? GROUP BY annotation_id",
                (row, kind),
            )
        }
        for annotation in annotations:
            body, digest = stored_body(annotation)
            before = known.pop(annotation["id"], None)
            if before is not None and before["hash"] == digest and not before["gone"]:
                continue
            version = before["version"] + 1 if before is not None else 1
            self._db.execute(
                "INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?, 0)",
                (kind, row, annotation["id"], version, digest, body),
            )
            if before is None:
                changes.new += 1
            else:
                changes.changed += 1
        for found in known.values():
            if not found["gone"]:
                # Only the last version is marked as gone; earlier versions stay as they were.
                self._db.execute(
                    "UPDATE annotations SET gone = 2 WHERE row = ? AND kind = ? AND annotation_id = ?",
                    (row, kind, found["annotation_id"]),
                )
                changes.gone += 1

    def work(self) -> Iterator[sqlite3.Row]:
        """The annotations and drafts on each task that is still on the server, as rows of `WORK`."""
        return self._db.execute(WORK)

    def parent_predictions(self) -> Iterator[tuple[int, int]]:
        """The predictions that annotations began with, as pairs of prediction id and task id."""
        for row in self._db.execute(PARENTS):
            yield row["prediction"], row["task_id"]

    def imported(self) -> Iterator[tuple[int, int]]:
        """The annotations that a restore made, as pairs of id in the backup and task id."""
        for row in self._db.execute(IMPORTED):
            yield row["import_id"], row["task_id"]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _as_stored(value: Any) -> Any:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else value
