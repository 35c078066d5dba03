"""Plain text files: what is kept, what is said of it, what is refused and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from annotate.corpus import decoding
from tests.builders import texts
from tests.corpus.reading import file, only_refusal, read


def test_a_text_without_a_header_is_read_as_it_is(tmp_path: Path) -> None:
    path = file(tmp_path, "note.v2.txt", "  Un texte.\n\n\tDeux lignes. \n")
    (article,), report = read(path, language="fr")
    assert (article.id, article.text) == ("note.v2", "  Un texte.\n\n\tDeux lignes. ")
    assert (article.title, article.published, article.language, article.meta) == (None, None, "fr", {})
    assert report.articles == 1 and not report.notices and not report.nothing_read


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=texts)
def test_any_text_comes_through(tmp_path: Path, text: str) -> None:
    if text.startswith("\ufeff"):
        text = "." + text
    (article,), _ = read(file(tmp_path, "a.txt", text))
    assert article.text == text.rstrip("\n")


def test_bom_and_crlf_go_and_meta_says_so(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "\ufeff date 2025-07 Titre\r\n\r\nCorps\r\n")
    (article,), report = read(path)
    assert article.text == "Titre\n\nCorps"
    assert article.title == "Titre"
    assert article.meta == {"bom_dropped": True, "line_ends": "crlf"}
    assert [notice.where for notice in report.notices] == [str(path), str(path)]


def test_packed_text_has_the_stem_without_both_suffixes(tmp_path: Path) -> None:
    (article,), _ = read(file(tmp_path, "a.b.txt.gz", "Un texte."))
    assert (article.id, article.text) == ("a.b", "Un texte.")


def test_a_malformed_date_is_kept_in_meta(tmp_path: Path) -> None:
    (article,), report = read(file(tmp_path, "a.txt", "date 2025-13 Titre\n\nCorps"))
    assert article.published is None
    assert article.meta == {"published_raw": "2025-13"}
    assert "2025-13" in report.notices[0].what and report.notices[0].article_id == "a"


def test_a_header_without_a_blank_line_is_said(tmp_path: Path) -> None:
    (article,), report = read(file(tmp_path, "a.txt", "date 2025-07 Titre\nCorps"))
    assert article.text == "date 2025-07 Titre\nCorps"
    told = report.notices[0].what
    assert "no blank line" in told and "no date" in told and "Put a blank line after the first line" in told
    assert article.published is None and article.title is None


def test_a_dispatch_without_a_body_is_said(tmp_path: Path) -> None:
    (article,), report = read(file(tmp_path, "a.txt", "date 2025-07 Titre\n"))
    assert article.text == "Titre"
    assert "without a body" in report.notices[0].what


@pytest.mark.parametrize(
    ("data", "position", "remedy"),
    [
        ("caf\u00e9".encode("latin-1"), "byte 0xE9 at byte 3", "iconv"),
        ("x" * 10000 + "\u00e9", "byte 0xE9 at byte 10000", "iconv"),
        (b"a\xed\xa0\x80b", "at byte 1", "iconv"),
        ("Un texte".encode("utf-16"), "UTF-16", "UTF-16"),
        (b"\xfe\xff" + "Un texte".encode("utf-16-be"), "at byte 0", "UTF-16"),
        ("Un texte".encode("utf-32"), "UTF-32", "UTF-32"),
        ("Un texte".encode("utf-16-le"), "U+0000) at code point 1 ", "line feed and tab"),
        ("a\nb\x00c", "U+0000) at code point 3 (line 2, character 2)", "line feed and tab"),
        ("a\rb", "U+000D) at code point 1 (line 1, character 2)", "line feed and tab"),
        ("a\r\r\nb", "U+000D) at code point 1 ", "line feed and tab"),
        ("a\x85b", "U+0085) at code point 1 ", "line feed and tab"),
        ("a\x1b[0m", "U+001B) at code point 1 ", "line feed and tab"),
        ("date 2025 T\x0b\n\nCorps", "U+000B) at code point 11 ", "line feed and tab"),
        ("", "holds no text", "add text"),
        (" \n\t\n", "holds no text", "add text"),
        ("\ufeff", "holds no text", "add text"),
        ("date 2025-07\n", "holds no text", "add text"),
    ],
)
def test_what_must_not_stand_in_a_text_is_refused_with_its_position(
    tmp_path: Path, data: str | bytes, position: str, remedy: str
) -> None:
    if isinstance(data, str) and len(data) > 9999:
        data = data.encode("latin-1")
    path = file(tmp_path, "bad.txt", data)
    refusal = only_refusal(path)
    assert refusal.where == str(path)
    assert position in refusal.what
    assert remedy in refusal.remedy


@pytest.mark.parametrize("name", ["big.txt", "big.txt.gz"])
def test_a_text_beyond_the_limit_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, name, b"x" * (decoding.MAX_TEXT_BYTES + 1))
    refusal = only_refusal(path)
    assert refusal.where == str(path)
    assert "longer than 20000000 bytes" in refusal.what
    assert "Split" in refusal.remedy


def test_a_packed_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt.gz", "Un texte. " * 100)
    path.write_bytes(path.read_bytes()[:-9])
    refusal = only_refusal(path)
    assert refusal.where == str(path) and "is truncated" in refusal.what and "again" in refusal.remedy


@pytest.mark.parametrize("data", [b"Un texte.", b"\x1f\x8b\x08\x00garbage-garbage-garbage"])
def test_a_file_that_is_not_gzip_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(data)
    refusal = only_refusal(path)
    assert refusal.where == str(path) and "not valid gzip" in refusal.what and ".gz" in refusal.remedy


def test_a_damaged_packed_file_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt.gz", "Un texte.")
    data = bytearray(path.read_bytes())
    data[-6] ^= 0xFF  # the checksum
    path.write_bytes(bytes(data))
    assert "not valid gzip" in only_refusal(path).what


def test_a_bad_article_does_not_stop_the_others(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "Un.")
    file(tmp_path, "b.txt", b"\xff")
    file(tmp_path, "c.txt.gz", "Trois.")
    articles, report = read(tmp_path)
    assert [article.id for article in articles] == ["a", "c"]
    assert [refusal.where for refusal in report.refusals] == [str(tmp_path / "b.txt")]
    assert not report.nothing_read
