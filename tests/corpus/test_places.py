"""Folders, globs and single files: what is read, in which order, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from annotate.corpus.places import form_of, shown
from tests.corpus.reading import file, only_refusal, read


def test_a_folder_is_read_to_the_bottom_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.jsonl", "b/a/x.txt", ".hidden.txt", ".git/y.txt"):
        file(tmp_path, name, '{"id": "c", "text": "C."}' if name == "c.jsonl" else f"Texte {name}.")
    file(tmp_path, "photo.jpg", b"\xff\xd8")
    file(tmp_path, "b/README", "?")
    articles, report = read(tmp_path)
    assert [article.id for article in articles] == ["a", "10", "2", "x", "c"]
    assert report.skipped == [str(tmp_path / "b" / "README"), str(tmp_path / "photo.jpg")]
    assert not report.refusals


def test_a_glob_is_sorted_and_goes_into_folders_only_where_it_says_so(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "deep/c.txt", ".h.txt"):
        file(tmp_path, name, f"Texte {name}.")
    assert [article.id for article in read(f"{tmp_path}/*.txt")[0]] == ["a", "b"]
    assert [article.id for article in read(f"{tmp_path}/*")[0]] == ["a", "b", "c"]
    articles, report = read(f"{tmp_path}/**")
    assert [article.id for article in articles] == ["a", "b", "c"]
    assert not report.notices


def test_a_file_whose_name_looks_like_a_glob_is_read(tmp_path: Path) -> None:
    (article,), _ = read(file(tmp_path, "a[1].txt", "Un."))
    assert article.id == "a[1]"


def test_suffixes_are_known_in_any_case() -> None:
    assert form_of("A.TXT.GZ") == ("text", True)
    assert form_of("a.parquet.gz") is None
    assert form_of("a.gz") is None
    assert form_of("txt") is None


def test_names_are_shown_on_one_line() -> None:
    assert shown("a\nb\udcffc\x1b é") == r"a\nb\udcffc\x1b é"


def test_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(tmp_path / "none.txt")
    assert refusal.where == str(tmp_path / "none.txt")
    assert "does not exist" in refusal.what and "path" in refusal.remedy


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_not_the_current_folder(name: str) -> None:
    assert "names no file" in only_refusal(name).what


def test_a_name_that_no_system_takes_is_refused() -> None:
    assert "does not exist" in only_refusal("a\0b.txt").what
    assert "cannot be read" in only_refusal("a" * 5000 + ".txt").what


def test_an_unknown_suffix_is_refused_with_those_known(tmp_path: Path) -> None:
    refusal = only_refusal(file(tmp_path, "a.pdf", b"%PDF"))
    assert refusal.where.endswith("a.pdf") and "suffix" in refusal.what and ".jsonl" in refusal.remedy


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(tmp_path)
    assert refusal.where == str(tmp_path)
    assert "without readable files" in refusal.what and ".txt" in refusal.remedy


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    file(tmp_path, "a.pdf", b"%PDF")
    assert "without readable files" in only_refusal(tmp_path).what


def test_a_glob_that_matches_nothing_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(f"{tmp_path}/*.txt")
    assert refusal.where == f"{tmp_path}/*.txt"
    assert "matches no readable file" in refusal.what and "pattern" in refusal.remedy


def test_a_folder_named_like_a_text_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    file(tmp_path, "x.txt/inner.txt", "Un.")
    file(tmp_path, "y.txt", "Deux.")
    assert only_refusal(tmp_path / "x.txt").where == str(tmp_path / "x.txt")
    for given in (tmp_path, f"{tmp_path}/*.txt"):
        articles, report = read(given)
        assert [article.id for article in articles] == ["y"]
        (refusal,) = report.refusals
        assert "is a folder though its name ends in .txt" in refusal.what and "Rename" in refusal.remedy


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "Un.")
    (tmp_path / "loop").symlink_to(tmp_path)
    articles, report = read(tmp_path)
    assert [article.id for article in articles] == ["a"]
    assert [notice.where for notice in report.notices] == [str(tmp_path / "loop")]


def test_links_to_files_are_read_and_broken_ones_refused(tmp_path: Path) -> None:
    real = file(tmp_path, "real/a.txt", "Un.")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "b.txt").symlink_to(real)
    broken = tmp_path / "links" / "c.txt"
    broken.symlink_to(tmp_path / "gone")
    articles, report = read(tmp_path / "links")
    assert [article.id for article in articles] == ["b"]
    assert [refusal.where for refusal in report.refusals] == [str(broken)]
    assert "broken link" in report.refusals[0].what
    assert "broken link" in only_refusal(broken).what


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    for given in (tmp_path, tmp_path / "a.txt"):
        refusal = only_refusal(given)
        assert "not a regular file" in refusal.what and "-" in refusal.remedy


def test_a_file_without_the_right_to_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = file(tmp_path, "a.txt", "Un."), file(tmp_path, "b.txt", "Deux.")
    open_file: Any = Path.open

    def refusing(path: Path, *args: str) -> Any:  # root may read everything, so chmod shows nothing
        if path == bad:
            raise PermissionError(13, "Permission denied")
        return open_file(path, *args)

    monkeypatch.setattr(Path, "open", refusing)
    articles, report = read(tmp_path)
    assert [article.id for article in articles] == [good.stem]
    (refusal,) = report.refusals
    assert refusal.where == str(bad)
    assert "Permission denied" in refusal.what and "permissions" in refusal.remedy


def test_a_folder_without_the_right_to_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(tmp_path, "a.txt", "Un.")
    file(tmp_path, "shut/b.txt", "Deux.")
    list_folder = os.listdir

    def refusing(path: Path) -> list[str]:
        if path == tmp_path / "shut":
            raise PermissionError(13, "Permission denied")
        return list_folder(path)

    monkeypatch.setattr(os, "listdir", refusing)
    articles, report = read(tmp_path)
    assert [article.id for article in articles] == ["a"]
    assert [refusal.where for refusal in report.refusals] == [str(tmp_path / "shut")]


def test_a_name_that_is_no_unicode_is_refused_and_can_be_printed(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "wb") as out:  # noqa: PTH123  # bytes
        out.write(b"Un.")
    refusal = only_refusal(tmp_path)
    assert r"caf\udce9.txt" in refusal.where and "the id holds a lone surrogate" in refusal.what
    str(refusal).encode("utf-8")
