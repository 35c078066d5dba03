"""Makes plans and mirrors with the tables of every older schema version, and some content."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from annotate.core.record import Record
from annotate.studio.codec.tasks import task_key

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);"
_PLAN_TASKS = """
CREATE TABLE tasks (
    task_key TEXT PRIMARY KEY, article_id TEXT NOT NULL, digest TEXT NOT NULL,
    purpose TEXT NOT NULL, article TEXT NOT NULL
);
CREATE INDEX tasks_by_article ON tasks (article_id);
"""
_SENT_1 = """
CREATE TABLE sent (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    task_key TEXT NOT NULL, version TEXT NOT NULL, annotation TEXT NOT NULL, UNIQUE (task_key, version)
);
"""
_SENT_2 = """
CREATE TABLE sent (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    task_key TEXT NOT NULL, version TEXT NOT NULL, annotation TEXT NOT NULL,
    line TEXT, arrived INTEGER NOT NULL DEFAULT 0, UNIQUE (task_key, version)
);
CREATE INDEX sent_by_line ON sent (line);
CREATE TABLE revisions (old_key TEXT PRIMARY KEY, new_key TEXT NOT NULL, marked INTEGER NOT NULL DEFAULT 0);
"""
_ORIGINALS_3 = """
CREATE TABLE originals (
    kind TEXT NOT NULL, id INTEGER NOT NULL, created_at TEXT, updated_at TEXT, author TEXT,
    parent_prediction INTEGER, made_at TEXT, former_id INTEGER, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
"""
_PREDICTIONS_4 = """
ALTER TABLE originals ADD COLUMN based_on TEXT;
CREATE TABLE predictions (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, version TEXT);
"""
_REMOVED_5 = """
CREATE INDEX sent_by_arrival ON sent (arrived, version, task_key);
CREATE TABLE removed_answers (
    position INTEGER PRIMARY KEY AUTOINCREMENT, removed_at TEXT NOT NULL, task_key TEXT NOT NULL,
    article_id TEXT, task_id INTEGER NOT NULL, annotation_id INTEGER NOT NULL, author TEXT NOT NULL,
    skipped INTEGER NOT NULL, created_at TEXT, updated_at TEXT, lead_time REAL,
    kept_task_id INTEGER NOT NULL, kept_annotation_id INTEGER NOT NULL
);
"""
PLANS = {
    1: _META + _PLAN_TASKS + _SENT_1,
    2: _META + _PLAN_TASKS + _SENT_2,
    3: _META + _PLAN_TASKS + _SENT_2 + _ORIGINALS_3,
    4: _META + _PLAN_TASKS + _SENT_2 + _ORIGINALS_3 + _PREDICTIONS_4,
    5: _META + _PLAN_TASKS + _SENT_2 + _ORIGINALS_3 + _PREDICTIONS_4 + _REMOVED_5,
}
_MIRROR_1 = f"""{_META}
CREATE TABLE tasks (
    task_id INTEGER PRIMARY KEY, task_key TEXT, data TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE annotations (
    kind TEXT NOT NULL, annotation_id INTEGER NOT NULL, version INTEGER NOT NULL, task_id INTEGER NOT NULL,
    hash TEXT NOT NULL, body TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, annotation_id, version)
);
CREATE INDEX annotations_by_task ON annotations (task_id);
"""
_MIRROR_2 = f"""{_META}
CREATE TABLE tasks (
    row INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, created_at TEXT, updated_at TEXT,
    task_key TEXT, article_id TEXT, data TEXT, gone INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX live_tasks ON tasks (task_id) WHERE gone = 0;
CREATE INDEX tasks_by_id ON tasks (task_id);
CREATE TABLE annotations (
    kind TEXT NOT NULL, row INTEGER NOT NULL, annotation_id INTEGER NOT NULL, version INTEGER NOT NULL,
    hash TEXT NOT NULL, body TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (row, kind, annotation_id, version)
) WITHOUT ROWID;
"""
_INDEXES_3 = """
CREATE INDEX live_keys ON tasks (task_key) WHERE gone = 0;
CREATE INDEX live_articles ON tasks (article_id) WHERE gone = 0;
"""
MIRRORS = {1: _MIRROR_1, 2: _MIRROR_2, 3: _MIRROR_2 + _INDEXES_3}


def make_plan(path: Path, version: int, *records: Record) -> None:
    """A plan of that schema version with these records sent."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(PLANS[version])
        link = {"url": "http://studio.test", "project_id": 7, "created_at": "2024-01-01T00:00:00Z"}
        database.execute("INSERT INTO meta VALUES ('link', ?)", (json.dumps(link),))
        for record in records:
            article, sent = record.article, record.annotation
            key = task_key(article.id, article.digest)
            task = (key, article.id, article.digest, "ordinary", article.to_json())
            database.execute("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?)", task)
            database.execute(
                "INSERT INTO sent (task_key, version, annotation) VALUES (?, ?, ?)",
                (key, sent.author, sent.to_json()),
            )
        database.execute(f"PRAGMA user_version = {version:d}")


def make_mirror(path: Path, version: int) -> None:
    """A mirror of that schema version: two tasks, one of them gone, and an annotation in two versions."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(MIRRORS[version])
        database.execute("INSERT INTO meta VALUES ('cursor', '\"2024-01-01T00:00:00Z\"')")
        for id, gone in ((4, 0), (9, 1)):
            data = json.dumps({"article_id": f"a{id}", "task_key": f"k{id}", "text": "x"})
            columns, values = ["task_id", "task_key", "data", "gone"], [id, f"k{id}", data, gone]
            if version > 1:
                columns, values = ["row", "article_id", *columns], [id, f"a{id}", *values]
            marks = ", ".join("?" * len(values))
            database.execute(f"INSERT INTO tasks ({', '.join(columns)}) VALUES ({marks})", values)
        holder = "task_id" if version == 1 else "row"
        for number, result in ((1, []), (2, [{"id": "e1"}])):
            body = json.dumps({"id": 30, "result": result})
            database.execute(
                f"INSERT INTO annotations (kind, annotation_id, {holder}, version, hash, body)"
                " VALUES ('annotation', 30, 4, ?, ?, ?)",
                (number, f"h{number}", body),
            )
        database.execute(f"PRAGMA user_version = {version:d}")


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The columns of every table and index of a database."""
    with closing(sqlite3.connect(path)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        found = {}
        for (name,) in names.fetchall():
            columns = database.execute(
                f"SELECT name, type, [notnull], dflt_value, pk FROM pragma_table_xinfo('{name}')"
            )
            indexed = database.execute(f"SELECT name FROM pragma_index_info('{name}')")
            found[name] = sorted(columns.fetchall() + indexed.fetchall())
        return found
