"""The version of each prediction on the server, by prediction id.

An annotation names the prediction that it began with, but only by id. Ids grow, so the predictions of one
call have consecutive ids. A run of such ids is one row, however long the run is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from annotate.studio.store.database import transaction


class PredictionVersions:
    """Runs of prediction ids with their versions, in the plan's database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def run(self, prediction: int) -> range | None:
        """The run of ids that contains this prediction, or None if the plan does not know the prediction."""
        row = self._row(prediction)
        return range(row["first"], row["last"] + 1) if row is not None else None

    def version(self, prediction: int) -> str | None:
        """The version of a prediction, or None if the version is unknown."""
        row = self._row(prediction)
        return row["version"] if row is not None else None

    def unknown(self, predictions: Iterable[int]) -> Iterator[int]:
        """Yields the predictions that no stored run contains, in ascending order."""
        run = range(0)
        for prediction in sorted(set(predictions)):
            if prediction not in run:
                run = self.run(prediction) or range(0)
                if not run:
                    yield prediction

    @property
    def last(self) -> int:
        """The highest id in the stored runs, or 0."""
        (last,) = self._db.execute("SELECT MAX(last) FROM predictions").fetchone()
        return last or 0

    def note(self, versions: Iterable[tuple[range, str | None]]) -> None:
        """Stores the version of every id in these ranges. Other ids keep their versions."""
        with transaction(self._db):
            for ids, version in versions:
                self._note(ids.start, ids.stop - 1, version)

    def forget(self, since: int = 0) -> None:
        """Deletes the run that contains the id ``since``, and all later runs.

        Call this if the server has given a stored id to another prediction. The server was then set back, and
        has given all ids after an unknown earlier id again.
        """
        self._db.execute("DELETE FROM predictions WHERE last >= ?", (since,))

    def _row(self, prediction: int) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(
            "SELECT * FROM predictions WHERE first <= ? ORDER BY first DESC LIMIT 1", (prediction,)
        ).fetchone()
        return found if found is not None and prediction <= found["last"] else None

    def _note(self, first: int, last: int, version: str | None) -> None:
        before = self._row(first - 1)
        around = self._row(first)
        if around is not None and last <= around["last"] and around["version"] == version:
            return  # known already
        after = self._row(last + 1)
        self._db.execute("DELETE FROM predictions WHERE first <= ? AND last >= ?", (last + 1, first - 1))
        start, end = first, last
        if before is not None and before["version"] == version:
            start = before["first"]
        elif before is not None:
            self._insert(before["first"], first - 1, before["version"])
        if after is not None and after["version"] == version:
            end = after["last"]
        elif after is not None:
            self._insert(last + 1, after["last"], after["version"])
        self._insert(start, end, version)

    def _insert(self, first: int, last: int, version: str | None) -> None:
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
