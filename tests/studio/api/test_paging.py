"""Pages may be shorter than requested, and the stated total may be missing or wrong: no task is missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from annotate.studio.api.pages import Reader
from tests.examples import examples
from tests.studio.listing import Listing, studio_of

Total = Callable[[int], Any]  # the true number of tasks from this page on -> the number that is stated


def server(*ids: int, cap: int = 5, total: Total = lambda true: true) -> Listing:
    made = Listing()
    made.put(*ids)
    made.cap = cap
    made.total = total
    return made


def client(listing: Listing) -> Studio:
    made = studio_of(listing)
    made.stop_waiting()  # no pauses
    return made


def listed(listing: Listing, at_least: int = 0) -> list[int]:
    tasks = client(listing).tasks(1, fields="all", include="id", at_least=at_least)
    return [task["id"] for task in tasks]


def read(listing: Listing) -> list[int]:
    return [task["id"] for page in Reader(client(listing), 1, "id").pages() for task in page]


@pytest.mark.parametrize("reading", [listed, read])
@pytest.mark.parametrize(("cap", "number"), [(5, 19), (5, 20), (1, 3), (500, 19), (19, 19)])
def test_capped_pages_are_read_to_the_end_without_a_request_too_many(
    reading: Callable[[Listing], list[int]], cap: int, number: int
) -> None:
    listing = server(*range(1, number + 1), cap=cap)
    assert reading(listing) == [*range(1, number + 1)]
    assert listing.task_requests == -(-number // cap)


@pytest.mark.parametrize("reading", [listed, read])
@pytest.mark.parametrize(
    "total",
    [
        lambda true: None,
        lambda true: "many",
        lambda true: 0,
        lambda true: 3,
        lambda true: -1,
        lambda true: 19,
    ],
    ids=["missing", "no number", "zero", "too small", "negative", "of all pages"],
)
def test_a_total_that_is_missing_or_wrong_does_not_end_the_reading(
    reading: Callable[[Listing], list[int]], total: Total
) -> None:
    assert reading(server(*range(1, 20), total=total)) == [*range(1, 20)]


def test_a_total_that_only_names_the_page_is_caught_by_what_the_project_states() -> None:
    listing = server(*range(1, 20), total=lambda true: min(true, 5))
    assert listed(listing) == [1, 2, 3, 4, 5]
    assert listed(listing, at_least=19) == [*range(1, 20)]


@pytest.mark.parametrize("reading", [listed, read])
def test_a_server_that_withholds_tasks_is_refused(reading: Callable[[Listing], list[int]]) -> None:
    listing = server(*range(1, 20), total=lambda true: true + 7)
    with pytest.raises(StudioError, match="states 26 tasks and returned only 19"):
        reading(listing)


@pytest.mark.parametrize("reading", [listed, read])
def test_a_server_that_repeats_a_page_is_refused(reading: Callable[[Listing], list[int]]) -> None:
    listing = server(*range(1, 20))
    listing.ignores_filters = True
    with pytest.raises(StudioError, match="returned task 1 again"):
        reading(listing)


def test_counting_without_a_usable_total_counts_the_tasks() -> None:
    for total in (lambda true: None, lambda true: 0):
        listing = server(*range(1, 20), total=total)
        assert client(listing).count(1) == 19
        assert client(listing).latest_change(1)[1] == 19


def test_tasks_with_the_same_key_are_all_found_under_a_cap() -> None:
    listing = server(*range(1, 20), cap=2)
    for task in listing.tasks.values():
        task["data"]["task_key"] = f"k{task['id'] % 3}"
    found = client(listing).tasks_by_key(1, ["k0", "k1", "k9"], include="id,data")
    assert sorted(task["id"] for task in found) == [id for id in range(1, 20) if id % 3 != 2]


@examples(60)
@given(
    st.sets(st.integers(1, 60), max_size=40),
    st.lists(st.tuples(st.integers(1, 8), st.sets(st.integers(1, 60), max_size=5)), min_size=1, max_size=8),
)
def test_tasks_that_stay_are_read_once_each_while_the_cap_and_other_tasks_change(
    ids: set[int], steps: list[tuple[int, set[int]]]
) -> None:
    listing = server(*ids)
    turns = iter([*steps, *[(3, set[int]())] * 100])
    touched: set[int] = set()

    def change() -> None:
        listing.cap, others = next(turns)
        for id in others:  # a task that exists is deleted, another one is made
            touched.add(id)
            if listing.tasks.pop(id, None) is None:
                listing.put(id)

    listing.meanwhile = change
    found = read(listing)
    assert found == sorted(set(found))
    assert ids - touched <= set(found) <= ids | touched
