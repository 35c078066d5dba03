"""The mirror's tables, and the upgrades from older schema versions. An upgrade keeps the history."""

from __future__ import annotations

_INDEXES = """
CREATE INDEX IF NOT EXISTS live_keys ON tasks (task_key) WHERE gone = 0;
CREATE INDEX IF NOT EXISTS live_articles ON tasks (article_id) WHERE gone = 0
"""
# Column `gone` of an annotation is 2 until a pull has reported that it is gone, then 1.
_GONE = "CREATE INDEX IF NOT EXISTS newly_gone ON annotations (row) WHERE gone = 2"
_TASKS = f"""
CREATE TABLE tasks (
    row INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, created_at TEXT, updated_at TEXT,
    task_key TEXT, article_id TEXT, data TEXT, gone INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX live_tasks ON tasks (task_id) WHERE gone = 0;
CREATE INDEX tasks_by_id ON tasks (task_id);
{_INDEXES};
CREATE TABLE annotations (
    kind TEXT NOT NULL, row INTEGER NOT NULL, annotation_id INTEGER NOT NULL, version INTEGER NOT NULL,
    hash TEXT NOT NULL, body TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (row, kind, annotation_id, version)
) WITHOUT ROWID
"""
SCHEMA = f"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL); {_TASKS}; {_GONE}"
VERSION = 4
UPGRADES = {
    1: f"""
ALTER TABLE tasks RENAME TO old_tasks;
ALTER TABLE annotations RENAME TO old_annotations;
{_TASKS};
INSERT INTO tasks (row, task_id, task_key, article_id, data, gone)
    SELECT task_id, task_id, task_key, json_extract(data, '$.article_id'), data, gone FROM old_tasks;
INSERT INTO annotations SELECT kind, task_id, annotation_id, version, hash, body, gone FROM old_annotations;
DROP TABLE old_tasks;
DROP TABLE old_annotations
""",  # noqa: S608  # nothing but our own text
    2: _INDEXES,
    3: _GONE,
}
