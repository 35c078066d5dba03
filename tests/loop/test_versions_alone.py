"""A push whose suggestions differ only in versions from those shown sends nothing, and says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Provenance
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.push.report import PushReport
from tests.builders import meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import Campaign, shown, submit, versions

pytestmark = pytest.mark.studio
NAMES = ("a1", "a2", "a3")


def suggested(name: str, author: str, labeler: str, score: float = 0.6) -> Record:
    """A meeting whose mentions this labeler found."""
    record = meeting(name)
    provenance = (Provenance(source=labeler, score=score),)
    entities = tuple(
        entity.with_(provenance=provenance, **({"score": score} if entity.id == "e1" else {}))
        for entity in record.annotation.entities
    )
    return Record.of(record.article, record.annotation.with_(author=author, entities=entities))


def suggestions(author: str, **scores: float) -> list[Record]:
    """Suggestions for three articles, by one version of a labeler."""
    labeler = author.replace("annotate/", "persons@")
    return [suggested(name, author, labeler, scores.get(name, 0.6)) for name in NAMES]


def counts(report: PushReport) -> tuple[Any, ...]:
    refused = [item.article for item in report.refused]
    return report.versions_only, report.suggestions, report.same, report.added, report.closed, refused


def test_nothing_is_sent_if_only_versions_differ(campaign: Campaign) -> None:
    names = ("a1", "a2", "a3")
    campaign.push(*(suggested(name, "annotate/1", "persons@1") for name in names))
    newer = [suggested(name, "annotate/2", "persons@2") for name in names]
    before = campaign.tasks()
    planned = campaign.preview(newer)
    assert (planned.versions_only, planned.suggestions, planned.same) == (3, 0, 0)
    for make_current in (False, True):
        report = campaign.push(*newer, make_current=make_current)
        assert (report.versions_only, report.suggestions, report.added, report.same) == (3, 0, 0, 0)
        assert (report.made_current, report.waiting, report.shown_instead) == (None, 0, None)
        assert report.missing_here == []
    assert campaign.tasks() == before
    assert shown(campaign) == "annotate/1"


def test_a_task_that_was_worked_on_does_not_force_a_new_version(
    campaign: Campaign, annotator: Studio
) -> None:
    """It lacks the version that the others show, so it cannot be compared. It gets no new version anyway."""
    names = ("a1", "done")
    campaign.push(*(suggested(name, "annotate/1", "persons@1", 0.5) for name in names))
    submit(annotator, campaign.task("done"))
    campaign.push(*(suggested(name, "annotate/2", "persons@2") for name in names))
    assert shown(campaign) == "annotate/2"
    report = campaign.push(*(suggested(n, "annotate/3", "persons@3") for n in names), make_current=True)
    assert (report.versions_only, report.closed, report.waiting) == (1, ["done"], 0)
    assert (report.made_current, shown(campaign)) == (None, "annotate/2")


def test_if_one_article_differs_all_get_the_new_version(campaign: Campaign) -> None:
    names = ("a1", "a2", "a3")
    campaign.push(*(suggested(name, "annotate/1", "persons@1") for name in names))
    mixed = [suggested(name, "annotate/2", "persons@2", 0.9 if name == "a2" else 0.6) for name in names]
    report = campaign.push(*mixed)
    assert (report.versions_only, report.suggestions, report.made_current) == (0, 3, "annotate/2")
    assert versions(campaign) == {name: ["annotate/1", "annotate/2"] for name in names}


def test_with_a_new_article_all_get_the_new_version(campaign: Campaign) -> None:
    campaign.push(suggested("a1", "annotate/1", "persons@1"))
    report = campaign.push(*(suggested(name, "annotate/2", "persons@2") for name in ("a1", "a2")))
    assert (report.versions_only, report.suggestions, report.added) == (0, 1, 1)
    assert report.made_current == "annotate/2"


def test_a_version_that_some_tasks_have_is_sent_to_the_others(campaign: Campaign) -> None:
    campaign.push(*(suggested(name, "annotate/1", "persons@1") for name in ("a1", "a2")))
    campaign.push(suggested("a1", "annotate/2", "persons@2", 0.9))
    report = campaign.push(suggested("a2", "annotate/2", "persons@2"))
    assert (report.versions_only, report.suggestions, report.made_current) == (0, 1, "annotate/2")


@pytest.mark.parametrize("later", ["annotate/1", "annotate/3"])
def test_what_annotators_see_stays_after_another_version_was_stopped(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    def stop(*given: Any) -> None:
        raise KeyboardInterrupt

    campaign.push(*suggestions("annotate/1"))
    with monkeypatch.context() as patch:
        patch.setattr("annotate.studio.push.push.verify", stop)
        with pytest.raises(KeyboardInterrupt):
            campaign.push(*suggestions("annotate/2", a1=0.9, a2=0.9))
    report = campaign.push(*suggestions(later))
    assert (report.versions_only, report.same, report.suggestions) in [(3, 0, 0), (0, 3, 0)]
    assert (report.made_current, report.shown_instead, shown(campaign)) == (None, None, "annotate/1")
    report = campaign.push(*suggestions("annotate/2", a1=0.9, a2=0.9))
    assert (report.made_current, report.shown_instead) == (None, "annotate/1")


@pytest.mark.parametrize("of", [NAMES, NAMES[:1]])
def test_suggestions_that_somebody_deleted_are_sent(campaign: Campaign, of: tuple[str, ...]) -> None:
    campaign.push(*suggestions("annotate/1"))
    for task in campaign.tasks():
        if task["data"]["article_id"] in of:
            campaign.studio.delete_prediction(task["predictions"][0]["id"])
    report = campaign.push(*suggestions("annotate/2"))
    assert (report.versions_only, report.suggestions, report.made_current) == (0, 3, "annotate/2")
    assert shown(campaign) == "annotate/2"


def test_a_campaign_in_several_files_gets_the_new_version_at_the_end(campaign: Campaign) -> None:
    campaign.push(*suggestions("annotate/1"))
    newer = suggestions("annotate/2", a3=0.9)
    reports = [campaign.push(record) for record in newer]
    assert [(report.versions_only, report.suggestions, report.waiting) for report in reports] == [
        (0, 1, 2),
        (0, 1, 1),
        (0, 1, 0),
    ]
    assert (reports[-1].made_current, shown(campaign)) == ("annotate/2", "annotate/2")


def test_a_file_of_all_open_tasks_is_enough(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(*suggestions("annotate/1"))
    submit(annotator, campaign.task("a3"))
    report = campaign.push(*suggestions("annotate/2")[:2])
    assert (report.versions_only, report.suggestions) == (2, 0)


def test_edited_texts_are_refused_and_closed_tasks_are_named(campaign: Campaign, annotator: Studio) -> None:
    campaign.push(*suggestions("annotate/1"))
    edited = campaign.task("a1")
    campaign.studio.change_task(edited["id"], {**edited["data"], "text": "Un autre texte."})
    submit(annotator, campaign.task("a2"))
    report = campaign.push(*suggestions("annotate/2"))
    assert [item.article for item in report.refused] == ["a1"]
    assert (report.closed, report.versions_only, report.suggestions) == (["a2"], 1, 0)
    assert shown(campaign) == "annotate/1"


@pytest.mark.parametrize("state", ["open", "edited", "closed", "deleted", "part", "stopped", "changed"])
def test_a_dry_run_counts_what_the_push_does(
    campaign: Campaign, annotator: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    campaign.push(*suggestions("annotate/1"))
    task = campaign.task("a1")
    if state == "edited":
        campaign.studio.change_task(task["id"], {**task["data"], "text": "Un autre texte."})
    elif state == "closed":
        submit(annotator, task)
    elif state == "deleted":
        campaign.studio.delete_prediction(task["predictions"][0]["id"])
    elif state == "stopped":
        campaign.push(suggested("a1", "annotate/2", "persons@2"))
    newer = suggestions("annotate/2", **({"a1": 0.9} if state == "changed" else {}))
    file = tmp_path / "newer.jsonl"
    jsonl.write(file, newer[:2] if state == "part" else newer)
    planned = campaign.preview(jsonl.read_raw_records(file))
    done = campaign.push_lines(jsonl.read_raw_records(file))
    assert counts(planned) == counts(done)
    assert done.versions_only == {"open": 3, "edited": 2, "closed": 2}.get(state, 0)


def test_the_command_reports_it_as_text_and_as_json(
    annotate: Annotate, project: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    settings = project / "annotate.yaml"
    settings.write_text(settings.read_text() + f"studio:\n  url: {server.url}\n")
    file = project / "s.jsonl"
    jsonl.write(file, [suggested("a1", "annotate/1", "persons@1")])
    assert annotate("push", "s.jsonl").code == 0
    jsonl.write(file, [suggested("a1", "annotate/2", "persons@2")])
    pushed = annotate("push", "s.jsonl")
    assert pushed.code == 0
    assert "differ only in versions from those that annotators see" in pushed.out
    assert annotate("push", "s.jsonl", "--json").json["versions_only"] == 1
    assert "only versions differ" in annotate("push", "s.jsonl", "--dry-run").out
