"""What a backup file contains, what it must not contain, and how damaged or foreign files are refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.backup.local_state import RestoreState
from annotate.campaign.backup.restore import knows_all
from annotate.gold.pseudonyms import Pseudonyms
from annotate.project import Project
from annotate.studio.backup.file import PLAN, TASKS, BackupWriter, open_backup
from annotate.studio.store.plan import Plan
from tests.commands import Annotate, said, tree
from tests.loop.backup_stage import ANA, Kept


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
    """A small backup whose members were changed after its manifest was written."""
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


def test_a_damaged_or_foreign_file_is_refused_before_the_first_request(
    annotate: Annotate, project: Path
) -> None:
    before = tree(project)
    outside = project.parent
    bad = outside / "bad.zip"
    said(annotate("restore", outside / "nowhere.zip"), 5, "nowhere.zip: there is no such file")
    said(annotate("restore", outside), 5, "is not a backup")
    bad.write_bytes(b"PK not really")
    said(annotate("restore", bad), 5, "is not a backup", "Name a file that 'annotate backup' made")
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
        said(annotate("restore", bad), 5, "is not a backup, or only a part of one")
    assert tree(project) == before


@pytest.mark.studio
@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_flipped_byte_is_found(annotate: Annotate, project: Path, kept: Kept, at: float) -> None:
    content = bytearray(kept.file.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    bad = project.parent / "flipped.zip"
    bad.write_bytes(content)
    said(annotate("restore", bad), 5, "flipped.zip")


def test_pseudonyms_of_more_annotators_stay_and_others_are_replaced(project: Path, tmp_path: Path) -> None:
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


def test_tokens_of_new_accounts_are_private_and_deleted_at_the_end(project: Path, tmp_path: Path) -> None:
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
