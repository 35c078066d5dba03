"""The trainer `judges`: gold in, a folder with weights out, which annotate.yaml names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.gold.load import load_gold
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.merging.weights import Weights
from annotate.train.base import TrainSettings
from annotate.train.registry import get_trainer, run_trainer

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
