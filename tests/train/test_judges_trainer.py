"""The trainer `judges`: gold in, a folder with weights out, which annotate.yaml names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.errors import InputError
from annotate.core.matching import micro
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.gold.load import load_gold
from annotate.gold.sums import write_sums
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.merging.weights import Weights
from annotate.train.base import TrainSettings
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.rows_file import StoredRows
from annotate.train.registry import get_trainer, run_trainer
from tests.commands import Annotate

SAMPLE = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl"
LABELERS = ("dates", "gazetteer")  # quick: the gazetteer needs no parser


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    french = [record for record in jsonl.read(SAMPLE, GoldRecord) if record.article.language == "fr"]
    jsonl.write(path, french[:4])
    return path


def test_a_folder_with_weights_comes_out_and_annotate_yaml_may_name_it(gold: Path, tmp_path: Path) -> None:
    trainer = get_trainer("judges")
    assert trainer.provides == {"weights"}
    trained = run_trainer(trainer, load_gold(gold), tmp_path / "judges", TrainSettings(labelers=LABELERS))
    assert (trained.articles, trained.scores) == (4, {}), "a single file has no test split to score on"
    weights = Weights.load(tmp_path / "judges" / "weights.json")
    assert weights.labelers.keys() == set(LABELERS) and weights.sets == {"gold": 4}
    ontology = Ontology.load("diplomacy")
    labelers = make_labelers(LABELERS, LabelerContext(ontology, ("fr",)))
    assert choose_weights("judges", labelers, ontology, near=tmp_path).weights == weights


def test_the_same_gold_gives_the_same_bytes(gold: Path, tmp_path: Path) -> None:
    trainer = get_trainer("judges")
    made = []
    for name in ("one", "two"):
        run_trainer(trainer, load_gold(gold), tmp_path / name, TrainSettings(labelers=LABELERS))
        made.append((tmp_path / name / "weights.json").read_bytes())
    assert made[0] == made[1]
    assert list(json.loads(made[0])["judges"]) == ["entities"]


def test_gold_without_a_mention_teaches_nothing_and_leaves_no_folder(gold: Path, tmp_path: Path) -> None:
    bare = [
        record.with_(annotation=record.annotation.with_(entities=(), events=()))
        for record in jsonl.read(gold, GoldRecord)
    ]
    jsonl.write(tmp_path / "bare.jsonl", bare)
    with pytest.raises(InputError, match=r"bare\.jsonl.*no entity to learn from"):
        run_trainer(
            get_trainer("judges"),
            load_gold(tmp_path / "bare.jsonl"),
            tmp_path / "judges",
            TrainSettings(labelers=LABELERS),
        )
    assert not (tmp_path / "judges").exists()


def released(folder: Path, gold: Path) -> Path:
    """A release with one of the articles as test split."""
    records = list(jsonl.read(gold, GoldRecord))
    folder.mkdir()
    jsonl.write(folder / "gold.jsonl", records)
    *train, test = [record.article.id for record in records]
    (folder / "splits.json").write_text(json.dumps({"splits": {"train": train, "dev": [], "test": [test]}}))
    (folder / "manifest.json").write_text("{}")
    shutil.copy(SAMPLE.parents[4] / "exports" / "sample-1.0.0" / "ontology.yaml", folder)
    write_sums(folder)
    return folder


def test_the_test_split_is_scored_with_the_judges_now_and_before(gold: Path, tmp_path: Path) -> None:
    release = load_gold(released(tmp_path / "r", gold))
    trained = run_trainer(
        get_trainer("judges"), release, tmp_path / "judges", TrainSettings(labelers=LABELERS)
    )
    assert (trained.articles, trained.tested) == (3, 1)
    gains = {gain.measure: gain for gain in trained.gains}
    assert list(gains) == ["names", "triggers with their type", "arguments with their role"]
    (record,) = release.split("test")
    names = gains["names"]
    assert names.gold == len(record.annotation.entities)
    assert 0 < names.before < 1
    assert names.f1 == pytest.approx(micro(trained.scores).f1)
    assert names.difference.value == pytest.approx(names.f1 - names.before)
    assert names.difference.low is not None and names.difference.high is not None
    assert gains["triggers with their type"].gold == len(record.annotation.events)


def test_no_judge_learns_from_stored_rows_of_the_test_split(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = load_gold(released(tmp_path / "r", gold))
    (tested,) = release.splits["test"]

    def shipped(ontology: Ontology) -> StoredRows:
        rows = [TrainingRow((f"seen {name}",), "right", name) for name in (tested, "other") for _ in range(9)]
        articles = {"toolkit": (tested, "other")}
        return StoredRows(
            {"entities": rows}, articles, ("fr",), ontology=ontology.id, labelers=frozenset(LABELERS)
        )

    monkeypatch.setattr("annotate.train.judges.trainer.shipped_rows", shipped)
    run_trainer(get_trainer("judges"), release, tmp_path / "judges", TrainSettings(labelers=LABELERS))
    weights = Weights.load(tmp_path / "judges" / "weights.json")
    assert weights.sets == {"gold": 3, "toolkit": 1}
    assert "seen other" in weights.weights and f"seen {tested}" not in weights.weights


def test_the_command_prints_what_is_gained_on_the_test_split(
    annotate: Annotate, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.train.judges.trainer.DEFAULT_ORDER", LABELERS)
    release = str(released(tmp_path / "r", gold))
    ended = annotate("train", release, "--trainer", "judges", "-o", str(tmp_path / "j"))
    assert ended.code == 0
    assert "names" in ended.out and "arguments with their role" in ended.out
    assert "weights: " in ended.out and "--labeler trained" not in ended.out
    assert "values is not new (built-in): gold has no decision for it" in ended.err
    told = annotate("train", release, "--trainer", "judges", "-o", str(tmp_path / "k"), "--json").json
    assert told["gains"][0]["measure"] == "names"
    assert told["gains"][0]["difference"]["low"] is not None
