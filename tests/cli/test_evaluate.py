"""annotate evaluate, as a user types it: tables, JSON, the page, and an exit code for what was not scored."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from annotate.cli.words.evaluation import number
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.gold.load import load_gold
from tests.builders import TEXT, entity, meeting
from tests.commands import Annotate, said
from tests.evaluate.builders import PERSON, PLACE, gold, suggested, without_text, written

OLD_RELEASE = Path(__file__).parents[1] / "earlier_version/frozen/campaign/exports/caribbean-1.0.0"
RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "gold.jsonl", gold("a", PERSON, PLACE), gold("b", PERSON, language="en"))
    written(tmp_path / "p.jsonl", suggested("b", PERSON), suggested("a", PERSON))
    return tmp_path


def test_a_release_against_itself_is_all_right(annotate: Annotate, files: Path) -> None:
    shutil.copytree(RELEASE, files / "release")
    ended = annotate("evaluate", "release", "release", "--json", "--html", "errors.html")
    assert ended.code == 0
    for part, measures in ended.json["scores"].items():
        for name, measure in measures.items():
            assert measure["micro"]["f1"] == {"value": 1, "low": 1, "high": 1}, (part, name)
    assert ended.json["errors"] == {}
    assert "No errors" in (files / "errors.html").read_text()


def test_the_tables_show_scores_with_intervals_and_the_seed(annotate: Annotate, files: Path) -> None:
    ended = annotate("evaluate", "gold.jsonl", "p.jsonl", "--by", "language")
    said(ended, 0)
    for part in (
        "Entities, F1 by scheme",
        ".800 [.67, 1.0]",
        "fr (1)",
        "en (1)",
        "1000 draws, seed 20130901",
    ):
        assert part in ended.out
    assert "Events" not in ended.out
    assert max(len(line) for line in ended.out.splitlines() if "seed" not in line) <= 80
    plain = annotate("evaluate", "gold.jsonl", "p.jsonl", "--bootstrap", "0")
    assert ".800 " in plain.out
    assert "[" not in plain.out


def test_events_are_shown_in_80_columns(annotate: Annotate, files: Path) -> None:
    shutil.copytree(RELEASE, files / "release")
    changed = []
    for index, record in enumerate(load_gold(RELEASE)):
        events = record.annotation.events[index % 2 :]
        changed.append(record.with_(annotation=record.annotation.with_(events=events)))
    written(files / "q.jsonl", *changed)
    ended = annotate("evaluate", "release", "q.jsonl", "--compare", "release")
    for part in ("trigger classification", "argument class., lenient", "article-level types", "polarity"):
        assert part in ended.out
    assert f"q.jsonl against release, {len(changed)} articles" in ended.out
    assert max(len(line) for line in ended.out.splitlines() if "seed" not in line) <= 80


def test_what_could_not_be_scored_is_named_and_ends_in_4(annotate: Annotate, files: Path) -> None:
    written(files / "p.jsonl", suggested("a", text="Un autre texte."), suggested("z"), suggested("b"))
    ended = annotate("evaluate", "gold.jsonl", "p.jsonl")
    said(ended, 4, "Predicted on another text, not scored (1):\n  a", "Predictions without gold (1):\n  z")
    written(files / "p.jsonl", suggested("a", PERSON))
    said(annotate("evaluate", "gold.jsonl", "p.jsonl"), 4, "Gold without a prediction, not scored (1):\n  b")
    empty = annotate("evaluate", "gold.jsonl", "p.jsonl", "--missing-as-empty", "--json")
    assert empty.code == 0
    assert empty.json["taken_as_empty"] == ["b"]
    assert empty.json["scores"]["entities"]["strict"]["micro"]["counts"]["missed"] == 2


def test_labels_that_gold_does_not_use_are_left_out_and_named(annotate: Annotate, files: Path) -> None:
    date = entity(TEXT, "3 mars", "DATE")
    written(files / "gold.jsonl", gold("a", entity(TEXT, "Hanoï", "LOC"), text=TEXT))
    written(files / "p.jsonl", suggested("a", date, entity(TEXT, "Hanoï", "LOC"), text=TEXT))
    ended = annotate("evaluate", "gold.jsonl", "p.jsonl")
    said(ended, 0, "Predicted but not scored, gold has none (1):\n  DATE: 1")

    def precision(*options: str) -> float:
        found = annotate("evaluate", "gold.jsonl", "p.jsonl", "--json", *options).json
        return float(found["scores"]["entities"]["strict"]["micro"]["precision"]["value"])

    assert precision() == 1
    assert precision("--labels-of", "both") == 0.5
    assert precision("--label", "LOC") == 1
    assert precision("--label", "DATE") == 0


def test_a_label_or_language_that_gold_has_not_is_said(annotate: Annotate, files: Path) -> None:
    said(annotate("evaluate", "gold.jsonl", "p.jsonl", "--label", "FOO"), 2, "FOO", "They have DATE, LOC")
    said(annotate("evaluate", "gold.jsonl", "p.jsonl", "--language", "de"), 5, "no article in 'de'", "en (1)")
    said(annotate("evaluate", "nothing.jsonl", "p.jsonl"), 5, "nothing.jsonl", "no such file")


@pytest.mark.parametrize("ontology", [None, "mine@1.0.0"])
def test_without_gold_s_ontology_persons_are_those_with_the_usual_name(
    annotate: Annotate, files: Path, ontology: str | None
) -> None:
    record = meeting("a")
    entities = tuple(
        item.with_(ref="p1" if item.label == "PER" else "VNM") if item.label in ("PER", "LOC") else item
        for item in record.annotation.entities
    )
    known = record.annotation.with_(
        entities=entities, status=Status.ADJUDICATED, ontology=Ontology.load("diplomacy").id
    )
    jsonl.write(files / "known.jsonl", [GoldRecord.of(record.article, known)])
    jsonl.write(files / "g.jsonl", [GoldRecord.of(record.article, known.with_(ontology=ontology))])
    usual = annotate("evaluate", "known.jsonl", "known.jsonl", "--bootstrap", "0", "--json").json
    assert "notices" not in usual
    ended = annotate("evaluate", "g.jsonl", "known.jsonl", "--bootstrap", "0", "--json")
    assert ended.code == 0
    assert ended.json["scores"] == usual["scores"]
    (notice,) = ended.json["notices"]
    assert "PER" in notice and (ontology or "no record names its ontology") in notice
    assert "usual name" in annotate("evaluate", "g.jsonl", "known.jsonl", "--bootstrap", "0").err
    wrong = annotate("evaluate", "g.jsonl", "known.jsonl", "--ontology", "nowhere.yaml", "--bootstrap", "0")
    said(wrong, 2, "nowhere.yaml")


def test_labels_that_were_not_asked_for_are_not_said_to_be_missing_in_gold(
    annotate: Annotate, files: Path
) -> None:
    ended = annotate("evaluate", "gold.jsonl", "p.jsonl", "--label", "LOC")
    assert ended.code == 0
    assert "gold has none" not in ended.err


def test_what_the_screen_never_asked_for_is_marked(annotate: Annotate, files: Path) -> None:
    marked = annotate("evaluate", str(RELEASE), str(RELEASE))
    assert "sector" not in marked.out and "ref of" not in marked.out
    assert "Values in gold that nobody saw on a screen, not scored: context" in marked.err
    shown = annotate("evaluate", str(OLD_RELEASE), str(OLD_RELEASE)).out
    assert "sector *" in shown
    assert "modality *" not in shown
    assert "The screen does not ask for these" in shown
    assert "*" not in annotate("evaluate", "gold.jsonl", "p.jsonl").out


def test_an_id_with_a_lone_surrogate_is_escaped_in_json(annotate: Annotate, files: Path) -> None:
    line = (files / "p.jsonl").read_text().splitlines()[0].replace('"id":"b"', '"id":"\\ud800"', 1)
    (files / "p.jsonl").write_text((files / "p.jsonl").read_text() + line + "\n")
    ended = annotate("evaluate", "gold.jsonl", "p.jsonl", "--json")
    assert ended.code == 4
    assert ended.json["not_scored"]["without_gold"] == ["\ud800"]


def test_one_language_is_scored_alone(annotate: Annotate, files: Path) -> None:
    ended = annotate("evaluate", "gold.jsonl", "p.jsonl", "--language", "en", "--json")
    assert ended.code == 0
    assert [article["id"] for article in ended.json["per_article"]] == ["b"]
    said(annotate("evaluate", "gold.jsonl", "p.jsonl", "--language", "es"), 5, "no article in 'es'")


def test_the_difference_to_another_prediction_comes_with_its_interval(
    annotate: Annotate, files: Path
) -> None:
    written(files / "q.jsonl", suggested("a", PERSON, PLACE), suggested("b", PERSON))
    found = annotate("evaluate", "gold.jsonl", "q.jsonl", "--compare", "p.jsonl", "--json").json["compare"]
    gain = found["difference"]["entities"]["strict"]["micro"]["f1"]
    assert gain["value"] == pytest.approx(1 - 0.8)
    assert gain["low"] == 0
    assert gain["high"] == pytest.approx(1 - 2 / 3)
    assert found["articles_in_common"] == 2
    shown = annotate("evaluate", "gold.jsonl", "q.jsonl", "--compare", "p.jsonl")
    assert "+.200 [.00, .33]" in shown.out
    written(files / "r.jsonl", suggested("a"))
    named = annotate("evaluate", "gold.jsonl", "q.jsonl", "--compare", "r.jsonl")
    said(named, 4, "not scored (the other prediction) (1):\n  b")


def test_gold_without_texts_is_scored_and_its_errors_shown_in_the_predicted_text(
    annotate: Annotate, files: Path
) -> None:
    bare = [without_text(record) for record in jsonl.read(files / "gold.jsonl", GoldRecord)]
    written(files / "bare.jsonl", *bare)
    ended = annotate("evaluate", "bare.jsonl", "p.jsonl", "--json", "--html", "errors.html")
    assert ended.code == 0
    assert ended.json["scores"]["entities"]["strict"]["micro"]["counts"]["correct"] == 2
    assert '<mark class="gold gold-start gold-end">Hanoï</mark>' in (files / "errors.html").read_text()


def test_every_count_of_every_article_is_in_the_json(annotate: Annotate, files: Path) -> None:
    written(files / "m.jsonl", meeting("m"))
    record = meeting("m")
    adjudicated = record.annotation.with_(status="adjudicated")
    written(files / "g.jsonl", GoldRecord.of(record.article, adjudicated))
    (article,) = annotate("evaluate", "g.jsonl", "m.jsonl", "--json").json["per_article"]
    keys = {(row["part"], row["measure"], row["label"]) for row in article["counts"]}
    assert {("entities", "partial", "PER"), ("triggers", "identification", None)} <= keys
    assert {("accuracy", "ref of LOC", None), ("article types", "types", "CONSULT")} <= keys


def test_bad_files_and_a_page_in_the_place_of_an_input_end_in_a_sentence(
    annotate: Annotate, files: Path
) -> None:
    before = (files / "p.jsonl").read_bytes()
    said(annotate("evaluate", "gold.jsonl", "nowhere.jsonl"), 5, "nowhere.jsonl")
    said(annotate("evaluate", "nowhere", "p.jsonl"), 5, "no such file or folder")
    (files / "empty").mkdir()
    said(annotate("evaluate", "empty", "p.jsonl"), 5, "no release and no gold file")
    said(annotate("evaluate", "gold.jsonl", "p.jsonl", "--html", "p.jsonl"), 2, "is also an input")
    said(annotate("evaluate", "gold.jsonl", "p.jsonl", "--html", "gold.jsonl/x.html"), 6, "cannot write")
    said(annotate("evaluate", "gold.jsonl", "p.jsonl", "--bootstrap", "-1"), 2, "bootstrap")
    said(annotate("evaluate", "p.jsonl", "p.jsonl"), 5, "p.jsonl, line 1", "gold is adjudicated")
    (files / "bad.jsonl").write_text("{\n")
    said(annotate("evaluate", "gold.jsonl", "bad.jsonl"), 5, "bad.jsonl, line 1")
    assert (files / "p.jsonl").read_bytes() == before


def test_without_numpy_only_the_intervals_are_missing(
    annotate: Annotate, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    said(annotate("evaluate", "gold.jsonl", "p.jsonl"), 2, "numpy", "pip install 'annotate-gold[train]'")
    assert annotate("evaluate", "gold.jsonl", "p.jsonl", "--bootstrap", "0").code == 0


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.9123, ".912"), (1.0, "1.00"), (0.0, ".000"), (-0.034, "-.034"), (-0.0001, ".000"), (0.9999, "1.00")],
)
def test_figures_are_short(value: float, shown: str) -> None:
    assert number(value) == shown


def test_gold_without_a_mention_shows_what_is_spurious_and_no_recall(annotate: Annotate, files: Path) -> None:
    written(files / "none.jsonl", gold("a"), gold("b"))
    written(files / "nothing.jsonl", suggested("a"), suggested("b"))
    ended = annotate("evaluate", "none.jsonl", "p.jsonl", "--bootstrap", "0")
    said(ended, 0)
    assert "Entities, strict" in ended.out and "recall and F1 cannot be computed" in " ".join(
        ended.out.split()
    )
    (micro,) = [
        line.split() for line in ended.out.splitlines() if line.split()[-2:] == ["0", "2"] and "micro" in line
    ]
    assert micro == ["micro", ".000", "–", "0", "2"]
    scored = annotate("evaluate", "none.jsonl", "p.jsonl", "--compare", "nothing.jsonl", "--json").json
    strict = scored["scores"]["entities"]["strict"]["micro"]
    assert strict["counts"]["spurious"] == 2
    assert [strict[name]["value"] for name in ("precision", "recall", "f1")] == [0, None, None]
    assert scored["left_out"] == {}
    assert "cannot be computed" in scored["notices"][-1]
    neither = annotate("evaluate", "none.jsonl", "nothing.jsonl")
    said(neither, 0)
    assert "there is nothing to score" in " ".join(neither.out.split())


def test_one_label_that_gold_lacks_counts_as_0_in_the_macro_mean(annotate: Annotate, files: Path) -> None:
    written(files / "more.jsonl", suggested("a", PERSON, PLACE), suggested("b", PERSON, PLACE))
    written(files / "less.jsonl", gold("a", PERSON), gold("b", PERSON))
    scores = annotate("evaluate", "less.jsonl", "more.jsonl", "--labels-of", "both", "--json").json["scores"]
    place = scores["entities"]["strict"]["labels"]["LOC"]
    assert (place["precision"]["value"], place["recall"]["value"], place["f1"]["value"]) == (0, 0, 0)
    assert scores["entities"]["strict"]["macro"]["f1"]["value"] == 0.5


def test_two_predictions_that_are_identical_are_said_to_be_so(annotate: Annotate, files: Path) -> None:
    written(files / "q.jsonl", suggested("a", PERSON), suggested("b", PERSON))
    shown = annotate("evaluate", "gold.jsonl", "q.jsonl", "--compare", "p.jsonl")
    assert (
        "the two predictions are identical on all 2 articles" in shown.out and "difference" not in shown.out
    )
    assert annotate("evaluate", "gold.jsonl", "q.jsonl", "--compare", "p.jsonl", "--json").json["compare"][
        "identical"
    ]
    written(files / "r.jsonl", suggested("a", PLACE), suggested("b", PERSON))
    other = annotate("evaluate", "gold.jsonl", "r.jsonl", "--compare", "p.jsonl")
    assert "identical" not in other.out and "difference" in other.out
