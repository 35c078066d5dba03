"""Article ids that nobody can tell apart, and ids that look damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus.reading import file, read


def lines(folder: Path, *articles: tuple[object, str]) -> Path:
    return file(folder, "x.jsonl", "\n".join(json.dumps({"id": i, "text": text}) for i, text in articles))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("é", "e\u0301"),
        ("a", "a "),
        ("a b", "a\u00a0b"),
        ("a", "\u200ba"),
        ("a", "a\u202e"),
        ("e\u0301 ", "\u00e9"),
        ("a b", "a  b"),
    ],
)
def test_ids_that_look_alike_are_one_id_and_both_are_named(tmp_path: Path, first: str, second: str) -> None:
    path = lines(tmp_path, (first, "Un."), (second, "Deux."), ("z", "Trois."))
    articles, report = read(path)
    assert [article.id for article in articles] == [first, "z"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, line 2"
    assert ascii(first) in refusal.what and ascii(second) in refusal.what and "line 1" in refusal.what
    articles, report = read(lines(tmp_path, (first, "Un."), (second, "Un.")))
    assert [article.id for article in articles] == [first] and not report.refusals
    assert ascii(second) in report.notices[-1].what and "read once" in report.notices[-1].what


def test_a_number_and_its_digits_are_one_id(tmp_path: Path) -> None:
    articles, report = read(lines(tmp_path, (7, "Un."), ("7", "Deux."), (7.5, "Trois."), (True, "Quatre.")))
    assert [article.id for article in articles] == ["7", "7.5"]
    assert "'7' is used for another text" in report.refusals[0].what
    assert "true or false" in report.refusals[1].what


def test_odd_ids_are_kept_and_named(tmp_path: Path) -> None:
    path = lines(
        tmp_path, ("A1", "Un."), ("a1", "Deux."), (" b", "Trois."), ("c\u200f", "4."), ("1.2E+15", "5.")
    )
    articles, report = read(path)
    assert [article.id for article in articles] == ["A1", "a1", " b", "c\u200f", "1.2E+15"]
    assert [(notice.where, notice.article_id) for notice in report.notices] == [
        (f"{path}, line {number}", articles[number - 1].id) for number in (2, 3, 4, 5)
    ]
    for notice, words in zip(
        report.notices, ("only in case from 'A1'", "a blank", "U+200F", "shortened"), strict=True
    ):
        assert words in notice.what
        assert notice.what.isascii()


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("x.csv", b"PK\x03\x04rest", "a spreadsheet"),
        ("x.jsonl", b"\x1f\x8brest", "is a gzip file"),
        ("x.csv.gz", b"\x1f\x8brest", "is a gzip file"),
        ("x.txt", b"%PDF-1.7\n", "is a PDF"),
        ("x.jsonl", b'[{"id": "a", "text": "Un."}]', "holds a list"),
        ("x.jsonl", b'[{"id": "a", "text": "Un."},', "is not JSON"),
    ],
)
def test_a_file_of_another_kind_is_recognised(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    articles, report = read(file(tmp_path, name, data))
    assert not articles
    (refusal,) = report.refusals
    assert what in refusal.what
    assert ("jq -c" in refusal.remedy) is (b"[" in data)


@pytest.mark.parametrize(
    ("date", "what"),
    [("03/04/2025", "what is the day"), ("45000", "day number"), ("3.4.25", "what is the day")],
)
def test_a_date_that_can_be_two_is_named_and_not_guessed(tmp_path: Path, date: str, what: str) -> None:
    (article,), report = read(file(tmp_path, "x.csv", f"id,text,date\na,Un.,{date}\n"))
    assert (article.published, article.meta) == (None, {"published_raw": date})
    assert what in report.notices[-1].what
