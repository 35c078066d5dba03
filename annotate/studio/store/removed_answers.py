"""The answers that were removed with duplicate tasks, with author and time, in the plan's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from annotate.studio.store.database import transaction


@dataclass(frozen=True)
class RemovedAnswer:
    """An answer that was removed from a duplicate task, because a kept annotation says the same.

    ``author`` is the annotator's name in Label Studio. ``created_at`` and ``updated_at`` are the server's
    times, ``lead_time`` is in seconds.
    """

    removed_at: str
    task_key: str
    article_id: str | None
    task_id: int
    annotation_id: int
    author: str
    skipped: bool
    created_at: str | None
    updated_at: str | None
    lead_time: float | None
    kept_task_id: int
    kept_annotation_id: int


class RemovedAnswers:
    """The removed answers, in the order of removal."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def add(self, answers: Iterable[RemovedAnswer]) -> None:
        """Stores answers. Call this before removing them from the server."""
        columns = ", ".join(RemovedAnswer.__dataclass_fields__)
        marks = ", ".join("?" * len(RemovedAnswer.__dataclass_fields__))
        with transaction(self._db):
            self._db.executemany(
                f"INSERT INTO removed_answers ({columns}) VALUES ({marks})",  # noqa: S608  # our own names
                map(astuple, answers),
            )

    def all(self) -> Iterator[RemovedAnswer]:
        """Yields the removed answers."""
        columns = ", ".join(RemovedAnswer.__dataclass_fields__)
        query = f"SELECT {columns} FROM removed_answers ORDER BY position"  # noqa: S608  # our own names
        for row in self._db.execute(query):
            yield RemovedAnswer(**{**dict(row), "skipped": bool(row["skipped"])})
