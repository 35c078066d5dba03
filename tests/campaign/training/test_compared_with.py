"""A new model is compared with the one in use, whose judges and labelers are then the project's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.campaign.training.train import train_model
from annotate.core.errors import ConfigError, InputError
from annotate.gold.load import Gold
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.project import Project, ProjectSettings
from annotate.train.base import Trained, TrainSettings
from annotate.train.registry import DEFAULT
from annotate.train.whole.trainer import SuggestionsTrainer
from tests.model_folders import model_folder

RELEASE = Path(__file__).parents[3] / "exports" / "sample-1.0.0"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[TrainSettings]:
    """The settings that the trainer gets. It stops there: other tests train."""
    seen: list[TrainSettings] = []

    def train(self: SuggestionsTrainer, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        seen.append(settings)
        folder.mkdir()
        return Trained({}, 1, 1, 0.0)

    monkeypatch.setattr(SuggestionsTrainer, "train", train)
    return seen


def project_with(folder: Path, model: str | None) -> Project:
    settings = {"format": 1, "name": "campaign", "language": "fr", "model": model}
    return Project(folder, ProjectSettings.model_validate(settings))


def test_the_model_in_use_is_what_is_compared_with(tmp_path: Path, given: list[TrainSettings]) -> None:
    model = model_folder(tmp_path / "m", seen=("a b c",))
    trained = train_model(RELEASE, tmp_path / "new", project=project_with(tmp_path, "m"), trainer=DEFAULT)
    (settings,) = given
    assert settings.labelers == DEFAULT_ORDER
    assert settings.context is not None and settings.context.model_weights is None
    assert settings.in_use is not None
    assert settings.in_use.labelers == ("spacy", f"trained:{model}", *DEFAULT_ORDER[1:])
    assert settings.in_use.context.model_weights == model / "weights" / "weights.json"
    assert (settings.in_use.name, settings.in_use.seen) == ("m", ("a b c",))
    assert trained.notices == []


def test_a_model_that_is_gone_does_not_keep_anybody_from_training(
    tmp_path: Path, given: list[TrainSettings]
) -> None:
    trained = train_model(RELEASE, tmp_path / "new", project=project_with(tmp_path, "gone"))
    assert given[0].in_use is None
    assert "compared with the suggestions without the model in use" in trained.notices[0]
    assert "'gone' is not there" in trained.notices[0]


def other_version(folder: Path, **first: str) -> Path:
    """A file of gold whose ontology is nowhere; ``first`` changes the first mention."""
    records = [json.loads(line) for line in (RELEASE / "gold.jsonl").read_text("utf-8").splitlines()[:2]]
    for record in records:
        record["annotation"]["ontology"] = "diplomacy@9.9.9"
    records[0]["annotation"]["entities"][0].update(first)
    file = folder / "other.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


def test_gold_of_an_unknown_ontology_is_learned_from_with_a_given_one(
    tmp_path: Path, given: list[TrainSettings]
) -> None:
    gold, project = other_version(tmp_path), project_with(tmp_path, None)
    with pytest.raises(InputError, match=r"diplomacy@9.9.9, which was not found.* --ontology NAME"):
        train_model(gold, tmp_path / "m", project=project)
    train_model(gold, tmp_path / "m", project=project, ontology="diplomacy")
    assert len(given) == 1


def test_a_given_ontology_must_have_the_names_of_gold(tmp_path: Path, given: list[TrainSettings]) -> None:
    gold, project = other_version(tmp_path, label="SHIP"), project_with(tmp_path, None)
    with pytest.raises(InputError, match=r"the ontology diplomacy@.* lacks: label SHIP \(1\)"):
        train_model(gold, tmp_path / "m", project=project, ontology="diplomacy")
    with pytest.raises(InputError, match="lacks: event type"):
        train_model(RELEASE, tmp_path / "m", project=project, ontology="conll")
    assert not given


def test_a_model_that_exists_is_not_overwritten(tmp_path: Path, given: list[TrainSettings]) -> None:
    model_folder(tmp_path / "m")
    with pytest.raises(ConfigError, match="exists already"):
        train_model(RELEASE, tmp_path / "m", project=project_with(tmp_path, "m"))
