"""The plan's tables, and the upgrades from older schema versions."""

from __future__ import annotations

_REVISIONS = """
CREATE TABLE revisions (old_key TEXT PRIMARY KEY, new_key TEXT NOT NULL, marked INTEGER NOT NULL DEFAULT 0)
"""
# Runs of prediction ids that have the same version. The version is NULL if the prediction was deleted.
_PREDICTIONS = """
CREATE TABLE predictions (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, version TEXT)
"""
_ORIGINALS = """
CREATE TABLE originals (
    kind TEXT NOT NULL, id INTEGER NOT NULL, created_at TEXT, updated_at TEXT, author TEXT,
    parent_prediction INTEGER, made_at TEXT, former_id INTEGER, PRIMARY KEY (kind, id)
) WITHOUT ROWID
"""
# So that counting what arrived does not read the annotations themselves.
_BY_ARRIVAL = "CREATE INDEX sent_by_arrival ON sent (arrived, version, task_key)"
# The answers on duplicate tasks that were removed because another task has the same answer.
_REMOVED_ANSWERS = """
CREATE TABLE removed_answers (
    position INTEGER PRIMARY KEY AUTOINCREMENT, removed_at TEXT NOT NULL, task_key TEXT NOT NULL,
    article_id TEXT, task_id INTEGER NOT NULL, annotation_id INTEGER NOT NULL, author TEXT NOT NULL,
    skipped INTEGER NOT NULL, created_at TEXT, updated_at TEXT, lead_time REAL,
    kept_task_id INTEGER NOT NULL, kept_annotation_id INTEGER NOT NULL
)
"""
# The ontologies that were in use, each since a time of the server. The first one has no time. The content is
# unknown if the ontology was in use before this table existed.
_ONTOLOGIES = """
CREATE TABLE ontologies (
    position INTEGER PRIMARY KEY AUTOINCREMENT, since TEXT, id TEXT NOT NULL, digest TEXT, content TEXT
)
"""
# Each account with the name of its person, and who made and who last saved each annotation.
_ACCOUNTS = """
CREATE TABLE accounts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL, joined TEXT, name TEXT NOT NULL,
    former TEXT, email TEXT, current INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX current_accounts ON accounts (id) WHERE current = 1;
CREATE TABLE work (
    annotation_id INTEGER NOT NULL, created_at TEXT NOT NULL, made_by INTEGER, saved_by INTEGER,
    PRIMARY KEY (annotation_id, created_at)
) WITHOUT ROWID;
ALTER TABLE originals ADD COLUMN rewritten_by TEXT
"""
# The roles that a rule chose for arrows without one, by the places and labels of their ends.
_FILLED_ROLES = """
CREATE TABLE filled_roles (
    task_key TEXT NOT NULL, event_type TEXT NOT NULL, trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL, label TEXT NOT NULL, mention_start INTEGER NOT NULL,
    mention_end INTEGER NOT NULL, drawn TEXT NOT NULL, role TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (
        task_key, event_type, trigger_start, trigger_end, label, mention_start, mention_end, drawn
    )
) WITHOUT ROWID
"""
# What was read from the blanks of each annotation, as JSON: usual values, and roles of arrows without a word.
_READ_BLANKS = """
CREATE TABLE read_blanks (
    task_key TEXT NOT NULL, made_at TEXT NOT NULL, blanks TEXT NOT NULL, PRIMARY KEY (task_key, made_at)
) WITHOUT ROWID
"""
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE tasks (
    task_key TEXT PRIMARY KEY, article_id TEXT NOT NULL, digest TEXT NOT NULL,
    purpose TEXT NOT NULL, article TEXT NOT NULL
);
CREATE INDEX tasks_by_article ON tasks (article_id);
CREATE TABLE sent (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    task_key TEXT NOT NULL, version TEXT NOT NULL, annotation TEXT NOT NULL,
    line TEXT, arrived INTEGER NOT NULL DEFAULT 0, UNIQUE (task_key, version)
);
CREATE INDEX sent_by_line ON sent (line);
{_REVISIONS};
{_ORIGINALS};
ALTER TABLE originals ADD COLUMN based_on TEXT;
{_PREDICTIONS};
{_BY_ARRIVAL};
{_REMOVED_ANSWERS};
{_ONTOLOGIES};
{_ACCOUNTS};
{_FILLED_ROLES};
{_READ_BLANKS}
"""
VERSION = 9
UPGRADES = {
    1: f"""
ALTER TABLE sent ADD COLUMN line TEXT;
ALTER TABLE sent ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sent_by_line ON sent (line);
{_REVISIONS}
""",
    2: _ORIGINALS,
    3: f"""
ALTER TABLE originals ADD COLUMN based_on TEXT;
{_PREDICTIONS}
""",
    4: f"{_BY_ARRIVAL};{_REMOVED_ANSWERS}",
    5: _ONTOLOGIES,
    6: _ACCOUNTS,
    7: _FILLED_ROLES,
    8: _READ_BLANKS,
}
