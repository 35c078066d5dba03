"""The demo, whole: it makes the release that is committed, and it works on anybody's articles."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotate.campaign.demo.demo import LEFT_AS_DRAFT, SAMPLE, SKIPPED, DemoReport, run_demo
from annotate.campaign.demo.scripted_annotator import corrected
from annotate.core import jsonl
from annotate.core.annotation import Entity, Status
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.edits import Part
from annotate.gold.load import load_gold
from annotate.gold.parquet import read_parquet
from tests.shared_data import shared_folder

pytestmark = pytest.mark.studio
DIPLOMACY = Ontology.load("diplomacy")
COMMITTED = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
# What may differ between two runs: times, and which versions of the labelers spoke.
VARYING = {"created_at", "updated_at", "lead_time_s", "based_on"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    folder = tmp_path_factory.mktemp("demo")
    before = os.environ.get("ANNOTATE_STATE_DIR")
    os.environ["ANNOTATE_STATE_DIR"] = str(folder / "state")
    try:
        return run_demo(folder / "work", training_seconds=5)
    finally:
        if before is None:
            del os.environ["ANNOTATE_STATE_DIR"]
        else:
            os.environ["ANNOTATE_STATE_DIR"] = before


def lines(folder: Path, name: str = "gold.jsonl") -> list[Any]:
    """The lines of a file of a release, without what may vary."""
    read = []
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        annotation = {k: v for k, v in record["annotation"].items() if k not in VARYING}
        for region in (*annotation.get("entities", ()), *annotation.get("events", ())):
            for voice in region.get("provenance", []):
                voice["source"] = voice["source"].split("@")[0]
        read.append({**record, "annotation": annotation})
    return read


def manifest(folder: Path) -> Any:
    """The manifest of a release without the times of the first and last answer."""
    read = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {**read, "effort": {**read["effort"], "first": None, "last": None}}


def on_screen(entity: Entity) -> str:
    """The attributes that an annotator sees; the others are restored from the suggestion (`ask: false`)."""
    return str({name: value for name, value in entity.attributes.items() if DIPLOMACY.attributes[name].ask})


def test_it_makes_the_release_that_is_committed(demo: DemoReport) -> None:
    assert demo.release is not None
    made = demo.release.folder
    assert lines(made) == lines(COMMITTED), "if that is meant: make sample"
    assert lines(made, "annotations.jsonl") == lines(COMMITTED, "annotations.jsonl")
    for name in ("splits.json", "ontology.yaml"):
        assert (made / name).read_bytes() == (COMMITTED / name).read_bytes(), name
    assert manifest(made) == manifest(COMMITTED)
    for release in (made, COMMITTED):
        assert list(read_parquet(release / "gold.parquet")) == list(load_gold(release))


def test_the_scripted_annotator_makes_most_gestures(demo: DemoReport) -> None:
    """No suggestion for the sample has a wrong boundary; the next test moves one."""
    gestures = demo.gestures.counts
    for gesture in (
        "accepted",
        "relabelled",
        "deleted",
        "added",
        "arguments drawn",
        "arguments deleted",
    ):
        assert gestures[gesture] > 0, gesture
    assert demo.gestures.skipped == [SKIPPED]
    assert demo.gestures.drafts == [LEFT_AS_DRAFT]
    assert len(demo.gestures.submitted) == 10


def test_a_region_whose_boundary_the_script_moves_stays_the_same_region(demo: DemoReport) -> None:
    assert demo.release is not None
    answer = next(iter(load_gold(demo.release.folder))).annotation
    first, *others = sorted(answer.entities, key=lambda entity: entity.start - entity.end)
    cut = first.with_(id="mine", end=first.end - 1, text=first.text[:-1])
    gestures: Counter[str] = Counter()
    made = corrected(answer.with_(entities=(cut, *others), events=()), answer, gestures)
    assert gestures["boundaries moved"] == 1 and gestures["accepted"] == len(others)
    assert (first.start, first.end, "mine") in {(e.start, e.end, e.id) for e in made.entities}


def test_effort_counts_the_gestures_that_the_script_made(demo: DemoReport) -> None:
    """The script counts what it does; `annotate effort` finds the same from the result alone."""
    answers = {record.article.id: record.annotation for record in jsonl.read_records(SAMPLE / "gold.jsonl")}
    did: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for record in jsonl.read_records(demo.folder / "suggestions.jsonl"):
        suggestion = record.annotation
        result = corrected(suggestion, answers[record.article.id], did)
        for item in compare(suggestion, result, DIPLOMACY):
            if item.part in (Part.ARGUMENT, Part.ATTRIBUTE):
                continue
            found[str(item.edit)] += 1
    assert found["accepted"] + found["changed"] == did["accepted"]
    assert (found["relabelled"], found["moved"]) == (did["relabelled"], did["boundaries moved"])
    assert (found["deleted"], found["added"]) == (did["deleted"], did["added"])


def test_what_comes_back_is_the_hand_made_gold(demo: DemoReport) -> None:
    sample = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl"
    hand = {record.article.id: record.annotation for record in jsonl.read_records(sample)}
    assert demo.release is not None
    for record in load_gold(demo.release.folder):
        wanted, got = hand[record.article.id], record.annotation
        assert {(e.start, e.end, e.label, on_screen(e)) for e in got.entities} == {
            (e.start, e.end, e.label, on_screen(e)) for e in wanted.entities
        }
        assert len(got.events) == len(wanted.events)
        assert sum(len(event.arguments) for event in got.events) == sum(
            len(event.arguments) for event in wanted.events
        )


def test_the_table_adds_up_to_what_was_suggested(demo: DemoReport) -> None:
    submitted = set(demo.gestures.submitted)
    suggested = [
        record.annotation
        for record in jsonl.read_records(demo.folder / "suggestions.jsonl")
        if record.article.id in submitted
    ]
    for counts, total in (
        (demo.corrections.entities, sum(len(item.entities) for item in suggested)),
        (demo.corrections.events, sum(len(item.events) for item in suggested)),
    ):
        assert sum(row.suggested for row in counts.values()) == total
        assert all(row.suggested == row.accepted + row.changed + row.deleted for row in counts.values())


def test_a_model_was_trained_and_labels_again(demo: DemoReport) -> None:
    import spacy

    assert demo.scores is not None
    assert sum(tally.gold for tally in demo.scores.values()) > 0
    model = spacy.load(demo.folder / "model")
    assert model("Le président a rencontré Ana Pérez à Hanoï.").text


def test_the_annotator_has_an_account_of_its_own_and_a_pseudonym(demo: DemoReport) -> None:
    pulled = list(jsonl.read_records(demo.folder / "annotations.jsonl"))
    assert {record.annotation.author for record in pulled} == {"annotator@demo.example.org"}
    assert {record.annotation.status for record in pulled} == {
        Status.SUBMITTED,
        Status.SKIPPED,
        Status.DRAFT,
    }
    assert demo.release is not None
    assert "example.org" not in (demo.release.folder / "gold.jsonl").read_text(encoding="utf-8")


def test_it_works_on_other_articles_and_accepts_all_but_the_lowest(tmp_path: Path) -> None:
    report = run_demo(tmp_path / "work", str(shared_folder() / "seeds"), training_seconds=5)
    assert report.gestures.counts["deleted"] == 2
    assert report.release is not None
    assert report.release.manifest["articles"] == 2
    assert report.scores is None, "two articles cannot be split into three"
    totals = [
        sum(vars(row)[key] for row in report.corrections.entities.values()) for key in ("added", "changed")
    ]
    assert totals == [0, 0]


def test_a_release_made_by_hand_in_the_demos_folder_is_not_renewed_away(tmp_path: Path) -> None:
    (tmp_path / ".annotate-demo").touch()
    mine = tmp_path / "exports" / "by-hand-1.0.0"
    mine.mkdir(parents=True)
    with pytest.raises(ConfigError, match=r"by-hand-1\.0\.0"):
        run_demo(tmp_path)
    assert mine.is_dir()


def test_a_folder_that_holds_something_else_is_not_renewed(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="not made by the demo"):
        run_demo(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
