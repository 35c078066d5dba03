"""brat: gold that is written and read back is the same gold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from annotate.core.record import GoldRecord
from annotate.export.brat.exporter import BratExporter
from annotate.export.brat.reader import read_brat
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, sample
from tests.export.whole import whole_corpora


def round_trip(gold: list[GoldRecord], folder: Path) -> list[GoldRecord]:
    losses = BratExporter().export(iter(gold), ONTOLOGY, folder)
    check_sums(losses, gold)
    assert not losses.lost.counts
    return [GoldRecord.model_validate(record.to_dict()) for record in read_brat(folder)]


@examples(60)
@given(gold=whole_corpora())
def test_any_gold_comes_back(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as folder:
        assert round_trip(gold, Path(folder) / "brat") == gold


def test_the_sample_comes_back(tmp_path: Path) -> None:
    gold = sample()
    assert round_trip(gold, tmp_path / "brat") == gold
