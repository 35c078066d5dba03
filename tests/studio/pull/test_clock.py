"""The server's clock goes back: changes then look old, and a pull must find them all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from annotate.core.errors import StudioError
from annotate.studio.store.mirror import Mirror
from tests.studio.listing import Listing
from tests.studio.pull.conftest import Pull

OLD = datetime(2024, 3, 3, 13, tzinfo=UTC)  # before the changes of the hundred latest tasks


def done(id: int, **fields: Any) -> dict[str, Any]:
    return {"id": id, "result": [], **fields}


def stored(mirror: Mirror) -> dict[int, list[int]]:
    return {task.task_id: [one["id"] for one in task.annotations] for task in mirror.tasks()}


@pytest.fixture
def server() -> Listing:
    """150 tasks with an annotation each, and 120 tasks without that were made two hours later."""
    made = Listing()
    for id in range(1, 151):
        made.put(id, annotations=[done(id)])
    made.now += timedelta(hours=2)
    for id in range(151, 271):
        made.put(id)
    return made


@pytest.fixture
def pulled(server: Listing, again: Pull) -> Pull:
    """After a first pull. Another change of the clock is up to the test."""
    server.clock = datetime.now(UTC).replace(microsecond=0)
    server.now = server.clock
    server.put(270)
    assert again().whole
    return again


def test_five_submitted_answers_with_an_earlier_time_are_found_by_their_number(
    server: Listing, mirror: Mirror, pulled: Pull
) -> None:
    for id in range(151, 156):
        server.put(id, annotations=[done(1000 + id)], at=OLD)
    report = pulled()
    assert (report.changes.new, report.dated_back, report.compared) == (5, 5, 270)
    assert server.asked == [[151, 152, 153, 154, 155]]
    report = pulled()
    assert (bool(report.changes), report.compared, server.asked) == (False, 0, [])


@pytest.mark.parametrize(
    "change",
    [
        lambda server: server.put(3, annotations=[], at=OLD),
        lambda server: server.put(151, annotations=[done(9, was_cancelled=True)], at=OLD),
        lambda server: server.put(3, annotations=[done(3, was_cancelled=True)], at=OLD),
        lambda server: (server.tasks.pop(9), server.put(999, at=OLD)),
    ],
    ids=["deleted", "skipped", "submitted, then skipped", "another task"],
)
def test_other_numbers_are_noticed_whatever_the_time_of_change(
    server: Listing, mirror: Mirror, pulled: Pull, change: Callable[[Listing], object]
) -> None:
    change(server)
    pulled()
    assert stored(mirror) == {
        id: [one["id"] for one in task["annotations"]] for id, task in server.tasks.items()
    }


def test_answers_with_an_earlier_time_are_found_beside_a_later_one(
    server: Listing, mirror: Mirror, pulled: Pull
) -> None:
    server.put(151, annotations=[done(1001)], at=OLD)
    server.put(152, annotations=[done(1002)])
    assert pulled().changes.new == 2


def edit(server: Listing, task_id: int, at: datetime) -> None:
    """An edit in place, or one annotation deleted and one made: the numbers stay the same."""
    server.put(task_id, annotations=[done(2000 + task_id)], at=at)


def test_an_edit_among_the_latest_tasks_needs_no_other_evidence(
    server: Listing, mirror: Mirror, pulled: Pull
) -> None:
    edit(server, 3, server.now - timedelta(seconds=95))
    assert pulled().changes.new == 1
    assert stored(mirror)[3] == [2003]


def test_an_edit_of_the_latest_task_leaves_a_gap_there(server: Listing, mirror: Mirror, pulled: Pull) -> None:
    edit(server, 3, server.now)
    server.put(4)
    pulled()
    server.put(3, annotations=[done(9)], at=OLD)
    assert pulled().changes.new == 1


@pytest.mark.parametrize("step", [timedelta(minutes=10), timedelta(days=3)])
def test_a_clock_that_lost_time_makes_the_pull_compare_all_tasks(
    server: Listing, mirror: Mirror, pulled: Pull, step: timedelta
) -> None:
    assert server.clock is not None
    server.clock -= step
    edit(server, 3, OLD)
    report = pulled()
    assert (report.changes.new, report.dated_back, report.compared) == (1, 1, 270)
    # While the clock is behind, later pulls begin at its time and need not compare all.
    edit(server, 4, server.clock + timedelta(seconds=20))
    server.clock += timedelta(minutes=1)
    report = pulled()
    assert (report.changes.new, report.compared) == (1, 0)


def test_small_steps_of_the_clock_add_up(server: Listing, mirror: Mirror, pulled: Pull) -> None:
    assert server.clock is not None
    server.now -= timedelta(hours=1)  # nothing changed for a while
    for task in server.tasks.values():
        task["updated_at"] = (server.now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    pulled()
    pulled()
    compared = 0
    for _ in range(4):
        server.clock -= timedelta(seconds=40)
        compared += pulled().compared > 0
    assert compared == 2, "40, 80, then again 40, 80 seconds"


def test_a_clock_set_back_and_forward_again_needs_the_option(
    server: Listing, mirror: Mirror, pulled: Pull
) -> None:
    edit(server, 3, OLD)
    assert not pulled().changes, "no fact shows an edit in place"
    report = pulled(compare=True)
    assert (report.changes.new, report.dated_back, report.compared) == (1, 1, 270)


def test_annotations_of_a_task_that_cannot_be_read_do_not_ask_for_a_comparison_each_time(
    server: Listing, mirror: Mirror, again: Pull
) -> None:
    server.fails = lambda ids: 500 if 3 in ids else None
    assert {*again().set_aside} == {3}
    assert again().compared == 0
    server.put(151, annotations=[done(1001)], at=OLD)
    assert again().changes.new == 1
    server.fails = lambda ids: None
    assert again().changes.new == 1
    assert again().compared == 0


def test_tasks_that_the_server_withholds_are_not_taken_as_deleted(
    server: Listing, mirror: Mirror, pulled: Pull
) -> None:
    server.withheld = {5, 6, 7}
    server.put(8, annotations=[], at=OLD)
    with pytest.raises(StudioError, match="states 270 tasks and returned only 267"):
        pulled()
    assert {5, 6, 7} <= stored(mirror).keys()
