"""Take-down on a real server: nothing of an article or a person stays here, and nothing brings it back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Provenance, Status
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.studio.api.client import Studio
from tests.builders import annotation, article, entity, meeting
from tests.commands import Annotate, checks, said
from tests.conftest import Server
from tests.loop.campaign import submit
from tests.loop.test_commands import use

pytestmark = pytest.mark.studio
ID, TITLE = "zanzibar-affair-7", "Une rumeur de Zanzibar, démentie hier"
TEXT = "Le ministre Ouroboros Quetzal a nié « l'accord de Zanzibar ».\n\nIl a rencontré Ana Pérez."
EARLIER = "Le ministre Ouroboros Quetzal nie tout, a dit son bureau de Zanzibar."


def secret(text: str = TEXT, id: str = ID, author: str = "m1", status: Status = Status.SUGGESTED) -> Record:
    found = article(text, id=id, title=TITLE)
    people = (entity(text, "Ouroboros Quetzal", "PER", "e1", provenance=(Provenance(source=author),)),)
    return Record.of(found, annotation(found, people, author=author, status=status))


def other() -> Record:
    found = article("Un autre jour, Ana Pérez était à Hanoï.", id="other")
    return Record.of(found, annotation(found))


def holding(folder: Path, *words: str, but: tuple[str, ...] = ()) -> list[str]:
    """The files below ``folder`` with one of the words in any form, in their bytes or their names."""
    forms = {form.encode() for word in words for form in (word, json.dumps(word)[1:-1])}
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not str(path.relative_to(folder)).startswith(but)
        if any(form in path.read_bytes() or form in path.name.encode() for form in forms)
    )


@pytest.fixture
def pushed(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A campaign with a secret article."""
    use(project, server)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    jsonl.write(project / "s.jsonl", [meeting("kept"), other(), secret(EARLIER)])
    ended = annotate("push", "s.jsonl", "--json")
    assert ended.code == 0, ended
    return {"project": ended.json["project"], "url": server.url}


@pytest.fixture
def campaign(
    annotate: Annotate, project: Path, server: Server, studio: Studio, pushed: dict[str, Any]
) -> dict[str, Any]:
    """A campaign with a secret article in two versions, answers by two people, and a release."""
    jsonl.write(project / "s.jsonl", [meeting("kept"), other(), secret()])
    assert annotate("push", "s.jsonl", "--revise").code == 0
    tasks: dict[str, Any] = {}
    for task in studio.tasks(pushed["project"], fields="all", include="id,data"):
        tasks.setdefault(task["data"]["article_id"], []).append(task)
    with Studio(server.url, server.annotator.token) as annotator:
        for name in ("kept", ID):
            submit(annotator, tasks[name][-1], result=[])
        submit(studio, tasks["other"][0], result=[])
    assert annotate("pull", "-o", "pulled.jsonl").code == 0
    assert annotate("release", "create", "before").code == 0
    return {**pushed, "tasks": tasks, "email": "annotator@tests.example.org"}


def on_server(studio: Studio, campaign: dict[str, Any]) -> list[str]:
    found = studio.tasks(campaign["project"], fields="all", include="id,data")
    return sorted(task["data"]["article_id"] for task in found)


def test_a_forgotten_article_is_gone_here_and_there_and_nothing_brings_it_back(
    annotate: Annotate, project: Path, studio: Studio, campaign: dict[str, Any], state_folder: Path
) -> None:
    elsewhere = ("forget", "article", "elsewhere", "--even-if-unknown", "--keep-on-server")
    assert annotate(*elsewhere).code == 0
    assert annotate("backup", "before.zip").code == 0
    (project / ".annotate" / "forgotten.json").unlink()  # as if the backup came from another folder
    assert annotate("pull", "--rebuild").code == 0  # keeps a former mirror
    jsonl.write(project / "s.jsonl.left-over", [secret(), meeting("kept")])
    (project / "s.jsonl.part").write_text(secret(EARLIER).to_json()[:-20])  # cut by a kill
    (project / ".annotate" / ".pseudonyms.json.x1").write_text(f"{ID} cut")
    logs = state_folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    (logs / "fault-1.log").write_text(f"ValueError: {TEXT}")

    said(annotate("forget", "article", ID), 2, "2 tasks (with 1 annotation)", "--yes", "--keep-on-server")
    assert annotate("status", "--json").json["forgotten"] == {"articles": 0, "annotators": 0}
    done = annotate("forget", "article", ID, "--yes", "--json")
    assert done.code == 0, done
    assert done.json["deleted"] == {"tasks": 2}
    holders = {Path(item["path"]).name: item["kind"] for item in done.json["holders"]}
    assert holders == {
        "before.zip": "backup",
        "before-1.0.0": "release",
        "pulled.jsonl": "file",
        "s.jsonl": "file",
    }
    assert on_server(studio, campaign) == ["kept", "other"]
    users = ("before.zip", "exports/", "pulled.jsonl", "s.jsonl")
    assert holding(project, ID, TITLE, TEXT[:40], EARLIER[:40], "Ouroboros", but=users) == []
    assert [record.article.id for record in jsonl.read_records(project / "s.jsonl.left-over")] == ["kept"]
    assert holding(state_folder, ID, "Ouroboros") == []
    assert (project / ".annotate" / "forgotten.json").stat().st_mode & 0o777 == 0o600

    pushed = annotate("push", "s.jsonl", "--json")
    assert (pushed.json["forgotten"], pushed.json["added"], pushed.json["same"]) == ([ID], 0, 2)
    jsonl.write(
        project / "renamed.jsonl", [secret(id="another-id"), secret("Un tout autre texte. Ouroboros Quetzal")]
    )
    assert annotate("push", "renamed.jsonl", "--json").json["forgotten"] == ["another-id", ID]
    pulled = annotate("pull", "--json").json
    assert (pulled["new"], pulled["changed"], pulled["gone"], pulled["compared"]) == (0, 0, 0, 0)
    from_file = annotate("release", "create", "file", "--from", "pulled.jsonl", "--json")
    assert from_file.json["forgotten"] == [ID]
    for name in ("after", "file"):
        if name == "after":
            assert annotate("release", "create", name).code == 0
        folder = project / "exports" / f"{name}-1.0.0"
        manifest = json.loads((folder / "manifest.json").read_text())
        assert manifest["articles_in"] == len(list(load_gold(folder))) + len(manifest["left_out"])
        assert holding(folder, ID, "Ouroboros") == []
    assert holding(project, ID, "Ouroboros", but=(*users, "renamed.jsonl")) == []

    restored = annotate("restore", "before.zip", "--yes", "--json")
    assert (restored.code, restored.json["forgotten"], restored.json["tasks"]) == (0, 2, 2)
    assert holding(project, ID, "Ouroboros", but=(*users, "renamed.jsonl")) == []
    again = annotate("forget", "article", ID)
    assert again.code == 0 and "It was forgotten before" in again.out
    # What the backup says is forgotten stays forgotten, although it has another salt.
    jsonl.write(project / "renamed.jsonl", [meeting("elsewhere"), secret()])
    assert annotate("push", "renamed.jsonl", "--json").json["forgotten"] == ["elsewhere", ID]
    assert annotate("status", "--json").json["forgotten"] == {"articles": 2, "annotators": 0}


def test_a_task_that_stays_on_the_server_is_read_by_no_command(
    annotate: Annotate, project: Path, server: Server, studio: Studio, campaign: dict[str, Any]
) -> None:
    done = annotate("forget", "article", ID, "--keep-on-server", "--json")
    assert (done.code, done.json["deleted"], done.json["kept_on_server"]) == (0, {}, True)
    assert on_server(studio, campaign) == ["kept", "other", ID, ID]
    with Studio(server.url, server.annotator.token) as annotator:  # people go on there
        submit(annotator, campaign["tasks"][ID][-1], result=[])
        imported = json.dumps([{"data": {"text": TEXT, "header": ""}}]).encode()
        studio.import_tasks(campaign["project"], imported)
    for words in (("pull",), ("pull", "--rebuild"), ("pull", "--compare"), ("pull", "--drafts")):
        pulled = annotate(*words, "-o", "again.jsonl", "--json").json
        assert (pulled["forgotten"], pulled["problems"], pulled["kinds"]) == (3, [], {}), words
        assert (project / "again.jsonl").read_text().count("\n") == 2
    assert annotate("pull", "--json").json["compared"] == 0, "the numbers agree with the server's"
    assert annotate("push", "s.jsonl", "--json").json["forgotten"] == [ID]
    assert annotate("backup", "after.zip", "--json").json["forgotten"] == 3
    status = annotate("status", "--json").json
    assert status["tasks"]["forgotten"] == 3
    assert (status["tasks"]["not_ours"], status["server"]["changed"]) == (0, 0)
    assert sum(status["statuses"].values()) == 2
    seen = checks(annotate("doctor", "--json"))["forgotten"]["seen"]
    assert seen.startswith("1 article and 0 annotators;")
    assert annotate("release", "create", "after").code == 0
    users = ("exports/before", "pulled.jsonl", "s.jsonl")
    assert holding(project, ID, "Ouroboros", "Zanzibar", but=users) == []

    # Later, the tasks shall go after all: the hash finds them, although no id or text is here any more.
    later = annotate("forget", "article", ID, "--yes", "--json")
    assert (later.code, later.json["deleted"], later.json["left"]) == (0, {"tasks": 3}, [])
    assert on_server(studio, campaign) == ["kept", "other"]
    pulled = annotate("pull", "--json").json
    assert (pulled["forgotten"], pulled["gone"], pulled["compared"]) == (0, 0, 0)

    assert annotate("forget", "article", ID, "nowhere", "--allow", "--json").json == {
        "allowed": [ID],
        "not_forgotten": ["nowhere"],
    }
    assert annotate("push", "s.jsonl", "--json").json["added"] == 1


def test_a_person_becomes_a_pseudonym_that_leads_to_nobody(
    annotate: Annotate,
    project: Path,
    server: Server,
    studio: Studio,
    campaign: dict[str, Any],
    state_folder: Path,
) -> None:
    email = campaign["email"]
    drafted = campaign["tasks"]["other"][0]["id"]
    with Studio(server.url, server.annotator.token) as annotator:
        annotator.post(f"/api/tasks/{drafted}/drafts", {"result": [], "lead_time": 1})
    names = json.loads((project / ".annotate" / "pseudonyms.json").read_text())
    pseudonym = names[email]
    account = next(id for id, name in studio.users().items() if name == email)
    assert annotate("backup", "before.zip").code == 0
    assert annotate("pull", "--rebuild").code == 0
    done = annotate("forget", "annotator", email.upper(), "--json")
    assert (done.code, done.json["pseudonym"], done.json["deleted"]) == (0, pseudonym, {})
    assert {Path(one["path"]).name for one in done.json["holders"]} == {
        "before.zip",
        "pulled.jsonl",
        "before-1.0.0",
    }
    assert annotate("pull", "-o", "again.jsonl").code == 0
    assert annotate("pull", "--rebuild").code == 0
    assert annotate("status").out.count(pseudonym) == 1
    jsonl.write(project / "g.jsonl", [secret(f"{TEXT}.", "gold", author=email, status=Status.SUBMITTED)])
    assert annotate("push", "g.jsonl", "--json").json["annotations"] == 1
    for name, words in (("mirror", ()), ("file", ("--from", "pulled.jsonl"))):
        assert annotate("release", "create", name, *words).code == 0
    authors = {
        version: {one.article.id: one.annotation.author for one in load_gold(project / "exports" / version)}
        for version in ("before-1.0.0", "mirror-1.0.0", "file-1.0.0")
    }
    before = authors["before-1.0.0"]
    assert before == authors["file-1.0.0"]
    assert before == {name: author for name, author in authors["mirror-1.0.0"].items() if name in before}
    assert annotate("backup", "after.zip").code == 0
    assert holding(project, email, but=("pulled.jsonl", "g.jsonl", "before.zip")) == []
    assert holding(state_folder, email) == []
    with zipfile.ZipFile(project / "after.zip") as backup:
        assert not [name for name in backup.namelist() if email.encode() in backup.read(name)]
    assert json.loads((project / ".annotate" / "pseudonyms.json").read_text())[pseudonym] == pseudonym

    # The answers shall go after all: the account is known by its hash.
    said(annotate("forget", "annotator", pseudonym, "--answers"), 2, "2 annotations and 1 draft", "--keep")
    kept = annotate("forget", "annotator", pseudonym, "--answers", "--keep-on-server", "--json")
    assert (kept.code, kept.json["removed"]["annotations"]) == (0, 2)
    for words in (("pull", "--compare"), ("pull", "--rebuild")):
        pulled = annotate(*words, "-o", "again.jsonl", "--json").json
        assert (pulled["written"], pulled["kinds"]) == (2, {}), words
    done = annotate("forget", "annotator", str(account), "--answers", "--yes", "--json")
    assert (done.code, done.json["deleted"]) == (0, {"drafts": 1, "annotations": 2})
    assert studio.drafts(drafted) == []
    assert annotate("pull", "--json").json["gone"] == 0
    restored = annotate("restore", "before.zip", "--yes", "--json").json
    assert (restored["forgotten_answers"], restored["accounts_made"]) == (2, [])
    assert annotate("pull", "--drafts", "-o", "again.jsonl", "--json").json["written"] == 1
    assert holding(project, email, but=("pulled.jsonl", "g.jsonl", "before.zip")) == []
    assert annotate("forget", "annotator", "nobody@example.org").code == 5


def test_a_stopped_command_is_finished_by_the_next_one(
    annotate: Annotate,
    project: Path,
    studio: Studio,
    pushed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from annotate.campaign.forget import forget, local_files

    assert annotate("pull").code == 0
    before = (project / "annotate.yaml").read_text()
    for module, name in (
        (local_files, "forget_in_mirror"),
        (local_files, "forget_in_plan"),
        (local_files, "_clean_lines"),
        (forget, "drop_placeholders"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, _killed)
            (project / "x.jsonl.part").write_text("{}\n")
            with pytest.raises(_Killed):
                annotate("forget", "article", ID, "--yes")
    (project / "annotate.yaml").write_text(before.replace(pushed["url"], "http://127.0.0.1:9"))
    monkeypatch.setenv("ANNOTATE_TRUST_URL", "http://127.0.0.1:9")
    away = annotate("forget", "article", "other", "--yes")
    said(away, 4, "Left to do", "Nothing was deleted in Label Studio", "Run the same command again")
    (project / "annotate.yaml").write_text(before)
    monkeypatch.setenv("ANNOTATE_TRUST_URL", pushed["url"])
    assert annotate("forget", "article", ID, "other", "--yes").code == 0
    assert on_server(studio, pushed) == ["kept"]
    assert annotate("pull", "--json").json["forgotten"] == 0
    assert holding(project / ".annotate", ID, "Ouroboros") == []


class _Killed(BaseException):
    pass


def _killed(*arguments: object, **options: object) -> None:
    raise _Killed
