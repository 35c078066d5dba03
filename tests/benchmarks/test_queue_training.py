"""What a simulated round suggests with: the default labelers and what its training wrote."""

from __future__ import annotations

from pathlib import Path

from annotate.prelabel.defaults import DEFAULT_ORDER
from benchmarks.queue_training import system_of
from benchmarks.systems import DEFAULT
from tests.model_folders import change_model_file, model_folder


def test_a_round_suggests_with_the_parts_that_its_model_has(tmp_path: Path) -> None:
    model = model_folder(tmp_path / "model", words="format: 1\nlanguages: {}\n")
    system = system_of(model)
    assert system.labelers == ("spacy", f"trained:{model}", *DEFAULT_ORDER[1:])
    assert (system.weights, system.words) == (
        str(model / "weights" / "weights.json"),
        model / "lexicon" / "words.yaml",
    )
    change_model_file(model, labelers=[], weights=None, words=None)
    assert system_of(model) == DEFAULT


def test_a_round_whose_training_was_refused_suggests_as_before(tmp_path: Path) -> None:
    assert system_of(tmp_path / "model") == DEFAULT
