"""A push compares what is wanted with what is there: new, same, other suggestions or text, missing here."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.jsonl import RawRecord
from annotate.core.record import Record
from annotate.studio.client import Studio
from annotate.studio.plan import Plan
from annotate.studio.push import push_plan
from annotate.studio.refusals import TransientError
from annotate.studio.tasks import task_data, task_key
from tests import builders
from tests.builders import meeting
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY, Campaign, submit

pytestmark = pytest.mark.studio
LOCKED_S = 7.0  # longer than Label Studio waits for its database


def versions(campaign: Campaign) -> dict[str, list[str]]:
    """The versions of the suggestions on each article's task."""
    return {
        task["data"]["article_id"]: [item["model_version"] for item in task["predictions"]]
        for task in campaign.tasks()
    }


def other_text(id: str = "a1", text: str = "Un autre texte sur Cuba.") -> Record:
    article = builders.article(text, id=id, language="fr")
    return Record.of(article, builders.annotation(article))


def shown(campaign: Campaign) -> Any:
    return campaign.studio.project(campaign.project_id)["model_version"]


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(campaign: Campaign) -> None:
    campaign.push(*(meeting(name) for name in ("same", "newer", "text", "left")))
    before, planned = campaign.tasks(), campaign.plan.count()
    wanted = [meeting("same"), meeting("newer", author="m2"), other_text("text"), meeting("new")]
    skipped = meeting("skipped", status=Status.SKIPPED)
    found = push_plan(
        campaign.studio, campaign.project_id, [*wanted, skipped], ONTOLOGY, campaign.plan, campaign.mirror
    )
    assert (found.added, found.revised, found.same, found.suggestions) == (2, 1, 1, 1)
    assert found.missing_here == ["left"]
    assert [item.article for item in found.refused] == ["skipped"]
    assert campaign.tasks() == before
    assert campaign.plan.count() == planned


def test_without_a_project_all_is_new(studio: Studio, campaign: Campaign) -> None:
    found = push_plan(studio, None, [meeting("a"), meeting("b")], ONTOLOGY, campaign.plan, campaign.mirror)
    assert (found.added, found.same) == (2, 0)


def test_another_version_is_added_to_open_tasks_once_and_then_shown(
    campaign: Campaign, annotator: Studio
) -> None:
    names = ("a1", "a2", "done")
    campaign.push(*(meeting(name, author="m1") for name in names))
    submit(annotator, campaign.task("done"))
    assert shown(campaign) == "m1"

    newer = [meeting(name, author="m2") for name in names]
    first = campaign.push(*newer)
    assert (first.added, first.suggestions, first.same) == (0, 2, 1)
    assert first.closed == ["done"]
    assert first.made_current == "m2"
    assert shown(campaign) == "m2"
    again = campaign.push(*newer)
    assert (again.suggestions, again.same) == (0, 3)
    assert versions(campaign) == {"a1": ["m1", "m2"], "a2": ["m1", "m2"], "done": ["m1"]}


def test_a_version_is_not_shown_before_all_open_tasks_have_it(campaign: Campaign) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    partly = campaign.push(meeting("a1", author="m2"), meeting("new", author="m2"))
    assert (partly.suggestions, partly.added, partly.waiting, partly.made_current) == (1, 1, 1, None)
    assert shown(campaign) == "m1"
    rest = campaign.push(meeting("a2", author="m2"))
    assert (rest.waiting, rest.made_current) == (0, "m2")
    assert shown(campaign) == "m2"


def test_a_version_is_shown_before_that_where_it_is_asked_for(campaign: Campaign) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    forced = campaign.push(meeting("a1", author="m2"), make_current=True)
    assert (forced.waiting, forced.made_current) == (1, "m2")
    assert shown(campaign) == "m2"


def test_a_lost_answer_makes_no_second_prediction(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"a{index}" for index in range(5)]
    campaign.push(*(meeting(name, author="m1") for name in names))
    really = Studio.import_predictions
    calls: list[int] = []

    def lose(studio: Studio, project_id: int, body: bytes) -> Any:
        sent = json.loads(body)
        calls.append(len(sent))
        if len(calls) == 1:  # half of it arrives, and the answer is lost
            really(studio, project_id, json.dumps(sent[:2]).encode())
            raise TransientError("the connection broke")
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_predictions", lose)
    monkeypatch.setattr("annotate.studio.sending._SHORTEST_GRACE_S", 0.1)
    campaign.push(*(meeting(name, author="m2") for name in names))
    assert calls == [5, 3]
    assert all(found == ["m1", "m2"] for found in versions(campaign).values())


def test_a_call_that_was_still_under_way_when_it_was_repeated_leaves_one_prediction(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    really = Studio.import_predictions
    calls: list[bytes] = []

    def late(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(body)
        if len(calls) == 1:
            raise TransientError("cut")
        really(studio, project_id, calls[0])  # the first call ends only now
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_predictions", late)
    monkeypatch.setattr("annotate.studio.sending._SHORTEST_GRACE_S", 0.1)
    campaign.push(meeting("a1", author="m2"), meeting("a2", author="m2"))
    assert all(found == ["m1", "m2"] for found in versions(campaign).values())


def test_an_import_that_was_still_under_way_when_it_was_repeated_leaves_one_task(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Studio.import_tasks
    calls: list[bytes] = []

    def late(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(body)
        if len(calls) == 1:
            raise TransientError("cut")
        really(studio, project_id, calls[0])
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_tasks", late)
    monkeypatch.setattr("annotate.studio.sending._SHORTEST_GRACE_S", 0.1)
    report = campaign.push(*(meeting(f"a{index}") for index in range(4)))
    assert sorted(task["data"]["article_id"] for task in campaign.tasks()) == ["a0", "a1", "a2", "a3"]
    assert len(report.removed) == 4
    assert report.twins == {}


def test_another_text_is_a_new_task_where_that_is_wanted_and_the_old_one_is_marked(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    submit(annotator, campaign.task("a1"))
    assert campaign.push(other_text("a1")).refused[0].article == "a1"

    report = campaign.push(other_text("a1"), revise=True)
    assert (report.added, report.revised, report.refused) == (1, 1, [])
    old, new = [task for task in campaign.tasks() if task["data"]["article_id"] == "a1"]
    assert old["data"]["header"].startswith("REPLACED by a newer text")
    assert old["data"]["replaced_by"] == new["data"]["task_key"]
    assert old["data"]["text"] == meeting("a1").article.text
    assert len(old["annotations"]) == 1
    assert "replaced_by" not in campaign.task("a2")["data"]
    assert not new["data"]["header"].startswith("REPLACED")

    again = campaign.push(other_text("a1"), revise=True)
    assert (again.added, again.same) == (0, 1)
    assert {record.article.id: len(record.annotation.entities) for record in campaign.pull()} == {"a1": 4}


def test_what_the_project_holds_and_the_input_does_not_is_named(campaign: Campaign) -> None:
    campaign.push(meeting("a1"), meeting("a2"), meeting("a3"))
    report = campaign.push(meeting("a2"))
    assert report.missing_here == ["a1", "a3"]
    assert len(campaign.tasks()) == 3


def test_tasks_made_twice_from_elsewhere_are_found_and_removed_only_with_consent(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    for name in ("a1", "a2"):
        article = meeting(name).article
        body = [{"data": task_data(article, task_key(article.id, article.digest))}]
        campaign.studio.import_tasks(campaign.project_id, json.dumps(body).encode())
    twins = [task for task in campaign.tasks() if task["data"]["article_id"] == "a2"]
    submit(annotator, twins[1])  # somebody works on the second one

    told = campaign.push(meeting("a1"), meeting("a2"))
    assert {article: len(ids) for article, ids in told.twins.items()} == {"a1": 2, "a2": 2}
    assert len(campaign.tasks()) == 4
    done = campaign.push(meeting("a1"), meeting("a2"), remove_twins=True)
    assert len(done.removed) == 2
    assert done.twins == {}
    left = campaign.tasks()
    assert sorted(task["data"]["article_id"] for task in left) == ["a1", "a2"]
    assert campaign.task("a2")["id"] == twins[1]["id"], "the one that was worked on stays"


def test_twins_that_were_both_worked_on_stay_and_are_named(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"))
    article = meeting("a1").article
    body = [{"data": task_data(article, task_key(article.id, article.digest))}]
    campaign.studio.import_tasks(campaign.project_id, json.dumps(body).encode())
    first, second = campaign.tasks()
    submit(annotator, first)
    annotator.post(f"/api/tasks/{second['id']}/drafts", {"result": []})
    report = campaign.push(meeting("a1"), remove_twins=True)
    assert report.removed == []
    assert report.twins == {"a1": [first["id"], second["id"]]}


def test_a_deleted_task_is_made_again_even_where_its_id_was_given_to_another(
    campaign: Campaign, server: Server
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    last = campaign.tasks()[-1]
    campaign.studio.delete_task(last["id"])
    foreign = [{"data": {"text": "Quelqu'un d'autre.", "header": ""}}]
    campaign.studio.import_tasks(campaign.project_id, json.dumps(foreign).encode())
    assert (campaign.tasks()[-1]["id"] == last["id"]) is server.reuses_ids
    report = campaign.push(meeting("a1"), meeting("a2"))
    assert (report.added, report.same) == (1, 1)


def test_lines_that_arrived_are_known_without_being_looked_into(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s.jsonl"
    jsonl.write(file, [meeting(f"a{index}") for index in range(5)])
    assert campaign.push_lines(jsonl.read_raw_records(file)).added == 5

    def refuse(line: RawRecord) -> Record:
        raise AssertionError(f"line {line.number} was read")

    monkeypatch.setattr(RawRecord, "record", refuse)
    report = campaign.push_lines(jsonl.read_raw_records(file))
    assert (report.added, report.same, report.missing_here) == (0, 5, [])


def test_a_push_that_was_killed_before_it_could_note_the_answer_finds_what_arrived(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s.jsonl"
    jsonl.write(file, [meeting(f"a{index}") for index in range(5)])

    def killed(plan: Plan, sent: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Plan, "note_arrived", killed)
        with pytest.raises(KeyboardInterrupt):
            campaign.push_lines(jsonl.read_raw_records(file))
    campaign.studio._transport.stopped.clear()
    report = campaign.push_lines(jsonl.read_raw_records(file))
    assert (report.added, report.same) == (0, 5)
    assert len(campaign.tasks()) == 5


@contextmanager
def locked(server: Server, seconds: float) -> Iterator[None]:
    """Keeps everybody else from writing into the server's database, as a long transaction does."""
    with closing(sqlite3.connect(server.database, timeout=30, check_same_thread=False)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        release = threading.Timer(seconds, connection.execute, ("ROLLBACK",))
        release.start()
        try:
            yield
        finally:
            release.join()


def test_what_a_locked_server_drops_from_the_tasks_it_takes_is_added(
    campaign: Campaign, server: Server
) -> None:
    if server.postgres is not None:
        pytest.skip("Postgres locks no whole database")
    records = [meeting(f"a{index}", author="m1") for index in range(4)]
    submitted = [meeting(f"b{index}", status=Status.SUBMITTED) for index in range(3)]
    with during_the_first_import(locked(server, LOCKED_S)):
        report = campaign.push(*records, *submitted)
    assert report.completed == 7, "Label Studio took the tasks without what was on them"
    assert {name: found for name, found in versions(campaign).items() if name.startswith("a")} == {
        f"a{index}": ["m1"] for index in range(4)
    }
    annotated = [task for task in campaign.tasks() if task["data"]["article_id"].startswith("b")]
    assert [len(task["annotations"]) for task in annotated] == [1, 1, 1]
    assert len(campaign.tasks()) == 7
    assert campaign.push(*records, *submitted).same == 7


@contextmanager
def during_the_first_import(around: AbstractContextManager[None]) -> Iterator[None]:
    """Lets the first import happen inside of `around`."""
    really = Studio.import_tasks
    calls: list[int] = []

    def importing(studio: Studio, project_id: int, body: bytes) -> Any:
        calls.append(len(body))
        with around if len(calls) == 1 else nullcontext():
            return really(studio, project_id, body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Studio, "import_tasks", importing)
        yield


def test_an_annotation_goes_to_its_task_where_nobody_has_worked_on_it(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("open"), meeting("done"))
    submit(annotator, campaign.task("done"))
    given = [meeting(name, status=Status.SUBMITTED, author="ana") for name in ("open", "done")]
    report = campaign.push(*given)
    assert (report.added, report.annotations, report.closed) == (0, 1, ["done"])
    assert [len(campaign.task(name)["annotations"]) for name in ("open", "done")] == [1, 1]
    again = campaign.push(*given)
    assert (again.annotations, again.same) == (0, 2)


def test_suggestions_that_arrive_twice_after_the_last_look_are_one_again_after_the_next_push(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.push(meeting("a1", author="m1"))
    really = Studio.import_predictions
    bodies: list[bytes] = []

    def cut(studio: Studio, project_id: int, body: bytes) -> Any:
        bodies.append(body)
        if len(bodies) == 1:
            raise TransientError("cut")
        return really(studio, project_id, body)

    monkeypatch.setattr(Studio, "import_predictions", cut)
    monkeypatch.setattr("annotate.studio.sending._SHORTEST_GRACE_S", 0.1)
    campaign.push(meeting("a1", author="m2"))
    really(campaign.studio, campaign.project_id, bodies[0])  # the first call ends only now
    assert versions(campaign) == {"a1": ["m1", "m2", "m2"]}
    campaign.push(meeting("a1", author="m2"))
    assert versions(campaign) == {"a1": ["m1", "m2"]}
