"""JSON Lines: both forms, ids, meta, and bad lines among good ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotate.core.article import Article
from annotate.corpus import decoding
from tests.builders import meeting, texts
from tests.corpus.reading import file, only_refusal, read


def test_plain_lines_are_read_and_other_keys_go_into_meta(tmp_path: Path) -> None:
    line: dict[str, Any] = {
        "id": "a",
        "text": "Un.",
        "title": "T",
        "published": "2024-03",
        "language": "en",
        "source": "VNA",
    }
    line |= {"url": "https://example.org", "desk": {"name": "monde"}, "meta": {"n": 1}}
    path = file(tmp_path, "x.jsonl", json.dumps(line) + "\n\n" + json.dumps({"id": "b", "text": "Deux."}))
    (first, second), report = read(path, language="fr")
    assert first.to_dict() == {
        **{key: line[key] for key in ("id", "text", "title", "published", "language", "source", "url")},
        "meta": {"desk": {"name": "monde"}, "n": 1},
    }
    assert second.to_dict() == {"id": "b", "text": "Deux.", "language": "fr"}
    assert not report.notices


def test_our_own_records_give_back_their_articles(tmp_path: Path) -> None:
    record = meeting()
    kept = Article.model_validate({**record.article.to_dict(), "desk": "monde", "meta": {"n": [1, None]}})
    path = file(tmp_path, "x.jsonl.gz", record.with_(article=kept).to_json())
    (article,), _ = read(path)
    assert article == kept


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=texts)
def test_any_text_comes_through(tmp_path: Path, text: str) -> None:
    written = Article(id="a", text=text)
    (article,), _ = read(file(tmp_path, "x.jsonl", written.to_json()))
    assert article == written


def test_numeric_ids_become_strings(tmp_path: Path) -> None:
    path = file(tmp_path, "x.jsonl", '{"id": 7, "text": "Un."}\n{"id": 8.0, "text": "Deux."}')
    articles, _ = read(path)
    assert [article.id for article in articles] == ["7", "8"]


def test_line_ends_in_a_text_become_line_feeds_and_meta_says_so(tmp_path: Path) -> None:
    (article,), _ = read(file(tmp_path, "x.jsonl", r'{"id": "a", "text": "Un.\r\nDeux.", "title": "T\r\nU"}'))
    assert (article.text, article.title, article.meta) == ("Un.\nDeux.", "T\nU", {"line_ends": "crlf"})


def test_a_bom_goes_and_is_said(tmp_path: Path) -> None:
    path = file(tmp_path, "x.jsonl", '\ufeff{"id": "a", "text": "Un."}\r\n')
    (article,), report = read(path)
    assert article.meta == {"bom_dropped": True}
    assert [notice.where for notice in report.notices] == [str(path)]


@pytest.mark.parametrize(
    ("published", "kept", "meta"),
    [
        ("2024", "2024", {}),
        (2024, "2024", {}),
        ("2024-03-05T10:00:00Z", "2024-03-05", {"published_raw": "2024-03-05T10:00:00Z"}),
        ("2024-02-31", None, {"published_raw": "2024-02-31"}),
        ("hier", None, {"published_raw": "hier"}),
        ("", None, {}),
        (None, None, {}),
    ],
)
def test_a_date_is_kept_as_precise_as_given(
    tmp_path: Path, published: object, kept: str | None, meta: dict[str, str]
) -> None:
    line = json.dumps({"id": "a", "text": "Un.", "published": published})
    (article,), report = read(file(tmp_path, "x.jsonl", line))
    assert (article.published, article.meta) == (kept, meta)
    assert len(report.notices) == (kept is None and bool(meta))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"id": "a", "text": "Un', "is not JSON at character 24"),
        ("[1, 2]", "holds a list"),
        ("Un texte.", "is not JSON at character 1"),
        ('{"id": "a", "text": "Un.", "n": NaN}', "NaN is not a JSON number"),
        ('{"id": "a", "text": "Un.", "n": 1e999}', "meta.n is inf"),
        ('{"id": "a", "text": "Un.", "n": ' + "9" * 5000 + "}", "is not JSON"),
        ("[" * 200_000, "too deeply nested"),
        ('{"id": "a", "text": "Un.", "n": ' + "[" * 60 + "]" * 60 + "}", "more than 50 levels"),
        (r'{"id": "a", "text": "Un\ud800."}', "a lone surrogate (U+D800) at code point 2 "),
        (r'{"id": "a", "text": "Un\u0000."}', "a control character (U+0000) at code point 2 "),
        (r'{"id": "a", "text": "Un\r."}', "a control character (U+000D) at code point 2 "),
        (r'{"id": "a", "text": "Un.", "title": "\udc00"}', "title holds a lone surrogate"),
        (r'{"id": "a", "text": "Un.", "desk": ["\ud800"]}', "meta.desk holds a lone surrogate"),
        (r'{"id": "a", "text": "Un.", "\ud800": 1}', "a key of meta holds a lone surrogate"),
        (r'{"article": {"id": "a", "text": "Un.", "\ud800": 1}}', "a key holds a lone surrogate"),
        (r'{"id": "\ud800", "text": "Un."}', "the id holds a lone surrogate"),
        (r'{"id": "a\nb", "text": "Un."}', "control character"),
        ('{"text": "Un."}', "has no id"),
        ('{"id": "", "text": "Un."}', "has no id"),
        ('{"id": " ", "text": "Un."}', "id must not be empty"),
        ('{"id": true, "text": "Un."}', "an id that is a true or false"),
        ('{"id": ["a"], "text": "Un."}', "an id that is a list"),
        ('{"id": "' + "a" * 201 + '", "text": "Un."}', "at most 200 characters"),
        ('{"id": "a"}', "has no text"),
        ('{"id": "a", "text": null}', "has no text"),
        ('{"id": "a", "text": 5}', "a text that is a number"),
        ('{"id": "a", "text": " "}', "the text is empty"),
        ('{"id": "a", "text": "Un.", "title": 5}', "title: Input should be a valid string"),
        ('{"id": "a", "text": "Un.", "meta": "m"}', "a meta that is a str"),
        ('{"format": 2, "article": {"id": "a", "text": "Un."}}', "a record of format 2"),
        ('{"format": 1, "article": {"id": "a"}}', "has no text"),
    ],
)
def test_a_bad_line_is_refused_by_number_and_the_others_are_read(
    tmp_path: Path, line: str, what: str
) -> None:
    good = '{"id": "g%d", "text": "Bon."}'
    path = file(tmp_path, "x.jsonl", "\n".join((good % 1, line, good % 2)))
    articles, report = read(path)
    assert [article.id for article in articles] == ["g1", "g2"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, line 2"
    assert what in refusal.what
    assert refusal.remedy
    str(refusal).encode("utf-8")


def test_a_byte_that_is_not_utf8_is_named_by_its_place_in_the_file(tmp_path: Path) -> None:
    begun = b'\xef\xbb\xbf{"id": "a", "text": "Un."}\n'
    path = file(tmp_path, "x.jsonl", begun + b'{"id": "b", "text": "caf\xe9"}\n{"id": "c", "text": "Trois."}')
    articles, report = read(path)
    assert [article.id for article in articles] == ["a", "c"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, line 2"
    assert f"at byte {len(begun) + 24} " in refusal.what


def test_another_encoding_is_refused_once(tmp_path: Path) -> None:
    path = file(
        tmp_path, "x.jsonl", '{"id": "a", "text": "Un."}\n{"id": "b", "text": "Deux."}'.encode("utf-16")
    )
    refusal = only_refusal(path)
    assert refusal.where == str(path) and "UTF-16" in refusal.what


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz"])
def test_a_line_beyond_the_limit_is_refused_and_passed_over(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MAX_TEXT_BYTES", 1000)
    long = json.dumps({"id": "b", "text": "x" * 5_000_000})
    path = file(tmp_path, name, f'{{"id": "a", "text": "Un."}}\n{long}\n{{"id": "c", "text": "Trois."}}')
    articles, report = read(path)
    assert [article.id for article in articles] == ["a", "c"]
    (refusal,) = report.refusals
    assert refusal.where == f"{path}, line 2" and "longer than 1000 bytes" in refusal.what


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_TEXT_BYTES", 1000)
    monkeypatch.setattr(decoding, "_SKIP_AT_MOST", 10_000_000)
    path = file(tmp_path, "x.jsonl.gz", b"x" * 30_000_000)
    articles, report = read(path)
    assert not articles
    assert [refusal.where for refusal in report.refusals] == [f"{path}, line 1"] * 2
    assert "the rest was not read" in report.refusals[1].what


def test_lines_before_a_cut_are_read(tmp_path: Path) -> None:
    lines = "".join(f'{{"id": "a{n}", "text": "Texte {n * n * n}."}}\n' for n in range(20_000))
    path = tmp_path / "x.jsonl.gz"
    packed = gzip.compress(lines.encode())
    path.write_bytes(packed[: len(packed) // 2])
    articles, report = read(path)
    assert len(articles) > 100
    (refusal,) = report.refusals
    assert refusal.where.startswith(f"{path}, after line ") and "is truncated" in refusal.what


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_gives_nothing_and_says_so(tmp_path: Path, content: str) -> None:
    path = file(tmp_path, "x.jsonl", content)
    refusal = only_refusal(path)
    assert refusal.where == str(path) and "holds no article" in refusal.what
