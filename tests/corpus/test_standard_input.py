"""Standard input: JSON Lines or one text, decided by the first character."""

from __future__ import annotations

import io
import sys

import pytest

from annotate.corpus.read import read_articles


def read_bytes(data: bytes, *inputs: str) -> tuple[list[tuple[str, str]], list[str]]:
    stream = read_articles(inputs or ["-"], standard_input=io.BytesIO(data))
    return [(article.id, article.text) for article in stream], [str(item) for item in stream.report.refusals]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n \n\t", b"\xef\xbb\xbf\r\n"])
def test_a_brace_begins_json_lines(before: bytes) -> None:
    articles, refusals = read_bytes(before + b'{"id": "a", "text": "Un."}\n{"id": "b", "text": "Deux."}')
    assert articles == [("a", "Un."), ("b", "Deux.")]
    assert not refusals


def test_a_bad_line_is_named_by_its_number() -> None:
    articles, refusals = read_bytes(b'\n{"id": "a"\n{"id": "b", "text": "Deux."}')
    assert articles == [("b", "Deux.")]
    assert len(refusals) == 1 and refusals[0].startswith("standard input, line 2: is not JSON")


def test_anything_else_is_one_text() -> None:
    assert read_bytes(b"\n date 2025-07 Titre\n\nCorps\n") == ([("stdin", "Titre\n\nCorps")], [])
    assert read_bytes(b"[1, 2]") == ([("stdin", "[1, 2]")], [])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "standard input: holds no text."),
        (b"\n\n", "standard input: holds no text."),
        (b"caf\xe9", "byte 0xE9 at byte 3"),
        ("Un.".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, what: str) -> None:
    articles, refusals = read_bytes(data)
    assert not articles
    assert what in refusals[0]


def test_it_is_named_once() -> None:
    articles, refusals = read_bytes(b"Un.", "-", "-")
    assert articles == [("stdin", "Un.")]
    assert refusals == ["standard input: is named twice. Name - once."]


def test_the_real_one_is_used_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Un.")))
    assert [article.text for article in read_articles(["-"])] == ["Un."]
