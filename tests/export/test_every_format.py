"""Every format that is installed: what is written and what is listed as lost are together the gold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import words_of
from annotate.core.errors import MissingExtraError
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.registry import get_exporter, known_formats, run_exporter
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums, corpora


def exported(name: str, gold: list[GoldRecord]) -> Losses:
    exporter = get_exporter(name)
    with tempfile.TemporaryDirectory() as folder:
        try:
            return run_exporter(exporter, iter(gold), ONTOLOGY, Path(folder) / f"o{exporter.suffix}", {})
        except MissingExtraError as missing:
            pytest.skip(str(missing))


@pytest.mark.parametrize("name", known_formats())
@examples(60)
@given(gold=corpora, data=st.data())
def test_written_and_listed_are_the_gold_in_any_order(
    name: str, gold: list[GoldRecord], data: st.DataObject
) -> None:
    losses = exported(name, gold)
    check_sums(losses, gold)
    shuffled = data.draw(st.permutations(gold))
    again = exported(name, shuffled)
    check_sums(again, shuffled)
    assert sorted(map(str, again.lost)) == sorted(map(str, losses.lost))
    check_words(losses, gold)


def check_words(losses: Losses, gold: list[GoldRecord]) -> None:
    """Checks that each loss names the words of its region, if the region has any."""
    words = {
        (record.article.id, region.id): words_of(region) or ""
        for record in gold
        for region in record.annotation.regions
    }
    for loss in losses.lost:
        whole = words.get((loss.article, loss.region.split(" ")[0]))
        if whole:
            assert whole[:80] in loss.words, str(loss)
