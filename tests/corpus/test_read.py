"""Reading as a whole: one article an id, strictness, nothing usable, and memory."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.corpus.read import ReadReport, read_articles
from tests.corpus.reading import file, only_refusal, read
from tests.examples import examples


def test_an_id_with_another_text_is_refused_naming_both_places(tmp_path: Path) -> None:
    file(tmp_path, "1/a.txt", "Un.")
    file(tmp_path, "2/a.txt", "Deux.")
    (article,), report = read(tmp_path)
    assert article.text == "Un."
    (refusal,) = report.refusals
    assert refusal.where == str(tmp_path / "2" / "a.txt")
    assert str(tmp_path / "1" / "a.txt") in refusal.what
    assert ".jsonl with ids" in refusal.remedy
    assert refusal.article_id == "a"


def test_the_same_article_is_read_once(tmp_path: Path) -> None:
    text = file(tmp_path, "a.txt", "Un.\n")
    lines = file(tmp_path, "x.jsonl", '{"id": "b", "text": "Deux."}\n{"id": "a", "text": "Un."}')
    articles, report = read(text, lines, text)
    assert [article.id for article in articles] == ["a", "b"]
    assert report.articles == 2 and not report.refusals
    assert [notice.where for notice in report.notices] == [f"{lines}, line 2", str(text)]
    assert all(str(text) in notice.what and notice.article_id == "a" for notice in report.notices)


def test_strict_stops_at_the_first_refusal(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "Un.")
    file(tmp_path, "b.txt", b"\xff")
    file(tmp_path, "c.txt", "Trois.")
    stream = read_articles([tmp_path], strict=True)
    assert next(stream).id == "a"
    with pytest.raises(InputError, match="is not UTF-8") as raised:
        next(stream)
    assert raised.value.where == str(tmp_path / "b.txt")
    assert raised.value.remedy and raised.value.exit_code == 5
    assert len(stream.report.refusals) == 1


def test_no_inputs_read_nothing_and_say_so() -> None:
    refusal = only_refusal()
    assert "no input was named" in refusal.what and "Name a file" in refusal.remedy


def test_one_name_need_not_be_in_a_list(tmp_path: Path) -> None:
    assert len(list(read_articles(file(tmp_path, "a.txt", "Un.")))) == 1  # type: ignore[arg-type]


def test_a_report_handed_in_is_filled_while_reading(tmp_path: Path) -> None:
    file(tmp_path, "a.txt", "Un.")
    report = ReadReport()
    stream = read_articles([tmp_path], report=report)
    assert report.nothing_read
    assert list(stream) and report.articles == 1


_STARTS = [
    b" date 2025-07 Titre\n\nCorps",
    b'{"id": "a", "text": "Un."}\n{"id": "b", "text": "Deux.", "meta": {"n": [1]}}',
    b'{"format": 1, "article": {"id": "a", "text": "Un."}}',
    b'id,text,meta\na,"Un, ""deux"".",{}\nb,Trois.,\n',
    b"id\ttext\na\tUn.\n",
    b"",
]


@examples(300, suppress=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["x.txt", "x.jsonl", "x.csv", "x.tsv", "x.parquet", "x.txt.gz", "x.csv.gz"]),
    start=st.sampled_from(_STARTS),
    at=st.integers(0, 60),
    other=st.binary(max_size=20)
    | st.sampled_from([b"\x00", b"\r", b'"', b"\\ud800", b"\xff\xfe", b"[", b"NaN"]),
    packed=st.booleans(),
)
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path: Path, name: str, start: bytes, at: int, other: bytes, packed: bool
) -> None:
    data = start[:at] + other + start[at:]
    path = file(tmp_path, name, data)
    if not packed:
        path.write_bytes(data)
    for inputs in ([path], ["-"]):
        stream = read_articles(inputs, standard_input=io.BytesIO(data))
        articles = list(stream)
        assert articles or stream.report.refusals
        for article in articles:
            assert Article.model_validate_json(article.to_json()) == article
        for item in (*stream.report.refusals, *stream.report.notices):
            str(item).encode("utf-8")


def test_articles_are_not_held(tmp_path: Path) -> None:
    for number in range(300):
        file(tmp_path, f"{number}.txt", f"{number} " + "mot " * 25_000)  # 100 kB each
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_articles([tmp_path]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 300
    assert peak < 5_000_000
