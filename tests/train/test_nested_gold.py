"""Nested and odd mentions in gold: each is learnt or named, and no value that nobody saw is learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.annotation import Entity, Status
from annotate.core.configs import find_config
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.evaluate.evaluation import Scope, evaluate
from annotate.evaluate.predictions import open_predictions
from annotate.export.conll import ConllExporter
from annotate.export.spacy import SpacyExporter
from annotate.gold.load import Gold, load_gold
from annotate.gold.making.release import create_release
from annotate.gold.pseudonyms import Pseudonyms
from annotate.train.base import Trained, TrainSettings
from annotate.train.entities.trainer import train_ner
from annotate.train.registry import run_trainer
from tests.builders import annotation, article, entity

TEXT = "Le ministère des Affaires étrangères du Laos reçoit  Ana Pérez à Hanoï."


def at(start: int, end: int, label: str, id: str, **fields: object) -> Entity:
    return Entity(id=id, start=start, end=end, label=label, text=TEXT[start:end], **fields)


def mentions() -> tuple[Entity, ...]:
    name = entity(TEXT, "Ana Pérez", "PER", "name", ref="x", unreviewed=("ref",))
    return (
        entity(TEXT, "ministère des Affaires étrangères du Laos", "ORG", "whole"),
        entity(TEXT, "Affaires étrangères", "ORG", "nested"),
        entity(TEXT, "étrangères du Laos reçoit", "PER", "crossing"),
        at(name.start - 1, name.end, "PER", "blank"),
        name,
        entity(TEXT, "Hano", "LOC", "cut"),
        entity(TEXT, "Hanoï", "LOC", "city"),
        entity(TEXT, "Hanoï", "ORG", "other-label"),
    )


@pytest.fixture
def release(tmp_path: Path) -> Path:
    records = []
    for number in range(4):
        source = article(TEXT, id=f"a{number}")
        made = annotation(source, mentions(), status=Status.SUBMITTED)
        records.append(Record.of(source, made))
    return create_release(
        lambda: records,
        Ontology.load("diplomacy"),
        find_config("diplomacy"),
        tmp_path / "exports",
        Pseudonyms(tmp_path / "pseudonyms.json"),
        "odd",
        "1.0.0",
    ).folder


def test_every_mention_is_learnt_or_named_with_its_words(release: Path) -> None:
    trained = train_ner(load_gold(release), seconds=0.2)
    named = {line.partition(", ")[2] for line in trained.left_out}
    # spancat learns the mention inside another one, and the one that overlaps another one.
    assert trained.model.get_pipe("spancat").labels == ("ORG", "PER")  # type: ignore[attr-defined]
    assert named == {
        "“Ana Pérez” (PER): begins or ends with white space",
        "“Hano” (LOC): not at token edges",
        "“Hanoï” (ORG): same span as another mention",
    }
    assert len(trained.left_out) == 3 * len(load_gold(release).splits["train"])


def test_exports_write_or_count_every_mention(release: Path, tmp_path: Path) -> None:
    gold = load_gold(release)
    for exporter, kept in ((ConllExporter(), 4), (SpacyExporter(), 6)):
        losses = exporter.export(gold, gold.ontology, tmp_path / f"x{exporter.suffix}")
        assert losses.entities_written + losses.entities_lost == 4 * 8, exporter.name
        assert losses.entities_written <= 4 * kept


def test_the_spacy_export_marks_the_refs_that_nobody_saw(release: Path, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    gold = load_gold(release)
    SpacyExporter().export(gold, gold.ontology, tmp_path / "x.spacy")
    docs = list(DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("fr").vocab))
    assert [doc.user_data["unreviewed"] for doc in docs] == [{"name": ("ref",)}] * 4


def test_gold_with_nested_mentions_is_right_against_itself(release: Path) -> None:
    with open_predictions(release / "gold.jsonl") as predictions:
        made = evaluate(load_gold(release), predictions, Scope())
    assert [article.errors for article in made.articles] == [{}] * 4


class Watching:
    """A third-party trainer that keeps what it was given."""

    name = "watching"
    provides = frozenset({"entities"})

    def __init__(self) -> None:
        self.refs: list[str | None] = []

    def train(self, gold: Gold, folder: Path, settings: TrainSettings) -> Trained:
        for split in gold.splits:
            self.refs += [one.ref for record in gold.split(split) for one in record.annotation.entities]
        folder.mkdir()
        return Trained({}, 1, 1, 0.0)


def test_a_trainer_gets_no_value_that_nobody_saw(release: Path, tmp_path: Path) -> None:
    trainer = Watching()
    run_trainer(trainer, load_gold(release), tmp_path / "model", TrainSettings("fr", None, 1, 0))
    assert set(trainer.refs) == {None}
    assert {one.ref for record in load_gold(release) for one in record.annotation.entities} == {None, "x"}
