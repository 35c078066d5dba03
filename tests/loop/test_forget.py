"""Take-down on a real server: nothing of an article or a person stays here, and nothing brings it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Provenance, Status
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.studio.api.client import Studio
from tests.builders import annotation, article, entity, meeting
from tests.commands import Annotate, said
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
def campaign(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A campaign with a secret article in two versions, answers by two people, a release and a backup."""
    use(project, server)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    jsonl.write(project / "s.jsonl", [meeting("kept"), meeting("other"), secret(EARLIER)])
    made = annotate("push", "s.jsonl", "--json").json["project"]
    jsonl.write(project / "s.jsonl", [meeting("kept"), meeting("other"), secret()])
    assert annotate("push", "s.jsonl", "--revise").code == 0
    tasks: dict[str, Any] = {}
    for task in studio.tasks(made, fields="all", include="id,data"):
        tasks.setdefault(task["data"]["article_id"], []).append(task)
    with Studio(server.url, server.annotator.token) as annotator:
        for name in ("kept", ID):
            submit(annotator, tasks[name][-1], result=[])
        submit(studio, tasks["other"][0])
    assert annotate("pull", "-o", "pulled.jsonl").code == 0
    assert annotate("release", "create", "before").code == 0
    return {"project": made, "tasks": tasks, "email": "annotator@tests.example.org"}


def on_server(studio: Studio, campaign: dict[str, Any]) -> list[str]:
    found = studio.tasks(campaign["project"], fields="all", include="id,data")
    return sorted(task["data"]["article_id"] for task in found)


def test_a_forgotten_article_is_gone_here_and_there_and_nothing_brings_it_back(
    annotate: Annotate, project: Path, studio: Studio, campaign: dict[str, Any], state_folder: Path
) -> None:
    assert annotate("backup", "before.zip").code == 0
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

    again = annotate("forget", "article", ID)
    assert again.code == 0 and "It was forgotten before" in again.out
    assert annotate("status", "--json").json["forgotten"] == {"articles": 1, "annotators": 0}
