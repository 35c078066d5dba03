"""`annotate next` on the real server: Label Studio's own queue serves the tasks in the order written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.server.connect import connect, open_plan
from annotate.campaign.server.next_articles import order_queue
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
# The number of suggestions of each article, and the score of each. The order by errors differs from that of
# the task ids and from that of the mean scores, which a push writes.
SCORES = {"a0": (5, 0.9), "a1": (1, 0.3), "a2": (5, 0.7), "a3": (1, 0.1), "a4": (4, 0.8), "a5": (4, 0.5)}
BY_ERRORS = ["a5", "a2", "a3", "a4", "a1", "a0"]
OTHERS = {id: (number, 1 - score) for id, (number, score) in SCORES.items()}
OTHERS_BY_ERRORS = ["a0", "a2", "a4", "a5", "a1", "a3"]
Scores = dict[str, tuple[int, float]]


def suggested(id: str, number: int, score: float, version: str = "m1") -> Record:
    """The meeting with so many suggestions of this score."""
    made = meeting(id, author=version)
    entities = tuple(one.with_(score=score) for one in made.annotation.entities[:number])
    events = made.annotation.events if number == len(made.annotation.regions) else ()
    scored = tuple(one.model_copy(update={"score": score}) for one in events)
    return Record.of(made.article, made.annotation.with_(entities=entities, events=scored))


@dataclass(frozen=True)
class Site:
    """A campaign of six articles on the server, and two people who work in it."""

    annotate: Annotate
    folder: Path
    project_id: int
    owner: Studio
    annotator: Studio

    def push(self, scores: Scores, version: str, *, ordered: bool = False) -> None:
        jsonl.write(self.folder / "s.jsonl", (suggested(id, *scores[id], version) for id in scores))
        if ordered:
            assert self.annotate("next", "s.jsonl", "--order", "errors").code == 0
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
    jsonl.write(project / "s.jsonl", (suggested(id, *SCORES[id]) for id in SCORES))
    pushed = annotate("push", "s.jsonl", "--json").json
    yield Site(annotate, project, pushed["project"], studio, annotator)


def test_one_person_gets_the_exact_order_of_the_shown_version(site: Site) -> None:
    queue = site.next()
    assert [one["article"] for one in queue["articles"]] == BY_ERRORS
    assert (queue["version"], queue["open"], queue["sampling_before"]) == ("m1", 6, BY_ID)
    assert [site.correct(site.annotator) for _ in range(2)] == BY_ERRORS[:2]
    places = site.scores()
    site.push(OTHERS, "m2")
    kept = site.scores("m2")
    assert kept == {id: places[id] for id in BY_ERRORS[2:]}, "new suggestions keep the places"
    assert site.next()["version"] == "m2"
    left = [id for id in OTHERS_BY_ERRORS if id not in BY_ERRORS[:2]]
    assert [site.correct(site.annotator) for _ in left] == left
    empty = site.annotate("next")
    assert (empty.code, empty.out) == (0, "No open task has suggestions to order by.\n")


def test_each_of_two_people_gets_the_first_task_that_the_other_has_not_open(site: Site) -> None:
    site.next()
    assert (site.served(site.owner), site.served(site.annotator)) == ("a5", "a2")
    assert site.served(site.owner) == "a5"  # until it is submitted
    assert site.correct(site.annotator) == "a2"
    assert site.served(site.annotator) == "a3"
    assert site.correct(site.owner) == "a5"
    assert site.served(site.owner) == "a4"


def test_a_new_order_leaves_what_people_have_open(site: Site) -> None:
    site.next()
    done = site.correct(site.annotator)
    begun = site.annotator.get(f"/api/projects/{site.project_id}/next")
    site.annotator.make_draft(begun["id"], {"result": [], "lead_time": 1})
    looked_at = site.served(site.owner)
    before = site.scores()
    assert (done, begun["data"]["article_id"], looked_at) == ("a5", "a2", "a3")
    site.push({id: OTHERS[id] for id in OTHERS if id != done}, "m2", ordered=True)
    queue = site.next()
    assert queue["scores_to_write"] == 0, "the push has sent each suggestion with its place"
    assert [one["article"] for one in queue["articles"]] == ["a0", "a4", "a1", "a3"]
    assert (queue["begun"], queue["done"]) == (1, 2)
    assert (site.served(site.owner), site.served(site.annotator)) == (looked_at, "a2")
    assert site.scores() == before  # of the former version
    assert [site.correct(site.owner) for _ in range(3)] == ["a3", "a0", "a4"]


def test_a_stopped_run_goes_on_and_writes_the_rest(site: Site) -> None:
    before = site.scores(), site.sampling()
    project = Project.find(site.folder)
    planned = site.next("--dry-run")
    assert [one["article"] for one in planned["articles"]] == BY_ERRORS
    assert (site.scores(), site.sampling()) == before
    with closing(open_plan(project)) as plan:
        assert plan.setting(QUEUE) is None

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with connect(project) as studio, pytest.raises(KeyboardInterrupt):
        order_queue(project, studio, Order.ERRORS, progress=stop)
    with closing(open_plan(project)) as plan:
        assert plan.setting(QUEUE)["finished"] is False
    assert site.sampling() == BY_ID
    assert site.next()["scores_written"] == planned["scores_to_write"] - 1 > 0
    with closing(open_plan(project)) as plan:
        kept = plan.setting(QUEUE)
    assert (kept["order"], kept["version"], kept["finished"]) == ("errors", "m1", True)
    assert sorted(kept["scores"].values()) == sorted(site.scores().values())
    assert site.next()["scores_to_write"] == 0
    assert [site.correct(site.annotator) for _ in range(2)] == BY_ERRORS[:2]
    assert site.sampling() == BY_SCORE
    assert "by their ids again" in site.annotate("next", "--order", "sequential").out
    assert [site.correct(site.annotator) for _ in range(2)] == ["a0", "a1"]


def test_a_task_without_suggestions_of_the_version_is_named_and_comes_last(site: Site) -> None:
    site.push({"a6": (1, 0.05)}, "m2")  # too few to show to annotators
    queue = site.next()
    assert queue["without_suggestions"] == ["a6"]
    for id in BY_ERRORS[1:]:
        submit(site.annotator, {"id": next(o["task"] for o in queue["articles"] if o["article"] == id)})
    assert [site.correct(site.annotator) for _ in range(2)] == [BY_ERRORS[0], "a6"]
    site.owner.update_project(site.project_id, model_version="")
    said(site.annotate("next"), StudioError.exit_code, "annotators see no suggestions", "annotate push")
