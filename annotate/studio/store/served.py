"""Stores what a prediction backend suggested: a pull then knows it as what was pushed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from annotate.core.record import Record
from annotate.studio.codec.tasks import Purpose, task_key
from annotate.studio.store.database import transaction


class Served:
    """The suggestions of a prediction backend, in the plan's table of what was sent."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def note(self, records: Iterable[Record]) -> None:
        """Stores suggestions. Call this before Label Studio gets them.

        An article that the plan knows keeps its fields. Nobody knows whether Label Studio stored the answer,
        so the suggestions do not count as arrived: a push looks at the task.
        """
        tasks, sent = [], []
        for record in records:
            article, annotation = record.article, record.annotation
            key = task_key(article.id, article.digest)
            tasks.append((key, article.id, article.digest, Purpose.ORDINARY, article.to_json()))
            sent.append((key, annotation.author, annotation.to_json()))
        with transaction(self._db):
            self._db.executemany("INSERT OR IGNORE INTO tasks VALUES (?, ?, ?, ?, ?)", tasks)
            self._db.executemany(
                "INSERT INTO sent (task_key, version, annotation) VALUES (?, ?, ?)"
                " ON CONFLICT (task_key, version) DO UPDATE SET annotation = excluded.annotation",
                sent,
            )
