"""Stores original times, authors and ids that a restore cannot set in Label Studio."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.studio.store.database import transaction


@dataclass(frozen=True)
class Original:
    """The original fields of a restored task, annotation or draft that Label Studio cannot store.

    ``author`` is set only if the server has another author. ``made_at`` is the server's own time of creation,
    which distinguishes the object from a later one with the same id. ``former_id`` is the task's id before
    any restore. ``based_on`` is the version of the suggestion that an annotation began with.
    ``parent_prediction`` is the id of that suggestion in the backed-up project: earlier versions of this
    toolkit stored only that id. ``rewritten_by`` is who saved an annotation last, if not its author.
    """

    created_at: str | None
    updated_at: str | None
    author: str | None = None
    parent_prediction: int | None = None
    made_at: str | None = None
    former_id: int | None = None
    based_on: str | None = None
    rewritten_by: str | None = None


class Originals:
    """The original fields of restored tasks, annotations and drafts, in the plan's database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def find(self, kind: str, id: int) -> Original | None:
        """Finds original fields: an annotation's by id in the backup, a draft's or task's by new id."""
        row = self._db.execute(
            "SELECT created_at, updated_at, author, parent_prediction, made_at,"
            " former_id, based_on, rewritten_by FROM originals"
            " WHERE kind = ? AND id = ?",
            (kind, id),
        ).fetchone()
        return Original(*row) if row else None

    def replace(self, originals: Iterable[tuple[str, int, Original]]) -> None:
        """Deletes all stored originals and stores these, by kind and id."""
        with transaction(self._db):
            self._db.execute("DELETE FROM originals")
            self._db.executemany(
                "INSERT INTO originals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((kind, id, *vars(original).values()) for kind, id, original in originals),
            )

    def without_version(self) -> set[int]:
        """The annotations whose suggestion is stored by id only, not by version, as ids in the backup."""
        rows = self._db.execute(
            "SELECT id FROM originals"
            " WHERE kind = 'annotation' AND parent_prediction IS NOT NULL AND based_on IS NULL"
        )
        return {row["id"] for row in rows}

    def note_based_on(self, versions: Mapping[int, str | None]) -> None:
        """Stores which version of the suggestions each restored annotation began with.

        ``versions`` maps the annotation's id in the backup to that version.
        """
        with transaction(self._db):
            self._db.executemany(
                "UPDATE originals SET based_on = ?, parent_prediction = NULL"
                " WHERE kind = 'annotation' AND id = ?",
                ((version, id) for id, version in versions.items()),
            )
