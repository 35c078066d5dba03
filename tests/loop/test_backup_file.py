"""What a backup file contains, what it must not contain, and how damaged or foreign files are refused."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.backup.local_state import RestoreState
from annotate.campaign.backup.restore import knows_all
from annotate.core.errors import InputError
from annotate.gold.pseudonyms import Pseudonyms
from annotate.project import Project
from annotate.studio.backup.file import open_backup
from annotate.studio.backup.members import PLAN, TASKS
from annotate.studio.backup.writer import BackupWriter
from annotate.studio.store.mirror import Mirror
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


def respelt(members: dict[str, bytes]) -> None:
    members["project.json"] = members["project.json"].replace(b"small", b"smalk")


def test_a_damaged_or_foreign_file_is_refused_before_the_first_request(
    annotate: Annotate, project: Path
) -> None:
    before = tree(project)
    outside = project.parent
    bad = outside / "bad.zip"
    said(annotate("restore", outside / "nowhere.zip"), 5, "nowhere.zip: there is no such file")
    said(annotate("restore", outside), 5, "is a folder, not an ordinary file")
    bad.write_bytes(b"PK not really")
    said(annotate("restore", bad), 5, "is not a backup", "Name a file that 'annotate backup' made")
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("holiday.jpg", b"sun")
    said(annotate("restore", bad), 5, "is a zip file, but not one that 'annotate backup' made")
    said(annotate("restore", written(bad, changed("manifest.json", kind="other"))), 5, "is a zip file, but")
    said(annotate("restore", written(bad, changed("manifest.json", format=2))), 5, "format 2", "annotate 9.9")
    said(annotate("restore", written(bad, changed("manifest.json", members={}))), 5, "is damaged at manifest")
    said(
        annotate("restore", written(bad, respelt)),
        5,
        "is damaged at project.json",
        "SHA-256",
    )
    said(annotate("restore", written(bad, lambda members: members.pop(TASKS))), 5, "it is missing")
    said(annotate("restore", written(bad, changed("project.json", title="x"))), 5, "its size is not the one")
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
        names = backup.json("pseudonyms.json", dict)
    assert knows_all(local, names)
    Pseudonyms(local).add(["ben"])
    assert knows_all(local, names)
    local.write_text('{"ana": "annotator-2"}')
    assert not knows_all(local, names)


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


def own(path: Path, name: str, content: bytes) -> Path:
    """A backup that is sound, but for one member of another content. Its manifest fits that content."""
    members = {
        "project.json": b'{"title": "small", "label_config": "<View/>"}',
        "users.json": b"[]",
        TASKS: b"",
        PLAN: b"",
        name: content,
    }
    with path.open("wb") as raw, BackupWriter(raw) as writer:
        for member, bytes_ in members.items():
            writer.add(member, bytes_)
        writer.finish({"toolkit": "9.9"})
    return path


def test_members_of_gigabytes_are_refused_without_unpacking(annotate: Annotate, project: Path) -> None:
    bomb, listed = project.parent / "bomb.zip", {}
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("project.json", "users.json", TASKS, PLAN):
            with archive.open(name, "w", force_zip64=True) as member:
                size = 300 << 20 if name == TASKS else 2
                for _ in range(max(size >> 20, 1)):
                    member.write(b"0" * min(size, 1 << 20))
            listed[name] = {"bytes": size, "sha256": ""}
        archive.writestr(
            "manifest.json", json.dumps({"kind": "annotate backup", "format": 1, "members": listed})
        )
    began = time.process_time()
    said(annotate("restore", bomb), 5, "is damaged at tasks.jsonl", "unpacks from")
    assert time.process_time() - began < 2  # unpacking takes longer, and the disk may be full before


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("users.json", b'[{"email": "a@example.org"}]', "account 1 of its users.json has no id"),
        ("users.json", b'[{"id": 1}]', "account 1 of its users.json has no e-mail address"),
        ("users.json", b'["ana"]', "account 1 of its users.json has no id"),
        ("users.json", b"{}", "its users.json has the wrong form"),
        ("users.json", b"[" * 100_000, "its users.json is not JSON"),
        ("project.json", b'{"title": "x"}', "its project.json has no label_config"),
        ("project.json", b'{"label_config": "<View/>"}', "its project.json has no title"),
        ("pseudonyms.json", b'{"ana": 1}', "its pseudonyms.json has the wrong form"),
    ],
)
def test_a_member_without_its_fields_is_named(
    annotate: Annotate, project: Path, name: str, content: bytes, sentence: str
) -> None:
    with (
        open_backup(own(project.parent / "b.zip", name, content)) as backup,
        pytest.raises(InputError, match=sentence),
    ):
        backup.json(name, dict if name != "users.json" else list)


@pytest.mark.parametrize("line", [b"[]", b'{"id": true, "data": {}}', b'{"id": 1}', b'{"id": 1, "data": 2}'])
def test_a_line_that_is_no_task_is_named(project: Path, line: bytes) -> None:
    with (
        open_backup(own(project.parent / "b.zip", TASKS, line)) as backup,
        pytest.raises(InputError, match=r"line 1 of its tasks.jsonl is no task"),
    ):
        list(backup.tasks())


@pytest.mark.parametrize(("key", "value"), [("counts", [1]), ("set_aside", "x")])
def test_a_manifest_of_another_form_is_refused(
    annotate: Annotate, project: Path, key: str, value: object
) -> None:
    bad = written(project.parent / "b.zip", changed("manifest.json", **{key: value}))
    said(annotate("restore", bad), 5, f"damaged at manifest.json: its {key} has the wrong form")


def test_files_with_names_of_people_are_readable_by_their_owner_alone(project: Path, tmp_path: Path) -> None:
    local = project / ".annotate"
    Plan(local / "plan.sqlite").close()
    Mirror(local / "mirror.sqlite").close()
    Pseudonyms(local / "pseudonyms.json").add(["ana@example.org"])
    with open_backup(own(tmp_path / "b.zip", "pseudonyms.json", b"{}")) as backup:
        backup.extract("pseudonyms.json", tmp_path / "extracted.json")
    files = [path for path in (*local.glob("*"), tmp_path / "extracted.json") if path.suffix != ".lock"]
    assert {path.name for path in files} >= {"plan.sqlite", "mirror.sqlite", "pseudonyms.json"}
    assert {path.name: path.stat().st_mode & 0o077 for path in files} == {path.name: 0 for path in files}


def test_a_mirror_of_before_is_closed_to_others_but_not_to_its_group(project: Path) -> None:
    mirror = project / ".annotate" / "mirror.sqlite"
    Mirror(mirror).close()
    mirror.chmod(0o664)
    Mirror(mirror).close()
    assert mirror.stat().st_mode & 0o777 == 0o660
