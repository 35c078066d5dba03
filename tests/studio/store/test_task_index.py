"""Tasks are found by key and by article, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.studio.store.mirror import Mirror


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    """An article with two texts, two tasks with one key, a task that is not ours, and a deleted task."""
    made = Mirror(tmp_path / "mirror.sqlite")
    made.note(
        [
            (1, "new", "a"),
            (2, "old", "a"),
            (4, "twice", "b"),
            (3, "twice", "b"),
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
    found = {key: mirror.index.ids(key) for key in ("new", "twice", "gone", "none", "")}
    assert found == {"new": [1], "twice": [3, 4], "gone": [], "none": [], "": []}


def test_by_article_a_key_for_each_text_in_the_order_of_their_tasks(mirror: Mirror) -> None:
    found = {article: mirror.index.keys_of(article) for article in "abcde"}
    assert found == {"a": ["new", "old"], "b": ["twice"], "c": [], "d": [], "e": []}


def test_the_article_of_a_key(mirror: Mirror) -> None:
    assert {key: mirror.index.article(key) for key in ("old", "twice", "bare", "gone")} == {
        "old": "a",
        "twice": "b",
        "bare": None,
        "gone": None,
    }


def test_all_with_a_key_by_id(mirror: Mirror) -> None:
    assert list(mirror.index.all()) == [("new", 1), ("old", 2), ("twice", 3), ("twice", 4), ("bare", 7)]
    assert list(mirror.index.articles()) == ["a", "b"]


def test_a_key_on_several_tasks_is_named_until_one_is_left(mirror: Mirror) -> None:
    assert mirror.index.duplicates() == {"twice": [3, 4]}
    mirror.mark_gone([3])
    assert mirror.index.duplicates() == {}
    assert mirror.index.ids("twice") == [4]
