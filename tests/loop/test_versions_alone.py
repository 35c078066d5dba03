"""A push whose suggestions differ only in versions from those shown sends nothing, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Provenance
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from tests.builders import meeting
from tests.commands import Annotate
from tests.conftest import Server
from tests.loop.campaign import Campaign, shown, submit, versions

pytestmark = pytest.mark.studio


def suggested(name: str, author: str, labeler: str, score: float = 0.6) -> Record:
    """A meeting whose mentions this labeler found."""
    record = meeting(name)
    provenance = (Provenance(source=labeler, score=score),)
    entities = tuple(
        entity.with_(provenance=provenance, **({"score": score} if entity.id == "e1" else {}))
        for entity in record.annotation.entities
    )
    return Record.of(record.article, record.annotation.with_(author=author, entities=entities))


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
