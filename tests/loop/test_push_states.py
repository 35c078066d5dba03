"""A push compares its input with the project: new, same, changed suggestions, changed text, missing here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.errors import ConfigError
from annotate.core.jsonl import RawRecord
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.push.push import push_plan
from tests import builders
from tests.builders import meeting
from tests.conftest import Server
from tests.loop.campaign import ONTOLOGY, Campaign, shown, submit, versions

pytestmark = pytest.mark.studio


def other_text(id: str = "a1", text: str = "Un autre texte sur Cuba.") -> Record:
    article = builders.article(text, id=id, language="fr")
    return Record.of(article, builders.annotation(article))


def test_a_dry_run_reports_what_would_be_done_and_changes_nothing(campaign: Campaign) -> None:
    campaign.push(*(meeting(name) for name in ("same", "newer", "text", "left")))
    before, planned = campaign.tasks(), campaign.plan.count()
    wanted = [meeting("same"), meeting("newer", author="m2"), other_text("text"), meeting("new")]
    skipped = meeting("skipped", status=Status.SKIPPED)
    found = campaign.preview([*wanted, skipped], revise=True)
    assert (found.added, found.revised, found.same, found.suggestions) == (2, 1, 1, 1)
    assert found.texts == ["text"]
    assert found.missing_here == ["left"]
    assert [item.article for item in found.refused] == ["skipped"]
    assert campaign.tasks() == before
    assert campaign.plan.count() == planned


def test_without_a_project_all_is_new() -> None:
    found = push_plan(None, [meeting("a"), meeting("b")], ONTOLOGY)
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
    assert (partly.waiting_articles, partly.missing_here) == (["a2"], ["a2"])
    assert shown(campaign) == "m1"
    rest = campaign.push(meeting("a2", author="m2"))
    assert (rest.waiting, rest.made_current) == (0, "m2")
    assert shown(campaign) == "m2"


def test_a_version_is_shown_before_that_on_request(campaign: Campaign) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    forced = campaign.push(meeting("a1", author="m2"), make_current=True)
    assert (forced.waiting, forced.made_current) == (1, "m2")
    assert shown(campaign) == "m2"


def test_with_revise_a_changed_text_is_a_new_task_and_the_old_one_is_marked(
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


@pytest.mark.parametrize("known", [True, False], ids=["the same line", "another version"])
def test_a_text_that_was_replaced_can_come_back(campaign: Campaign, tmp_path: Path, known: bool) -> None:
    file = tmp_path / "s.jsonl"
    jsonl.write(file, [meeting("a1"), meeting("a2")])
    campaign.push_lines(jsonl.read_raw_records(file))
    campaign.push(other_text("a1"), revise=True)
    if not known:
        jsonl.write(file, [meeting("a1", author="m2"), meeting("a2")])

    refused = campaign.push_lines(jsonl.read_raw_records(file))
    assert ([item.article for item in refused.refused], refused.texts) == (["a1"], ["a1"])
    before = campaign.tasks()
    planned = campaign.preview(jsonl.read_raw_records(file), revise=True)
    assert (planned.texts, planned.refused, campaign.tasks()) == (["a1"], [], before)

    report = campaign.push_lines(jsonl.read_raw_records(file), revise=True)
    assert (report.texts, report.added, report.refused) == (["a1"], 0, [])
    old, new = [task["data"] for task in campaign.tasks() if task["data"]["article_id"] == "a1"]
    assert "replaced_by" not in old
    assert not old["header"].startswith("REPLACED")
    assert new["header"].startswith("REMPLACÉ")
    assert new["replaced_by"] == old["task_key"]
    assert versions(campaign)["a2"] == [meeting("a2").annotation.author]
    again = campaign.push_lines(jsonl.read_raw_records(file))
    assert (again.same, again.texts) == (2, [])


def test_earlier_suggestions_are_shown_again_only_on_request(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    jsonl.write(file, [meeting("a1", author="m1"), meeting("a2", author="m1")])
    campaign.push_lines(jsonl.read_raw_records(file))
    campaign.push(meeting("a1", author="m2"), meeting("a2", author="m2"))
    report = campaign.push_lines(jsonl.read_raw_records(file))
    assert (report.same, report.shown_instead, shown(campaign)) == (2, "m2", "m2")
    report = campaign.push_lines(jsonl.read_raw_records(file), make_current=True)
    assert (report.shown_instead, report.made_current, shown(campaign)) == (None, "m1", "m1")


def test_suggestions_are_not_added_to_a_text_edited_in_label_studio(campaign: Campaign) -> None:
    campaign.push(*(meeting(f"a{index}", author="m1") for index in range(3)))
    task = campaign.task("a1")
    campaign.studio.change_task(task["id"], {**task["data"], "text": f"XX {task['data']['text']}"})
    report = campaign.push(*(meeting(f"a{index}", author="m2") for index in range(3)))
    assert (report.suggestions, [item.article for item in report.refused]) == (2, ["a1"])
    assert "was changed in Label Studio" in report.refused[0].why
    assert versions(campaign)["a1"] == ["m1"]


def test_a_version_is_not_shown_while_a_duplicate_task_lacks_it(campaign: Campaign) -> None:
    campaign.push(meeting("a1", author="m1"), meeting("a2", author="m1"))
    again = {"data": campaign.task("a1")["data"]}
    campaign.studio.import_tasks(campaign.project_id, json.dumps([again]).encode())
    report = campaign.push(meeting("a1", author="m2"), meeting("a2", author="m2"))
    assert (report.waiting, report.made_current, shown(campaign)) == (1, None, "m1")


def test_a_mirror_of_another_project_is_refused(campaign: Campaign, server: Server) -> None:
    campaign.push(meeting("a1"))
    other = Campaign(campaign.studio, server.project(ONTOLOGY, "another"), campaign.folder)
    for act in (lambda: other.push(meeting("a1")), other.update):
        with pytest.raises(ConfigError, match=f"holds project {campaign.project_id}"):
            act()
    with pytest.raises(ConfigError, match="pull --rebuild"):
        other.preview([])
    assert other.tasks() == []


def test_annotations_are_not_shown_as_suggestions(campaign: Campaign) -> None:
    campaign.push(meeting("a1", author="m1"))
    given = meeting("a2", status=Status.SUBMITTED, author="ana")
    campaign.push(given)
    report = campaign.push(given, make_current=True)
    assert (report.same, report.shown_instead, report.made_current) == (1, None, None)
    assert shown(campaign) == "m1"


def test_what_the_project_holds_and_the_input_does_not_is_named(campaign: Campaign) -> None:
    campaign.push(meeting("a1"), meeting("a2"), meeting("a3"))
    report = campaign.push(meeting("a2"))
    assert report.missing_here == ["a1", "a3"]
    assert len(campaign.tasks()) == 3


def test_duplicate_tasks_made_elsewhere_are_named_and_removed_on_request_only(
    campaign: Campaign, annotator: Studio
) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    for name in ("a1", "a2"):
        article = meeting(name).article
        body = [{"data": task_data(article, task_key(article.id, article.digest))}]
        campaign.studio.import_tasks(campaign.project_id, json.dumps(body).encode())
    duplicates = [task for task in campaign.tasks() if task["data"]["article_id"] == "a2"]
    submit(annotator, duplicates[1])  # somebody works on the second one

    report = campaign.push(meeting("a1"), meeting("a2"))
    assert {article: len(ids) for article, ids in report.duplicates.items()} == {"a1": 2, "a2": 2}
    assert len(campaign.tasks()) == 4
    done = campaign.push(meeting("a1"), meeting("a2"), remove_duplicates=True)
    assert len(done.removed) == 2
    assert done.duplicates == {}
    left = campaign.tasks()
    assert sorted(task["data"]["article_id"] for task in left) == ["a1", "a2"]
    assert campaign.task("a2")["id"] == duplicates[1]["id"], "the one that was worked on stays"


def test_duplicate_tasks_with_work_on_both_stay_and_are_named(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(meeting("a1"))
    article = meeting("a1").article
    body = [{"data": task_data(article, task_key(article.id, article.digest))}]
    campaign.studio.import_tasks(campaign.project_id, json.dumps(body).encode())
    first, second = campaign.tasks()
    submit(annotator, first)
    annotator.post(f"/api/tasks/{second['id']}/drafts", {"result": []})
    report = campaign.push(meeting("a1"), remove_duplicates=True)
    assert report.removed == []
    assert report.duplicates == {"a1": [first["id"], second["id"]]}


def test_a_deleted_task_is_made_again_even_if_its_id_was_reused(campaign: Campaign, server: Server) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    last = campaign.tasks()[-1]
    campaign.studio.delete_task(last["id"])
    foreign = [{"data": {"text": "Quelqu'un d'autre.", "header": ""}}]
    campaign.studio.import_tasks(campaign.project_id, json.dumps(foreign).encode())
    assert (campaign.tasks()[-1]["id"] == last["id"]) is server.reuses_ids
    report = campaign.push(meeting("a1"), meeting("a2"))
    assert (report.added, report.same) == (1, 1)


def test_lines_that_arrived_are_not_parsed_again(
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


def test_an_annotation_is_added_to_its_task_if_nobody_has_worked_on_it(
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
