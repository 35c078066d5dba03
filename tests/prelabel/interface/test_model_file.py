"""The description of a model is read as what somebody else may have written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core.errors import ConfigError
from annotate.prelabel.interface.model_file import MODEL_FILE, WEIGHTS, WORDS, ModelFile, read_model_file
from tests.model_folders import SCORES, change_model_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of weights and words alone, which nothing here reads."""
    for part in (WEIGHTS, WORDS):
        (tmp_path / part).parent.mkdir()
        (tmp_path / part).write_text("{}")
    (tmp_path / "entities").mkdir()
    ModelFile(trainer="tests", ontology="conll@1.0.0", weights=WEIGHTS, words=WORDS, scores=SCORES).save(
        tmp_path
    )
    return tmp_path


def refused(folder: Path) -> str:
    with pytest.raises(ConfigError) as told:
        read_model_file(folder)
    assert "Train the model again" in str(told.value)
    assert str(folder) in str(told.value)
    str(told.value).encode("utf-8")
    return told.value.what


def test_a_description_is_read_as_it_was_saved(folder: Path) -> None:
    made = read_model_file(folder)
    assert (made.weights, made.words, made.scores) == (WEIGHTS, WORDS, SCORES)


@pytest.mark.parametrize("key", ["weights", "words"])
@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("", "names no file"),
        ("entities", "names 'entities', which is a folder"),
        (".", "names '.', which is a folder"),
        ("weights/none.json", "lacks weights/none.json, which it names"),
        ("../x", "names '../x', outside of its folder"),
        ("/etc/passwd", "outside of its folder"),
        ("a\ud800b", "holds a lone surrogate, after"),
        ("a\0b", "names no file"),
    ],
)
def test_a_part_that_is_no_file_of_the_model_is_refused(folder: Path, key: str, part: str, said: str) -> None:
    change_model_file(folder, **{key: part})
    assert said in refused(folder)


@pytest.mark.parametrize(
    "fields",
    [{"trainer": "\ud800"}, {"release": {"name": "x\udc00"}}, {"\ud8ff": 1}, {"labelers": ["\ud800"]}],
)
def test_a_lone_surrogate_is_refused_wherever_it_stands(folder: Path, fields: dict[str, Any]) -> None:
    change_model_file(folder, **fields)
    assert "lone surrogate" in refused(folder)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["before", "low"])
def test_a_score_that_is_no_finite_number_is_refused(folder: Path, number: str, field: str) -> None:
    score = {"measure": "names", "before": 0.5, "now": 0.5, "difference": 0.0, field: "HERE"}
    change_model_file(folder, scores=[score])
    file = folder / MODEL_FILE
    file.write_text(file.read_text().replace('"HERE"', number))
    assert not json.loads(file.read_text())["scores"][0][field] < 1e300 or number == "-Infinity"
    assert f"scores.0.{field}: Input should be a finite number" in refused(folder)
