"""`annotate round` on the real server: whole rounds, stops where somebody must decide, and SIGKILL."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.campaign.demo.scripted_annotator import corrected
from annotate.campaign.rounds.state import STEPS
from annotate.campaign.server.connect import open_plan
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.studio.api.client import Studio
from annotate.studio.codec.results import encode
from annotate.studio.queue.write import BY_SCORE
from annotate.studio.screen.binding import bind
from tests.commands import PROGRAM, Annotate, said
from tests.companies import CONLL, about_companies
from tests.conftest import Server

pytestmark = pytest.mark.studio


@dataclass
class Site:
    """A campaign on the server, and an annotator who knows the answers."""

    annotate: Annotate
    folder: Path
    project_id: int
    owner: Studio
    annotator: Studio

    def round(self, *words: str, code: int = 0) -> Any:
        ended = self.annotate("round", "--seconds", "60", "--json", *words)
        assert ended.code == code, ended
        return ended.json

    def tasks(self) -> dict[str, Any]:
        """The tasks on the server by article."""
        listed = self.owner.tasks(self.project_id, fields="all", include="id,data,predictions,annotations")
        return {task["data"]["article_id"]: task for task in listed}

    def submit(
        self,
        numbers: Sequence[int],
        *,
        label: str | None = None,
        lead_time: float = 90,
        as_suggested: bool = False,
    ) -> None:
        """Submits the answers from the suggestions that the queue shows, or these suggestions unchanged.

        With ``label``, every region of the result has that label, whether the ontology has it or not.
        """
        tasks, shown = self.tasks(), self.owner.project(self.project_id)["model_version"]
        binding = bind(CONLL, self.owner.project(self.project_id)["label_config"])
        with closing(open_plan(Project.find(self.folder))) as plan:
            for number in numbers:
                given = about_companies(number)
                task = tasks[given.article.id]
                (seen,) = [one for one in task["predictions"] if one["model_version"] == shown]
                (suggestion,) = [one for one in plan.sent(task["data"]["task_key"]) if one.author == shown]
                made = suggestion if as_suggested else corrected(suggestion, given.annotation, Counter())
                result = encode(made, binding, scores=False)
                if label is not None:
                    for region in result:
                        region["value"]["labels"] = [label]
                body = {
                    "result": result,
                    "parent_prediction": seen["id"],
                    "lead_time": lead_time,
                }
                self.annotator.post(f"/api/tasks/{task['id']}/annotations/", body)

    def state(self, number: int = 1) -> Any:
        path = self.folder / ".annotate" / "rounds" / str(number) / "round.json"
        return json.loads(path.read_text()) if path.is_file() else {}

    def versions(self) -> dict[str, list[str]]:
        return {
            name: sorted(one["model_version"] for one in task["predictions"])
            for name, task in self.tasks().items()
        }


def made_site(
    annotate: Annotate, folder: Path, server: Server, studio: Studio, annotator: Studio, articles: int
) -> Site:
    assert annotate("init", folder, "--ontology", "conll", "--name", "ships").code == 0
    file = folder / "annotate.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("labelers:")]
    lines += ["labelers: [spacy, dates, repeated-names]", "studio:", f"  url: {server.url}"]
    file.write_text("\n".join(lines) + "\n")
    (folder / "articles.jsonl").write_text(
        "".join(about_companies(number).article.to_json() + "\n" for number in range(articles))
    )
    assert annotate("prelabel", "articles.jsonl", "-o", "s.jsonl").code == 0
    project_id = annotate("push", "s.jsonl", "--json").json["project"]
    return Site(annotate, folder, project_id, studio, annotator)


@pytest.fixture
def site(
    annotate: Annotate,
    tmp_path: Path,
    server: Server,
    studio: Studio,
    annotator: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    monkeypatch.setenv("ANNOTATE_TRUST_URL", server.url)
    folder = tmp_path / "campaign"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield made_site(annotate, folder, server, studio, annotator, 10)


def test_two_rounds_learn_and_suggest_anew_for_what_nobody_has_touched(site: Site) -> None:
    site.submit(range(6))
    begun = site.tasks()["n06"]
    site.annotator.make_draft(begun["id"], {"result": [], "lead_time": 1})
    before = site.versions()
    first = site.round()
    assert (first["round"], first["ended"], first["stopped"]) == (1, True, None)
    steps = first["steps"]
    assert steps["release"]["articles"] == steps["release"]["new"] == 6
    assert (steps["train"]["folder"], steps["use"]["former"]) == ("models/round-1", None)
    assert yaml.safe_load((site.folder / "annotate.yaml").read_text())["model"] == "models/round-1"
    new = steps["suggest"]["version"]
    assert (steps["suggest"]["open"], steps["push"]["sent"]) == (3, 3)
    after = site.versions()
    assert {name for name in after if after[name] != before[name]} == {"n07", "n08", "n09"}
    assert all(after[name] == sorted([*before[name], new]) for name in ("n07", "n08", "n09"))
    there = site.owner.project(site.project_id)
    assert (there["model_version"], there["sampling"]) == (new, BY_SCORE)
    assert len(site.owner.drafts(begun["id"])) == 1
    assert (steps["order"]["articles"], steps["order"]["begun"]) == (3, 1)

    again = site.annotate("round")
    assert (again.code, again.out.split(" since ")[0]) == (0, "Nothing was submitted or changed")
    assert site.versions() == after
    assert not (site.folder / ".annotate" / "rounds" / "2").exists()

    site.submit([7, 8], lead_time=45)
    second = site.round()
    released = second["steps"]["release"]
    assert (second["round"], released["articles"], released["new"]) == (2, 8, 2)
    assert released["effort"]["versions"] == {new: 2}
    assert [row[2] for row in released["effort"]["rows"]] == [45.0, 45.0]
    former, now = (load_gold(site.folder / one).splits for one in candidates(site))
    assert all(set(former[split]) <= set(now[split]) for split in former)
    page = (site.folder / "rounds" / "round-2.html").read_text()
    assert "Gold: 6 → 8 articles (2 new)." in page
    assert page.count("<svg") == 3
    assert not any(word in page for word in ("<script", "<link", "@import", "url(", "<img"))
    assert str(Path(second["page"]).relative_to(site.folder)) == "rounds/round-2.html"


def candidates(site: Site) -> list[str]:
    return sorted(str(path.relative_to(site.folder)) for path in (site.folder / "exports").iterdir())


def test_it_stops_where_a_person_must_decide_and_goes_on_from_there(site: Site) -> None:
    nothing = site.round(code=1)
    assert nothing["stopped"]["step"] == "release"
    assert "there is no gold yet" in nothing["stopped"]["what"]
    assert "There is no gold yet" in Path(nothing["page"]).read_text()
    said(site.annotate("round", "--go-on"), 2, "cannot go on", "submit articles")

    site.submit(range(6))
    site.submit([6], label="SHIP")
    ended = site.annotate("round", "--no-train")
    said(ended, 1, "waits for you at lint", "1 article back from gold", "annotate lint", "--go-on")
    assert site.state()["release"] is None
    said(site.annotate("round", "--no-train"), 1, "waits for you at lint")

    done = site.round("--no-train", "--go-on", code=4)  # a part could not be read
    assert (done["round"], done["ended"], done["went_on"]) == (1, True, ["lint"])
    assert done["steps"]["release"]["left_out"] == {"lost": 1, "nobody": 3}
    assert done["steps"]["train"]["why"] == "this round was run without training"
    assert done["steps"]["push"]["sent"] == 0
    assert done["steps"]["order"]["articles"] == 3
    assert "No new model" in Path(done["page"]).read_text()

    site.submit([7])  # the decision about the old finding holds
    assert site.round("--no-train", code=4)["steps"]["release"]["articles"] == 7


def test_an_ontology_that_was_not_applied_stops_the_round_before_it_pulls(site: Site) -> None:
    site.submit([0])
    file = site.folder / "configs" / "conll.yaml"
    content = yaml.safe_load(file.read_text())
    content["version"] = "1.1.0"
    content["entities"]["SHIP"] = {"definition": {"en": "A ship.", "fr": "Un navire."}}
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    stopped = site.round(code=1)["stopped"]
    assert (stopped["step"], stopped["can_go_on"]) == ("pull", False)
    assert "annotate ontology apply" in stopped["remedy"]
    assert site.annotate("ontology", "apply", "--yes").code in (0, 1)
    assert site.round("--no-train")["steps"]["release"]["ontology"] == "conll@1.1.0"

    # The same version, as if it had been another one at the pull.
    as_killed_after(site, "release", pull={**site.state()["pull"], "ontology": "0" * 64})
    steps = site.round("--no-train")["steps"]
    assert steps["pull"]["notes"] == ["made again: the ontology is now conll@1.1.0"]
    assert steps["release"]["ontology"] == "conll@1.1.0"


def test_a_model_that_gains_nothing_changes_nothing(site: Site) -> None:
    site.submit(range(6), as_suggested=True)
    before = site.versions()
    done = site.round()
    assert (done["ended"], done["steps"]["train"]["verdict"]) == (True, "no gain")
    assert done["steps"]["use"]["model"] is None
    assert done["steps"]["order"]["articles"] == 4
    assert not (site.folder / "models" / "round-1").exists()
    assert site.versions() == before
    assert "No gain yet" in Path(done["page"]).read_text()


def test_a_worse_model_is_refused_and_the_former_suggestions_stay(site: Site) -> None:
    for number in range(8):  # labels that nobody could learn
        site.submit([number], label=tuple(CONLL.entities)[number % 4])
    before = site.versions()
    ended = site.annotate("round")
    assert ended.code == 0
    assert "train    the model is refused: the estimate" in ended.out
    assert "use      no model is in use." in ended.out
    assert not (site.folder / "models" / "round-1").exists()
    assert site.versions() == before
    page = (site.folder / "rounds" / "round-1.html").read_text()
    assert "The new model was refused, and what suggested before stays." in page
    assert "In round 1, the new model was not taken" in page


def as_killed_after(site: Site, step: str, number: int = 1, **changes: Any) -> None:
    """Leaves the state of a round as a kill right after a step leaves it."""
    left: dict[str, Any] = dict.fromkeys(STEPS[STEPS.index(step) + 1 :])
    state = {**site.state(number), **left, "ended": False, **changes}
    (site.folder / ".annotate" / "rounds" / str(number) / "round.json").write_text(json.dumps(state))


def test_a_round_makes_again_what_was_deleted_and_stops_at_what_is_damaged(site: Site) -> None:
    site.submit([0])
    candidate, released = site.folder / "exports" / "ships-candidate-1.0.0", "exports/ships-candidate-1.0.0"
    first = site.round()  # one article is too little: the only reason to end without a model
    assert "fewer than two different articles" in first["steps"]["train"]["why"]
    assert first["steps"]["train"]["why"].endswith("Release more articles, then train again")
    again = site.annotate("round").out
    assert "Round 1 trained no model: exports/ships-candidate-1.0.0: has fewer than two" in again
    assert "run 'annotate round --again'" in again

    as_killed_after(site, "release")
    gold = candidate / "gold.jsonl"
    gold.write_text(gold.read_text()[:-20])
    ended = site.annotate("round")
    said(ended, 5, f"{gold}: is not what SHA256SUMS says", f"Delete the folder {candidate}")
    assert (site.state()["train"], site.state()["ended"]) == (None, False)
    shutil.rmtree(candidate)
    done = site.round("--no-train")
    assert (done["round"], done["ended"], done["steps"]["release"]["folder"]) == (1, True, released)
    assert done["steps"]["release"]["notes"] == [f"made again: {released} is no longer there"]
    assert candidates(site) == [released]

    trained = {"folder": "models/round-1", "verdict": "better"}
    as_killed_after(site, "train", train=trained)
    ended = site.annotate("round", "--no-train")
    said(ended, 0, "Noted at train (1):\n  made again: models/round-1 is no longer there")
    assert "train    made again: models/round-1 is no longer there." in ended.out
    assert site.state()["use"]["model"] is None


@pytest.mark.slow
def test_a_round_goes_on_after_each_step_and_trains_again_without_its_model(site: Site) -> None:
    site.submit(range(6))
    first = site.round()
    versions, model = site.versions(), site.folder / "models" / "round-1"
    for step in ("train", "use", "suggest", "push", "order"):
        as_killed_after(site, step)
        done = site.round()
        assert (done["round"], done["ended"], site.versions()) == (1, True, versions)
        assert [path.name for path in model.parent.iterdir()] == ["round-1"]
    for step in ("train", "use"):
        as_killed_after(site, step)
        shutil.rmtree(model)
        shutil.rmtree(site.folder / "exports" / "ships-candidate-1.0.0")
        done = site.round()
        assert done["steps"]["train"]["notes"][0] == "made again: models/round-1 is no longer there"
        assert done["steps"]["use"] | {"notes": []} == first["steps"]["use"] | {"notes": []}
        assert model.is_dir()
    (model / "annotate-model.json").write_text("{")
    as_killed_after(site, "train")
    said(site.annotate("round"), 2, "cannot be read", f"Delete the folder {model}")
    assert site.state()["use"] is None


def killed_at(site: Site, step: str, seconds: float = 120) -> bool:
    """Runs a round in a process of its own, and kills it once a step has ended. False if it ended before."""
    words = [*PROGRAM, "round", "--seconds", "60", "-q"]
    with (site.folder / "log").open("a") as log:
        process = subprocess.Popen(words, cwd=site.folder, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < until:
            if site.state().get(step) is not None:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.005)
        return process.wait(30) == -signal.SIGKILL
    finally:
        process.kill()


def ended_whole(site: Site, former: dict[str, list[str]]) -> None:
    """Checks that a round that was killed has done everything once."""
    done = site.round()
    assert (done["round"], done["ended"]) == (1, True)
    new = done["steps"]["suggest"]["version"]
    assert site.versions() == {
        name: sorted([*versions, new]) if name > "n05" else versions for name, versions in former.items()
    }
    assert candidates(site) == ["exports/ships-candidate-1.0.0"]
    assert [path.name for path in (site.folder / "models").iterdir()] == ["round-1"]
    assert {path.name for path in (site.folder / ".annotate" / "rounds" / "1").iterdir()} == {"round.json"}
    assert site.owner.project(site.project_id)["model_version"] == new
    assert done["steps"]["order"]["articles"] == 4


def test_a_round_that_was_killed_after_a_step_goes_on_with_the_next(site: Site) -> None:
    site.submit(range(6))
    former = site.versions()
    assert killed_at(site, "suggest")
    assert not site.state()["ended"]
    said(site.annotate("round", "--go-on"), 2, "was not stopped for a decision")
    ended_whole(site, former)


@pytest.mark.slow
def test_a_round_that_was_killed_in_the_middle_of_a_step_makes_that_step_again(site: Site) -> None:
    site.submit(range(6))
    former = site.versions()
    for step in STEPS:
        killed_at(site, step)
        # The next step has begun: kill it at any moment.
        with (site.folder / "log").open("a") as log:
            process = subprocess.Popen([*PROGRAM, "round", "-q"], cwd=site.folder, stdout=log, stderr=log)
        try:
            time.sleep(2 + len(step) % 3)
        finally:
            process.kill()
            process.wait(30)
        if site.state().get("ended"):
            break
    if site.state().get("ended"):
        done = site.round("--again")
        assert done["round"] == 2
        return
    ended_whole(site, former)
