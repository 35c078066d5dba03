"""CSV and TSV: columns by name, large fields, and bad rows among good ones."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from annotate.corpus import decoding
from tests.builders import texts
from tests.corpus.reading import file, only_refusal, read


def table(*rows: tuple[str, ...], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def test_columns_are_found_by_name_and_others_go_into_meta(tmp_path: Path) -> None:
    content = table(
        ("desk", "text", "id", "published", "title", "source", "url", "language", "meta"),
        ("monde", 'Il a dit "oui",\nhier.', "007", "2024-03", "T", "VNA", "u", "en", '{"n": 1}'),
        ("", "Deux.", "b", "", "", "", "", "", ""),
    )
    for name in ("x.csv", "x.csv.gz"):
        (first, second), report = read(file(tmp_path, name, content), language="fr")
        assert first.to_dict() == {
            "id": "007",
            "text": 'Il a dit "oui",\nhier.',
            "published": "2024-03",
            "title": "T",
            "source": "VNA",
            "url": "u",
            "language": "en",
            "meta": {"desk": "monde", "n": 1},
        }
        assert second.to_dict() == {"id": "b", "text": "Deux.", "language": "fr"}
        assert not report.refusals
        assert [notice.what for notice in report.notices] == ["the column 'desk' is kept in meta."]


def test_tabs_separate_a_tsv(tmp_path: Path) -> None:
    (article,), _ = read(file(tmp_path, "x.tsv", 'id\ttext\na\t"Un\ttexte, long."\n'))
    assert article.text == "Un\ttexte, long."


def test_a_csv_with_semicolons_is_read_and_said(tmp_path: Path) -> None:
    for content in ("id;text\na;Un, deux.\n", '"id";"text"\n"a";"Un, deux."\n'):
        (article,), report = read(file(tmp_path, "x.csv", content))
        assert article.text == "Un, deux."
        assert "';'" in report.notices[0].what


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=texts)
def test_any_text_comes_through(tmp_path: Path, text: str) -> None:
    for name, delimiter in (("x.csv", ","), ("x.tsv", "\t")):
        path = file(tmp_path, name, table(("id", "text"), ("a", text), ("b", "Deux."), delimiter=delimiter))
        articles, report = read(path)
        assert articles[-1].text == "Deux."
        if name == "x.csv" or "\n" not in text:
            assert articles[0].text == text
        else:  # a tab-separated cell with line breaks is read, or named
            assert articles[0].text == text or report.refusals or report.notices


def test_a_text_of_a_megabyte_is_read(tmp_path: Path) -> None:
    (article,), _ = read(file(tmp_path, "x.csv", table(("id", "text"), ("a", "mot " * 250_000))))
    assert len(article.text) == 1_000_000


def test_bom_and_line_ends(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", '\ufeffid,text\r\na,"Un.\r\nDeux."\r\nb,Trois.\r\n')
    (first, second), report = read(path)
    assert (first.text, first.meta) == ("Un.\nDeux.", {"bom_dropped": True, "line_ends": "crlf"})
    assert (second.text, second.meta) == ("Trois.", {"bom_dropped": True})
    assert [notice.where for notice in report.notices] == [str(path)]


def test_a_byte_that_is_not_utf8_is_named_by_its_place_in_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", b'\xef\xbb\xbfid,text\na,"Un\ncaf\xe9"\nb,Deux.\n')
    articles, report = read(path)
    assert [article.id for article in articles] == ["b"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, row 1 (lines 2–3)" and "byte 0xE9 at byte 20 " in refusal.what


def test_a_column_without_a_name_is_left_out_and_said(tmp_path: Path) -> None:
    (article,), report = read(file(tmp_path, "x.csv", ",id,text\n0,a,Un.\n"))
    assert article.meta == {}
    assert "without a name" in report.notices[0].what


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("id,chapeau", "no column text"),
        ("nr,text", "no column id"),
        ("nr,chapeau", "no column id and no column text"),
    ],
)
def test_a_missing_column_is_named_with_those_found(tmp_path: Path, header: str, missing: str) -> None:
    path = file(tmp_path, "x.csv", f"{header}\na,Un.\n")
    refusal = only_refusal(path)
    assert refusal.where == str(path)
    assert missing in refusal.what
    assert all(repr(name) in refusal.what for name in header.split(","))
    assert "Rename" in refusal.remedy


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("b", "has 1 fields, the header has 2"),
        ("b,Un, deux", "has 3 fields, the header has 2"),
        (",Un.", "has no id"),
        ("b,", "has no text"),
        ('b,"Un" deux', "is not well-formed"),
        ("b,Un\x00", "U+0000) at code point 2 "),
        ("b,Un\x0c", "U+000C) at code point 2 "),
        ('b,"Un\rdeux"', "U+000D) at code point 2 "),
    ],
)
def test_a_bad_row_is_refused_by_number_and_the_others_are_read(tmp_path: Path, row: str, what: str) -> None:
    path = file(tmp_path, "x.csv", f'id,text\na,"Un\ndeux."\n\n{row}\nc,Trois.\n')
    articles, report = read(path)
    assert [article.id for article in articles] == ["a", "c"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, row 2 (line 5)"
    assert what in refusal.what
    assert refusal.remedy


def test_after_a_quote_that_is_never_closed_nothing_is_guessed(tmp_path: Path) -> None:
    path = file(tmp_path, "x.csv", 'id,text\na,Un.\nb,"Deux\nHier, il a plu\nc,Trois.\n')
    articles, report = read(path)
    assert [article.id for article in articles] == ["a"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, row 2 (lines 3–5)"
    assert "were not read" in refusal.what and "quote" in refusal.remedy


def test_a_row_beyond_the_limit_ends_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.corpus.table_lines.MAX_TEXT_BYTES", 1000)
    path = file(tmp_path, "x.csv.gz", 'id,text\na,Un.\nb,"' + "ligne\n" * 1000)
    articles, report = read(path)
    assert [article.id for article in articles] == ["a"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, row 2 (line 3)" and "longer than" in refusal.what
    assert decoding.MAX_TEXT_BYTES == 20_000_000


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b"id,text,caf\xe9\na,Un.,x\n", ", line 1", "at byte 11 "),
        ("id,text\na,Un.\n".encode("utf-16"), "", "UTF-16"),
        (b"", "", "is empty"),
        (b"\n\n", "", "is empty"),
        (b"id,text\n", "", "holds no article"),
        (b'id,"text\n', ", line 1", "not a valid header"),
        (b"id,text,text\na,b,c\n", "", "'text' more than once"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, where: str, what: str) -> None:
    path = file(tmp_path, "x.csv", data)
    refusal = only_refusal(path)
    assert refusal.where == f"{path}{where}"
    assert what in refusal.what
