"""'annotate export' with a folder: all splits at once, options of several formats, what is said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest

from annotate.core.annotation import Argument, Entity, Event, Status, Trigger
from annotate.core.files import writing
from annotate.core.jsonl import read, write
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.registry import get_exporter
from tests.builders import annotation, article
from tests.commands import Annotate, said

RELEASE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
SPLITS: dict[str, list[str]] = json.loads((RELEASE / "splits.json").read_text(encoding="utf-8"))["splits"]


def ids(path: Path) -> list[str]:
    return [record.article.id for record in read(path, GoldRecord)]


@pytest.mark.parametrize("output", ["out", "out/", "new/deep", "there"])
def test_all_splits_are_written_into_a_folder_in_one_call(
    annotate: Annotate, tmp_path: Path, output: str
) -> None:
    (tmp_path / "there").mkdir()
    told = annotate("export", RELEASE, "--format", "jsonl", "-o", f"{tmp_path}/{output}", "--json").json
    folder = tmp_path / output
    assert {path.name for path in folder.iterdir()} == {"train.jsonl", "dev.jsonl", "test.jsonl"}
    for name, wanted in SPLITS.items():
        assert ids(folder / f"{name}.jsonl") == wanted
        assert told["splits"][name] == {"output": str(folder / f"{name}.jsonl"), "articles": len(wanted)}
    assert told["articles"] == sum(map(len, SPLITS.values()))


def test_a_file_name_or_one_split_writes_one_file(annotate: Annotate, tmp_path: Path) -> None:
    said(annotate("export", RELEASE, "--format", "jsonl", "-o", tmp_path / "all.jsonl"), 0)
    assert sorted(ids(tmp_path / "all.jsonl")) == sorted(chain(*SPLITS.values()))
    words = ("export", RELEASE, "--format", "jsonl", "-o")
    said(annotate(*words, tmp_path / "one.jsonl", "--split", "train"), 0)
    assert ids(tmp_path / "one.jsonl") == SPLITS["train"]
    said(annotate(*words, tmp_path / "each.jsonl", "--split", "all"), 0)
    assert (tmp_path / "each.jsonl").read_bytes() == (tmp_path / "all.jsonl").read_bytes()
    (tmp_path / "one").touch()
    said(annotate(*words, tmp_path / "one"), 0)  # it is a file already


def test_one_new_file_without_a_suffix_is_refused(annotate: Annotate, tmp_path: Path) -> None:
    for release, split in ((RELEASE, ("--split", "all")), (RELEASE / "gold.jsonl", ())):
        for name, better in (("jsonl", "out.jsonl"), ("events", "out.csv")):
            words = ("export", release, "--format", name, "-o", tmp_path / "out", *split)
            said(annotate(*words), 2, "has no suffix", f"Name it {tmp_path / better}.")
    assert not list(tmp_path.iterdir())


def test_a_folder_with_files_is_never_written_to(annotate: Annotate, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    said(annotate("export", RELEASE, "--format", "jsonl", "-o", tmp_path / "out"), 2, "exists already")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_gold_without_splits_is_not_written_into_a_folder(annotate: Annotate, tmp_path: Path) -> None:
    words = ("export", RELEASE / "gold.jsonl", "--format", "jsonl", "-o")
    said(annotate(*words, f"{tmp_path}/out/"), 2, "the gold has no splits", "out/gold.jsonl")
    assert not list(tmp_path.iterdir())


def test_an_empty_split_is_an_empty_file_with_a_notice(annotate: Annotate, tmp_path: Path) -> None:
    release = unsealed(tmp_path, {**SPLITS, "train": SPLITS["train"] + SPLITS["test"], "test": []})
    ended = annotate("export", release, "--format", "conll", "-o", tmp_path / "out")
    said(ended, 0, "the split test is empty.")
    assert (tmp_path / "out" / "test.conll").read_bytes() == b""


def unsealed(folder: Path, splits: Mapping[str, list[str]]) -> Path:
    """A release with these splits, with its checksums renewed."""
    import hashlib
    import shutil

    release = folder / "sample-1.0.0"
    shutil.copytree(RELEASE, release)
    (release / "splits.json").write_text(json.dumps({"splits": splits}), encoding="utf-8")
    lines = (release / "SHA256SUMS").read_text().splitlines()
    digest = hashlib.sha256((release / "splits.json").read_bytes()).hexdigest()
    renewed = [f"{digest}  splits.json" if line.endswith("splits.json") else line for line in lines]
    (release / "SHA256SUMS").write_text("\n".join([*renewed, ""]))
    return release


@pytest.mark.parametrize("option", ["--flatten", "--misaligned", "--columns", "--scheme"])
def test_an_option_that_the_format_does_not_have_is_refused_with_the_formats_that_have_it(
    annotate: Annotate, tmp_path: Path, option: str
) -> None:
    value = {"--columns": "2", "--scheme": "bio"}.get(option, "strict")
    ended = annotate("export", RELEASE, "--format", "jsonl", "-o", tmp_path / "o", option, value)
    said(ended, 2, f"the format jsonl has no {option}", "Formats that have it: ")
    assert not list(tmp_path.iterdir())


def test_json_names_the_first_losses_and_counts_all(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = metadata.EntryPoint("no-refs", f"{__name__}:WithoutRefs", "annotate.exporters")
    monkeypatch.setattr(metadata, "entry_points", lambda group, name="no-refs": [point])
    text = "Hanoï " * 5_100
    each = tuple(
        Entity(id=f"e{at}", start=at * 6, end=at * 6 + 5, label="LOC", text="Hanoï", ref="VNM", score=0.5)
        for at in range(5_100)
    )
    source = article(text, meta={"page": 1})
    gold = GoldRecord.of(source, annotation(source, each, status=Status.ADJUDICATED))
    write(tmp_path / "gold.jsonl", [gold])
    lost = tmp_path / "lost.txt"
    words = ("export", tmp_path / "gold.jsonl", "--format", "no-refs", "-o", tmp_path / "o.txt")
    told = annotate(*words, "--losses", lost, "--json").json
    lines = lost.read_text(encoding="utf-8").splitlines()
    assert told["lost_total"] == len(lines) == sum(one["count"] for one in told["lost_by_reason"]) == 10_200
    assert told["lost"] == lines[:10_000]


def test_only_reviewed_values_are_written_when_asked(annotate: Annotate, tmp_path: Path) -> None:
    record = json.loads((RELEASE / "gold.jsonl").read_text(encoding="utf-8").splitlines()[0])
    entity = next(one for one in record["annotation"]["entities"] if one.get("ref"))
    entity["unreviewed"] = ["ref"]
    (tmp_path / "gold.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    words = ("export", tmp_path / "gold.jsonl", "--format", "jsonl", "-o", tmp_path / "o.jsonl")
    said(annotate(*words, "--reviewed-only"), 0)
    (written,) = read(tmp_path / "o.jsonl", GoldRecord)
    (found,) = [one for one in written.annotation.entities if one.id == entity["id"]]
    assert found.ref is None and not found.unreviewed


@pytest.mark.parametrize("name", ["conll", "events", "jsonl"])
def test_gold_is_what_is_written_lost_and_left_out_as_unreviewed(
    annotate: Annotate, tmp_path: Path, name: str
) -> None:
    source = article("Lima aide Cuba.")
    entities = (
        Entity(id="e0", start=0, end=4, label="LOC", text="Lima", ref="PER", unreviewed=("ref",)),
        Entity(
            id="e1",
            start=10,
            end=14,
            label="LOC",
            text="Cuba",
            ref="CUB",
            attributes={"sector": "GOV"},
            unreviewed=("attributes.sector",),
        ),
    )
    event = Event(
        id="v0",
        type="AID",
        trigger=Trigger(start=5, end=9, text="aide"),
        arguments=(
            Argument(role="Agent", entity="e0", unreviewed=("role",)),
            Argument(role="Recipient", entity="e1"),
        ),
    )
    made = annotation(source, entities, (event,), status=Status.ADJUDICATED)
    write(tmp_path / "gold.jsonl", [GoldRecord.of(source, made)])
    output = tmp_path / f"o{get_exporter(name).suffix}"
    words = ("export", tmp_path / "gold.jsonl", "--format", name, "-o", output, "--json")
    told = annotate(*words, "--reviewed-only", "--losses", tmp_path / "lost.txt").json
    assert told["left_out"] == [
        "article a1, ref e0 'Lima': left out: nobody saw ref on a screen",
        "article a1, attributes e1 'Cuba': left out: nobody saw attributes.sector on a screen",
        "article a1, argument v0 Agent e0 'aide ← Lima': left out: nobody saw its role on a screen",
    ]
    assert told["left_out_total"] == sum(one["count"] for one in told["left_out_by_reason"]) == 3
    assert told["arguments"] + told["arguments_lost"] + told["arguments_left_out"] == 2
    assert (tmp_path / "lost.txt").read_text("utf-8").splitlines() == [*told["lost"], *told["left_out"]]
    assert not any("in no event" in line for line in told["lost"])
    (notice,) = told["notices"]
    assert "attributes.sector 1, ref 1, role 1." in notice
    without = annotate(*words, "--losses", tmp_path / "lost.txt").json
    assert without["left_out"] == without["notices"] == [] and without["arguments_left_out"] == 0


class WithoutRefs:
    """A third-party exporter that loses two parts of each mention."""

    name = "no-refs"
    suffix = ".txt"
    cannot_hold = frozenset({"everything"})

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        losses = Losses()
        for record in records:
            for entity in record.annotation.entities:
                losses.lose_parts(record, entity, "ref", "scores")
        path.write_text("")
        return losses


class Finishing:
    """A third-party exporter that writes a file about all splits."""

    name = "finishing"
    suffix = ".txt"
    cannot_hold = frozenset({"everything"})
    fails = False

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        losses = Losses()
        with writing(path) as file:
            for record in records:
                losses.articles += 1
                file.write(f"{record.article.id}\n")
        return losses

    def finish(self, folder: Path, splits: Mapping[str, int], ontology: Ontology) -> None:
        assert {path.stem for path in folder.iterdir()} == set(splits)
        (folder / "about.json").write_text(json.dumps({"splits": splits, "ontology": ontology.name}))
        if self.fails:
            raise ValueError("no luck")


def test_a_format_may_write_a_file_about_all_splits_or_nothing_is_written(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = metadata.EntryPoint("finishing", f"{__name__}:Finishing", "annotate.exporters")
    monkeypatch.setattr(metadata, "entry_points", lambda group, name="finishing": [point])
    said(annotate("export", RELEASE, "--format", "finishing", "-o", tmp_path / "out"), 0)
    about = json.loads((tmp_path / "out" / "about.json").read_text())
    assert about == {"splits": {name: len(found) for name, found in SPLITS.items()}, "ontology": "diplomacy"}
    monkeypatch.setattr(Finishing, "fails", True)
    ended = annotate("export", RELEASE, "--format", "finishing", "-o", tmp_path / "two")
    said(ended, 2, "the export format finishing failed: ValueError: no luck")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
