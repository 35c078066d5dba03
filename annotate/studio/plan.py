"""The local plan: which project this is, which tasks were meant for it and what was sent with them.

It holds what Label Studio must not show (purposes) or cannot carry (references, provenance), so it is
not rebuildable; it is written before anything is sent.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.studio.database import open_database, transaction
from annotate.studio.tasks import Purpose, task_key

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE tasks (
    task_key TEXT PRIMARY KEY, article_id TEXT NOT NULL, digest TEXT NOT NULL,
    purpose TEXT NOT NULL, article TEXT NOT NULL
);
CREATE INDEX tasks_by_article ON tasks (article_id);
CREATE TABLE sent (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    task_key TEXT NOT NULL, version TEXT NOT NULL, annotation TEXT NOT NULL, UNIQUE (task_key, version)
)
"""
_SCHEMA_VERSION = 1


@dataclass(frozen=True)
class ProjectLink:
    """The Label Studio project that a campaign uses. ``created_at`` tells it from another one of that id."""

    url: str
    project_id: int
    created_at: str


class Plan:
    """The plan of one campaign, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._db: sqlite3.Connection = open_database(path, _SCHEMA, _SCHEMA_VERSION)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @property
    def link(self) -> ProjectLink | None:
        """The project in use, or None before the first push."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'link'").fetchone()
        return ProjectLink(**json.loads(row["value"])) if row else None

    def set_link(self, link: ProjectLink) -> None:
        """Remembers the project in use."""
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('link', ?)", (json.dumps(vars(link)),))

    def add(self, records: Iterable[Record], purpose: Purpose = Purpose.ORDINARY) -> None:
        """Notes what is going to be sent: each article and the annotation that goes with it."""
        with transaction(self._db):
            for record in records:
                article, annotation = record.article, record.annotation
                key = task_key(article.id, article.digest, purpose)
                self._db.execute(
                    "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?)",
                    (key, article.id, article.digest, purpose, article.to_json()),
                )
                self._db.execute(
                    "INSERT OR REPLACE INTO sent (task_key, version, annotation) VALUES (?, ?, ?)",
                    (key, annotation.author, annotation.to_json()),
                )

    def article(self, key: str) -> Article | None:
        """The article of a task as it was sent, with all its fields."""
        row = self._db.execute("SELECT article FROM tasks WHERE task_key = ?", (key,)).fetchone()
        return Article.model_validate_json(row["article"]) if row else None

    def purpose(self, key: str) -> Purpose:
        """Why the task exists; ordinary where the plan does not know it."""
        row = self._db.execute("SELECT purpose FROM tasks WHERE task_key = ?", (key,)).fetchone()
        return Purpose(row["purpose"]) if row else Purpose.ORDINARY

    def sent(self, key: str) -> list[Annotation]:
        """What was sent with a task, the most recent first."""
        rows = self._db.execute(
            "SELECT annotation FROM sent WHERE task_key = ? ORDER BY position DESC", (key,)
        )
        return [Annotation.model_validate_json(row["annotation"]) for row in rows]

    def count(self) -> int:
        """How many tasks were meant to be sent."""
        (number,) = self._db.execute("SELECT COUNT(*) FROM tasks").fetchone()
        return int(number)

    def suggestions(self) -> Iterator[tuple[str, Annotation]]:
        """The latest annotation sent for each task, by task key."""
        rows = self._db.execute(
            "SELECT task_key, annotation, MAX(position) FROM sent GROUP BY task_key ORDER BY task_key"
        )
        for row in rows:
            yield row["task_key"], Annotation.model_validate_json(row["annotation"])
