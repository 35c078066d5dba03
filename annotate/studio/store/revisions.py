"""The revisions in a plan: which task of an article replaced which, when the article got another text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.studio.store.database import transaction


@dataclass(frozen=True)
class Revision:
    """The keys of two tasks of one article: the one with the old text and the one with the newest text."""

    old_key: str
    new_key: str

    @property
    def is_return(self) -> bool:
        """Whether the old text is the newest again. Both keys are the same then."""
        return self.old_key == self.new_key


class Revisions:
    """The revisions of one campaign, in the database of its plan."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def add(self, revisions: Iterable[Revision]) -> None:
        """Stores revisions. Call this before sending the tasks with the newer texts."""
        with transaction(self._db):
            for revision in revisions:
                self._db.execute(
                    "INSERT OR REPLACE INTO revisions (old_key, new_key) VALUES (?, ?)",
                    (revision.old_key, revision.new_key),
                )

    def is_replaced(self, key: str) -> bool:
        """Whether the article has a newer text than this task."""
        found = self._db.execute("SELECT 1 FROM revisions WHERE old_key = ? AND new_key <> old_key", (key,))
        return found.fetchone() is not None

    def take_back(self, key: str, others: Iterable[str]) -> None:
        """Stores that the text of the task ``key`` is the newest again and replaces the texts of ``others``.

        The task counts as a revision of itself until a push removes the mark "REPLACED" from the task.
        """
        self.add([Revision(key, key), *(Revision(other, key) for other in others)])

    def unmarked(self) -> list[Revision]:
        """Revisions whose old task a push must still mark as replaced on the server, or rid of that mark."""
        rows = self._db.execute("SELECT old_key, new_key FROM revisions WHERE marked = 0 ORDER BY rowid")
        return [Revision(row["old_key"], row["new_key"]) for row in rows]

    def note_marked(self, revision: Revision) -> None:
        """Stores that the old task was marked as replaced on the server, or that the mark was removed."""
        with transaction(self._db):
            if revision.is_return:
                self._db.execute("DELETE FROM revisions WHERE old_key = ?", (revision.old_key,))
            else:
                self._db.execute("UPDATE revisions SET marked = 1 WHERE old_key = ?", (revision.old_key,))
