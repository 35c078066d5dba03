"""What a pull reads: all tasks first, later those that changed. It finds deleted tasks by their number."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from annotate.core.errors import ConfigError, StudioError
from annotate.studio.pull.pull import OVERLAP
from annotate.studio.store.mirror import Mirror
from tests.studio.listing import Listing, server_time
from tests.studio.pull.conftest import Pull


def here(mirror: Mirror) -> list[int]:
    return [task.task_id for task in mirror.tasks()]


def later(server: Listing, **span: float) -> datetime:
    """Moves the server's clock forward."""
    server.now += timedelta(**span)
    return server.now


def test_the_first_pull_reads_all_and_the_second_nothing(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    first = again()
    assert (first.whole, first.tasks, first.changes.tasks) == (True, 5, 5)
    assert server.asked == [[1, 2, 3, 4, 5]]
    assert mirror.setting("cursor") == server_time(server.now)
    second = again()
    assert (second.whole, second.tasks, bool(second.changes)) == (False, 5, False)
    assert server.asked == []
    assert server.id_listings == 0


def test_an_empty_project_is_pulled_and_what_comes_later_is_read(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    server.tasks.clear()
    assert (again().tasks, mirror.setting("cursor")) == (0, None)
    server.put(9)
    assert again().tasks == 1


def test_what_changed_and_what_is_new_is_read_and_nothing_else(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    again()
    later(server, hours=1)
    server.put(2, 6, annotations=[{"id": 1, "result": []}])
    report = again()
    assert server.asked == [[2, 6]]
    assert (report.changes.new, report.changes.tasks, report.tasks) == (2, 1, 6)


@pytest.mark.parametrize("late_s", [1, 89, 91, 3000])
def test_a_change_dated_back_is_read(server: Listing, mirror: Mirror, again: Pull, late_s: int) -> None:
    assert OVERLAP.total_seconds() == 90
    later(server, hours=1)
    server.put(5)
    again()
    cursor = server.now
    server.put(3, at=cursor - timedelta(seconds=late_s))  # a transaction that took long, or another clock
    again()
    assert server.asked == [[3]]
    assert again().compared == 0


def test_what_changes_while_all_is_read_is_read_at_the_end_of_the_pull(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    def change() -> None:
        server.meanwhile = lambda: None
        later(server, hours=1)
        server.put(1, annotations=[{"id": 1, "result": []}])

    server.meanwhile = change
    assert again().changes.new == 1
    assert server.asked == [[1, 2, 3, 4, 5], [1]]
    assert not again().changes
    assert server.asked == []


def test_a_server_that_was_set_back_is_read_completely(server: Listing, mirror: Mirror, again: Pull) -> None:
    later(server, hours=1)
    server.put(5, annotations=[{"id": 1, "result": []}])
    again()
    server.now -= timedelta(days=1)
    for id in server.tasks:
        server.put(id, annotations=[])
    report = again()
    assert (report.whole, report.changes.gone) == (True, 1)
    assert server.asked == [[1, 2, 3, 4, 5]]
    assert mirror.setting("cursor") == server_time(server.now)
    assert not again().whole


def test_after_a_server_was_emptied_all_tasks_are_gone(server: Listing, mirror: Mirror, again: Pull) -> None:
    again()
    server.tasks.clear()
    report = again()
    assert (report.whole, report.tasks, here(mirror)) == (True, 0, [])


def test_a_stopped_first_pull_continues_and_has_what_changed_meanwhile(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    server.put(*range(6, 1201))
    server.fails = lambda ids: 403 if ids[0] > 500 else None
    with pytest.raises(StudioError, match="may not use"):
        again()
    assert here(mirror) == [*range(1, 501)]
    assert mirror.setting("cursor") is None
    later(server, hours=1)
    server.put(7, annotations=[{"id": 1, "result": []}])
    server.fails = lambda ids: None
    report = again()
    assert report.whole
    assert [(page[0], page[-1]) for page in server.asked] == [(501, 1000), (1001, 1200), (7, 7)]
    assert here(mirror) == [*range(1, 1201)]
    assert mirror.setting("reading") is None


def test_ids_are_listed_only_if_the_count_differs(server: Listing, mirror: Mirror, again: Pull) -> None:
    again()
    del server.tasks[2], server.tasks[4]
    report = again()
    assert (server.id_listings, report.tasks, report.changes.tasks) == (1, 3, 2)
    assert here(mirror) == [1, 3, 5]
    assert again().changes.tasks == server.id_listings == 0


def test_a_task_that_was_deleted_and_another_made_keep_the_count_and_both_are_noticed(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    again()
    later(server, hours=1)
    del server.tasks[2]
    server.put(6)
    again()
    assert here(mirror) == [1, 3, 4, 5, 6]


def test_a_task_older_than_the_overlap_that_was_missed_is_found_by_the_count(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    again()
    server.put(9, at=server.now - timedelta(days=1))
    report = again()
    assert (here(mirror)[-1], report.tasks, server.asked) == (9, 6, [[9]])


def test_a_task_that_cannot_be_read_is_tried_again_each_time(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    later(server, hours=1)
    server.put(5)
    server.fails = lambda ids: 500 if 3 in ids else None
    report = again()
    assert (here(mirror), report.tasks, {*report.set_aside}) == ([1, 2, 4, 5], 4, {3})
    assert {*again().set_aside} == {3}
    server.fails = lambda ids: None
    report = again()
    assert (here(mirror), report.set_aside, server.asked) == ([1, 2, 3, 4, 5], {}, [[3]])


def test_an_unreadable_task_that_was_deleted_is_not_requested_again(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    server.fails = lambda ids: 500 if 3 in ids else None
    again()
    del server.tasks[3]
    assert again().set_aside == {}
    assert mirror.setting("set_aside") == {}


def test_what_a_push_noted_is_read_by_the_next_pull(server: Listing, mirror: Mirror, again: Pull) -> None:
    again()
    server.put(6, at=server.now - timedelta(days=1))
    mirror.note([(6, "k6", "a6")])
    again()
    assert (server.asked, here(mirror)) == ([[6]], [1, 2, 3, 4, 5, 6])


def test_what_a_push_found_gone_is_counted_once(server: Listing, mirror: Mirror, again: Pull) -> None:
    again()
    mirror.set_settings(gone_since=2)
    assert again().changes.gone == 2
    assert again().changes.gone == 0


def test_a_mirror_of_another_project_is_not_written_into(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    mirror.check_project({"id": 1, "created_at": "2020-01-01T00:00:00Z"})
    with pytest.raises(ConfigError, match="holds project 1"):
        again()
    assert server.asked == []
