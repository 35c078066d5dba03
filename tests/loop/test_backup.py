"""A backup restored into another Label Studio gives the records that were there before, all of them."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.restore import knows_all
from annotate.campaign.restore_state import RestoreState
from annotate.cli.main import run
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.gold.pseudonyms import Pseudonyms
from annotate.project import Project
from annotate.studio.accounts import invite
from annotate.studio.backup_file import MIRROR, PLAN, TASKS, BackupWriter, open_backup
from annotate.studio.binding import own_binding
from annotate.studio.client import Studio
from annotate.studio.codec import encode
from annotate.studio.plan import Plan
from annotate.studio.refusals import TransientError
from annotate.studio.server import EmbeddedServer
from tests.builders import annotation, article, entity, meeting
from tests.commands import Annotate, said, tree
from tests.loop.campaign import ONTOLOGY, submit

ANA, BEN = "ana@tests.example.org", "ben@tests.example.org"
EMOJI = "👩‍👩‍👧 Le président 🇻🇳 a rencontré Ana Pérez."


@dataclass(frozen=True)
class Kept:
    """A campaign that was backed up: its folder, the file, and what its server knew in secret."""

    folder: Path
    file: Path
    before: bytes
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Empty:
    """A Label Studio with nothing in it at first."""

    url: str
    token: str


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("old") / "campaign"
    own = EmbeddedServer(tmp_path_factory.mktemp("old-label-studio"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATE_STATE_DIR", str(folder.parent / "state"))
        assert run(["init", str(folder), "-q"]) == 0
        patch.chdir(folder)
        running = own.up()
        try:
            token = own.credentials().token
            patch.setenv("ANNOTATE_TOKEN", token)
            use_server(folder, running.url)
            with Studio(running.url, token) as studio:
                secrets = work(studio, folder)
            Pseudonyms(folder / ".annotate" / "pseudonyms.json").add([BEN, ANA])
            assert run(["pull", "-q", "--drafts", "-o", "before.jsonl"]) == 0
            file = folder.parent / "kept.zip"
            assert run(["backup", str(file), "-q"]) == 0
        finally:
            own.down()
        account = own.credentials()
    return Kept(
        folder,
        file,
        (folder / "before.jsonl").read_bytes(),
        (account.token, account.password, *secrets),
    )


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, kept: Kept) -> Iterator[Empty]:
    """Started when the old one is down: one at a time."""
    own = EmbeddedServer(tmp_path_factory.mktemp("new-label-studio"))
    running = own.up()
    try:
        yield Empty(running.url, own.credentials().token)
    finally:
        own.down()


@pytest.fixture
def fresh(project: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project folder that uses the empty server."""
    monkeypatch.setenv("ANNOTATE_TOKEN", empty.token)
    use_server(project, empty.url)
    return project


def use_server(folder: Path, url: str) -> None:
    settings = folder / "annotate.yaml"
    settings.write_text(settings.read_text() + f"studio:\n  url: {url}\n")


def work(studio: Studio, folder: Path) -> tuple[str, ...]:
    """Two versions of suggestions, and what two annotators made of them; gives what is secret."""
    emoji = article(EMOJI, id="emoji")
    names = ["a0", "a1", "a2", "a3", "a4", "a5"]
    for version in ("m1", "m2"):
        people = (entity(EMOJI, "Ana Pérez", "PER", "e1", ref="Q1", score=0.5),)
        shown = Record.of(emoji, annotation(emoji, people, author=version))
        jsonl.write(folder / "s.jsonl", [*(meeting(name, author=version) for name in names), shown])
        assert run(["push", "-q", "s.jsonl"]) == 0
    jsonl.write(folder / "g.jsonl", [meeting("gold", status=Status.SUBMITTED, author="lead")])
    assert run(["push", "-q", "g.jsonl"]) == 0
    (found,) = studio.get("/api/projects")["results"]
    studio.patch(f"/api/projects/{found['id']}/", {"maximum_annotations": 2, "sampling": "Uniform sampling"})
    tasks = {
        task["data"]["article_id"]: task
        for task in studio.tasks(found["id"], fields="all", include="id,data,predictions,model_version")
    }
    ana, ben = (invite(studio, email, f"a-long-password-of-{email}") for email in (ANA, BEN))
    with Studio(studio.url, ana.token) as one, Studio(studio.url, ben.token) as other:
        shown_id = tasks["a0"]["predictions"][0]["id"]
        submit(one, tasks["a0"], lead_time=12.5, parent_prediction=shown_id)
        submit(other, tasks["a0"], result=[], lead_time=3.25)
        submit(other, tasks["a1"], result=[], was_cancelled=True)
        submit(one, tasks["a2"], result=[], lead_time=1.0)
        edited = submit(one, tasks["a3"], parent_prediction=tasks["a3"]["predictions"][0]["id"])
        time.sleep(1.1)
        one.patch(f"/api/annotations/{edited['id']}/", {"result": edited["result"][:-1], "lead_time": 9.75})
        spans = (entity(EMOJI, "Ana Pérez", "PER", "e1"), entity(EMOJI, "président", "ROLE", "e2"))
        drawn = encode(annotation(emoji, spans), own_binding(ONTOLOGY), scores=False)
        submit(other, tasks["emoji"], result=drawn)
        one.post(f"/api/tasks/{tasks['a4']['id']}/drafts", {"result": drawn[:0], "lead_time": 2.5})
        other.post(f"/api/tasks/{tasks['a3']['id']}/annotations/{edited['id']}/drafts", {"result": []})
    submit(studio, tasks["a5"], ground_truth=True)
    return ana.token, ana.password, ben.token, ben.password


def snapshot(server: Empty, project_id: int) -> list[Any]:
    with Studio(server.url, server.token) as studio:
        return list(studio.tasks(project_id, fields="all", include="id,data,annotations,import_id"))


@pytest.mark.studio
def test_a_restore_into_another_server_gives_the_same_records(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    restored = annotate("restore", kept.file, "--json")
    assert restored.code == 0, restored
    assert restored.json["accounts_made"] == [ANA, BEN]
    assert (restored.json["tasks"], restored.json["annotations"], restored.json["drafts"]) == (8, 8, 2)
    assert restored.json["not_kept"]
    assert annotate("pull", "--drafts", "-o", "after.jsonl").code == 0
    assert (fresh / "after.jsonl").read_bytes() == kept.before
    records = list(jsonl.read_records(fresh / "after.jsonl"))
    assert {record.annotation.author for record in records} >= {ANA, BEN}
    assert {record.annotation.status for record in records} == {
        Status.SUBMITTED,
        Status.SKIPPED,
        Status.DRAFT,
    }
    assert {record.annotation.based_on for record in records} >= {"m2", None}

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
    second = annotate("restore", "again.zip", "--json")
    assert (second.code, second.json["accounts_made"]) == (4, [])
    assert second.json["lost_drafts"] == {ANA: 1, BEN: 1}
    assert second.json["project"] != restored.json["project"]
    assert {Path(path).name.partition("-")[0] for path in second.json["put_aside"]} == {"plan", "mirror"}
    assert annotate("pull", "-o", "third.jsonl").code == 0
    submitted = [record for record in records if record.annotation.status is not Status.DRAFT]
    assert list(jsonl.read_records(fresh / "third.jsonl")) == submitted


@pytest.mark.studio
def test_a_change_after_the_restore_has_its_own_time_and_the_first_one_stays(
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
def test_a_restore_that_was_killed_goes_on_and_nothing_stands_twice(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    slow = (
        "import time, annotate.studio.restoring as restoring; restoring.CHUNK_TASKS = 1;"
        "from annotate.studio.client import Studio; really = Studio.import_tasks;"
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
def test_a_broken_connection_doubles_nothing(
    annotate: Annotate,
    fresh: Path,
    kept: Kept,
    empty: Empty,
    arrived: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("annotate.studio.restoring.CHUNK_TASKS", 3)
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
def test_what_an_interrupted_call_made_after_all_is_taken_back(
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
def test_another_restore_may_not_mix_with_one_that_was_stopped(
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
def test_no_secret_is_in_a_backup(annotate: Annotate, kept: Kept, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept.file) as archive:
        names = archive.namelist()
        content = b"".join(archive.read(name) for name in names)
    assert sorted(names) == [
        "annotate.yaml",
        "manifest.json",
        "mirror.sqlite",
        "ontology.yaml",
        "plan.sqlite",
        "project.json",
        "pseudonyms.json",
        "tasks.jsonl",
        "users.json",
    ]
    for secret in kept.secrets:
        assert secret.encode() not in content
    manifest = json.loads(zipfile.ZipFile(kept.file).read("manifest.json"))
    assert manifest["counts"] == {"tasks": 8, "predictions": 14, "annotations": 8, "drafts": 2}
    assert not list(kept.file.parent.glob(".kept*")), "no temporary file is left"


def written(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A small backup with a right manifest, whose members were changed after that."""
    plan = path.with_suffix(".plan")
    Plan(plan).close()
    with path.open("wb") as raw, BackupWriter(raw) as writer:
        writer.add_json("project.json", {"title": "small", "label_config": "<View/>"})
        writer.add_json("users.json", [])
        writer.add(TASKS, b"")
        writer.add_file(PLAN, plan)
        writer.finish({"toolkit": "9.9"})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def changed(member: str, **values: Any) -> Callable[[dict[str, bytes]], object]:
    def change(members: dict[str, bytes]) -> None:
        members[member] = json.dumps({**json.loads(members[member]), **values}).encode()

    return change


def test_a_damaged_or_foreign_file_is_refused_before_anything_is_asked(
    annotate: Annotate, project: Path
) -> None:
    before = tree(project)
    outside = project.parent
    bad = outside / "bad.zip"
    said(annotate("restore", outside / "nowhere.zip"), 5, "nowhere.zip: there is no such file")
    said(annotate("restore", outside), 5, "is no backup")
    bad.write_bytes(b"PK not really")
    said(annotate("restore", bad), 5, "is no backup", "Name a file that 'annotate backup' made")
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("holiday.jpg", b"sun")
    said(annotate("restore", bad), 5, "is a zip file, but not one that 'annotate backup' made")
    said(annotate("restore", written(bad, changed("manifest.json", kind="other"))), 5, "is a zip file, but")
    said(annotate("restore", written(bad, changed("manifest.json", format=2))), 5, "format 2", "annotate 9.9")
    said(annotate("restore", written(bad, changed("manifest.json", members={}))), 5, "is damaged at manifest")
    said(
        annotate("restore", written(bad, changed("project.json", title="x"))),
        5,
        "is damaged at project.json",
        "SHA-256",
    )
    said(annotate("restore", written(bad, lambda members: members.pop(TASKS))), 5, "it is missing")
    whole = written(bad, lambda members: None).read_bytes()
    for size in (len(whole) // 3, len(whole) - 30):
        bad.write_bytes(whole[:size])
        said(annotate("restore", bad), 5, "is no backup, or only a part of one")
    assert tree(project) == before


@pytest.mark.studio
@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_flipped_byte_is_found(annotate: Annotate, project: Path, kept: Kept, at: float) -> None:
    content = bytearray(kept.file.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    bad = project.parent / "flipped.zip"
    bad.write_bytes(content)
    said(annotate("restore", bad), 5, "flipped.zip")


@pytest.mark.studio
def test_tasks_that_cannot_be_read_are_named_and_the_rest_is_kept(
    annotate: Annotate, fresh: Path, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = annotate("push", "suggestions.jsonl", "--json").json["project"]
    poison = b'[{"data": {"text": "\\ud800", "header": "", "article_id": "bad"}}]'
    with Studio(empty.url, empty.token) as studio:
        studio.import_tasks(made, poison)
    ended = annotate("backup", "part.zip", "--json")
    assert ended.code == 4
    assert len(ended.json["set_aside"]) == 1
    assert ended.json["tasks"] == 3
    said(annotate("backup", "part.zip"), 6, "is there already")

    def stopped(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("annotate.campaign.backup._add_files", stopped)
        said(annotate("backup", "other.zip"), 130, "no backup was written")
    assert [path.name for path in fresh.glob("**/*.zip*")] == ["part.zip"]
    assert not list(fresh.glob(".other*"))
    restored = annotate("restore", "part.zip")
    said(restored, 4, "Not in the backup")
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
    restored = annotate("restore", "adopted.zip", "--json")
    new = restored.json["project"]
    assert any(f"names project {made}" in note and str(new) in note for note in restored.json["notes"])
    settings = fresh / "annotate.yaml"
    settings.write_text(settings.read_text().replace(f"project: {made}", f"project: {new}"))
    assert annotate("pull", "-o", "after.jsonl").code == 0
    assert (fresh / "after.jsonl").read_bytes() == (fresh / "before.jsonl").read_bytes()


@pytest.mark.studio
def test_a_folder_of_another_ontology_is_told_before_anything_is_made(
    annotate: Annotate, fresh: Path, kept: Kept, empty: Empty
) -> None:
    settings = fresh / "annotate.yaml"
    settings.write_text(re.sub(r"(?m)^ontology: .*", "ontology: conll", settings.read_text()))
    with Studio(empty.url, empty.token) as studio:
        before = studio.get("/api/projects")["count"]
        said(annotate("restore", kept.file), 2, "does not fit the backup", "ontology.yaml")
        assert studio.get("/api/projects")["count"] == before


def test_pseudonyms_of_more_people_stay_and_others_make_way(project: Path, tmp_path: Path) -> None:
    local = project / ".annotate" / "pseudonyms.json"
    Pseudonyms(local).add(["ana"])
    plan = Plan(tmp_path / "p")
    plan.close()
    with (tmp_path / "b.zip").open("wb") as raw, BackupWriter(raw) as writer:
        for name in ("project.json", "users.json", TASKS, PLAN):
            writer.add(name, b"")
        writer.add_file("pseudonyms.json", local)
        writer.finish({})
    with open_backup(tmp_path / "b.zip") as backup:
        assert knows_all(local, backup)
        Pseudonyms(local).add(["ben"])
        assert knows_all(local, backup)
        local.write_text('{"ana": "annotator-2"}')
        assert not knows_all(local, backup)


def test_tokens_of_accounts_made_are_for_this_user_alone_and_gone_at_the_end(
    project: Path, tmp_path: Path
) -> None:
    with open_backup(written(tmp_path / "b.zip", lambda members: None)) as backup:
        state = RestoreState.begin(Project.find(), backup, "http://127.0.0.1:1")
        state.keep_tokens({ANA: "secret"})
        state.note_project(7)
        again = RestoreState.begin(Project.find(), backup, "http://127.0.0.1:1")
    assert (again.went_on, again.project_id, again.tokens()) == (True, 7, {ANA: "secret"})
    assert again.secrets.stat().st_mode & 0o777 == 0o600
    assert project not in again.secrets.parents
    again.end()
    assert not again.secrets.exists()
    assert not again.path.exists()


def read(kept: Kept) -> list[Record]:
    return list(jsonl.read_records(kept.folder / "before.jsonl"))
