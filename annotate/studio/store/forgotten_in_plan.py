"""Removes forgotten articles and the names of forgotten annotators from a plan."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from annotate.core.annotation import Status
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.store.database import transaction
from annotate.studio.store.forgotten import Forgotten
from annotate.studio.store.forgotten_content import renamed
from annotate.studio.store.forgotten_rows import (
    Removed,
    each_row,
    meta_of,
    open_to_forget,
    set_meta,
    write_without_traces,
)
from annotate.studio.store.plan import QUEUE, SENT_AGAIN, UNFINISHED


def forget_in_plan(path: Path, forgotten: Forgotten) -> Removed:
    """Removes forgotten articles and the names of forgotten annotators from a plan."""
    with closing(open_to_forget(path)) as database:
        with transaction(database):
            removed = _forget_articles(database, forgotten)
            if forgotten.annotators:
                removed += _forget_people(database, forgotten)
        write_without_traces(database, path)
    return removed


def _forget_articles(database: sqlite3.Connection, forgotten: Forgotten) -> Removed:
    removed = Removed()
    if not forgotten.articles:
        return removed
    rows = each_row(database, "tasks", "task_key")
    found = {
        row["task_key"]: row["article_id"] for row in rows if forgotten.has(row["article_id"], row["digest"])
    }
    for key in found:
        database.execute("DELETE FROM tasks WHERE task_key = ?", (key,))
        database.execute("DELETE FROM sent WHERE task_key = ?", (key,))
        for table in ("filled_roles", "read_blanks"):
            database.execute(f"DELETE FROM {table} WHERE task_key = ?", (key,))  # noqa: S608  # our own names
        database.execute("DELETE FROM revisions WHERE old_key = ? OR new_key = ?", (key, key))
    for row in each_row(database, "removed_answers", "position"):
        if row["task_key"] in found or forgotten.has(row["article_id"]):
            database.execute("DELETE FROM removed_answers WHERE position = ?", (row["position"],))
    _forget_keys(database, found)
    return Removed(set(found.values()), len(found))


def _forget_keys(database: sqlite3.Connection, keys: Mapping[str, str]) -> None:
    """Removes task keys from what a push must remember, and from the order of the queue."""
    unfinished, again = meta_of(database, UNFINISHED), meta_of(database, SENT_AGAIN)
    queue = meta_of(database, QUEUE)
    if unfinished and "sample" in unfinished:
        sample = unfinished["sample"].items()
        unfinished["sample"] = {id: entry for id, entry in sample if entry[0] not in keys}
        set_meta(database, UNFINISHED, unfinished)
    if again and "keys" in again:
        again["keys"] = [key for key in again["keys"] if key not in keys]
        set_meta(database, SENT_AGAIN, again)
    if queue and "scores" in queue:
        queue["scores"] = {key: score for key, score in queue["scores"].items() if key not in keys}
        set_meta(database, QUEUE, queue)


def _forget_people(database: sqlite3.Connection, forgotten: Forgotten) -> Removed:
    removed = Removed()
    columns = ("name", "former", "email")
    for row in each_row(database, "accounts", "number"):
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
    for row in each_row(database, "sent", "position"):
        made = json.loads(row["annotation"])
        author = forgotten.person(row["version"])
        if author is not None and author.without_answers and made.get("status") != Status.SUGGESTED:
            removed.annotations += 1
            database.execute("DELETE FROM sent WHERE position = ?", (row["position"],))
            continue
        new = renamed(made, forgotten)
        version = forgotten.pseudonym(row["version"]) or row["version"]
        if new != made or version != row["version"]:
            removed.names += 1
            database.execute(
                "UPDATE OR REPLACE sent SET version = ?, annotation = ? WHERE position = ?",
                (version, json.dumps(new, ensure_ascii=False, separators=(",", ":")), row["position"]),
            )
    return removed
