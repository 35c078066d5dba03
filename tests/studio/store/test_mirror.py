"""What the mirror keeps when tasks are deleted, return, or have their ids reused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import Changes, CountedTask

Task = dict[str, Any]


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.sqlite")
    yield made
    made.close()


def task(id: int, *annotations: dict[str, Any], made: str = "2024-01-01", **data: Any) -> Task:
    """A task as the server gives it, made on some day."""
    content = {"task_key": f"k{id}", "article_id": f"a{id}", "text": "x", **data}
    return {
        "id": id,
        "created_at": made,
        "updated_at": made,
        "data": content,
        "annotations": [*annotations],
    }


def done(id: int, *results: str) -> dict[str, Any]:
    """An annotation with these regions."""
    return {"id": id, "result": [{"id": result} for result in results]}


def counts(changes: Changes) -> tuple[int, int, int, int]:
    """Tasks, new, changed and gone annotations."""
    return changes.tasks, changes.new, changes.changed, changes.gone


def annotation_ids(mirror: Mirror) -> dict[int, list[int]]:
    """The ids of the annotations of each task."""
    return {task.task_id: [one["id"] for one in task.annotations] for task in mirror.tasks()}


@pytest.mark.parametrize(
    ("then", "changes", "annotations"),
    [
        (task(1, done(5, "e")), (0, 0, 0, 0), {1: [5]}),
        (task(1, done(5, "e", "f")), (0, 0, 1, 0), {1: [5]}),
        (task(1, done(5, "e"), done(6)), (0, 1, 0, 0), {1: [5, 6]}),
        (task(1), (0, 0, 0, 1), {1: []}),
        (task(1, done(6)), (0, 1, 0, 1), {1: [6]}),
        (task(1, done(5, "e"), text="other"), (1, 0, 0, 0), {1: [5]}),
        (task(1, done(5, "e"), made="2024-02-02"), (1, 1, 0, 1), {1: [5]}),
        (task(1, made="2024-02-02"), (1, 0, 0, 1), {1: []}),
        (task(2, done(5, "e")), (1, 1, 0, 0), {1: [5], 2: [5]}),
    ],
    ids=[
        "the same",
        "an annotation changed",
        "another annotation",
        "an annotation deleted",
        "one deleted and one made",
        "other data",
        "the id given to another task",
        "the id given to another task without annotations",
        "another task",
    ],
)
def test_what_a_second_update_finds(
    mirror: Mirror, then: Task, changes: tuple[int, int, int, int], annotations: dict[int, list[int]]
) -> None:
    assert counts(mirror.update([task(1, done(5, "e"))])) == (1, 1, 0, 0)
    assert counts(mirror.update([then])) == changes
    assert annotation_ids(mirror) == annotations
    assert counts(mirror.update([then])) == (0, 0, 0, 0)


def test_deleted_tasks_are_counted_once_and_stay_in_the_file(mirror: Mirror) -> None:
    mirror.update([task(1, done(5), done(6)), task(2, done(7))])
    assert counts(mirror.mark_gone([1, 9])) == (1, 0, 0, 2)
    assert counts(mirror.mark_gone([1])) == (0, 0, 0, 0)
    assert (annotation_ids(mirror), mirror.count()) == ({2: [7]}, 1)
    assert mirror.index.ids("k1") == []
    assert not list(mirror.counted(1))


def test_a_task_that_comes_back_has_its_history(mirror: Mirror) -> None:
    mirror.update([task(1, done(5, "e"))])
    mirror.mark_gone([1])
    assert counts(mirror.update([task(1, done(5, "e"))])) == (1, 0, 1, 0)
    assert annotation_ids(mirror) == {1: [5]}
    assert [row["regions"] for row in mirror.work()] == [1]


def test_a_task_that_was_only_noted_is_known_without_its_content(mirror: Mirror) -> None:
    mirror.note([(1, "k1", "a1"), (2, None, None)])
    assert [(known.task_id, known.key, known.pulled) for known in mirror.known()] == [
        (1, "k1", False),
        (2, None, False),
    ]
    assert annotation_ids(mirror) == {}
    assert mirror.count() == 2
    mirror.note([(1, "k1", "a1")])
    mirror.update([task(1, done(5))])
    assert [(known.task_id, known.pulled) for known in mirror.known()] == [(1, True), (2, False)]
    assert list(mirror.counted(1)) == [CountedTask(1, "2024-01-01", True, 1, 0)]
    assert list(mirror.counted()) == [*mirror.counted(1), CountedTask(2, None, False, 0, 0)]


def test_a_noted_id_with_another_key_is_another_task(mirror: Mirror) -> None:
    mirror.update([task(1, done(5))])
    assert counts(mirror.note([(1, "other", "b")])) == (0, 0, 0, 1)
    assert (mirror.index.ids("k1"), mirror.index.ids("other")) == ([], [1])


def test_drafts_and_annotations_with_the_same_id_are_distinguished(mirror: Mirror) -> None:
    mirror.update([task(1, done(5, "e"))])
    assert counts(mirror.update_drafts(1, [done(5)])) == (0, 1, 0, 0)
    (found,) = mirror.tasks()
    assert (len(found.annotations), len(found.drafts)) == (1, 1)
    assert mirror.tasks_with_drafts() == {1}
    mirror.update([task(1, done(5, "e"))])
    assert mirror.tasks_with_drafts() == {1}, "a listing of tasks says nothing of drafts"
    assert counts(mirror.update_drafts(1, [])) == (0, 0, 0, 1)
    assert mirror.tasks_with_drafts() == set()
    assert counts(mirror.update_drafts(9, [done(1)])) == (0, 0, 0, 0)


def test_a_text_with_a_lone_surrogate_is_kept(mirror: Mirror) -> None:
    mirror.update([task(1, text="\ud83d")])
    (found,) = mirror.tasks()
    assert found.data["text"] == "\ud83d"


def test_a_page_and_its_settings_are_kept_together_or_not_at_all(mirror: Mirror) -> None:
    with pytest.raises(KeyError):
        mirror.update([task(1), {"data": {}}], cursor="now")
    assert (mirror.count(), mirror.setting("cursor")) == (0, None)
    mirror.update([task(1)], cursor="now")
    assert (mirror.count(), mirror.setting("cursor")) == (1, "now")
