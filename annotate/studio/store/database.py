"""Opens the SQLite files of the plan and the mirror: WAL, one writer, a schema version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError, is_locked
from annotate.core.files import make_private, write_errors
from annotate.core.locks import in_turn
from annotate.core.waiting import Wait, patience_s

_SLICE_S = 0.5  # SQLite itself waits this long, and polls; between the slices a command can say that it waits


class Connection(sqlite3.Connection):
    """A connection that waits for other programs, and names them if they hold the file for too long."""

    path: Path

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Executes a statement. Raises `InUseError` if another program holds the file for too long."""
        wait: Wait | None = None
        while True:
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                if not is_locked(error):
                    raise
                wait = wait or self._wait()
                wait.go_on()

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Executes a statement many times. Call this in a transaction, which has the file already."""
        try:
            return super().executemany(sql, parameters)
        except sqlite3.OperationalError as error:
            if is_locked(error):
                raise self._wait().error() from error
            raise

    def _wait(self) -> Wait:
        beside = (self.path.with_name(self.path.name + ending) for ending in ("-shm", "-wal"))
        return Wait(self.path, *beside, waited=_slice_s())


def open_database(
    path: Path,
    schema: str,
    version: int,
    upgrades: Mapping[int, str] | None = None,
    *,
    remedy: str = "Move it away: it is rebuilt from Label Studio.",
) -> Connection:
    """Opens a database with the schema ``version``. Makes or upgrades the file first if necessary.

    ``upgrades`` maps each older version to the statements that upgrade it to the next version. ``remedy``
    tells the user what to do about a damaged file. Columns can be read by name.
    Raises `ConfigError` if the file is damaged or has a schema that cannot be upgraded, `InUseError` if
    another program holds it, and `WriteError` if the file cannot be written.
    """
    try:
        # One at a time: two commands that make the file at the same moment would find it locked.
        with in_turn(path):
            make_private(path)  # it names annotators; SQLite gives its other files the same permissions
            connection = _prepared(path, schema, version, upgrades or {})
    except sqlite3.OperationalError as error:
        with write_errors(path):
            raise OSError(0, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"is damaged ({error}).",
            where=str(path),
            remedy=remedy,
        ) from error
    return connection


def connect(path: Path) -> Connection:
    """Opens a database as it is. Waits only when a statement is executed."""
    connection = sqlite3.connect(path, timeout=_slice_s(), isolation_level=None, factory=Connection)
    connection.path = path
    return connection


def _slice_s() -> float:
    return min(_SLICE_S, patience_s() / 4)


def _prepared(path: Path, schema: str, version: int, upgrades: Mapping[int, str]) -> Connection:
    connection = connect(path)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == 0:
        _run(connection, schema, version)
        return connection
    while found in upgrades and found < version:
        _run(connection, upgrades[found], found + 1)
        found += 1
    if found != version:
        raise ConfigError(
            f"was made by another version of annotate (schema {found}, this one uses {version}).",
            where=str(path),
            remedy="Use that version, or move the file away: it is rebuilt from Label Studio.",
        )
    return connection


def _run(connection: sqlite3.Connection, statements: str, version: int) -> None:
    with transaction(connection):
        for statement in statements.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version:d}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Runs the block as one transaction: if the block fails, undoes all of its statements.

    Raises `WriteError` if the file cannot be written, for example because the disk is full.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError):
            file = connection.execute("PRAGMA database_list").fetchone()["file"]
            with write_errors(Path(file)):
                raise OSError(0, str(error)) from error
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """While the block runs, the connection reads the content of this moment, whatever others write.

    The block must not write. Another program may replace the file meanwhile: the block reads the former one.
    """
    connection.execute("BEGIN")
    try:
        # Only a read begins the snapshot, not BEGIN itself.
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        yield
    finally:
        connection.execute("COMMIT")
