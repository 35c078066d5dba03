"""Finds the mirror's tasks by key and by article. Queries the database instead of holding tasks in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator


class TaskIndex:
    """The mirror's tasks that have a task key and are still on the server."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def ids(self, key: str) -> list[int]:
        """The ids of the tasks with this key. More than one means duplicate tasks."""
        rows = self._db.execute(
            "SELECT task_id FROM tasks WHERE task_key = ? AND gone = 0 ORDER BY task_id", (key,)
        )
        return [row["task_id"] for row in rows]

    def keys_of(self, article: str) -> list[str]:
        """The keys of an article's tasks: one for each version of the article's text."""
        rows = self._db.execute(
            "SELECT task_key FROM tasks WHERE article_id = ? AND gone = 0 AND task_key IS NOT NULL"
            " GROUP BY task_key ORDER BY MIN(task_id)",
            (article,),
        )
        return [row["task_key"] for row in rows]

    def article(self, key: str) -> str | None:
        """The id of the article whose tasks have this key, or None if no known task has it."""
        row = self._db.execute(
            "SELECT article_id FROM tasks WHERE task_key = ? AND gone = 0 AND article_id IS NOT NULL", (key,)
        ).fetchone()
        return row["article_id"] if row else None

    def all(self) -> Iterator[tuple[str, int]]:
        """The tasks as pairs of task key and task id, by ascending id."""
        rows = self._db.execute(
            "SELECT task_key, task_id FROM tasks WHERE gone = 0 AND task_key IS NOT NULL ORDER BY task_id"
        )
        for row in rows:
            yield row["task_key"], row["task_id"]

    def duplicates(self) -> dict[str, list[int]]:
        """The keys that more than one task has. Maps each key to the ids of the tasks."""
        rows = self._db.execute(
            "SELECT task_key FROM tasks WHERE gone = 0 AND task_key IS NOT NULL"
            " GROUP BY task_key HAVING COUNT(*) > 1 ORDER BY MIN(task_id)"
        ).fetchall()
        return {row["task_key"]: self.ids(row["task_key"]) for row in rows}

    def articles(self) -> Iterator[str]:
        """The ids of the articles that have a task, in alphabetical order."""
        rows = self._db.execute(
            "SELECT DISTINCT article_id FROM tasks WHERE gone = 0 AND task_key IS NOT NULL"
            " AND article_id IS NOT NULL ORDER BY article_id"
        )
        for row in rows:
            yield row["article_id"]
