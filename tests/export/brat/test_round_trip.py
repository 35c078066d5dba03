"""brat: gold that is written and read back is the same gold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from annotate.core.record import GoldRecord
from annotate.export.brat.exporter import BratExporter
from annotate.export.brat.reader import read_brat
from annotate.export.losses import Losses
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, sample
from tests.export.whole import whole_corpora


def round_trip(gold: list[GoldRecord], folder: Path) -> tuple[list[GoldRecord], Losses]:
    losses = BratExporter().export(iter(gold), ONTOLOGY, folder)
    check_sums(losses, gold)
    assert all("nothing but line breaks" in loss.why for loss in losses.lost)
    return [GoldRecord.model_validate(record.to_dict()) for record in read_brat(folder)], losses


def without_lost(record: GoldRecord, losses: Losses) -> GoldRecord:
    """The record without the mentions, events and arguments that are listed as lost."""
    lost = {loss.region for loss in losses.lost if loss.article == record.article.id}
    annotation = record.annotation
    entities = tuple(one for one in annotation.entities if one.id not in lost)
    events = tuple(
        event.with_(
            arguments=tuple(
                one for one in event.arguments if f"{event.id} {one.role} {one.entity}" not in lost
            )
        )
        for event in annotation.events
        if event.id not in lost
    )
    return record.with_(annotation=annotation.with_(entities=entities, events=events))


@examples(60)
@given(gold=whole_corpora())
def test_any_gold_comes_back(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as folder:
        found, losses = round_trip(gold, Path(folder) / "brat")
    assert found == [without_lost(record, losses) for record in gold]


def test_the_sample_comes_back(tmp_path: Path) -> None:
    gold = sample()
    assert round_trip(gold, tmp_path / "brat")[0] == gold
