"""The loss table is true: each format loses what docs/exports.md says of it, and nothing else."""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from annotate.core.annotation import Entity, Event
from annotate.core.csv_cells import csv_cell
from annotate.core.errors import MissingExtraError
from annotate.core.noun import Noun
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.loss_list import LossKind
from annotate.export.registry import get_exporter, known_formats, run_exporter
from tests.examples import examples
from tests.export.gold import ONTOLOGY, check_sums
from tests.export.whole import whole_corpora

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

from exports_page import lost  # a script, not a package

_NEVER: set[LossKind] = {
    *("attributes", "ref", "unreviewed", "unsure", "note", "other fields", "scores", "provenance")
}
_MENTIONS: set[LossKind] = {*_NEVER, "entity", "event", "trigger", "argument", "article fields"}
MAY_LOSE: dict[str, set[LossKind]] = {
    "brat": {"entity"},
    "cas": set(),
    "chat": set(),
    "conll": _MENTIONS,
    "dygie": _MENTIONS | {"position"},
    "events": (_NEVER - {"unreviewed"}) | {"entity", "position", "article fields"},
    "gliner": _MENTIONS,
    "hf-tokens": _MENTIONS,
    "huggingface": set(),
    "jsonl": set(),
    "labelstudio": set(),
    "spacy": (_MENTIONS - {"ref", "unreviewed"}) | {"flat layer"},
    "webanno": set(),
}
# The parts of mentions and events that no place in the format is for.
HOLDS_NO: dict[str, set[LossKind]] = {
    **dict.fromkeys(("conll", "dygie", "gliner", "hf-tokens"), _NEVER),
    "events": {"unsure", "note", "other fields", "scores", "provenance"},
    "spacy": _NEVER - {"ref", "unreviewed"},
}
WHY_ENTITY = {
    "brat": {"nothing but line breaks"},
    "conll": {"nested", "contains", "overlaps", "same span", "not at token edges", "its label"},
    "dygie": {"not at token edges"},
    "events": {"in no row of the table"},
    "gliner": {"not at token edges"},
    "hf-tokens": {"nested", "contains", "overlaps", "same span", "not at token edges", "its label"},
    "spacy": {"not at token edges", "begins or ends with white space"},
}
# The fields of article and annotation that are in the table of events, if the article has one.
IN_THE_TABLE = {"title", "published", "language", "source", "url", "author", "decision"}


@pytest.mark.parametrize("name", known_formats())
def test_the_page_shows_all_that_a_format_may_lose(name: str) -> None:
    try:
        assert set(lost(get_exporter(name))) == MAY_LOSE[name]
    except MissingExtraError as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("name", known_formats())
@examples(25)
@given(gold=whole_corpora())
def test_each_format_loses_what_its_row_says_and_nothing_else(name: str, gold: list[GoldRecord]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        exporter = get_exporter(name)
        path = Path(folder) / f"o{exporter.suffix}"
        try:
            losses = run_exporter(exporter, iter(gold), ONTOLOGY, path, {})
        except MissingExtraError as missing:
            pytest.skip(str(missing))
        check_sums(losses, gold)
        check_parts(name, losses, gold)
        if name == "events":
            check_table(path, losses, gold)


def check_parts(name: str, losses: Losses, gold: list[GoldRecord]) -> None:
    """Checks the kinds of losses, the reasons, and that each part of what was written is held or listed."""
    listed = {(loss.article, loss.region, loss.what) for loss in losses.lost}
    kinds = {one.what for one in losses.lost if name != "brat" or "nothing but line breaks" not in one.reason}
    assert kinds <= MAY_LOSE[name]
    for loss in losses.lost:
        if loss.what == "entity":
            assert loss.reason.startswith(tuple(WHY_ENTITY[name])), str(loss)
    for record in gold:
        article = record.article.id
        for region in record.annotation.regions:
            whole: LossKind = "entity" if isinstance(region, Entity) else "event"
            for part in HOLDS_NO.get(name, ()):
                wanted = has(region, part) and (article, region.id, whole) not in listed
                assert ((article, region.id, part) in listed) == wanted, (article, region.id, part)
        if "article fields" in MAY_LOSE[name]:
            named = {
                field
                for of, fields, what in listed
                if of == article and what == "article fields"
                for field in fields.split(", ")
            }
            assert fields_of(record) <= named | (IN_THE_TABLE if name == "events" else set())


def has(region: Entity | Event, part: LossKind) -> bool:
    """Whether the JSON form of a region has the part."""
    data = region.to_dict()
    if part == "scores":
        return "score" in data or "uncertainty" in data
    if part == "other fields":
        parts: list[Noun] = [region]
        if isinstance(region, Event):
            parts += [*region.arguments, *([region.trigger] if region.trigger else [])]
        return any(one.model_extra for one in parts)
    return part in data if part == "unsure" else bool(data.get(part))  # a doubt may have no remark


def fields_of(record: GoldRecord) -> set[str]:
    """The names of the fields of article and annotation that are no text, id or region."""
    data = record.to_dict()
    found = {*data} - {"format", "article", "annotation"}
    found |= {*data["article"]} - {"id", "text"}
    return found | {*data["annotation"]} - {"entities", "events", "digest"}


def check_table(path: Path, losses: Losses, gold: list[GoldRecord]) -> None:
    """Checks that attributes and refs of events and their mentions are in the article's rows, or listed."""
    rows: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["article"], []).extend(row.values())
    listed = {(loss.article, loss.region, loss.what) for loss in losses.lost}
    for record in gold:
        article = record.article.id
        cells = "\n".join(rows.get(str(csv_cell(article)), ()))
        mentions = {one.id: one for one in record.annotation.entities}
        for event in record.annotation.events:
            regions: list[Entity | Event] = [event, *(mentions[one.entity] for one in event.arguments)]
            for region in regions:
                if (article, region.id, "attributes") not in listed:
                    for value in region.attributes.values():
                        assert all(cell(one) in cells for one in strings(value))
                if isinstance(region, Entity) and region.ref and (article, region.id, "ref") not in listed:
                    assert cell(region.ref) in cells


def strings(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def cell(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")
