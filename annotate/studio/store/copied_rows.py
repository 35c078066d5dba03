"""Copies the rows of a database that somebody else may have made into a fresh one of our own schema.

So no trigger, view, virtual table or computed column of theirs ever runs here.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_STORED_AS = {"INTEGER": ("integer", "null"), "TEXT": ("text", "null"), "REAL": ("real", "integer", "null")}


class ForeignDatabaseError(Exception):
    """The database is damaged, or is none that this toolkit made; the message says why."""


def check_foreign(path: Path, newest: int) -> None:
    """Checks a database before it is opened for writing: whole, with plain tables only, not too new.

    Raises `ForeignDatabaseError`.
    """
    with _translated(), closing(_read_only(path)) as found:
        version = found.execute("PRAGMA user_version").fetchone()[0]
        if not 1 <= version <= newest:
            raise ForeignDatabaseError(f"it has schema {version}, and this version reads 1 to {newest}")
        for kind, name, sql in found.execute("SELECT type, name, sql FROM sqlite_master"):
            words = str(sql or "").upper()
            if kind not in ("table", "index") or words.split()[:2] == ["CREATE", "VIRTUAL"]:
                raise ForeignDatabaseError(f"it has a {kind} of another program, {name!r:.60}")
            if "CHECK" in words or "GENERATED" in words:  # expressions, which reading would evaluate
                raise ForeignDatabaseError(f"its {kind} {name!r:.60} has another form")
        if (problem := found.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise ForeignDatabaseError(f"it is damaged ({' '.join(problem.split()):.200})")


def copy_rows(source: Path, target: Path) -> None:
    """Replaces the rows of ``target`` by those of ``source``, which must have its tables and columns.

    Raises `ForeignDatabaseError` if ``source`` has other tables or columns, or values of another type.
    """
    with (
        _translated(),
        closing(sqlite3.connect(target.resolve().as_uri(), uri=True, isolation_level=None)) as made,
    ):
        made.execute("PRAGMA trusted_schema = OFF")
        made.execute("ATTACH ? AS theirs", (f"{source.resolve().as_uri()}?mode=ro",))
        ours, theirs = _tables(made, "main"), _tables(made, "theirs")
        if ours != theirs:
            raise ForeignDatabaseError(f"it has not the tables {', '.join(sorted(ours))}")
        made.execute("BEGIN")
        for table in ours:
            _copy_table(made, table)
        made.execute("DELETE FROM main.sqlite_sequence")
        made.execute(
            "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM theirs.sqlite_sequence"
            " WHERE name IN (SELECT name FROM main.sqlite_master)"
        )
        made.execute("COMMIT")


def _copy_table(made: sqlite3.Connection, table: str) -> None:
    ours = {name: kind for name, kind, _ in _columns(made, "main", table)}
    theirs = {name: hidden for name, _, hidden in _columns(made, "theirs", table)}
    if ours.keys() != theirs.keys() or any(theirs.values()):
        raise ForeignDatabaseError(f"its table {table} has not the columns {', '.join(ours)}")
    for name, kind in ours.items():
        stored = ", ".join(f"'{one}'" for one in _STORED_AS[kind])
        odd = made.execute(
            f'SELECT 1 FROM theirs."{table}" WHERE typeof("{name}") NOT IN ({stored}) LIMIT 1'  # noqa: S608
        )
        if odd.fetchone() is not None:
            raise ForeignDatabaseError(f"its table {table} has a {name} that is no {kind.lower()}")
    names = ", ".join(f'"{name}"' for name in ours)
    made.execute(f'DELETE FROM main."{table}"')  # noqa: S608  # names from our own schema
    made.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM theirs."{table}"')  # noqa: S608


def _tables(made: sqlite3.Connection, schema: str) -> set[str]:
    found = made.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")  # noqa: S608
    return {name for (name,) in found if not name.startswith("sqlite_")}


def _columns(made: sqlite3.Connection, schema: str, table: str) -> list[tuple[str, str, int]]:
    found = made.execute(f'PRAGMA {schema}.table_xinfo("{table}")')
    return [(name, kind.upper(), hidden) for _, name, kind, _, _, _, hidden in found]


def _read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


class _translated:  # noqa: N801  # reads like a function
    """Turns SQLite's errors in the block into `ForeignDatabaseError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise ForeignDatabaseError(f"it cannot be read ({error})") from error
