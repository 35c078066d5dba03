"""A backup restored into another Label Studio gives all records that were there before."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from annotate.studio.backup.members import MIRROR
from annotate.studio.store.plan import Plan
from tests import postgres
from tests.commands import Annotate, at_terminal, said
from tests.loop.backup_stage import ANA, BEN, Empty, Kept, read, snapshot


@pytest.mark.studio
def test_a_restore_into_another_server_gives_the_same_records(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    restored = annotate("restore", kept.file, "--json")
    assert restored.code == 0, restored
    assert restored.json["accounts_made"] == [ANA, BEN]
    assert (restored.json["tasks"], restored.json["annotations"], restored.json["drafts"]) == (8, 8, 2)
    assert restored.json["not_kept"]
    assert (restored.json["put_aside"], restored.json["former_project"]) == ([], None), "held nothing"
    assert annotate("pull", "--drafts", "-o", "after.jsonl").code == 0
    assert (fresh / "after.jsonl").read_bytes() == kept.before
    records = list(jsonl.read_records(fresh / "after.jsonl"))
    assert {record.annotation.author for record in records} >= {ANA, BEN}
    assert {record.annotation.status for record in records} == {
        Status.SUBMITTED,
        Status.SKIPPED,
        Status.DRAFT,
    }
    assert {record.annotation.based_on for record in records} >= {"m1", "m2", None}

    with Studio(empty.url, empty.token) as studio:
        project = studio.project(restored.json["project"])
    assert (project["maximum_annotations"], project["sampling"]) == (2, "Uniform sampling")
    assert project["model_version"] == "m2"
    assert project["description"].startswith("annotate "), "the campaign's mark, not the restore's"
    assert "restore" not in project["description"]
    local = fresh / ".annotate"
    assert (local / "pseudonyms.json").read_bytes() == (
        kept.folder / ".annotate" / "pseudonyms.json"
    ).read_bytes()
    with closing(sqlite3.connect(local / "mirror-restored.sqlite")) as mirror:
        assert mirror.execute("SELECT COUNT(*) FROM annotations").fetchone()[0] == 10
    assert not (local / "restore.json").exists()
    assert annotate("push", kept.folder / "s.jsonl", "--json").json["same"] == 7, "nothing is sent again"

    # A backup of what was restored keeps the original times too.
    assert annotate("backup", "again.zip").code == 0
    followed = str(restored.json["project"])
    with Studio(empty.url, empty.token) as studio:
        projects = studio.get("/api/projects")["count"]
        said(
            annotate("restore", "again.zip"), 2, f"works on project {followed} ", "annotate init DIR", "--yes"
        )
        code, shown = at_terminal("restore", "again.zip", cwd=fresh, answers="n\n")
        assert code == 2 and "work on the new project from now on? [y/N]" in shown, shown
        assert studio.get("/api/projects")["count"] == projects, "nothing was made"
    second = annotate("restore", "again.zip", "--yes", "--json")
    assert str(second.json["former_project"]) == followed
    assert (second.code, second.json["accounts_made"]) == (4, [])
    assert second.json["lost_drafts"] == {ANA: 1, BEN: 1}
    assert second.json["project"] != restored.json["project"]
    assert {Path(path).name.partition("-")[0] for path in second.json["put_aside"]} == {"plan", "mirror"}
    assert annotate("pull", "-o", "third.jsonl").code == 0
    submitted = [record for record in records if record.annotation.status is not Status.DRAFT]
    assert list(jsonl.read_records(fresh / "third.jsonl")) == submitted

    for path in map(Path, second.json["put_aside"]):  # the way back
        if path.name.startswith(("plan-", "mirror-2")):
            path.replace(local / f"{path.name.partition('-')[0]}.sqlite")
    with closing(Plan(local / "plan.sqlite")) as plan:
        assert plan.link is not None and plan.link.project_id == restored.json["project"]
    assert annotate("pull", "-o", "back.jsonl").code == 0
    assert (fresh / "back.jsonl").read_bytes() == (fresh / "third.jsonl").read_bytes()


@pytest.mark.studio
def test_a_change_after_the_restore_has_its_own_time_of_change(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    made = annotate("restore", kept.file, "--json").json["project"]
    before = {record.article.id: record for record in jsonl.read_records(kept.folder / "before.jsonl")}
    (task,) = (task for task in snapshot(empty, made) if task["data"]["article_id"] == "a2")
    (body,) = task["annotations"]
    time.sleep(1.1)
    with Studio(empty.url, empty.token) as studio:
        studio.patch(f"/api/annotations/{body['id']}/", {"result": [], "lead_time": 8.0})
    assert annotate("pull", "-o", "after.jsonl").code == 0
    after = {record.article.id: record for record in jsonl.read_records(fresh / "after.jsonl")}
    then, now = before["a2"].annotation, after["a2"].annotation
    assert (now.author, now.created_at, now.lead_time_s) == (then.author, then.created_at, 8.0)
    assert str(now.updated_at) > str(then.updated_at)


@pytest.mark.studio
def test_a_killed_restore_continues_and_makes_nothing_twice(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    slow = (
        "import time, annotate.studio.backup.upload as restoring; restoring.CHUNK_TASKS = 1;"
        "from annotate.studio.api.client import Studio; really = Studio.import_tasks;"
        "Studio.import_tasks = lambda *given: (really(*given), time.sleep(1))[0];"
        "from annotate.cli.main import main; main()"
    )
    process = subprocess.Popen([sys.executable, "-c", slow, "restore", str(kept.file)], cwd=fresh)
    state = fresh / ".annotate" / "restore.json"
    deadline = time.monotonic() + 60
    with Studio(empty.url, empty.token) as studio:
        while time.monotonic() < deadline:
            made = json.loads(state.read_text())["project"] if state.exists() else None
            if made and studio.count(made) >= 3:
                break
            time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    there = annotate("restore", kept.file, "--json")
    assert there.json["went_on"] is True
    assert there.json["project"] == made
    assert 3 <= there.json["were_there"] < 8
    assert there.json["tasks"] == 8
    assert len(snapshot(empty, made)) == 8
    assert annotate("pull", "-o", "after.jsonl").code == 0
    same = [record for record in read(kept) if record.annotation.status is not Status.DRAFT]
    assert list(jsonl.read_records(fresh / "after.jsonl")) == same


@pytest.mark.studio
@pytest.mark.parametrize("arrived", [True, False], ids=["arrived", "lost"])
def test_a_broken_connection_makes_nothing_twice(
    annotate: Annotate,
    fresh: Path,
    kept: Kept,
    empty: Empty,
    arrived: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("annotate.studio.backup.upload.CHUNK_TASKS", 3)
    really, calls = Studio.import_tasks, []

    def breaking(studio: Studio, project_id: int, tasks: bytes) -> Any:
        calls.append(tasks)
        if len(calls) == 2:
            if arrived:
                really(studio, project_id, tasks)
            raise TransientError("the connection broke.")
        return really(studio, project_id, tasks)

    monkeypatch.setattr(Studio, "import_tasks", breaking)
    restored = annotate("restore", kept.file, "--json")
    assert restored.json["tasks"] == 8
    keys = [task["data"]["task_key"] for task in snapshot(empty, restored.json["project"])]
    assert len(keys) == len(set(keys)) == 8


@pytest.mark.studio
def test_what_an_interrupted_call_made_a_second_time_is_deleted(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, late = Studio.import_tasks, []

    def twice(studio: Studio, project_id: int, tasks: bytes) -> Any:
        late.append(really(studio, project_id, tasks))
        return really(studio, project_id, tasks)

    monkeypatch.setattr(Studio, "import_tasks", twice)
    restored = annotate("restore", kept.file, "--json")
    assert len(late) == 1
    assert len(snapshot(empty, restored.json["project"])) == 8


@pytest.mark.studio
def test_a_restore_is_refused_while_a_stopped_one_is_unfinished(
    annotate: Annotate, fresh: Path, kept: Kept
) -> None:
    state = {"mark": "annotate restore x", "backup": "0" * 64, "url": "http://elsewhere", "project": 1}
    local = fresh / ".annotate"
    local.mkdir(exist_ok=True)
    (local / "restore.json").write_text(json.dumps(state))
    said(annotate("restore", kept.file), 2, "was begun here and not finished", "delete this file")
    (local / "restore.json").write_text("{")
    said(annotate("restore", kept.file), 2, "cannot be read", "Delete it")


@pytest.mark.studio
def test_tasks_that_cannot_be_read_are_named_and_the_rest_is_kept(
    annotate: Annotate, fresh: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.environ.get(postgres.VARIABLE):
        pytest.skip("Postgres takes no half character")
    made = annotate("push", "suggestions.jsonl", "--json").json["project"]
    poison = b'[{"data": {"text": "\\ud800", "header": "", "article_id": "bad"}}]'
    with Studio(empty.url, empty.token) as studio:
        studio.import_tasks(made, poison)
    ended = annotate("backup", "part.zip", "--json")
    assert ended.code == 4
    assert len(ended.json["set_aside"]) == 1
    assert ended.json["tasks"] == 3
    said(annotate("backup", "part.zip"), 2, "exists already")

    def stopped(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("annotate.campaign.backup.backup._add_files", stopped)
        said(annotate("backup", "other.zip"), 130, "no backup was written")
    assert [path.name for path in fresh.glob("**/*.zip*")] == ["part.zip"]
    assert not list(fresh.glob(".other*"))
    restored = annotate("restore", "part.zip", "--yes")
    said(restored, 4, "not in the backup")
    with zipfile.ZipFile("part.zip") as archive:
        assert MIRROR in archive.namelist()


@pytest.mark.studio
def test_articles_of_an_adopted_project_keep_their_names(
    annotate: Annotate, fresh: Path, empty: Empty
) -> None:
    controls = '<Labels name="ner" toName="t"><Label value="Lieu"/></Labels>'
    config = f'<View>{controls}<Text name="t" value="$corps"/></View>'
    tasks: list[Any] = [
        {"data": {"corps": f"Rien {number}."}, "annotations": [{"result": []}]} for number in range(3)
    ]
    with Studio(empty.url, empty.token) as studio:
        made = studio.create_project("by hand", config, "")["id"]
        studio.import_tasks(made, json.dumps(tasks).encode())
    assert annotate("pull", "--adopt", str(made), "-o", "before.jsonl").code == 0
    assert annotate("backup", "adopted.zip").code == 0
    restored = annotate("restore", "adopted.zip", "--json", "--yes")
    new = restored.json["project"]
    assert any(f"to {new} " in note and f"it is {made} now" in note for note in restored.json["notes"])
    settings = fresh / "annotate.yaml"
    settings.write_text(settings.read_text().replace(f"project: {made}", f"project: {new}"))
    assert annotate("pull", "-o", "after.jsonl").code == 0
    assert (fresh / "after.jsonl").read_bytes() == (fresh / "before.jsonl").read_bytes()


@pytest.mark.studio
def test_another_ontology_is_refused_before_anything_is_made(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    settings = fresh / "annotate.yaml"
    settings.write_text(re.sub(r"(?m)^ontology: .*", "ontology: conll", settings.read_text()))
    with Studio(empty.url, empty.token) as studio:
        before = studio.get("/api/projects")["count"]
        said(annotate("restore", kept.file), 2, "does not match the backup", "ontology.yaml")
        assert studio.get("/api/projects")["count"] == before


@pytest.mark.studio
def test_a_backup_says_where_the_model_is_and_a_restore_that_it_is_missing(
    annotate: Annotate, fresh: Path, empty: Empty
) -> None:
    settings = fresh / "annotate.yaml"
    without = settings.read_text()
    settings.write_text(f"{without.rstrip()}\nmodel: models/round-1\n")
    assert annotate("push", "suggestions.jsonl").code == 0
    assert f"Not in it: the model in use, {fresh / 'models' / 'round-1'}." in annotate("backup", "m.zip").out
    settings.write_text(without)
    (note,) = annotate("restore", "m.zip", "--yes", "--json").json["notes"]
    assert "'models/round-1' in use, which is not in the backup" in note
