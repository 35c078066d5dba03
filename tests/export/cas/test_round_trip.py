"""CAS: gold that is written and read back is the same gold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from annotate.core.record import GoldRecord
from annotate.export.cas.exporter import CasExporter
from annotate.export.cas.reader import read_cas
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, sample
from tests.export.whole import whole_corpora


def round_trip(gold: list[GoldRecord], folder: Path, form: str) -> list[GoldRecord]:
    losses = CasExporter().export(iter(gold), ONTOLOGY, folder, form=form)
    check_sums(losses, gold)
    assert not losses.lost.counts
    return [GoldRecord.model_validate(record.to_dict()) for record in read_cas(folder)]


@pytest.mark.parametrize("form", ["xmi", "json"])
@examples(40)
@given(gold=whole_corpora())
def test_any_gold_comes_back(form: str, gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as folder:
        assert round_trip(gold, Path(folder) / "cas", form) == gold


@pytest.mark.parametrize("form", ["xmi", "json"])
def test_the_sample_comes_back(tmp_path: Path, form: str) -> None:
    gold = sample()
    assert round_trip(gold, tmp_path / "cas", form) == gold
