"""croissant.json: `mlcroissant` reads it, and its records are the gold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Status
from annotate.gold.card.write import write_card
from tests.builders import meeting
from tests.gold.card.generated import ABOUT, generated
from tests.gold.releases import release


def described(folder: Path) -> dict[str, Any]:
    data = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def plain(value: Any) -> Any:
    """A value of mlcroissant: strings are bytes, and keys have the path of the field."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, dict):
        return {key.rsplit("/", 1)[-1]: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def compare(record: dict[str, Any], line: dict[str, Any]) -> int:
    """Compares every field of a record with the line of gold.jsonl. Returns the number of values."""
    article, annotation = line["article"], line["annotation"]
    compared = 0
    for key, value in record.items():
        if key in ("entities", "events"):
            assert len(value) == len(annotation.get(key, []))
            for region, wanted in zip(value, annotation.get(key, []), strict=True):
                for name, inner in region.items():
                    place, _, last = name.rpartition("_") if name.startswith("trigger_") else ("", "", name)
                    assert inner == ((wanted[place] or {}) if place else wanted).get(last), (key, name)
                    compared += inner is not None
        elif key == "lost":
            assert [item["name"] for item in value] == list(annotation.get("lost", {}))
        elif key == "meta":
            assert json.loads(value or "{}") == article.get("meta", {})
        elif key != "extra":
            assert value == article.get(key, annotation.get(key)), key
            compared += value is not None
    return compared


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_mlcroissant_reads_every_record_set_as_gold(seed: int, tmp_path: Path) -> None:
    import mlcroissant  # type: ignore[import-untyped]  # it has no type hints

    folder = generated(tmp_path, seed)
    dataset: Any = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert not dataset.metadata.ctx.issues.errors
    gold = {
        line["article"]["id"]: line
        for line in map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    }
    sets = {"gold": list(gold), **json.loads((folder / "splits.json").read_text())["splits"]}
    assert {one.id for one in dataset.metadata.record_sets} == set(sets)
    for name in sets:
        in_parquet = [plain(record) for record in dataset.records(name)]
        for record in in_parquet:
            assert {"text", "entities", "events", "decision"} <= record.keys()
            assert compare(record, gold[record["id"]]) > 30
        if name == "gold":
            assert [record["id"] for record in in_parquet] == list(gold)


def test_it_states_what_is_known_and_nothing_else(tmp_path: Path) -> None:
    record = meeting("a1", Status.SUBMITTED, "ana@example.org")
    undated = record.with_(article=record.article.with_(published=None))
    without = described(release(tmp_path / "1", [undated]).folder)
    assert not {"license", "url", "creator", "datePublished", "rai:dataUseCases"} & without.keys()
    dated = record.with_(article=record.article.with_(published="2024-03-05"))
    with_about = described(release(tmp_path / "2", [dated], about=ABOUT).folder)
    assert with_about["license"] == "CC-BY-4.0"
    assert with_about["datePublished"] == "2024-03-05"
    assert [one["name"] for one in with_about["creator"]] == ABOUT["authors"]
    assert with_about["rai:dataCollection"].startswith("Agencies of 4 states.")
    assert "One annotator has annotated everything" in with_about["rai:dataLimitations"][0]


def test_it_has_the_checksum_of_every_file_of_data(tmp_path: Path) -> None:
    folder = generated(tmp_path, 2)
    files = {one["contentUrl"]: one["sha256"] for one in described(folder)["distribution"]}
    for name, digest in files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {"gold.jsonl", "gold.parquet", "data/train.parquet", "splits.json"} <= files.keys()


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    folder = generated(tmp_path, 4)
    before = [(folder / name).read_bytes() for name in ("README.md", "croissant.json")]
    write_card(folder)
    assert [(folder / name).read_bytes() for name in ("README.md", "croissant.json")] == before
