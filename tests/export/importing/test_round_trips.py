"""Export and import are inverse, up to what the export lists as lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given

from annotate.core.annotation import Entity
from annotate.core.errors import InputError
from annotate.core.jsonl import write
from annotate.core.record import GoldRecord, Record
from annotate.export.base import Losses
from annotate.export.registry import get_exporter, run_exporter
from tests.examples import examples
from tests.export.gold import ONTOLOGY, corpora, sample
from tests.export.importing.imported import imported

WHOLE = ["brat", "cas", "huggingface", "labelstudio"]


def of_ontology(gold: list[GoldRecord]) -> list[GoldRecord]:
    return [
        GoldRecord.of(one.article, one.annotation.with_(ontology=ONTOLOGY.id, author="somebody"))
        for one in gold
    ]


def round_trip(format: str, gold: list[GoldRecord]) -> tuple[list[Record], Losses]:
    exporter = get_exporter(format)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"out{exporter.suffix}"
        losses = run_exporter(exporter, iter(gold), ONTOLOGY, path, {})
        articles = folder / "articles.jsonl"
        write(articles, [one.article for one in gold])
        found, report = imported(path, format, articles=[str(articles)])
        assert not report.tally.problems and not report.in_part
        return found, losses


@pytest.mark.parametrize("format", WHOLE)
@examples(6)
@given(corpora)
def test_what_a_format_holds_comes_back(format: str, drawn: list[GoldRecord]) -> None:
    assume(drawn)
    gold = of_ontology(drawn)
    found, losses = round_trip(format, gold)
    assert not len(losses.lost)
    assert [one.to_dict() for one in found] == [one.to_dict() for one in gold]


@examples(15)
@given(corpora)
def test_conll_gives_the_flat_layer_back(drawn: list[GoldRecord]) -> None:
    gold = of_ontology(drawn)
    assume(gold)
    exact: list[list[tuple[int, int, str]]] = []
    found, losses = round_trip("conll", gold)
    lost = {(loss.article, loss.region) for loss in losses.lost if loss.what == "entity"}
    for record in gold:
        kept = [one for one in record.entities if (record.article.id, one.id) not in lost]
        exact.append(sorted(map(place, kept)))
    assert [sorted(map(place, one.entities)) for one in found] == exact
    assert [one.article for one in found] == [one.article for one in gold]
    assert all(one.annotation.author == "conll" and not one.events for one in found)


def place(entity: Entity) -> tuple[int, int, str]:
    return entity.start, entity.end, entity.label


@pytest.mark.parametrize("format", [*WHOLE, "conll"])
def test_the_sample_comes_back_also_without_its_articles(format: str, tmp_path: Path) -> None:
    gold = of_ontology(sample())
    exporter = get_exporter(format)
    path = tmp_path / f"out{exporter.suffix}"
    run_exporter(exporter, iter(gold), ONTOLOGY, path, {})
    found, report = imported(path, format)
    assert [one.article.id for one in found] == [one.article.id for one in gold]
    if format == "conll":
        assert any("tokens, not texts" in notice for notice in report.notices)
        assert {one.text for record in found for one in record.entities} >= {"Hanoï", "OTAN"}
    else:
        assert [one.to_dict() for one in found] == [one.to_dict() for one in gold]


def test_of_a_damaged_file_the_readable_part_is_kept(tmp_path: Path) -> None:
    gold = of_ontology(sample())
    path = tmp_path / "out"
    run_exporter(get_exporter("brat"), iter(gold), ONTOLOGY, path, {})
    file = next(path.glob("hanoi*.ann"))
    file.write_text("no line of brat's\n", encoding="utf-8")
    found, report = imported(path, "brat")
    assert len(found) == len(gold) - 1
    line, problem = report.tally.problems
    assert (line.words, line.why) == ("no line of brat's", "is no line of brat's")
    assert problem.kind == "document" and "hanoi" in problem.where and "no line of brat's" in problem.why
    for other in path.glob("*.ann"):
        other.write_text("no line of brat's\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"nothing that can be imported.*no line of brat"):
        imported(path, "brat")
