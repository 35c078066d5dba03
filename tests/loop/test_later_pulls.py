"""A later pull reads what changed, notices what was deleted, and continues a stopped pull."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.studio.api.client import Studio
from annotate.studio.api.filters import moment_of
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.pull.deleted_work import deleted_work
from annotate.studio.pull.pull import OVERLAP
from annotate.studio.store.mirror import Mirror
from tests.builders import meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import Campaign, submit

pytestmark = pytest.mark.studio


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The ids of the tasks whose content was read, in reading order."""
    ids: list[int] = []
    really = Mirror.update

    def noting(mirror: Mirror, tasks: list[dict[str, Any]], **settings: Any) -> Any:
        ids.extend(task["id"] for task in tasks)
        return really(mirror, tasks, **settings)

    monkeypatch.setattr(Mirror, "update", noting)
    return ids  # type: ignore[return-value]


def backdate(server: Server, task_id: int, by: timedelta) -> None:
    """Sets a task's time of change back, as after a long transaction."""
    with Studio(server.url, server.token) as studio:
        said = studio.get(f"/api/tasks/{task_id}/")["updated_at"]
    earlier = (moment_of(said) - by).strftime("%Y-%m-%d %H:%M:%S.%f")
    server.execute("UPDATE task SET updated_at = %s WHERE id = %s", earlier, task_id)


def test_only_what_changed_is_read_again(campaign: Campaign, annotator: Studio, read: list[int]) -> None:
    campaign.push(*(meeting(f"a{index}") for index in range(12)))
    assert campaign.update().whole
    assert len(read) == 12
    tasks = campaign.tasks()
    made = submit(annotator, tasks[3])
    submit(annotator, tasks[7], was_cancelled=True)
    read.clear()
    second = campaign.update()
    assert (second.whole, second.changes.new) == (False, 2)
    assert read == [tasks[3]["id"], tasks[7]["id"]]
    annotator.patch(f"/api/annotations/{made['id']}/", {"result": []})
    read.clear()
    assert campaign.update().changes.changed == 1
    assert read == [tasks[3]["id"]]
    read.clear()
    assert not campaign.update().changes
    assert read == []


def test_a_change_dated_back_by_a_long_transaction_is_not_missed(
    campaign: Campaign, annotator: Studio, server: Server, read: list[int]
) -> None:
    campaign.push(*(meeting(f"a{index}") for index in range(4)))
    first, *_, last = campaign.tasks()
    submit(annotator, last)
    campaign.update()
    submit(annotator, first)
    backdate(server, first["id"], OVERLAP / 2)  # before the latest change that the first pull saw
    read.clear()
    assert campaign.update().changes.new == 1
    assert read == [first["id"]]


def test_a_server_that_was_set_back_is_read_completely(
    campaign: Campaign, annotator: Studio, server: Server, read: list[int]
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    submit(annotator, campaign.task("a1"))
    campaign.update()
    for task in campaign.tasks():
        backdate(server, task["id"], timedelta(days=1))
    read.clear()
    assert campaign.update().whole
    assert len(read) == 2


def test_a_stopped_first_pull_continues_and_has_what_changed_meanwhile(
    campaign: Campaign, annotator: Studio, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.studio.pull.pull.PAGE", 3)
    campaign.push(*(meeting(f"a{index}") for index in range(9)))
    really = Mirror.update
    pages: list[int] = []

    def stopped(mirror: Mirror, tasks: list[dict[str, Any]], **settings: Any) -> Any:
        if len(pages) == 2:
            raise KeyboardInterrupt
        pages.append(len(tasks))
        return really(mirror, tasks, **settings)

    with monkeypatch.context() as patch:
        patch.setattr(Mirror, "update", stopped)
        with pytest.raises(KeyboardInterrupt):
            campaign.update()
    campaign.studio._transport.stopped.clear()
    tasks = campaign.tasks()
    submit(annotator, tasks[0])  # on a page that was read before
    read.clear()
    found = campaign.pull()
    assert [record.article.id for record in found] == ["a0"]
    assert read[:3] == [task["id"] for task in tasks[6:]]
    assert campaign.mirror.count() == 9


@pytest.mark.parametrize("pushed", [True, False], ids=["push", "elsewhere"])
def test_deleted_tasks_and_reused_ids_are_distinguished(
    campaign: Campaign, annotator: Studio, server: Server, pushed: bool
) -> None:
    campaign.push(meeting("a1"), meeting("a2"), meeting("a3"))
    for name in ("a1", "a3"):
        submit(annotator, campaign.task(name))
    assert len(campaign.pull()) == 2
    gone = campaign.task("a3")["id"]
    campaign.studio.delete_task(gone)
    if pushed:
        campaign.push(meeting("a4"))
    else:
        article = meeting("a4").article
        body = [{"data": task_data(article, task_key(article.id, article.digest))}]
        campaign.studio.import_tasks(campaign.project_id, json.dumps(body).encode())
    assert (campaign.task("a4")["id"] == gone) is server.reuses_ids
    submit(annotator, campaign.task("a4"), result=[])
    report = campaign.update()
    assert (report.changes.gone, report.changes.new) == (1, 1)
    assert {record.article.id: len(record.annotation.entities) for record in campaign.read()} == {
        "a1": 4,
        "a4": 0,
    }
    kept = campaign.mirror._db.execute("SELECT COUNT(*) FROM annotations WHERE gone = 1").fetchone()[0]
    assert kept == 1, "what was deleted stays in the mirror"


def test_unreadable_tasks_are_set_aside_and_the_others_read(
    campaign: Campaign, annotator: Studio, server: Server
) -> None:
    if not server.reuses_ids:
        pytest.skip("Postgres stores no lone surrogate")
    campaign.push(*(meeting(f"a{index}") for index in range(6)))
    poison = b'[{"data": {"text": "un demi-caract\\u00e8re: \\ud800", "header": "", "article_id": "bad"}}]'
    campaign.studio.import_tasks(campaign.project_id, poison)
    campaign.push(*(meeting(f"b{index}") for index in range(6)))
    campaign.studio._transport.reached = True
    tasks = list(campaign.studio.tasks(campaign.project_id, fields="task_only", include="id", page_size=100))
    bad = tasks[6]["id"]
    first, last = tasks[0]["id"], tasks[-1]["id"]
    for task_id in (first, last):
        submit(annotator, {"id": task_id})
    report = campaign.update()
    assert list(report.set_aside) == [bad]
    assert "HTTP 500" in report.set_aside[bad]
    assert [record.article.id for record in campaign.read()] == ["a0", "b5"]
    assert list(campaign.update().set_aside) == [bad], "it is named each time"
    assert campaign.push(meeting("a0"), meeting("c")).same == 1, "and a push copes too"

    campaign.studio.delete_task(bad)
    assert campaign.update().set_aside == {}


def test_drafts_are_pulled_on_request_only(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    campaign.update()
    task = campaign.task("a1")
    draft = annotator.post(f"/api/tasks/{task['id']}/drafts", {"result": []})
    assert campaign.pull() == []
    (found,) = campaign.pull(drafts=True)
    assert (found.article.id, found.annotation.status) == ("a1", Status.DRAFT)
    annotator.delete(f"/api/drafts/{draft['id']}/")
    assert campaign.pull(drafts=True) == []


def test_a_rebuilt_mirror_gives_the_same_and_the_old_one_is_kept(
    annotate: Annotate, project: Path, server: Server, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    settings = project / "annotate.yaml"
    settings.write_text(settings.read_text() + f"studio:\n  url: {server.url}\n")
    made = annotate("push", "suggestions.jsonl", "--json").json["project"]
    with Studio(server.url, server.token) as studio:
        tasks = list(studio.tasks(made, fields="task_only", include="id"))
    annotation = submit(annotator, tasks[0])
    submit(annotator, tasks[1], was_cancelled=True)
    annotator.post(f"/api/tasks/{tasks[2]['id']}/drafts", {"result": []})
    assert annotate("pull", "-o", "before.jsonl", "--drafts").code == 0
    annotator.patch(f"/api/annotations/{annotation['id']}/", {"result": []})
    assert annotate("pull", "-o", "first.jsonl", "--drafts").code == 0
    rebuilt = annotate("pull", "-o", "second.jsonl", "--drafts", "--rebuild", "--json")
    assert rebuilt.json["whole"] is True
    assert (project / "first.jsonl").read_bytes() == (project / "second.jsonl").read_bytes()
    assert len(list(jsonl.read_records(project / "second.jsonl"))) == 3

    former = Path(rebuilt.json["former_mirror"])
    assert former.is_file()
    with closing(sqlite3.connect(former)) as old:
        versions = old.execute("SELECT MAX(version) FROM annotations").fetchone()[0]
    assert versions == 2, "the history is in the former mirror"
    assert annotate("pull", "--json").json["whole"] is False


def test_each_unusual_part_of_an_annotation_has_its_documented_outcome(
    annotate: Annotate, project: Path, server: Server, annotator: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    settings = project / "annotate.yaml"
    settings.write_text(settings.read_text() + f"studio:\n  url: {server.url}\n")
    jsonl.write(project / "s.jsonl", [meeting("a1")])
    made = annotate("push", "s.jsonl", "--json").json["project"]
    with Studio(server.url, server.token) as studio:
        (task,) = studio.tasks(made, fields="task_only", include="id")
    submit(annotator, task, result=ODD)
    pulled = annotate("pull", "-o", "a.jsonl", "--problems", "problems.jsonl", "--json")
    assert pulled.code == 4
    lines = [json.loads(line) for line in (project / "problems.jsonl").read_text().splitlines()]
    assert {line["kind"] for line in lines} == {
        "other-tag",
        "no-value",
        "empty-span",
        "out-of-range",
        "no-label",
        "unknown-label",
        "attribute-of-nothing",
        "arrow-to-nothing",
        "nesting",
        "other-words",
    }
    assert sum(pulled.json["kinds"].values()) == len(lines)
    assert all("article a1" in line["place"] for line in lines)
    assert {(line["article"], line["task"]) for line in lines} == {("a1", task["id"])}
    assert len({line["annotation"] for line in lines}) == 1
    assert {line["region"] for line in lines} >= {"overlap"}
    (record,) = jsonl.read_records(project / "a.jsonl")
    assert sorted(entity.id for entity in record.annotation.entities) == ["fine", "overlap", "textless"]
    said = annotate("pull").err
    assert "Dropped, or could not be read:" in said
    assert "1 region beyond the end of the text" in said
    link = f"{server.url}/projects/{made}/data?task={task['id']}"
    assert f"({link})" in said and "    Do: Open the task, correct the place, and press Update.\n" in said
    assert said.count("Do: Open the task") == 1, "each remedy once"
    again = annotate("pull")
    assert again.code == 4 and link not in again.err, "what was listed before is only counted"
    assert "As at the last pull, and not listed again: " in again.err
    assert link in annotate("pull", "-q").err, "--quiet stays complete"
    assert pulled.json["findings"] == lines
    released = annotate("release", "create", "x", "--json")
    assert released.code == 5, "its only article is held back"
    assert [item["code"] for item in released.json["error"]["left_out"]] == ["lost"]
    for source in ([], ["--from", "a.jsonl"]):
        name = "y" if source else "x"
        taken = annotate("release", "create", name, "--with-losses", "--json", *source)
        assert taken.code == 0
        manifest = taken.json["manifest"]
        assert sum(manifest["lost"].values()) == len(pulled.json["problems"])
        assert manifest["findings"] == {"nesting": 1}


def region(id: str, start: int, end: int, labels: list[str], **value: Any) -> dict[str, Any]:
    return {
        "id": id,
        "from_name": "entities",
        "to_name": "text",
        "type": "labels",
        "value": {"start": start, "end": end, "labels": labels, **value},
        "something_new": {"that": "nobody knows"},
    }


ODD: list[Any] = [
    region("fine", 3, 12, ["ROLE"], text="président"),
    region("textless", 32, 41, ["PER"]),
    region("overlap", 36, 47, ["PER"], text=meeting().article.text[36:47].upper()),
    region("zero", 5, 5, ["PER"]),
    region("far", 10, 9_999, ["PER"]),
    region("none", 0, 2, []),
    region("alien", 0, 2, ["SPACESHIP"]),
    {**region("deleted", 0, 2, ["PER"]), "from_name": "a_tag_that_was_deleted"},
    {"id": "bare", "from_name": "entities", "type": "labels"},
    {"type": "relation", "from_id": "fine", "to_id": "nowhere", "labels": ["Agent"], "direction": "right"},
    {
        "id": "lost",
        "from_name": "value",
        "to_name": "text",
        "type": "textarea",
        "value": {"text": ["2024-03-03"]},
    },
]


def test_an_annotation_that_its_author_made_anew_after_a_cancelled_skip_was_replaced(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("again"), meeting("away"))
    # What the screen does when a skip is cancelled and the article submitted.
    again = submit(annotator, campaign.task("again"), was_cancelled=True)
    away = submit(annotator, campaign.task("away"))
    campaign.update()
    annotator.delete(f"/api/annotations/{again['id']}/")
    submit(annotator, campaign.task("again"))
    annotator.delete(f"/api/annotations/{away['id']}/")
    submit(campaign.studio, campaign.task("away"))  # by somebody else

    report = campaign.update()
    workspace = campaign.workspace
    users = {int(id): name for id, name in (workspace.mirror.setting("users") or {}).items()}
    found = {trouble.article: trouble for trouble in deleted_work(report.gone, workspace.plan, users)}
    assert {article: trouble.kind for article, trouble in found.items()} == {
        "again": "replaced",
        "away": "deleted",
    }
    said = "the annotation of annotator@tests.example.org was replaced by a newer one"
    assert said in str(found["again"])
