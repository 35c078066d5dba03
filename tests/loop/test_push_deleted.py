"""What somebody deletes in Label Studio, suggestions or annotations: a push of the same file restores it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.server.progress import ask_server
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.push.push import push
from annotate.studio.push.report import PushReport
from tests import builders
from tests.builders import meeting
from tests.loop.campaign import Campaign, shown, submit, versions
from tests.loop.test_push_states import other_text

pytestmark = pytest.mark.studio


def delete(campaign: Campaign, what: str, *articles: str) -> None:
    """Deletes the predictions or annotations of these articles, with the data manager's own action."""
    ids = [task["id"] for task in campaign.tasks() if task["data"]["article_id"] in articles]
    campaign.studio.post(
        f"/api/dm/actions/?id=delete_tasks_{what}&project={campaign.project_id}",
        {"selectedItems": {"all": False, "included": ids}},
    )


def as_body(items: list[Any]) -> bytes:
    return json.dumps(items).encode()


class File:
    """A file of suggestions, so that lines that arrived before are recognised."""

    def __init__(self, folder: Path, names: Sequence[str], **fields: Any) -> None:
        self.path = folder / f"{fields.get('author', 'm1')}.jsonl"
        jsonl.write(self.path, [meeting(name, **fields) for name in names])

    def push(self, campaign: Campaign, **options: bool) -> PushReport:
        return campaign.push_lines(jsonl.read_raw_records(self.path), **options)

    def preview(self, campaign: Campaign) -> PushReport:
        return campaign.preview(jsonl.read_raw_records(self.path))


def test_suggestions_deleted_in_the_data_manager_are_sent_again(
    campaign: Campaign, annotator: Studio, tmp_path: Path
) -> None:
    file = File(tmp_path, ["a1", "a2", "a3", "done"])
    assert file.push(campaign).restored == 0
    submit(annotator, campaign.task("done"))
    delete(campaign, "predictions", "a1", "a2", "done")
    planned = file.preview(campaign)
    assert (planned.restored, planned.same, planned.closed, planned.still_deleted) == (2, 2, ["done"], [])
    assert versions(campaign) == {"a1": [], "a2": [], "a3": ["m1"], "done": []}

    assert ask_server(campaign.workspace).deleted == {"m1": 3}
    report = file.push(campaign)
    assert (report.restored, report.suggestions, report.added, report.verified) == (2, 0, 0, 2)
    assert (report.same, report.closed) == (2, ["done"]), "work has no need of suggestions, and is named"
    assert versions(campaign) == {"a1": ["m1"], "a2": ["m1"], "a3": ["m1"], "done": []}
    again = file.push(campaign)
    assert (again.restored, again.same, again.closed) == (0, 4, ["done"])
    assert versions(campaign)["a1"] == ["m1"], "once, not twice"
    # Once the annotation is gone, the task needs its suggestions.
    delete(campaign, "annotations", "done")
    assert file.push(campaign).restored == 1
    assert versions(campaign)["done"] == ["m1"]
    assert ask_server(campaign.workspace).deleted == {}


@pytest.mark.slow
def test_a_whole_version_deleted_in_the_settings_is_sent_and_shown_again(
    campaign: Campaign, tmp_path: Path
) -> None:
    file = File(tmp_path, ["a1", "a2"])
    file.push(campaign)
    versions_url = f"/api/projects/{campaign.project_id}/model-versions/"
    campaign.studio._transport.ask("DELETE", versions_url, json={"model_version": "m1"})
    assert not shown(campaign)
    report = file.push(campaign)
    assert (report.restored, report.made_current, shown(campaign)) == (2, "m1", "m1")
    assert versions(campaign) == {"a1": ["m1"], "a2": ["m1"]}


@pytest.mark.slow
def test_what_annotators_see_stays_if_another_version_was_deleted(campaign: Campaign, tmp_path: Path) -> None:
    old, new = File(tmp_path, ["a1", "a2"], author="m1"), File(tmp_path, ["a1", "a2"], author="m2")
    old.push(campaign)
    new.push(campaign)
    for task in campaign.tasks():
        (first,) = [item["id"] for item in task["predictions"] if item["model_version"] == "m1"]
        campaign.studio.delete_prediction(first)
    assert new.preview(campaign).still_deleted == [], "annotators see m2"
    assert (new.push(campaign).restored, versions(campaign)["a1"]) == (0, ["m2"])
    report = old.push(campaign)
    assert (report.restored, report.made_current, report.shown_instead) == (2, None, "m2")
    assert (shown(campaign), versions(campaign)["a1"]) == ("m2", ["m2", "m1"])
    # All versions deleted: the one that is pushed again is shown, because nothing else can be.
    delete(campaign, "predictions", "a1", "a2")
    report = old.push(campaign)
    assert (report.restored, report.made_current, shown(campaign)) == (2, "m1", "m1")


@pytest.mark.slow
def test_a_deletion_is_found_beside_predictions_of_others_and_duplicate_tasks(
    campaign: Campaign, tmp_path: Path
) -> None:
    file = File(tmp_path, ["a1", "a2", "a3"])
    file.push(campaign)
    task = campaign.task("a2")
    copy = {"data": task["data"], "predictions": [{"model_version": "m1", "result": []}]}
    campaign.studio.import_tasks(campaign.project_id, as_body([copy]))
    campaign.studio.import_predictions(
        campaign.project_id,
        as_body([{"task": campaign.task("a1")["id"], "model_version": "x", "result": []}]),
    )
    (mine,) = [item for item in campaign.task("a1")["predictions"] if item["model_version"] == "m1"]
    campaign.studio.delete_prediction(mine["id"])
    report = file.push(campaign)
    assert report.restored == 1
    assert versions(campaign)["a1"] == ["x", "m1"]


@pytest.mark.slow
def test_suggestions_that_the_file_lacks_are_named(campaign: Campaign) -> None:
    campaign.push(meeting("a1"), meeting("a2"))
    delete(campaign, "predictions", "a1")
    assert campaign.preview([meeting("a2")]).still_deleted == ["a1"]
    report = campaign.push(meeting("a2"))
    assert (report.restored, report.still_deleted) == (0, ["a1"])
    assert campaign.push(meeting("a2")).still_deleted == ["a1"], "at every push, until they are there again"
    report = campaign.push(meeting("a1"), meeting("a2"))
    assert (report.restored, report.still_deleted) == (1, [])


@pytest.mark.slow
def test_annotations_that_were_pushed_and_deleted_are_sent_again(campaign: Campaign, tmp_path: Path) -> None:
    campaign.push(meeting("open"))
    file = File(tmp_path, ["g1", "g2"], author="ana", status=Status.SUBMITTED)
    file.push(campaign)
    delete(campaign, "annotations", "g1")
    planned = file.preview(campaign)
    assert (planned.restored_annotations, planned.same) == (1, 1)
    report = file.push(campaign)
    assert (report.restored_annotations, report.annotations, report.same) == (1, 0, 1)
    assert [len(campaign.task(name)["annotations"]) for name in ("g1", "g2")] == [1, 1]
    assert file.push(campaign).restored_annotations == 0


@pytest.mark.slow
def test_a_replaced_task_does_not_keep_the_newest_text_from_being_shown(campaign: Campaign) -> None:
    campaign.push(meeting("a1", author="m1"))
    article = other_text("a1").article
    newer = Record.of(article, builders.annotation(article, author="m2"))
    report = campaign.push(newer, revise=True)
    assert (report.waiting, report.made_current, shown(campaign)) == (0, "m2", "m2")


@pytest.mark.slow
def test_what_is_deleted_while_a_push_runs_is_found_by_the_next_one(campaign: Campaign) -> None:
    records = [meeting("a1"), meeting("a2"), meeting("a3")]
    push(campaign.workspace, records, progress=lambda done: delete(campaign, "predictions", "a2"))
    assert versions(campaign)["a2"] == []
    assert campaign.push(*records).restored == 1
    assert versions(campaign)["a2"] == ["m1"]
