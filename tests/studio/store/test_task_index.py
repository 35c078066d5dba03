"""Tasks found by key and by article, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.studio.store.mirror import Mirror


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    """Two texts of one article, two tasks of one key, one of somebody else's, one gone."""
    made = Mirror(tmp_path / "mirror.sqlite")
    made.note(
        [
            (1, "new", "a"),
            (2, "old", "a"),
            (4, "twin", "b"),
            (3, "twin", "b"),
            (5, None, None),
            (6, None, "c"),
            (7, "bare", None),
            (8, "gone", "d"),
        ]
    )
    made.mark_gone([8])
    yield made
    made.close()


def test_by_key(mirror: Mirror) -> None:
    found = {key: mirror.index.ids(key) for key in ("new", "twin", "gone", "none", "")}
    assert found == {"new": [1], "twin": [3, 4], "gone": [], "none": [], "": []}


def test_by_article_a_key_for_each_text_in_the_order_of_their_tasks(mirror: Mirror) -> None:
    found = {article: mirror.index.keys_of(article) for article in "abcde"}
    assert found == {"a": ["new", "old"], "b": ["twin"], "c": [], "d": [], "e": []}


def test_the_article_of_a_key(mirror: Mirror) -> None:
    assert {key: mirror.index.article(key) for key in ("old", "twin", "bare", "gone")} == {
        "old": "a",
        "twin": "b",
        "bare": None,
        "gone": None,
    }


def test_all_with_a_key_by_id(mirror: Mirror) -> None:
    assert list(mirror.index.all()) == [("new", 1), ("old", 2), ("twin", 3), ("twin", 4), ("bare", 7)]
    assert list(mirror.index.articles()) == ["a", "b"]


def test_a_key_on_several_tasks_is_named_until_one_is_left(mirror: Mirror) -> None:
    assert mirror.index.duplicates() == {"twin": [3, 4]}
    mirror.mark_gone([3])
    assert mirror.index.duplicates() == {}
    assert mirror.index.ids("twin") == [4]
