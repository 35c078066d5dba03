"""Backups that somebody changed or made up are refused before anything is sent."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.core.errors import InputError
from annotate.studio.backup.file import Backup, open_backup
from annotate.studio.backup.members import PLAN
from annotate.studio.backup.writer import BackupWriter
from annotate.studio.store.plan import Plan
from annotate.studio.store.plan_schema import VERSION
from tests.builders import meeting
from tests.studio.store import former

TASK = {"id": 1, "data": {"text": "x"}, "annotations": [], "predictions": [], "drafts": []}


def backup(tmp_path: Path, tasks: list[Any] | None = None, **members: Any) -> Path:
    path = tmp_path / "b.zip"
    with path.open("wb") as raw, BackupWriter(raw) as writer:
        writer.add_json("project.json", {"title": "small", "label_config": "<View/>"})
        writer.add_json("users.json", members.get("users", []))
        tasks = [TASK] if tasks is None else tasks
        writer.add("tasks.jsonl", b"".join(json.dumps(task).encode() + b"\n" for task in tasks))
        writer.add(PLAN, members.get("plan", b""))
        writer.finish({"toolkit": "9.9", "counts": {"tasks": members.get("count", len(tasks))}})
    return path


def annotated(**values: Any) -> dict[str, Any]:
    return {**TASK, "annotations": [{"id": 1, "result": [], "completed_by": "ana", **values}]}


@pytest.mark.parametrize(
    ("tasks", "reason"),
    [
        ([annotated(id="x")], "has annotations with a wrong id"),
        ([annotated(completed_by=[1])], "wrong completed_by"),
        ([annotated(created_at=5)], "wrong created_at"),
        ([annotated(lead_time="1")], "wrong lead_time"),
        ([annotated(was_cancelled="no")], "wrong was_cancelled"),
        ([annotated(parent_prediction=[])], "wrong parent_prediction"),
        ([{**TASK, "drafts": [{"id": 2**70}]}], "has drafts with a wrong id"),
        ([{**TASK, "predictions": [{"id": 1, "score": {}}]}], "has predictions with a wrong score"),
        ([{**TASK, "id": 2**70}], "is no task"),
        ([{**TASK, "annotations": 5}], "is no task"),
        ([TASK, {**TASK, "id": 2}, TASK], "has task 1 twice"),
    ],
)
def test_a_task_of_a_wrong_form_is_named(tmp_path: Path, tasks: list[Any], reason: str) -> None:
    with open_backup(backup(tmp_path, tasks)) as opened, pytest.raises(InputError, match=reason):
        opened.check_content()


def test_tasks_must_be_as_many_as_the_manifest_says(tmp_path: Path) -> None:
    with open_backup(backup(tmp_path, count=2)) as opened, pytest.raises(InputError, match="says 2"):
        opened.check_content()


@pytest.mark.parametrize("count", [2**80, "1", True, -1.5])
def test_a_count_that_cannot_be_is_refused(tmp_path: Path, count: Any) -> None:
    with pytest.raises(InputError, match="counts"), open_backup(backup(tmp_path, count=count)):
        pass


@pytest.mark.parametrize(
    ("users", "reason"),
    [
        ([{"id": 2**80, "email": "a@b.org"}], "account 1 of its users.json has no id"),
        ([{"id": 1, "email": "a@b.org"}, {"id": 1, "email": "c@b.org"}], "the id of an account before"),
        ([{"id": 1, "email": "\x1b[2Ja@b.org"}], "no text of one line"),
        ([{"id": 1, "email": "a\nb@b.org"}], "no text of one line"),
        ([{"id": 1, "email": "x" * 2_000}], "no text of one line"),
    ],
)
def test_accounts_that_cannot_be_are_refused(tmp_path: Path, users: list[Any], reason: str) -> None:
    with open_backup(backup(tmp_path, users=users)) as opened, pytest.raises(InputError, match=reason):
        opened.check_content()


def test_what_label_studio_writes_is_accepted(tmp_path: Path) -> None:
    body = {
        "id": 3,
        "result": None,
        "completed_by": {"id": 1},
        "created_at": "2024-03-01T10:00:00Z",
        "lead_time": None,
        "was_cancelled": False,
        "import_id": None,
    }
    users = [{"id": -1, "email": "ben", "name": "ben", "joined": None}, {"id": 1, "email": "É@b.org"}]
    with open_backup(backup(tmp_path, [{**TASK, "annotations": [body]}], users=users)) as opened:
        opened.check_content()


def plan_bytes(tmp_path: Path, *statements: str) -> bytes:
    path = tmp_path / "made.sqlite"
    Plan(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("INSERT OR REPLACE INTO meta VALUES ('kept', '\"yes\"')")
        database.execute(
            "INSERT INTO sent (position, task_key, version, annotation) VALUES (7, 'k', 'v', '{}')"
        )
        database.execute("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'sent'")
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path.read_bytes()


def extracted(opened: Backup, path: Path) -> None:
    opened.extract_database(PLAN, path, lambda at: Plan(at).close(), VERSION)


def refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "local" / "plan.sqlite.new"
    path.parent.mkdir(exist_ok=True)
    with open_backup(backup(tmp_path, plan=content)) as opened, pytest.raises(InputError, match=reason):
        extracted(opened, path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE TRIGGER t BEFORE INSERT ON meta BEGIN DELETE FROM sent; END", "has a trigger"),
        ("CREATE VIEW v AS SELECT 1", "has a view"),
        ("CREATE VIRTUAL TABLE v USING fts5(x)", "has a table of another program"),
        ("CREATE TABLE extra (x)", "has not the tables"),
        ("DROP TABLE originals", "has not the tables"),
        ("ALTER TABLE meta ADD COLUMN x", "has not the columns"),
        ("ALTER TABLE meta ADD COLUMN x AS (length(value))", "has not the columns"),
        ("CREATE TABLE c (x CHECK (x > 1))", "has another form"),
        ("UPDATE meta SET value = x'00'", "no text"),
        ("UPDATE sent SET arrived = 'many'", "no integer"),
        ("PRAGMA user_version = 9999", "schema 9999"),
        ("PRAGMA user_version = 0", "schema 0"),
    ],
)
def test_a_plan_of_another_schema_is_refused(tmp_path: Path, statement: str, reason: str) -> None:
    refused(tmp_path, plan_bytes(tmp_path, statement), reason)


def test_a_damaged_plan_is_refused(tmp_path: Path) -> None:
    content = plan_bytes(tmp_path)
    random = os.urandom(8_000)
    for damaged in (b"", b"not a database" * 1_000, b"SQLite format 3\0" + random, content[:5_000] + random):
        refused(tmp_path, damaged, "plan.sqlite is unusable")


def test_the_rows_of_a_plan_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite"
    with open_backup(backup(tmp_path, plan=plan_bytes(tmp_path))) as opened:
        extracted(opened, path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT value FROM meta WHERE key = 'kept'").fetchall() == [('"yes"',)]
        assert database.execute("SELECT position, task_key, version FROM sent").fetchall() == [(7, "k", "v")]
        assert ("sent", 9) in database.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    assert {entry.name for entry in tmp_path.iterdir() if "from-backup" in entry.name} == set()


@pytest.mark.parametrize("version", former.PLANS)
def test_a_plan_of_an_older_version_is_upgraded(tmp_path: Path, version: int) -> None:
    old = tmp_path / "old.sqlite"
    former.make_plan(old, version, meeting("a1", author="m1"))
    with open_backup(backup(tmp_path, plan=old.read_bytes())) as opened:
        extracted(opened, tmp_path / "new.sqlite")
    assert former.tables(tmp_path / "new.sqlite")
    with closing(sqlite3.connect(tmp_path / "new.sqlite")) as database:
        assert database.execute("SELECT COUNT(*) FROM sent").fetchone() == (1,)


def test_an_older_plan_without_its_tables_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite"
    former.make_plan(old, 5, meeting("a1", author="m1"))
    with closing(sqlite3.connect(old)) as database:
        database.execute("DROP TABLE originals")
    refused(tmp_path, old.read_bytes(), "no such table: originals")
