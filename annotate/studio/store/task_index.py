"""The tasks that are on the server, by key and by article: queries of the mirror, however many they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator


class TaskIndex:
    """Tasks of the mirror that carry a task key and are not gone; read from its database at each question."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def ids(self, key: str) -> list[int]:
        """The tasks that carry a key, by id; more than one are duplicates."""
        rows = self._db.execute(
            "SELECT task_id FROM tasks WHERE task_key = ? AND gone = 0 ORDER BY task_id", (key,)
        )
        return [row["task_id"] for row in rows]

    def keys_of(self, article: str) -> list[str]:
        """The keys of an article's tasks, each once: one for each text that it has had."""
        rows = self._db.execute(
            "SELECT task_key FROM tasks WHERE article_id = ? AND gone = 0 AND task_key IS NOT NULL"
            " GROUP BY task_key ORDER BY MIN(task_id)",
            (article,),
        )
        return [row["task_key"] for row in rows]

    def article(self, key: str) -> str | None:
        """The article that a key stands for, where a task of it tells."""
        row = self._db.execute(
            "SELECT article_id FROM tasks WHERE task_key = ? AND gone = 0 AND article_id IS NOT NULL", (key,)
        ).fetchone()
        return row["article_id"] if row else None

    def all(self) -> Iterator[tuple[str, int]]:
        """Every key with its task, by id."""
        rows = self._db.execute(
            "SELECT task_key, task_id FROM tasks WHERE gone = 0 AND task_key IS NOT NULL ORDER BY task_id"
        )
        for row in rows:
            yield row["task_key"], row["task_id"]

    def duplicates(self) -> dict[str, list[int]]:
        """Keys that more than one task carries, each with the ids of its tasks."""
        rows = self._db.execute(
            "SELECT task_key FROM tasks WHERE gone = 0 AND task_key IS NOT NULL"
            " GROUP BY task_key HAVING COUNT(*) > 1 ORDER BY MIN(task_id)"
        ).fetchall()
        return {row["task_key"]: self.ids(row["task_key"]) for row in rows}

    def articles(self) -> Iterator[str]:
        """The articles that have a task, in the order of their names."""
        rows = self._db.execute(
            "SELECT DISTINCT article_id FROM tasks WHERE gone = 0 AND task_key IS NOT NULL"
            " AND article_id IS NOT NULL ORDER BY article_id"
        )
        for row in rows:
            yield row["article_id"]
