"""Removes forgotten articles, names and answers from a mirror."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.codec.tasks import id_of
from annotate.studio.store.database import transaction
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.forgotten_content import (
    MARK,
    PLACEHOLDER,
    TaskFilter,
    placeholder,
)
from annotate.studio.store.forgotten_rows import (
    Removed,
    each_row,
    meta_of,
    open_to_forget,
    set_meta,
    write_without_traces,
)
from annotate.studio.store.mirror_bodies import stored_body

_PLACEHOLDER = json.dumps(PLACEHOLDER)


def forget_in_mirror(path: Path, forgotten: Forgotten, names: Mapping[int, str]) -> Removed:
    """Removes forgotten articles, and what is forgotten of annotators, from a mirror.

    ``names`` are known names of accounts, by id. A task that may still be on the server becomes a
    placeholder, so that a pull does not read it again.
    """
    removed = Removed()
    with closing(open_to_forget(path)) as database:
        users = {int(id): str(name) for id, name in (meta_of(database, "users") or {}).items()}
        accounts = [ListedAccount(id, name) for id, name in {**names, **users}.items()]
        only = TaskFilter(forgotten, accounts)
        with transaction(database):
            for row in each_row(database, "tasks", "row"):
                if _is_forgotten(row, forgotten):
                    removed += _forget_task(database, row)
            if forgotten.annotators:
                removed += _forget_in_bodies(database, only)
                kept = {id: name for id, name in users.items() if id not in only.names}
                removed.names += len(users) - len(kept)
                set_meta(database, "users", kept if kept != users else users)
        write_without_traces(database, path)
    return removed


def drop_placeholders(path: Path, tasks: Iterable[int] = (), annotations: Iterable[int] = ()) -> None:
    """Deletes the placeholders of tasks and annotations that were deleted on the server."""
    with closing(open_to_forget(path)) as database, transaction(database):
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
    with closing(open_to_forget(path)) as database, transaction(database):
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
    for row in each_row(database, "annotations", "row", "ORDER BY kind, annotation_id, version"):
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
                (*stored_body(anonymous), *key),
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
    text, hash = stored_body(body)
    database.execute(
        "INSERT INTO annotations VALUES ('annotation', ?, ?, 1, ?, ?, 0)", (task, body["id"], hash, text)
    )
