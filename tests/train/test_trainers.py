"""Trainers are found by name. The model's folder names the labeler that reads it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Entity, Status
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.gold.identity import identity
from annotate.gold.load import Gold, load_gold
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.pipeline import prelabel
from annotate.train.base import MODEL_FILE, Trained, TrainSettings, name_labeler, name_release
from annotate.train.registry import get_trainer
from tests.builders import article
from tests.commands import Annotate, said, tree

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
SUMS = (RELEASE / "SHA256SUMS").read_bytes()
SAMPLE = {"name": "sample", "version": "1.0.0", "sha256": hashlib.sha256(SUMS).hexdigest()}
TEXT = "Rendez-vous à Hanoï."


class NameList:
    """A third-party trainer whose model is a list of the names in gold."""

    name = "name-list"
    provides = frozenset({"entities"})

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        names = sorted(
            {entity.text for record in gold.split("train") for entity in record.annotation.entities}
        )
        folder.mkdir()
        (folder / "names.json").write_text(json.dumps(sorted({*names, "Hanoï"})), encoding="utf-8")
        name_labeler(folder, "name-list", self.name)
        settings.progress("read all of it")
        return Trained({}, 1, 1, 0.0, notices=[f"seed {settings.seed}"])


class Raising:
    name = "raising"
    provides = frozenset({"entities"})

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        folder.mkdir()
        (folder / "half").write_text("half")
        raise ValueError("no luck")


class Leaving(Raising):
    name = "leaving"

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        sys.exit(3)


class Idle(Raising):
    name = "idle"

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        return Trained({}, 1, 1, 0.0)


class Silent(Raising):
    name = "silent"

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        return None  # type: ignore[return-value]  # as an author who forgets it


class NameListLabeler:
    name, version = "name-list", "1"
    languages, needs, provides = frozenset({"fr"}), frozenset[str](), frozenset({"entities"})

    def __init__(self, folder: Path) -> None:
        self._names = json.loads((folder / "names.json").read_text(encoding="utf-8"))

    def label(self, batch: Sequence[Draft]) -> list[Annotation]:
        return [self._labelled(draft.article.text) for draft in batch]

    def _labelled(self, text: str) -> Annotation:
        found = tuple(
            Entity(id=f"n{at}", start=at, end=at + len(name), label="LOC", text=name, score=0.5)
            for name in self._names
            if (at := text.find(name)) >= 0 and name == "Hanoï"
        )
        return Annotation(author=self.name, status=Status.SUGGESTED, entities=found)


def make_name_list(context: LabelerContext, argument: str | None) -> NameListLabeler:
    assert argument is not None
    return NameListLabeler(context.path(argument))


@pytest.fixture
def third_party(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulates an installed distribution with these entry points."""
    installed = metadata.entry_points
    trainers = (NameList, Raising, Leaving, Silent, Idle)
    ours = [
        metadata.EntryPoint("name-list", f"{__name__}:make_name_list", "annotate.labelers"),
        *(
            metadata.EntryPoint(trainer.name, f"{__name__}:{trainer.__name__}", "annotate.trainers")
            for trainer in trainers
        ),
    ]

    def entry_points(**wanted: Any) -> metadata.EntryPoints:
        mine = [point for point in ours if point.group == wanted.get("group")]
        mine = [point for point in mine if wanted.get("name", point.name) == point.name]
        return metadata.EntryPoints([*installed(**wanted), *mine])

    monkeypatch.setattr(metadata, "entry_points", entry_points)


def test_another_trainer_is_found_by_its_name_and_its_model_suggests(
    third_party: None, annotate: Annotate, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    ended = annotate("train", RELEASE, "--trainer", "name-list", "--seed", "3", "-o", model, "--json")
    said(ended, 0)
    assert ended.json["notices"] == ["seed 3"]
    assert json.loads((model / MODEL_FILE).read_text()) == {
        **{"format": 1, "labeler": "name-list", "trainer": "name-list"},
        "release": SAMPLE,
    }
    context = LabelerContext(Ontology.load("diplomacy"), folder=tmp_path)
    labeler = make_labeler("trained:model", context)
    assert labeler.name == "name-list"
    (outcome,) = prelabel([article(TEXT, language="fr")], [labeler], context.ontology)
    assert outcome.record is not None
    assert [entity.text for entity in outcome.record.annotation.entities] == ["Hanoï"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("raising", ("trainer raising failed: ValueError: no luck.", "test_trainers.py, line ")),
        ("leaving", ("trainer leaving failed: SystemExit: 3.", "test_trainers.py, line ")),
        ("idle", ("trainer idle wrote no model", "tell its author")),
        ("silent", ("trainer silent returned NoneType instead of Trained", "tell its author")),
    ],
)
def test_a_broken_trainer_is_named_and_its_half_model_does_not_block_the_next(
    third_party: None, annotate: Annotate, tmp_path: Path, name: str, parts: tuple[str, ...]
) -> None:
    model = tmp_path / "model"
    said(annotate("train", RELEASE, "--trainer", name, "-o", model), 2, *parts)
    assert not list(tmp_path.iterdir())
    said(annotate("train", RELEASE, "--trainer", "name-list", "-o", model), 0)
    assert list(tmp_path.iterdir()) == [model]


def test_a_model_is_not_written_into_a_release(annotate: Annotate, tmp_path: Path) -> None:
    shutil.copytree(RELEASE, tmp_path / "sample-1.0.0")
    before = tree(tmp_path)
    said(
        annotate("train", tmp_path / "sample-1.0.0", "-o", tmp_path / "sample-1.0.0" / "model"), 2, "release"
    )
    assert tree(tmp_path) == before


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder of the entity recogniser, as its trainer writes it."""
    folder = tmp_path_factory.mktemp("recogniser") / "model"
    get_trainer("entity-recogniser").train(load_gold(RELEASE), folder, TrainSettings(seconds=1))
    return folder


def test_the_built_in_entity_recogniser_writes_the_name_of_its_labeler(recogniser: Path) -> None:
    trainer = get_trainer("entity-recogniser")
    assert (trainer.name, trainer.provides) == ("entity-recogniser", frozenset({"entities"}))
    named = json.loads((recogniser / MODEL_FILE).read_text())
    assert (named["labeler"], named["release"]) == ("spacy", SAMPLE)
    context = LabelerContext(Ontology.load("diplomacy"), folder=recogniser.parent)
    assert make_labeler("trained:model", context).name == "trained"


def test_a_model_names_the_single_file_that_it_was_trained_on(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    shutil.copy(RELEASE / "gold.jsonl", file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert identity(load_gold(file)) == {"file": "gold.jsonl", "sha256": digest}
    assert identity(load_gold(file)[:2]) == identity(load_gold(file).reviewed) == identity(load_gold(file))


def test_what_a_trainer_wrote_of_the_release_stays(tmp_path: Path) -> None:
    name_labeler(tmp_path, "x", "y", {"name": "mine"})
    name_release(tmp_path, SAMPLE)
    assert json.loads((tmp_path / MODEL_FILE).read_text())["release"] == {"name": "mine"}
    (tmp_path / MODEL_FILE).write_text("no JSON")
    name_release(tmp_path, SAMPLE)
    assert (tmp_path / MODEL_FILE).read_text() == "no JSON"


def test_an_older_model_that_names_no_labeler_is_still_read(recogniser: Path, tmp_path: Path) -> None:
    shutil.copytree(recogniser, tmp_path / "model", ignore=shutil.ignore_patterns(MODEL_FILE))
    context = LabelerContext(Ontology.load("diplomacy"), folder=tmp_path)
    assert make_labeler("trained:model", context).name == "trained"


@pytest.mark.parametrize("content", ["{", "[]", '{"labeler": 7}', '{"labeler": "trained"}'])
def test_a_damaged_model_file_is_named_in_the_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / MODEL_FILE).write_text(content)
    with pytest.raises(ConfigError, match=r"annotate-model\.json.*Train the model again"):
        make_labeler("trained:model", LabelerContext(Ontology.load("diplomacy"), folder=tmp_path))


@pytest.mark.parametrize("form", [3, "one", None])
def test_a_model_file_of_an_unknown_format_is_refused(tmp_path: Path, form: object) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / MODEL_FILE).write_text(json.dumps({"format": form, "labeler": "spacy"}))
    with pytest.raises(
        ConfigError, match=r"annotate-model\.json: has the format .* reads formats 1 and 2 only"
    ):
        make_labeler("trained:model", LabelerContext(Ontology.load("diplomacy"), folder=tmp_path))


def test_an_unknown_trainer_is_refused_with_the_known_ones(annotate: Annotate, tmp_path: Path) -> None:
    ended = annotate("train", RELEASE, "--trainer", "oracle", "-o", tmp_path / "model")
    said(ended, 2, "no trainer 'oracle'", "entity-recogniser")
    assert not (tmp_path / "model").exists()
