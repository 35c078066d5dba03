"""annotate calibrate: gold in, weights out, and suggestions that use them."""

from __future__ import annotations

import json
from pathlib import Path

from annotate.core import jsonl
from annotate.core.record import GoldRecord, Record
from annotate.project import FILE_NAME
from tests.commands import Annotate, said

GOLD = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl"
DATES = ("--labeler", "spacy", "--labeler", "dates")


def test_weights_are_learned_from_gold_and_the_next_suggestions_carry_their_probabilities(
    annotate: Annotate, project: Path
) -> None:
    told = annotate("calibrate", str(GOLD), "-o", "w.json", *DATES, "--json").json
    assert told["articles"] == 12
    assert told["labelers"].keys() == {"spacy", "dates"}
    assert sum(band["count"] for band in told["reliability"]) > 50
    assert told["calibrated"] is False and "where 20" in told["why_not_calibrated"]
    with (project / FILE_NAME).open("a") as settings:
        settings.write("weights: w.json\n")
    jsonl.write(project / "in.jsonl", [record.article for record in jsonl.read(GOLD, Record)])
    made = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", *DATES, "--json").json
    assert made["weights"] == told["weights"]
    assert made["calibrated"] == {"entities": False, "events": False}
    scores = {
        entity.score
        for record in jsonl.read(project / "out.jsonl", Record)
        for entity in record.annotation.entities
    }
    assert not scores & {0.95, 0.7}  # the constants


def test_gold_without_a_mention_teaches_nothing(annotate: Annotate, project: Path) -> None:
    bare = [
        record.with_(annotation=record.annotation.with_(entities=(), events=()))
        for record in jsonl.read(GOLD, GoldRecord)
    ]
    jsonl.write(project / "bare.jsonl", bare)
    said(annotate("calibrate", "bare.jsonl", "-o", "w.json", *DATES), 5, "bare.jsonl", "no entity at all")
    assert not (project / "w.json").exists()


def test_without_gold_the_agreement_of_the_labelers_is_learned(annotate: Annotate, project: Path) -> None:
    told = annotate("calibrate", "--from", str(GOLD), "-o", "w.json", *DATES, "--json").json
    assert told["learned_from"] == "agreement"
    assert told["calibrated"] is False
    assert "reliability" not in told
    assert json.loads((project / "w.json").read_text())["labelers"].keys() == {"spacy", "dates"}


def test_labelers_that_the_weights_miss_are_told_and_the_priority_decides(
    annotate: Annotate, project: Path
) -> None:
    (project / "in.txt").write_text("Cuba a rencontré Hanoï le 3 mars.")
    ended = annotate("prelabel", "in.txt", "-o", "out.jsonl", *DATES)
    assert "Scores: uncalibrated" in ended.out
    assert "take part: not used" in " ".join(ended.out.split())


def test_neither_gold_nor_suggestions_or_both_is_a_wrong_call(annotate: Annotate, project: Path) -> None:
    assert annotate("calibrate", "-o", "w.json").code == 2
    assert annotate("calibrate", str(GOLD), "--from", str(GOLD), "-o", "w.json").code == 2
