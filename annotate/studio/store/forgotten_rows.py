"""Removes what is forgotten from a plan and a mirror, so that no byte of it stays in their files.

The rows go in one transaction. Then VACUUM writes the database anew, because SQLite leaves deleted rows in
free pages, and a checkpoint empties the write-ahead log. All can be done again after it was stopped.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.annotation import Status
from annotate.core.waiting import Wait
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.codec.tasks import id_of
from annotate.studio.store.database import connect, transaction
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.forgotten_content import (
    MARK,
    PLACEHOLDER,
    TaskFilter,
    placeholder,
    renamed,
)
from annotate.studio.store.plan import SENT_AGAIN, UNFINISHED

_PLACEHOLDER = json.dumps(PLACEHOLDER)
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


def forget_in_plan(path: Path, forgotten: Forgotten) -> Removed:
    """Removes forgotten articles and the names of forgotten annotators from a plan."""
    with closing(_open(path)) as database:
        with transaction(database):
            removed = _forget_articles(database, forgotten)
            if forgotten.annotators:
                removed += _forget_people(database, forgotten)
        _without_traces(database, path)
    return removed


def forget_in_mirror(path: Path, forgotten: Forgotten, names: Mapping[int, str]) -> Removed:
    """Removes the same from a mirror. ``names`` are known names of accounts, by id.

    A task that may still be on the server becomes a placeholder, so that a pull does not read it again.
    """
    removed = Removed()
    with closing(_open(path)) as database:
        users = {int(id): str(name) for id, name in (_meta(database, "users") or {}).items()}
        accounts = [ListedAccount(id, name) for id, name in {**names, **users}.items()]
        only = TaskFilter(forgotten, accounts)
        with transaction(database):
            for row in _each(database, "tasks", "row"):
                if _is_forgotten(row, forgotten):
                    removed += _forget_task(database, row)
            if forgotten.annotators:
                removed += _forget_in_bodies(database, only)
                kept = {id: name for id, name in users.items() if id not in only.names}
                removed.names += len(users) - len(kept)
                _set_meta(database, "users", kept if kept != users else users)
        _without_traces(database, path)
    return removed


def drop_placeholders(path: Path, tasks: Iterable[int] = (), annotations: Iterable[int] = ()) -> None:
    """Deletes the placeholders of tasks and annotations that were deleted on the server."""
    with closing(_open(path)) as database, transaction(database):
        for task_id in tasks:
            where = "SELECT row FROM tasks WHERE task_id = ? AND data = ?"
            database.execute(f"DELETE FROM annotations WHERE row IN ({where})", (task_id, _PLACEHOLDER))  # noqa: S608
            database.execute("DELETE FROM tasks WHERE task_id = ? AND data = ?", (task_id, _PLACEHOLDER))
        for annotation_id in annotations:
            database.execute(
                "DELETE FROM annotations WHERE annotation_id = ? AND kind = 'annotation' AND instr(body, ?)",
                (annotation_id, MARK),
            )


def drop_all_placeholders(path: Path) -> None:
    """Deletes all placeholders, so that the next push and pull look at these tasks and annotations again."""
    with closing(_open(path)) as database, transaction(database):
        database.execute(
            "DELETE FROM annotations WHERE row IN (SELECT row FROM tasks WHERE data = ?)", (_PLACEHOLDER,)
        )
        database.execute("DELETE FROM tasks WHERE data = ?", (_PLACEHOLDER,))
        database.execute("DELETE FROM annotations WHERE instr(body, ?)", (f'"{MARK}"',))
        database.execute("DELETE FROM meta WHERE key IN ('held', 'differences')")


def _is_forgotten(row: sqlite3.Row, forgotten: Forgotten) -> bool:
    if not forgotten.articles or row["data"] == _PLACEHOLDER:
        return False
    if forgotten.has(row["article_id"]):
        return True
    return row["data"] is not None and forgotten.has_task(json.loads(row["data"]))


def _forget_task(database: sqlite3.Connection, row: sqlite3.Row) -> Removed:
    bodies = database.execute(
        "SELECT kind, annotation_id, body, gone, MAX(version) FROM annotations WHERE row = ?"
        " GROUP BY kind, annotation_id",
        (row["row"],),
    ).fetchall()
    database.execute("DELETE FROM annotations WHERE row = ?", (row["row"],))
    if row["gone"]:
        database.execute("DELETE FROM tasks WHERE row = ?", (row["row"],))
    else:
        database.execute(
            "UPDATE tasks SET task_key = NULL, article_id = NULL, data = ? WHERE row = ?",
            (_PLACEHOLDER, row["row"]),
        )
        for body in bodies:
            if body["kind"] == "annotation" and not body["gone"]:
                _insert(database, row["row"], placeholder(json.loads(body["body"])))
    article = id_of(row["article_id"])
    return Removed({article} if article else set(), 1, len(bodies))


def _forget_in_bodies(database: sqlite3.Connection, only: TaskFilter) -> Removed:
    removed = Removed()
    left_out: dict[tuple[int, str, int], tuple[dict[str, Any], bool]] = {}
    for row in _each(database, "annotations", "row", "ORDER BY kind, annotation_id, version"):
        body = json.loads(row["body"])
        if MARK in body:
            continue
        if only.is_left_out(body):
            left_out[row["row"], row["kind"], row["annotation_id"]] = body, not row["gone"]
        elif (anonymous := only.anonymous(body)) != body:
            removed.names += 1
            key = (row["row"], row["kind"], row["annotation_id"], row["version"])
            database.execute(
                "UPDATE annotations SET body = ?, hash = ? WHERE row = ? AND kind = ? AND annotation_id = ?"
                " AND version = ?",
                (*_stored(anonymous), *key),
            )
    for (task, kind, id), (body, is_live) in left_out.items():
        removed.annotations += 1
        database.execute(
            "DELETE FROM annotations WHERE row = ? AND kind = ? AND annotation_id = ?", (task, kind, id)
        )
        if is_live and kind == "annotation":
            _insert(database, task, placeholder(body))
    return removed


def _insert(database: sqlite3.Connection, task: int, body: dict[str, Any]) -> None:
    text, hash = _stored(body)
    database.execute(
        "INSERT INTO annotations VALUES ('annotation', ?, ?, 1, ?, ?, 0)", (task, body["id"], hash, text)
    )


def _stored(body: dict[str, Any]) -> tuple[str, str]:
    """The body as the mirror stores it, with its hash."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(body, sort_keys=True)
    return text, hashlib.sha256(text.encode()).hexdigest()


def _forget_articles(database: sqlite3.Connection, forgotten: Forgotten) -> Removed:
    removed = Removed()
    if not forgotten.articles:
        return removed
    rows = _each(database, "tasks", "task_key")
    found = {
        row["task_key"]: row["article_id"] for row in rows if forgotten.has(row["article_id"], row["digest"])
    }
    for key in found:
        database.execute("DELETE FROM tasks WHERE task_key = ?", (key,))
        database.execute("DELETE FROM sent WHERE task_key = ?", (key,))
        database.execute("DELETE FROM revisions WHERE old_key = ? OR new_key = ?", (key, key))
    for row in _each(database, "removed_answers", "position"):
        if row["task_key"] in found or forgotten.has(row["article_id"]):
            database.execute("DELETE FROM removed_answers WHERE position = ?", (row["position"],))
    _forget_keys(database, found)
    return Removed(set(found.values()), len(found))


def _forget_keys(database: sqlite3.Connection, keys: Mapping[str, str]) -> None:
    """Removes task keys from what a push must remember."""
    unfinished, again = _meta(database, UNFINISHED), _meta(database, SENT_AGAIN)
    if unfinished and "sample" in unfinished:
        sample = unfinished["sample"].items()
        unfinished["sample"] = {id: entry for id, entry in sample if entry[0] not in keys}
        _set_meta(database, UNFINISHED, unfinished)
    if again and "keys" in again:
        again["keys"] = [key for key in again["keys"] if key not in keys]
        _set_meta(database, SENT_AGAIN, again)


def _forget_people(database: sqlite3.Connection, forgotten: Forgotten) -> Removed:
    removed = Removed()
    columns = ("name", "former", "email")
    for row in _each(database, "accounts", "number"):
        listed = ListedAccount(row["id"], row["email"], row["joined"])
        people = [forgotten.person(row[name]) for name in columns] + [forgotten.account(listed)]
        if (person := next(filter(None, people), None)) is None or row["id"] < 0:
            continue
        removed.names += 1
        # The number stays: it says whose work an annotation is whose account the server has forgotten.
        database.execute(
            "UPDATE accounts SET id = -number, joined = NULL, name = ?, former = NULL, email = NULL,"
            " current = 0 WHERE number = ?",
            (person.pseudonym, row["number"]),
        )
    for table, key in (("originals", "kind, id"), ("removed_answers", "position")):
        for column in ("author", "rewritten_by") if table == "originals" else ("author",):
            removed += _rename(database, table, key, column, forgotten)
    removed += _forget_in_sent(database, forgotten)
    return removed


def _rename(database: sqlite3.Connection, table: str, key: str, column: str, forgotten: Forgotten) -> Removed:
    removed = Removed()
    where = " AND ".join(f"{name} = ?" for name in key.split(", "))
    query = f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608  # our own names
    for row in database.execute(query).fetchall():
        if (person := forgotten.person(row[column])) is None:
            continue
        removed.names += 1
        if person.without_answers and column == "author":
            database.execute(f"DELETE FROM {table} WHERE {where}", tuple(row)[:-1])  # noqa: S608
        else:
            values = (person.pseudonym, *tuple(row)[:-1])
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", values)  # noqa: S608
    return removed


def _forget_in_sent(database: sqlite3.Connection, forgotten: Forgotten) -> Removed:
    removed = Removed()
    for row in _each(database, "sent", "position"):
        made = json.loads(row["annotation"])
        author = forgotten.person(row["version"])
        if author is not None and author.without_answers and made.get("status") != Status.SUGGESTED:
            removed.annotations += 1
            database.execute("DELETE FROM sent WHERE position = ?", (row["position"],))
            continue
        names = {row["version"], made.get("rewritten_by")}
        for kind in ("entities", "events"):
            names |= {one["source"] for region in made.get(kind, ()) for one in region.get("provenance", ())}
        people = {name: person.pseudonym for name in names if (person := forgotten.person(name))}
        if people:
            removed.names += 1
            database.execute(
                "UPDATE OR REPLACE sent SET version = ?, annotation = ? WHERE position = ?",
                (
                    people.get(row["version"], row["version"]),
                    json.dumps(renamed(made, people), ensure_ascii=False, separators=(",", ":")),
                    row["position"],
                ),
            )
    return removed


def _open(path: Path) -> sqlite3.Connection:
    database = connect(path)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA secure_delete = ON")
    return database


def _each(database: sqlite3.Connection, table: str, key: str, order: str = "") -> Iterator[sqlite3.Row]:
    """The rows of a table, while the caller changes them. Only their keys are in memory."""
    for (value,) in database.execute(f"SELECT DISTINCT {key} FROM {table} ORDER BY {key}").fetchall():  # noqa: S608
        yield from database.execute(
            f"SELECT * FROM {table} WHERE {key} = ? {order}",  # noqa: S608  # our own names
            (value,),
        ).fetchall()


def _without_traces(database: sqlite3.Connection, path: Path) -> None:
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


def _meta(database: sqlite3.Connection, key: str) -> Any:
    row = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return json.loads(row["value"]) if row else None


def _set_meta(database: sqlite3.Connection, key: str, value: Any) -> None:
    database.execute("UPDATE meta SET value = ? WHERE key = ?", (json.dumps(value, ensure_ascii=False), key))
