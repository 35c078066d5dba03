"""Hugging Face datasets: the records come back equal, and labels have names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given

from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.huggingface import HuggingFaceExporter, read_huggingface
from annotate.export.splits import export_splits
from tests.commands import tree
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, corpora, gold_of, sample, without_text

datasets = pytest.importorskip("datasets")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("huggingface")


@examples(45)
@given(gold=corpora)
def test_the_records_come_back_equal(folder: Path, gold: list[GoldRecord]) -> None:
    path = folder / str(len(list(folder.iterdir())))
    losses = HuggingFaceExporter().export(iter(gold), ONTOLOGY, path)
    check_sums(losses, gold)
    assert not losses.lost
    assert list(read_huggingface(path)) == gold


def test_unknown_keys_foreign_labels_and_absent_texts_come_back(tmp_path: Path) -> None:
    gold = gold_of("Ana rit à Lima", ("Ana", "HERO"), ("Lima", "LOC"))
    data = gold.to_dict()
    data["annotation"]["entities"][0]["colour"] = {"red": 1}
    data["article"]["editor"] = "Eva"
    gold = GoldRecord.model_validate(data)
    records = [gold, without_text(gold_of("Ana rit", ("Ana", "PER"), id="a2"))]
    HuggingFaceExporter().export(records, ONTOLOGY, tmp_path / "out")
    assert [one.to_dict() for one in read_huggingface(tmp_path / "out")] == [one.to_dict() for one in records]
    first = datasets.load_from_disk(str(tmp_path / "out"))[0]
    assert [one["label"] for one in first["entities"]] == [None, list(ONTOLOGY.entities).index("LOC")]


def test_all_splits_are_a_dataset_dict_with_names_for_labels_types_and_roles(tmp_path: Path) -> None:
    gold = sample()
    splits = {"train": gold[:8], "dev": gold[8:], "test": []}
    parts = {name: partial(iter, records) for name, records in splits.items()}
    export_splits(HuggingFaceExporter(), parts, ONTOLOGY, tmp_path / "out", {})
    loaded = datasets.load_from_disk(str(tmp_path / "out"))
    assert {name: len(part) for name, part in loaded.items()} == {"train": 8, "dev": len(gold) - 8, "test": 0}
    features = loaded["train"].features
    assert features["entities"].feature["label"].names == list(ONTOLOGY.entities)
    assert features["events"].feature["type"].names == list(ONTOLOGY.events)
    assert "Agent" in features["events"].feature["arguments"].feature["role"].names
    row = loaded["train"][0]
    names = features["entities"].feature["label"].names
    wanted = [(one.text, one.label) for one in gold[0].annotation.entities]
    assert [(one["text"], names[one["label"]]) for one in row["entities"]] == wanted
    assert loaded["train"].filter(lambda one: one["language"] == "fr", load_from_cache_file=False)


def test_the_same_gold_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        HuggingFaceExporter().export(sample(), ONTOLOGY, tmp_path / name)
    one, two = (tree(tmp_path / name) for name in ("one", "two"))
    assert one == two and len(one) == 3


def test_an_ontology_without_events_is_no_obstacle(tmp_path: Path) -> None:
    gold = gold_of("Ana rit", ("Ana", "PER"))
    HuggingFaceExporter().export([gold], Ontology.load("conll"), tmp_path / "out")
    assert list(read_huggingface(tmp_path / "out")) == [gold]


def test_a_folder_that_is_no_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as a dataset"):
        list(read_huggingface(tmp_path))
