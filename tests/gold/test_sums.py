"""SHA256SUMS: without it there is no release, and only one form of it is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import annotate
from annotate.core.errors import InputError
from annotate.gold.sums import check_sums, read_sums, write_sums
from tests.commands import Annotate, said

SAMPLE = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
ZEROS = "0" * 64


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "copy-1.0.0")
    return tmp_path / "copy-1.0.0"


def test_a_folder_without_checksums_is_no_release_for_any_command(
    copy: Path, annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (copy / "SHA256SUMS").unlink()
    for command in (
        ("export", str(copy), "--format", "jsonl", "-o", "x.jsonl"),
        ("train", str(copy), "-o", "x", "--seconds", "2"),
        ("evaluate", str(copy), str(SAMPLE / "gold.jsonl")),
    ):
        said(annotate(*command), 5, "has no SHA256SUMS, so it is not a finished release", "get it again")
    assert not Path("x.jsonl").exists() and not Path("x").exists()


def test_a_file_alone_needs_no_checksums(copy: Path) -> None:
    (copy / "SHA256SUMS").unlink()
    assert len(list(annotate.load_gold(copy / "gold.jsonl"))) == 10


def test_files_in_folders_are_named_by_relative_path(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "train.parquet").write_bytes(b"1")
    (tmp_path / "gold.jsonl").write_bytes(b"2")
    write_sums(tmp_path)
    assert list(read_sums(tmp_path).files) == ["data/train.parquet", "gold.jsonl"]
    check_sums(tmp_path)
    (tmp_path / "data" / "train.parquet").write_bytes(b"3")
    with pytest.raises(InputError) as refused:
        check_sums(tmp_path)
    assert refused.value.where == str(tmp_path / "data" / "train.parquet")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "line 1: names no file"),
        (f"{ZEROS}  gold.jsonl", "line 1: does not end with a line feed"),
        (f"{ZEROS}  gold.jsonl\r\n", "line 1: is not a checksum"),
        (f"{'A' * 64}  gold.jsonl\n", "line 1: is not a checksum"),
        (f"{ZEROS} gold.jsonl\n", "line 1: is not a checksum"),
        (f"{ZEROS} *gold.jsonl\n", "line 1: is not a checksum"),
        (f"{ZEROS}  gold.jsonl\n\n", "line 2: is not a checksum"),
        (f"{ZEROS}  ../gold.jsonl\n", "line 1: names '../gold.jsonl', which is not a path inside"),
        (f"{ZEROS}  /etc/passwd\n", "line 1: names '/etc/passwd', which is not a path inside"),
        (f"{ZEROS}  data//x\n", "line 1: names 'data//x', which is not a path inside"),
        (f"{ZEROS}  a\\..\\b\n", "line 1: names"),
        (f"{ZEROS}  SHA256SUMS\n", "line 1: names 'SHA256SUMS', which is not a path inside"),
        (f"{ZEROS}  gold.jsonl\n{ZEROS}  gold.jsonl\n", "line 2: names 'gold.jsonl' a second time"),
        (f"{ZEROS}  manifest.json\n", "SHA256SUMS: does not name gold.jsonl"),
    ],
)
def test_another_form_of_the_checksums_is_refused(copy: Path, content: str, what: str) -> None:
    (copy / "SHA256SUMS").write_bytes(content.encode())
    with pytest.raises(InputError) as refused:
        annotate.load_gold(copy)
    assert what in str(refused.value) and str(copy / "SHA256SUMS") in str(refused.value)


def test_what_is_no_utf_8_is_refused(copy: Path) -> None:
    (copy / "SHA256SUMS").write_bytes(ZEROS.encode() + b"  gold\xff.jsonl\n")
    with pytest.raises(InputError, match="line 1: is not a checksum"):
        annotate.load_gold(copy)
