"""Releases that an earlier version of annotate made are verified. Its words and missing keys are notes."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path

import pytest

from annotate.gold.checking.verify import verify_release
from annotate.gold.sums import write_sums

EARLIER = Path(__file__).parent / "earlier"
COMMITS = ("43de58a", "7a1f53b")


def unpacked(commit: str, folder: Path) -> Path:
    with tarfile.open(EARLIER / f"small-{commit}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "small-1.0.0"


@pytest.mark.parametrize("commit", COMMITS)
def test_a_release_of_an_earlier_version_is_not_called_damaged(commit: str, tmp_path: Path) -> None:
    verified = verify_release(unpacked(commit, tmp_path))
    assert verified.found == []
    assert (verified.articles, verified.files) == (1, len(list((tmp_path / "small-1.0.0").rglob("*.*"))) + 1)
    assert any("wrote README.md, and worded figures otherwise: answers, " in note for note in verified.notes)
    lacks = "wrote manifest.json, so it has no languages, sources, by_split and effort."
    assert any(lacks in note for note in verified.notes) == (commit == "43de58a")


@pytest.mark.parametrize("commit", COMMITS)
@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("| annotators | ", "overview: it says annotators of gold | 71"),
        ("| mentions | ", "overview: it says mentions | 7"),
        ("| proposed by a labeler and kept by a person | ", "origin: it says proposed by a labeler; label"),
        ("| LOC | ", "entities: it says LOC | 7"),
    ],
)
def test_its_numbers_are_compared_under_its_own_words(
    commit: str, row: str, told: str, tmp_path: Path
) -> None:
    folder = unpacked(commit, tmp_path)
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    assert row in text
    card.write_text(text.replace(row, f"{row}7", 1), encoding="utf-8")
    write_sums(folder)
    assert any(f"README.md: figure {told}" in str(item) for item in verify_release(folder).found)


@pytest.mark.parametrize("commit", COMMITS)
def test_a_row_and_a_file_that_are_missing_are_findings(commit: str, tmp_path: Path) -> None:
    folder = unpacked(commit, tmp_path)
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(re.sub(r"^\| arguments \|.*\n", "", text, count=1, flags=re.MULTILINE), encoding="utf-8")
    found = [str(item) for item in verify_release(folder).found]
    assert any("README.md: is not what SHA256SUMS says" in one for one in found)
    assert "README.md: figure overview: the row arguments is missing." in found


def test_a_manifest_that_lacks_only_some_of_the_later_keys_is_no_earlier_one(tmp_path: Path) -> None:
    folder = unpacked("7a1f53b", tmp_path)
    manifest = folder / "manifest.json"
    data = json.loads(manifest.read_text(encoding="utf-8"))
    del data["sources"]
    manifest.write_text(json.dumps(data), encoding="utf-8")
    write_sums(folder)
    assert "manifest.json: has no sources." in [str(item) for item in verify_release(folder).found]
