"""annotate calibrate: gold in, weights out, and suggestions that use them."""

from __future__ import annotations

import json
import re
from math import exp
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.configs import configs_folder
from annotate.core.record import GoldRecord, Record
from annotate.project import FILE_NAME
from tests.commands import Annotate, said
from tests.model_folders import model_folder

GOLD = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl"
DATES = ("--labeler", "spacy", "--labeler", "dates")


def test_weights_are_learned_from_gold_and_the_next_suggestions_carry_their_probabilities(
    annotate: Annotate, project: Path
) -> None:
    told = annotate("calibrate", str(GOLD), "-o", "w.json", *DATES, "--json").json
    assert told["articles"] == 12
    assert told["labelers"].keys() == {"spacy", "dates"}
    assert sum(band["count"] for band in told["reliability"]) > 50
    assert told["calibrated"] is False and "at least 20" in told["why_not_calibrated"]
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


def test_the_labelers_of_the_model_in_use_are_learned_too(annotate: Annotate, project: Path) -> None:
    model_folder(project / "m")
    jsonl.write(project / "gold.jsonl", list(jsonl.read_records(GOLD))[:3])
    file = project / FILE_NAME
    text = re.sub(r"^labelers: .*", "labelers: [spacy, dates]\nmodel: m", file.read_text(), flags=re.M)
    file.write_text(text)
    told = annotate("calibrate", "gold.jsonl", "-o", "w.json", "--json").json
    assert told["labelers"].keys() == {"spacy", "trained", "dates"}
    assert any("(m) has weights of its own, which go before" in one for one in told["notices"])


def test_gold_without_a_mention_teaches_nothing(annotate: Annotate, project: Path) -> None:
    bare = [
        record.with_(annotation=record.annotation.with_(entities=(), events=()))
        for record in jsonl.read(GOLD, GoldRecord)
    ]
    jsonl.write(project / "bare.jsonl", bare)
    said(annotate("calibrate", "bare.jsonl", "-o", "w.json", *DATES), 5, "bare.jsonl", "no entity at all")
    assert not (project / "w.json").exists()


def test_gold_without_an_article_is_refused(annotate: Annotate, project: Path) -> None:
    (project / "empty.jsonl").write_text("")
    said(annotate("calibrate", "empty.jsonl", "-o", "w.json", *DATES), 5, "empty.jsonl", "no article")
    assert not (project / "w.json").exists()


def test_an_article_in_two_gold_files_is_refused(annotate: Annotate, project: Path) -> None:
    records = list(jsonl.read(GOLD, GoldRecord))
    jsonl.write(project / "again.jsonl", records[3:4])
    ended = annotate("calibrate", GOLD, "again.jsonl", "-o", "w.json", *DATES)
    said(ended, 5, f"again.jsonl, article {records[3].article.id}: is also in {GOLD}", "Name only one")
    jsonl.write(project / "twice.jsonl", records[:3] + records[:1])
    said(annotate("calibrate", "twice.jsonl", "-o", "w.json", *DATES), 5, "twice, in lines 1 and 4")


def test_gold_of_another_ontology_is_refused_before_anything_is_labelled(
    annotate: Annotate, project: Path
) -> None:
    records = list(jsonl.read(GOLD, GoldRecord))
    records[3] = records[3].with_(annotation=records[3].annotation.with_(ontology="conll@1.0.0"))
    jsonl.write(project / "mixed.jsonl", records)
    ended = annotate("calibrate", GOLD, "mixed.jsonl", "-o", "w.json", *DATES)
    said(
        ended,
        5,
        f"mixed.jsonl, article {records[3].article.id}",
        "conll@1.0.0",
        "the project uses diplomacy@",
    )
    assert not (project / "w.json").exists()


def test_gold_of_another_version_or_without_an_ontology_is_taken(annotate: Annotate, project: Path) -> None:
    records = list(jsonl.read(GOLD, GoldRecord))
    versions = ("diplomacy@0.1.0", None)
    renamed = [
        record.with_(annotation=record.annotation.with_(ontology=versions[number % 2]))
        for number, record in enumerate(records)
    ]
    jsonl.write(project / "gold.jsonl", renamed)
    assert annotate("calibrate", "gold.jsonl", "-o", "w.json", "--labeler", "dates").code == 0


def with_role(project: Path, name: str, more: str = "") -> None:
    """The project's ontology with another name for the role Recipient."""
    text = (configs_folder() / "diplomacy.yaml").read_text(encoding="utf-8")
    (project / "own.yaml").write_text(text.replace("Recipient", name) + more, encoding="utf-8")
    settings = project / FILE_NAME
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("ontology:")]
    settings.write_text("\n".join([*lines, "ontology: own.yaml", ""]))


def test_gold_with_a_role_that_the_ontology_lacks_is_refused(annotate: Annotate, project: Path) -> None:
    with_role(project, "Target")
    ended = annotate("calibrate", GOLD, "-o", "w.json", *DATES)
    said(ended, 5, "gold has names that the ontology diplomacy@", "role Recipient (", "'renamed'")
    assert not (project / "w.json").exists()


def test_gold_with_a_former_name_of_a_role_is_learned_from(annotate: Annotate, project: Path) -> None:
    with_role(project, "Target", "\nrenamed: {Recipient: Target}\n")
    assert annotate("calibrate", GOLD, "-o", "w.json", "--labeler", "dates").code == 0


def test_gold_without_texts_is_refused(annotate: Annotate, project: Path) -> None:
    assert annotate("release", "create", "bare", "--no-text", "--from", GOLD).code == 0
    ended = annotate("calibrate", "exports/bare-1.0.0", "-o", "w.json", *DATES)
    said(ended, 5, "has no text", "annotate release join")
    assert not (project / "w.json").exists()


def test_weights_that_annotate_yaml_names_may_be_made_by_the_first_calibration(
    annotate: Annotate, project: Path
) -> None:
    with (project / FILE_NAME).open("a") as settings:
        settings.write("weights: w.json\n")
    said(annotate("calibrate", GOLD, "-o", "other.json", "--labeler", "dates"), 2, "w.json")
    told = annotate("calibrate", GOLD, "-o", "./w.json", "--labeler", "dates", "--json").json
    assert told["notices"] == [
        "annotate.yaml names w.json, which does not exist yet: compared with the built-in weights."
    ]
    assert (project / "w.json").exists()


def test_a_second_calibration_says_of_each_judge_where_it_is_from(annotate: Annotate, project: Path) -> None:
    words = ("calibrate", GOLD, "-o", "w.json", "--labeler", "dates")
    first = annotate(*words)
    assert "Wrote w.json: new entities; as before triggers (built-in)" in " ".join(first.out.split())
    before = json.loads((project / "w.json").read_bytes())
    with (project / FILE_NAME).open("a") as settings:
        settings.write("weights: w.json\n")
    second = annotate(*words)
    shown = " ".join(second.out.split())
    assert "as before entities (kept from w.json)" in shown
    assert "learned anew without the article that is decided, for 12 articles" in shown
    assert (
        "Triggers and arguments: not new, because the labeler events, which asks it, does not run." in shown
    )
    assert "Values: not new, because gold has no decision for it. In use: built-in." in shown
    assert "no new judge" in shown and "Nothing to do" in shown
    assert json.loads((project / "w.json").read_bytes()) == before


def test_what_people_corrected_is_counted(annotate: Annotate, project: Path) -> None:
    records = list(jsonl.read(GOLD, GoldRecord))
    bare = [
        record.with_(
            annotation=record.annotation.with_(
                entities=tuple(e for e in record.annotation.entities if e.label != "DATE"), events=()
            )
        )
        for record in records[:2]
    ]
    jsonl.write(project / "bare.jsonl", bare)
    dates = ("--labeler", "dates")
    told = annotate("calibrate", "bare.jsonl", "-o", "w.json", *dates, "--json").json["entities"]
    assert told["confirmed"] == 0 and told["corrected"] == told["rows"] > 0
    shown = annotate("calibrate", "bare.jsonl", "-o", "w.json", *dates).out
    assert "2 articles are few: a new judge follows what was corrected there." in " ".join(shown.split())
    (row,) = [line for line in shown.splitlines() if "whether a suggested mention" in line]
    assert row.split()[-2:] == ["0", str(told["corrected"])]


@pytest.mark.parametrize("gold", [(), (str(GOLD),)])
def test_learning_without_gold_is_refused_with_the_reason(
    annotate: Annotate, project: Path, gold: tuple[str, ...]
) -> None:
    ended = annotate("calibrate", *gold, "--from", str(GOLD), "-o", "w.json", *DATES)
    said(ended, 2, "learned from gold only", "no better than the fixed priority", "Name GOLD")
    assert "docs/" not in ended.err
    assert not (project / "w.json").exists()


def test_a_file_that_was_learned_from_agreement_still_scores_suggestions(
    annotate: Annotate, project: Path
) -> None:
    learned = {
        "format": 1,
        "ontology": "diplomacy@1.1.0",
        "learned_from": "agreement",
        "method": "Dawid and Skene 1979, one accuracy per labeler",
        "languages": ["fr"],
        "labelers": {"spacy": "1", "dates": "1"},
        "articles": 12,
        "candidates": 100,
        "right": 80.0,
        "calibrated": False,
        "why_not_calibrated": "learned from the labelers' agreement, without gold",
        "weights": {
            "bias": 1.5,
            "by=spacy": 0.5,
            "by=dates": 2.0,
            "against=spacy": -0.5,
            "against=dates": -2.0,
        },
    }
    (project / "w.json").write_text(json.dumps(learned))
    with (project / FILE_NAME).open("a") as settings:
        settings.write("weights: w.json\n")
    (project / "in.txt").write_text("Cuba a rencontré le ministre à Hanoï le 3 mars 2021.")
    made = annotate("prelabel", "in.txt", "-o", "out.jsonl", *DATES, "--json").json
    assert made["weights"].startswith("weights@")
    (record,) = jsonl.read(project / "out.jsonl", Record)
    scores = {item.label: item.score for item in record.annotation.entities}
    assert scores["LOC"] == pytest.approx(1 / (1 + exp(-2.0)), abs=1e-4)
    assert scores["DATE"] == pytest.approx(1 / (1 + exp(-3.5)), abs=1e-4)


def test_labelers_that_the_weights_miss_are_told_and_the_priority_decides(
    annotate: Annotate, project: Path
) -> None:
    (project / "in.txt").write_text("Cuba a rencontré Hanoï le 3 mars.")
    ended = annotate("prelabel", "in.txt", "-o", "out.jsonl", *DATES)
    assert "Scores: uncalibrated" in ended.out
    assert "so scores are not calibrated" in " ".join(ended.out.split())


def test_a_call_without_gold_names_what_is_missing(annotate: Annotate, project: Path) -> None:
    said(annotate("calibrate", "-o", "w.json"), 2, "name GOLD")
