"""Gold records for the tests of exporters."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from annotate.core.annotation import Entity, Status
from annotate.core.jsonl import read_records
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.export.base import Losses
from tests.builders import annotation, article, records

ONTOLOGY = Ontology.load("diplomacy")


def as_gold(record: Record) -> GoldRecord:
    """The record as if it had been adjudicated."""
    adjudicated = record.annotation.with_(status=Status.ADJUDICATED, uncertainty=None)
    return GoldRecord.of(record.article, adjudicated)


golds = records(ONTOLOGY).map(as_gold)
corpora = st.lists(golds, max_size=3).map(
    lambda found: [
        GoldRecord.of(record.article.model_copy(update={"id": f"a{number}"}), record.annotation)
        for number, record in enumerate(found)
    ]
)


def gold_of(text: str, *spans: tuple[str, str], id: str = "a1", language: str | None = None) -> GoldRecord:
    """Gold with a mention for each (words, label), at the first occurrence, with ids e0, e1, …"""
    entities = tuple(
        Entity(
            id=f"e{number}",
            start=text.index(said),
            end=text.index(said) + len(said),
            label=label,
            text=said,
        )
        for number, (said, label) in enumerate(spans)
    )
    source = article(text, id=id, language=language)
    return GoldRecord.of(source, annotation(source, entities, status=Status.ADJUDICATED))


def without_text(record: GoldRecord) -> GoldRecord:
    """The record as in a release without texts."""
    data = record.to_dict()
    del data["article"]["text"]
    return GoldRecord.model_validate(data)


def sample() -> list[GoldRecord]:
    """The gold of our own sample articles."""
    path = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl"
    return [as_gold(record) for record in read_records(path)]


def check_sums(losses: Losses, gold: list[GoldRecord]) -> None:
    """Checks that written and lost add up to the gold, and that no loss is reported twice.

    Only an argument that the gold has twice may be.
    """
    assert losses.articles == len(gold)
    assert losses.entities_written + losses.entities_lost == sum(
        len(record.annotation.entities) for record in gold
    )
    assert losses.events_written + losses.events_lost == sum(len(record.annotation.events) for record in gold)
    events = [event for record in gold for event in record.annotation.events]
    triggers = sum(event.trigger is not None for event in events)
    assert losses.triggers_written + losses.triggers_lost == triggers
    assert losses.arguments_written + losses.arguments_lost == sum(len(event.arguments) for event in events)
    named = [(loss.article, loss.region, loss.what) for loss in losses.lost]
    twice = sum(len(one.arguments) - len({(of.role, of.entity) for of in one.arguments}) for one in events)
    assert len(named) - len(set(named)) <= twice
    assert sum(losses.counts.values()) == len(losses.lost)
