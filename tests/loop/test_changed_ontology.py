"""A live project whose ontology changes, and whose folder is copied, on the real server."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.gold.load import load_gold
from annotate.studio.api.client import Studio
from annotate.studio.screen.binding import own_binding
from tests.builders import TEXT, meeting
from tests.campaign.test_ontology_versions import edit
from tests.commands import Annotate, at_terminal, said, tree
from tests.conftest import Server
from tests.faults.proxy import trust
from tests.loop.campaign import submit

pytestmark = pytest.mark.studio
BINDING = own_binding(Ontology.load("diplomacy"))
_IDS = ("id", "from_id", "to_id")


@pytest.fixture
def pushed(project: Path, annotate: Annotate, server: Server, monkeypatch: pytest.MonkeyPatch) -> int:
    """The id of a project with the articles a0 to a2."""
    path = project / "annotate.yaml"
    path.write_text(path.read_text() + f"studio:\n  url: {server.url}\n", encoding="utf-8")
    trust(server.url)
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    ended = annotate("push", "suggestions.jsonl", "--json")
    assert (ended.code, ended.err) == (0, "")
    return int(ended.json["project"])


def not_in_file(*names: str) -> str:
    """What push says, and nothing else, about articles that the file lacks."""
    number = f"{len(names)} article{'s' if len(names) > 1 else ''}"
    return f"On the server, but not in the file, and left as they are: {number} ({', '.join(names)}).\n"


def done_by(annotator: Studio, owner: Studio, project_id: int, name: str) -> Any:
    """Submits the suggestion of an article unchanged."""
    task = task_of(owner, project_id, name)
    return submit(annotator, task, result=task["predictions"][0]["result"])


def change(project: Path, *replacements: tuple[str, str]) -> None:
    file = project / "configs" / "diplomacy.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


def test_each_annotation_keeps_the_version_that_was_in_use_when_it_was_saved(
    pushed: int, project: Path, annotate: Annotate, annotator: Studio, studio: Studio
) -> None:
    first = done_by(annotator, studio, pushed, "a0")
    done_by(annotator, studio, pushed, "a1")
    assert annotate("pull").err == ""
    change(project, ("version: 1.1.0", "version: 1.2.0"), ("fillers: [LOC]", "fillers: [LOC, ORG]"))
    for _ in range(2):
        ended = annotate("pull")
        assert ended.code == 0
        assert (
            "Warning: the file has diplomacy@1.2.0, the screen in Label Studio was made from diplomacy@1.1.0:"
            " more roles, fillers or values are allowed, or names changed. Until you run 'annotate ontology"
            " apply', the screen and the instructions stay as they are, and what people save is read by them"
            " and has the version diplomacy@1.1.0."
        ) in ended.err
    assert annotate("ontology", "apply", "--yes").code == 0
    time.sleep(1.1)  # the server's clock shows whole seconds
    done_by(annotator, studio, pushed, "a2")
    annotator.patch(f"/api/annotations/{first['id']}/", {"result": first["result"]})  # Update is pressed
    ended = annotate("pull", "-o", "a.jsonl", "--json")
    assert (ended.code, ended.err) == (0, "")
    made = {
        record.article.id: record.annotation.ontology for record in jsonl.read_records(project / "a.jsonl")
    }
    assert made == {"a0": "diplomacy@1.2.0", "a1": "diplomacy@1.1.0", "a2": "diplomacy@1.2.0"}
    for words in ((), ("--from", "a.jsonl")):
        ended = annotate("release", "create", f"x{len(words)}", "--json", *words)
        assert ended.json["manifest"]["lifted"] == {"diplomacy@1.1.0": 1}, ended
        gold = load_gold(ended.json["folder"])
        assert [record.annotation.ontology for record in gold] == ["diplomacy@1.2.0"] * 3
    ended = annotate("push", "a.jsonl", "--json")
    assert (ended.code, ended.json["refused"], ended.json["added"]) == (0, [], 0), "sent there already"
    change(project, ("fillers: [LOC, ORG]", "fillers: [ORG]"))
    jsonl.write(project / "s.jsonl", [])
    ended = annotate("pull")
    assert "the ontology diplomacy@1.2.0 was changed without a new version: LOC may no longer be" in ended.err
    ended = annotate("release", "create", "y", "--json")
    assert {item["code"] for item in ended.json["error"]["left_out"]} == {"other-ontology"}


def turned(data: dict[str, Any]) -> None:
    """Another usual value, and arrows are drawn the other way."""
    data["attributes"]["polarity"]["default"] = "negated"
    for role in data["roles"].values():
        if "arrow" in role:
            role["arrow"] = {"to event": "from event", "from event": "to event"}[role["arrow"]]


def test_what_is_saved_before_the_screen_changes_is_read_by_the_version_on_the_screen(
    pushed: int, project: Path, annotate: Annotate, annotator: Studio, studio: Studio
) -> None:
    assert annotate("pull").code == 0
    edit(project, turned)
    listed = {
        task["data"]["article_id"]: task
        for task in studio.tasks(pushed, fields="all", include="id,data,predictions,result")
    }

    def drawn(name: str) -> None:
        """The suggestion of an article, with arrows without a role and with blanks, under other ids."""
        results = [
            {key: f"new{value}" if key in _IDS else value for key, value in one.items() if key != "labels"}
            for one in listed[name]["predictions"][0]["result"]
            if one["type"] != "choices"
        ]
        submit(annotator, listed[name], result=results)

    def pulled() -> dict[str, tuple[Any, ...]]:
        assert annotate("pull", "-o", "p.jsonl").code == 0
        found = jsonl.read_records(project / "p.jsonl")
        return {
            record.article.id: (
                record.annotation.ontology,
                [event.attributes["polarity"] for event in record.annotation.events],
                [(one.role, one.entity) for event in record.annotation.events for one in event.arguments],
            )
            for record in found
        }

    drawn("a0")
    assert annotate("pull").code == 0, "the file is met, the screen is as it was"
    time.sleep(1.1)  # the server's clock shows whole seconds
    drawn("a1")
    before = pulled()
    assert before["a0"] == before["a1"]
    assert before["a0"][:2] == ("diplomacy@1.1.0", ["positive"])
    assert before["a0"][2], "arrows have roles"
    assert annotate("ontology", "apply", "--yes").code == 0
    time.sleep(1.1)
    drawn("a2")
    after = pulled()
    assert {name: after[name] for name in before} == before
    assert after["a2"][:2] == ("diplomacy@1.2.0", ["negated"])
    assert after["a2"][2] != before["a0"][2], "the arrows mean other roles, or none"


def test_what_was_read_from_blanks_stays_when_an_annotation_is_saved_again(
    pushed: int, project: Path, annotate: Annotate, annotator: Studio, studio: Studio
) -> None:
    drawn = [
        region("rencontré", "CONSULT", "v"),
        region("Ana Pérez", "PER", "p"),
        {"type": "relation", "from_id": "p", "to_id": "v", "direction": "right", "labels": []},
    ]
    made = {name: submit(annotator, task_of(studio, pushed, name), result=drawn) for name in ("a0", "a1")}

    def pulled(*words: str) -> tuple[dict[str, Annotation], Any]:
        ended = annotate("pull", "-o", "a.jsonl", "--json", *words)
        assert ended.code in (0, 4), ended.err
        found = jsonl.read_records(project / "a.jsonl")
        return {record.article.id: record.annotation for record in found}, ended.json

    before, said = pulled()
    assert (said["filled_in"], said["filled_in_kept"]) == ({"modality": 2, "polarity": 2}, 0)
    assert (said["roles"]["by_direction"], said["roles"]["kept"]) == (2, 0)
    file = project / "configs" / "diplomacy.yaml"
    form = yaml.safe_load(file.read_text(encoding="utf-8"))
    form["attributes"]["modality"]["default"] = "planned"
    form["roles"]["Witness"] = {"fillers": ["PER"], "arrow": "to event"}
    form["events"]["CONSULT"]["roles"] = [*form["events"]["CONSULT"]["roles"], "Witness"]
    form["version"] = "2.0.0"
    file.write_text(yaml.safe_dump(form, allow_unicode=True), encoding="utf-8")
    assert annotate("ontology", "apply", "--yes").code == 0
    time.sleep(1.1)  # the server's clock shows whole seconds
    # Update is pressed for another reason. In a1, the arrow is drawn again, and there is another event.
    more = region("3 mars", "DATE", "d")
    again = [region("Le", "AID", "n"), drawn[0], region("Ana Pérez", "PER", "q")]
    arrow = {"type": "relation", "from_id": "q", "to_id": "v", "direction": "right", "labels": []}
    annotator.patch(f"/api/annotations/{made['a0']['id']}/", {"result": [*drawn, more]})
    annotator.patch(f"/api/annotations/{made['a1']['id']}/", {"result": [*again, arrow]})
    (project / ".annotate" / "mirror.sqlite").unlink()  # the plan alone knows what was read
    after, said = pulled()
    assert {one.ontology for one in after.values()} == {"diplomacy@2.0.0"}
    assert after["a0"].events == before["a0"].events
    aid, consult = after["a1"].events
    assert (aid.attributes["modality"], consult.attributes["modality"]) == ("planned", "asserted")
    assert not consult.arguments
    assert "choose the role in the menu of its row" in after["a1"].lost["arrow-without-role"][0]
    assert (said["filled_in_kept"], said["roles"]["kept"]) == (2, 1)
    assert pulled("--decide-roles-again")[0] == after


def region(words: str, name: str, id: str) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [name]}
    place = BINDING.triggers.get(name) or BINDING.entities[name]
    return {"id": id, "from_name": place.control, "to_name": "text", "type": "labels", "value": value}


def task_of(owner: Studio, project_id: int, name: str) -> Any:
    listed = owner.tasks(project_id, fields="all", include="id,data,predictions,result")
    (task,) = [task for task in listed if task["data"]["article_id"] == name]
    return task


def test_a_copied_folder_uses_the_project_of_the_original_only_if_the_user_says_so(
    pushed: int, project: Path, annotate: Annotate, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = project.parent / "copy"
    shutil.copytree(project, copy)
    monkeypatch.chdir(copy)
    jsonl.write(copy / "more.jsonl", [meeting("b0")])
    before = tree(copy)
    told = (f"this folder is a copy of {project}, which is still there", "annotate init", "--yes")
    for words in (("push", "more.jsonl"), ("pull", "-o", "back.jsonl"), ("pull", "--adopt", str(pushed))):
        said(annotate(*words), 2, *told)
    assert {name for name in set(tree(copy)) ^ set(before) if "lock" not in name} == set()
    assert studio.count(pushed) == 3
    ended = annotate("status")
    assert ended.code == 0
    assert told[0] in ended.err
    code, shown = at_terminal("push", "more.jsonl", cwd=copy, answers="n\n")
    assert (code, "Work on the same project from here? [y/N]" in shown) == (2, True)
    assert studio.count(pushed) == 3
    ended = annotate("push", "more.jsonl", "--yes")
    assert (ended.code, ended.err) == (0, not_in_file("a0", "a1", "a2"))
    assert studio.count(pushed) == 4
    assert annotate("pull", "--yes").code == 0
    monkeypatch.chdir(project)
    assert annotate("push", "suggestions.jsonl").err == not_in_file("b0")
    monkeypatch.chdir(project.parent)
    project.rename(project.parent / "moved")
    monkeypatch.chdir(project.parent / "moved")
    ended = annotate("push", "suggestions.jsonl")
    assert (ended.code, f"this campaign was in {project} before" in ended.err) == (0, True)
    assert annotate("push", "suggestions.jsonl").err == not_in_file("b0")
