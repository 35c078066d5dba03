"""`annotate next` on the real server: Label Studio's own queue serves the tasks in the order written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.server.connect import connect, open_plan
from annotate.campaign.server.next_articles import Queue, order_queue
from annotate.core import jsonl
from annotate.core.errors import StudioError
from annotate.core.record import Record
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.queue.write import BY_ID, BY_SCORE
from annotate.studio.store.plan import QUEUE
from annotate.train.ordering.orders import Order
from tests.builders import meeting
from tests.commands import Annotate, said
from tests.conftest import Server
from tests.loop.campaign import submit

pytestmark = pytest.mark.studio
# The score of every suggestion of an article, so that the order by errors is plain to see. The ids of the
# tasks, and the scores that a push writes, have other orders.
SCORES = {"a0": 0.9, "a1": 0.3, "a2": 0.7, "a3": 0.1, "a4": 0.8, "a5": 0.5}
BY_ERRORS = ["a3", "a1", "a5", "a2", "a4", "a0"]


def suggested(id: str, score: float, version: str = "m1") -> Record:
    """The meeting with this score at every suggestion."""
    made = meeting(id, author=version)
    entities = tuple(one.with_(score=score) for one in made.annotation.entities)
    events = tuple(one.model_copy(update={"score": score}) for one in made.annotation.events)
    return Record.of(made.article, made.annotation.with_(entities=entities, events=events))


@dataclass(frozen=True)
class Site:
    """A campaign of six articles on the server, and two people who work in it."""

    annotate: Annotate
    folder: Path
    project_id: int
    owner: Studio
    annotator: Studio

    def push(self, scores: dict[str, float], version: str = "m1") -> None:
        jsonl.write(self.folder / "s.jsonl", (suggested(id, scores[id], version) for id in scores))
        assert self.annotate("push", "s.jsonl").code == 0

    def next(self, *words: str, order: str = "errors") -> Any:
        ended = self.annotate("next", "--order", order, "--json", *words)
        assert ended.code == 0, ended.err
        return ended.json

    def served(self, person: Studio) -> str:
        """The article that the queue gives this person."""
        task = person.get(f"/api/projects/{self.project_id}/next")
        return str(task["data"]["article_id"])

    def correct(self, person: Studio) -> str:
        """This person submits the task that the queue gives."""
        task = person.get(f"/api/projects/{self.project_id}/next")
        submit(person, task)
        return str(task["data"]["article_id"])

    def scores(self, version: str = "m1") -> dict[str, float]:
        listed = self.owner.tasks(
            self.project_id, fields="all", include="id,data,predictions,model_version,score"
        )
        return {
            task["data"]["article_id"]: item["score"]
            for task in listed
            for item in task["predictions"]
            if item["model_version"] == version
        }

    def sampling(self) -> Any:
        return self.owner.project(self.project_id)["sampling"]


@pytest.fixture
def site(
    annotate: Annotate,
    project: Path,
    server: Server,
    studio: Studio,
    annotator: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    settings = project / "annotate.yaml"
    settings.write_text(settings.read_text() + f"studio:\n  url: {server.url}\n")
    jsonl.write(project / "s.jsonl", (suggested(id, score) for id, score in SCORES.items()))
    pushed = annotate("push", "s.jsonl", "--json").json
    yield Site(annotate, project, pushed["project"], studio, annotator)


def test_one_person_gets_the_exact_order(site: Site) -> None:
    queue = site.next()
    assert [one["article"] for one in queue["articles"]] == BY_ERRORS
    assert (queue["version"], queue["open"], queue["sampling_before"]) == ("m1", 6, BY_ID)
    assert [site.correct(site.annotator) for _ in SCORES] == BY_ERRORS


def test_predictions_of_other_versions_do_not_disturb_the_order(site: Site) -> None:
    site.next()
    site.push({id: 1 - score for id, score in SCORES.items()}, "m2")
    assert site.next()["version"] == "m2"
    assert [site.correct(site.annotator) for _ in SCORES] == BY_ERRORS[::-1]


def test_each_of_two_people_gets_the_first_task_that_the_other_has_not_open(site: Site) -> None:
    site.next()
    assert (site.served(site.owner), site.served(site.annotator)) == ("a3", "a1")
    assert site.served(site.owner) == "a3"  # until it is submitted
    assert site.correct(site.annotator) == "a1"
    assert site.served(site.annotator) == "a5"
    assert site.correct(site.owner) == "a3"
    assert site.served(site.owner) == "a2"


def test_a_new_order_leaves_what_people_have_open(site: Site) -> None:
    site.next()
    done = site.correct(site.annotator)
    begun = site.annotator.get(f"/api/projects/{site.project_id}/next")
    site.annotator.make_draft(begun["id"], {"result": [], "lead_time": 1})
    looked_at = site.served(site.owner)
    before = site.scores()
    assert (done, begun["data"]["article_id"], looked_at) == ("a3", "a1", "a5")
    site.push({"a0": 0.1, "a1": 0.2, "a2": 0.3, "a4": 0.4, "a5": 0.9}, "m2")
    queue = site.next()
    assert [one["article"] for one in queue["articles"]] == ["a0", "a2", "a4", "a5"]
    assert (queue["begun"], queue["done"]) == (1, 2)
    assert site.served(site.owner) == "a5"
    assert site.served(site.annotator) == "a1"
    assert site.scores() == before  # of the former version
    submit(site.owner, {"id": site.owner.get(f"/api/projects/{site.project_id}/next")["id"]})
    assert [site.correct(site.owner) for _ in range(3)] == ["a0", "a2", "a4"]


def test_new_suggestions_keep_the_places_until_the_next_order(site: Site) -> None:
    site.next()
    before = site.scores()
    site.push({id: 1 - score for id, score in SCORES.items()}, "m2")
    assert site.scores("m2") == before
    assert [site.correct(site.annotator) for _ in range(3)] == BY_ERRORS[:3]


def test_a_stopped_run_goes_on_and_writes_the_rest(site: Site) -> None:
    whole = site.next("--dry-run")["scores_to_write"]

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    project = Project.find(site.folder)
    with connect(project) as studio, pytest.raises(KeyboardInterrupt):
        order_queue(project, studio, Order.ERRORS, progress=stop)
    with closing(open_plan(project)) as plan:
        assert plan.setting(QUEUE)["finished"] is False
    assert site.sampling() == BY_ID
    assert site.next()["scores_written"] == whole - 2
    with closing(open_plan(project)) as plan:
        kept = plan.setting(QUEUE)
    assert (kept["order"], kept["version"], kept["finished"]) == ("errors", "m1", True)
    assert sorted(kept["scores"].values()) == sorted(site.scores().values())
    assert site.next()["scores_to_write"] == 0
    assert [site.correct(site.annotator) for _ in SCORES] == BY_ERRORS


def test_a_dry_run_changes_nothing(site: Site) -> None:
    before = site.scores(), site.sampling()
    queue = site.next("--dry-run")
    assert [one["article"] for one in queue["articles"]] == BY_ERRORS
    assert queue["scores_to_write"] > 0
    assert (site.scores(), site.sampling()) == before
    with closing(open_plan(Project.find(site.folder))) as plan:
        assert plan.setting(QUEUE) is None
    ended = site.annotate("next", "--order", "errors", "--dry-run", "--first", "1")
    assert "a3" in ended.out
    assert "nothing was changed" in ended.out


def test_a_task_without_suggestions_of_the_version_is_named_and_comes_last(site: Site) -> None:
    site.push({"a6": 0.05}, "m2")  # too few to show to annotators
    queue = site.next()
    assert queue["without_suggestions"] == ["a6"]
    assert [site.correct(site.annotator) for _ in range(7)] == [*BY_ERRORS, "a6"]
    empty = site.annotate("next")
    assert (empty.code, empty.out) == (0, "No open task has suggestions to order by.\n")


def test_the_order_of_the_task_ids_can_be_had_again(site: Site) -> None:
    site.next()
    assert site.sampling() == BY_SCORE
    said(site.annotate("next", "--order", "sequential"), 0, "by their ids again")
    assert site.sampling() == BY_ID
    assert [site.correct(site.annotator) for _ in range(3)] == ["a0", "a1", "a2"]


def test_a_campaign_without_shown_suggestions_is_told_to_push(site: Site) -> None:
    site.owner.update_project(site.project_id, model_version="")
    ended = site.annotate("next")
    said(ended, StudioError.exit_code, "annotators see no suggestions", "annotate push")


def test_python_has_the_order_too(site: Site) -> None:
    project = Project.find(site.folder)
    with connect(project) as studio:
        queue = order_queue(project, studio, Order.UNCERTAINTY, dry_run=True)
    assert isinstance(queue, Queue)
    assert queue.written is None
    assert {one.article for one in queue.articles} == set(SCORES)
