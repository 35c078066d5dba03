"""The version of each prediction on the server, by prediction id.

An annotation names the prediction that the annotator had on the screen by its id only. Ids grow, so the
predictions of one call have consecutive ids. Such a run takes one row, however long it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from annotate.studio.store.database import transaction


class PredictionVersions:
    """Runs of prediction ids with their versions, in the plan's database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def knows(self, prediction: int) -> bool:
        """Whether this prediction was noted by a push, or looked up on the server."""
        return self._row(prediction) is not None

    def version(self, prediction: int) -> str | None:
        """The version of a prediction, or None if it is unknown."""
        row = self._row(prediction)
        return row["version"] if row is not None else None

    def note(self, versions: Iterable[tuple[range, str | None]]) -> None:
        """Notes the version of every id in these ranges. Replaces earlier notes about the same ids."""
        with transaction(self._db):
            for ids, version in versions:
                self._note(ids.start, ids.stop - 1, version)

    def forget(self) -> None:
        """Forgets all ids. Used when the server gives the same ids to other predictions."""
        self._db.execute("DELETE FROM predictions")

    def _row(self, prediction: int) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(
            "SELECT * FROM predictions WHERE first <= ? ORDER BY first DESC LIMIT 1", (prediction,)
        ).fetchone()
        return found if found is not None and prediction <= found["last"] else None

    def _note(self, first: int, last: int, version: str | None) -> None:
        # A server that was set back reuses ids, so an earlier note about an id may be wrong.
        before = self._row(first - 1)
        if before is not None and before["last"] >= first:
            self._db.execute("UPDATE predictions SET last = ? WHERE first = ?", (first - 1, before["first"]))
        self._db.execute("DELETE FROM predictions WHERE first BETWEEN ? AND ?", (first, last))
        if before is not None and before["version"] == version:
            self._db.execute("UPDATE predictions SET last = ? WHERE first = ?", (last, before["first"]))
        else:
            self._db.execute("INSERT INTO predictions VALUES (?, ?, ?)", (first, last, version))


def runs(ids: Iterable[int]) -> Iterator[range]:
    """Groups ids into ranges of consecutive ids, in ascending order."""
    run: range | None = None
    for one in sorted(set(ids)):
        if run is not None and one == run.stop:
            run = range(run.start, one + 1)
            continue
        if run is not None:
            yield run
        run = range(one, one + 1)
    if run is not None:
        yield run
