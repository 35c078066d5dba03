"""Positions in a stored text with other line ends, and texts inside nested data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.studio.codec.stored_text import StoredText, put_at, text_at
from annotate.studio.codec.tasks import Unreadable, article_of

STORED = st.text(alphabet=["\r", "\n", "a", "é", "🇻", "\t"], min_size=1, max_size=30)


@given(STORED, st.data())
def test_a_region_holds_the_same_words_in_both_texts(stored: str, data: st.DataObject) -> None:
    text = StoredText(stored)
    start = data.draw(st.integers(0, len(stored) - 1))
    end = data.draw(st.integers(start + 1, len(stored)))
    words = text.text[text.start(start) : text.end(end)]
    assert "\r" not in text.text
    assert words.replace("\n", "") == stored[start:end].replace("\r", "").replace("\n", "")
    cut = StoredText(stored[start:end]).text
    assert words == cut or "\r\n" in stored[max(0, start - 1) : end + 1], "only a cut through a line end"


def test_positions_in_a_text_with_line_feeds_alone_stay() -> None:
    text = StoredText("a\nb\n")
    assert [(text.start(position), text.end(position)) for position in range(4)] == [
        (position, position) for position in range(4)
    ]


@pytest.mark.parametrize("path", ["body", "doc.body", "doc.parts[1].body", "a.b.c"])
def test_a_text_is_found_where_it_was_put(path: str) -> None:
    data: dict[str, Any] = {"doc": {"title": "kept"}}
    put_at(data, path, "text")
    assert text_at(data, path) == "text"
    assert data["doc"]["title"] == "kept"


def test_a_key_with_a_dot_goes_before_nested_data() -> None:
    assert text_at({"doc.body": "one", "doc": {"body": "two"}}, "doc.body") == "one"
    assert text_at({"doc": ["x"]}, "doc.body") is None
    assert text_at({"doc": ["x"]}, "doc[3]") is None


@pytest.mark.parametrize("id", [None, "", " ", True, {}, [], "a\nb", "x" * 201])
def test_a_value_that_cannot_be_an_id_is_not_one(id: Any) -> None:
    article = article_of({"id": id, "text": "Un texte."}, other_id="task-3")
    assert not isinstance(article, Unreadable)
    assert article.id == "task-3"


@pytest.mark.parametrize(("id", "name"), [(7, "7"), (7.0, "7"), ("7", "7"), ("dépêche 7", "dépêche 7")])
def test_a_number_or_a_string_is_the_id(id: Any, name: str) -> None:
    article = article_of({"id": id, "text": "Un texte."}, other_id="task-3")
    assert not isinstance(article, Unreadable)
    assert article.id == name


def test_a_field_with_something_else_is_kept_beside_the_good_ones() -> None:
    data = {"text": "Un texte.", "title": "Titre", "published": "3 mars", "language": 5}
    article = article_of(data, other_id="task-3")
    assert not isinstance(article, Unreadable)
    assert (article.title, article.published, article.meta) == ("Titre", None, {"published_raw": "3 mars"})
    own = article_of({**data, "article_id": "a"})
    assert isinstance(own, Unreadable), "a task of ours never has such a field"
