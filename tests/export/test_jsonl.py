"""The export that loses nothing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from annotate.core.jsonl import read
from annotate.core.record import GoldRecord
from annotate.export.jsonl import JsonlExporter
from tests.export.gold import ONTOLOGY, check_sums, corpora, gold_of, sample, without_text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gold=corpora)
def test_what_was_written_is_read_back_equal(tmp_path: Path, gold: list[GoldRecord]) -> None:
    path = tmp_path / "gold.jsonl"
    losses = JsonlExporter().export(iter(gold), ONTOLOGY, path)
    assert list(read(path, GoldRecord)) == gold
    assert not losses.lost
    check_sums(losses, gold)


def test_a_compressed_file_has_the_same_content_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jsonl.gz", tmp_path / "2.jsonl.gz"
    JsonlExporter().export(sample(), ONTOLOGY, one)
    JsonlExporter().export(sample(), ONTOLOGY, two)
    assert list(read(one, GoldRecord)) == sample()
    assert one.read_bytes() == two.read_bytes()


def test_records_without_text_are_written_too(tmp_path: Path) -> None:
    record = without_text(gold_of("Ana Pérez", ("Ana", "PER")))
    JsonlExporter().export([record], ONTOLOGY, tmp_path / "x.jsonl")
    assert list(read(tmp_path / "x.jsonl", GoldRecord)) == [record]
