"""What was sent, arrived on the server, and was deleted there later, in the plan's database.

Column ``arrived`` of a sent annotation is 1 if the annotation is known to be on the server, and `DELETED` if
somebody deleted it there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from annotate.studio.store.database import transaction

DELETED = -1


class Deletions:
    """Suggestions and annotations that a push sent and that somebody deleted in Label Studio."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def all(self) -> set[tuple[str, str]]:
        """What is known to be deleted, as pairs of task key and version."""
        rows = self._db.execute("SELECT task_key, version FROM sent WHERE arrived = ?", (DELETED,))
        return {(row["task_key"], row["version"]) for row in rows}

    def note(self, sent: Iterable[tuple[str, str]]) -> None:
        """Stores that these were deleted on the server. ``sent`` are pairs of task key and version."""
        with transaction(self._db):
            self._db.executemany(
                "UPDATE sent SET arrived = ? WHERE task_key = ? AND version = ? AND arrived = 1",
                ((DELETED, key, version) for key, version in sent),
            )

    def sent(self) -> Iterator[tuple[str, str]]:
        """All that ever arrived, whether deleted since or not, as pairs of task key and version."""
        rows = self._db.execute("SELECT task_key, version FROM sent WHERE arrived IN (1, ?)", (DELETED,))
        for row in rows:
            yield row["task_key"], row["version"]

    def arrived_counts(self) -> dict[str, int]:
        """The number of tasks that are known to have each version, or an annotation of each author."""
        rows = self._db.execute(
            "SELECT version, COUNT(*) AS tasks FROM sent WHERE arrived = 1 GROUP BY version"
        )
        return {row["version"]: row["tasks"] for row in rows}
