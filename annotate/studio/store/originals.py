"""What a restore could not give back to Label Studio: the times, authors and ids from before it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.studio.store.database import transaction


@dataclass(frozen=True)
class Original:
    """What Label Studio could not be given back of a task, an annotation or a draft that a restore made.

    ``author`` is set only where the server has another; ``made_at`` is when the server says that it was made,
    which tells it from a later one of the same id. ``former_id`` is a task's first id. ``based_on`` is the
    version of the suggestion that an annotation began with; ``parent_prediction`` is that suggestion's id in
    the project that was backed up, which earlier versions noted instead.
    """

    created_at: str | None
    updated_at: str | None
    author: str | None = None
    parent_prediction: int | None = None
    made_at: str | None = None
    former_id: int | None = None
    based_on: str | None = None


class Originals:
    """What restored tasks, annotations and drafts were before, in the plan's database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def find(self, kind: str, id: int) -> Original | None:
        """What a restored annotation was, by its id at the backup; a draft's or a task's by its id now."""
        row = self._db.execute(
            "SELECT created_at, updated_at, author, parent_prediction, made_at,"
            " former_id, based_on FROM originals"
            " WHERE kind = ? AND id = ?",
            (kind, id),
        ).fetchone()
        return Original(*row) if row else None

    def replace(self, originals: Iterable[tuple[str, int, Original]]) -> None:
        """Notes what a restore could not give back, by kind and id, in the place of what was noted before."""
        with transaction(self._db):
            self._db.execute("DELETE FROM originals")
            self._db.executemany(
                "INSERT INTO originals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((kind, id, *vars(original).values()) for kind, id, original in originals),
            )

    def without_version(self) -> set[int]:
        """The ids at the backup of annotations of whose first suggestion no more than an id is noted."""
        rows = self._db.execute(
            "SELECT id FROM originals"
            " WHERE kind = 'annotation' AND parent_prediction IS NOT NULL AND based_on IS NULL"
        )
        return {row["id"] for row in rows}

    def note_based_on(self, versions: Mapping[int, str | None]) -> None:
        """Notes the versions that restored annotations began with, by their id at the backup."""
        with transaction(self._db):
            self._db.executemany(
                "UPDATE originals SET based_on = ?, parent_prediction = NULL"
                " WHERE kind = 'annotation' AND id = ?",
                ((version, id) for id, version in versions.items()),
            )
