"""What removing from a plan and from a mirror have in common, so that no byte stays in their files.

The rows go in one transaction. Then VACUUM writes the database anew, because SQLite leaves deleted rows in
free pages, and a checkpoint empties the write-ahead log. All can be done again after it was stopped.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.waiting import Wait
from annotate.studio.store.database import connect

_POLL_S = 0.1


@dataclass
class Removed:
    """What was removed or made anonymous: numbers of articles, tasks, annotations and names."""

    articles: set[str] = field(default_factory=set)
    tasks: int = 0
    annotations: int = 0
    names: int = 0

    def __iadd__(self, other: Removed) -> Removed:
        self.articles |= other.articles
        self.tasks += other.tasks
        self.annotations += other.annotations
        self.names += other.names
        return self

    def __or__(self, other: Removed) -> Removed:
        """What was removed from two databases that hold the same."""
        return Removed(
            self.articles | other.articles,
            max(self.tasks, other.tasks),
            max(self.annotations, other.annotations),
            max(self.names, other.names),
        )

    def __bool__(self) -> bool:
        return bool(self.articles or self.tasks or self.annotations or self.names)


def open_to_forget(path: Path) -> sqlite3.Connection:
    """Opens a plan or mirror so that SQLite overwrites what is deleted."""
    database = connect(path)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA secure_delete = ON")
    return database


def each_row(database: sqlite3.Connection, table: str, key: str, order: str = "") -> Iterator[sqlite3.Row]:
    """The rows of a table, while the caller changes them. Only their keys are in memory."""
    for (value,) in database.execute(f"SELECT DISTINCT {key} FROM {table} ORDER BY {key}").fetchall():  # noqa: S608
        yield from database.execute(
            f"SELECT * FROM {table} WHERE {key} = ? {order}",  # noqa: S608  # our own names
            (value,),
        ).fetchall()


def write_without_traces(database: sqlite3.Connection, path: Path) -> None:
    """Writes the file anew without the deleted rows, and empties the log beside it.

    Raises `InUseError` if another program reads the file for longer than a command waits.
    """
    database.execute("VACUUM")
    wait: Wait | None = None
    # The first column says whether a reader still needs the log.
    while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        beside = (path.with_name(path.name + ending) for ending in ("-shm", "-wal"))
        wait = wait or Wait(path, *beside)
        wait.go_on()
        time.sleep(_POLL_S)


def meta_of(database: sqlite3.Connection, key: str) -> Any:
    """The value that the database has under this key, or None."""
    row = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return json.loads(row["value"]) if row else None


def set_meta(database: sqlite3.Connection, key: str, value: Any) -> None:
    """Changes the value under a key that is there."""
    database.execute("UPDATE meta SET value = ? WHERE key = ?", (json.dumps(value, ensure_ascii=False), key))
