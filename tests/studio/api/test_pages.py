"""Pages that fail get smaller until the task at fault is alone, and then larger again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import StudioError
from annotate.studio.api.filters import with_ids
from annotate.studio.api.pages import Reader
from tests.examples import examples
from tests.studio.listing import Listing, studio_of


def reader(listing: Listing, page_size: int = 100) -> Reader:
    client = studio_of(listing)
    client.users()  # has answered once, as in every command
    client.stop_waiting()  # no pauses between attempts
    return Reader(client, 1, "id,data", page_size)


def listing(*ids: int, fails: Callable[[list[int]], int | None] = lambda ids: None) -> Listing:
    made = Listing()
    made.put(*ids)
    made.fails = fails
    return made


def read(pages: Reader, after: int = 0) -> list[int]:
    return [task["id"] for page in pages.pages(after=after) for task in page]


@pytest.mark.parametrize(
    ("number", "size", "calls"),
    [(0, 5, []), (1, 5, [1]), (5, 5, [5]), (6, 5, [5, 1]), (10, 5, [5, 5]), (11, 5, [5, 5, 1])],
)
def test_all_tasks_come_in_pages_by_id(number: int, size: int, calls: list[int]) -> None:
    ids = list(range(3, 3 + 2 * number, 2))
    server = listing(*reversed(ids))
    assert read(reader(server, size)) == ids
    assert [len(page) for page in server.asked] == calls


def test_reading_goes_on_after_an_id() -> None:
    assert read(reader(listing(*range(1, 20)), 4), after=15) == [16, 17, 18, 19]


def test_a_page_that_is_too_large_is_requested_in_smaller_pieces_which_grow_again() -> None:
    server = listing(*range(1, 301), fails=lambda ids: 502 if len(ids) > 50 and 40 in ids else None)
    pages = reader(server)
    assert read(pages) == [*range(1, 301)]
    assert [len(page) for page in server.asked] == [20, 40, 80, 100, 60]
    assert not pages.set_aside
    assert pages.studio.repeated["HTTP 502"] == 1


def test_one_task_that_cannot_be_read_is_set_aside_with_the_reason() -> None:
    server = listing(*range(1, 201), fails=lambda ids: 500 if 77 in ids else None)
    pages = reader(server)
    assert read(pages) == [id for id in range(1, 201) if id != 77]
    assert pages.set_aside.keys() == {77}
    assert "HTTP 500" in pages.set_aside[77]


def test_a_task_that_fails_twice_alone_and_then_is_read_is_not_set_aside() -> None:
    times = iter([500] * 3)
    server = listing(1, 2, 3, fails=lambda ids: next(times, None) if ids and ids[0] == 2 else None)
    pages = reader(server, 1)
    assert read(pages) == [1, 2, 3]
    assert not pages.set_aside


def test_the_last_task_may_be_the_one_at_fault() -> None:
    pages = reader(listing(1, 2, 3, fails=lambda ids: 500 if 3 in ids else None))
    assert (read(pages), {*pages.set_aside}) == ([1, 2], {3})


def test_a_refusal_is_raised_and_not_retried_with_smaller_pages() -> None:
    with pytest.raises(StudioError, match="may not use"):
        read(reader(listing(1, fails=lambda ids: 403)))


def test_given_ids_are_read_and_missing_ones_are_skipped() -> None:
    server = listing(*range(1, 1001))
    wanted = [*range(2, 1201, 2)]
    found = [task["id"] for page in reader(server, 500).by_ids(wanted) for task in page]
    assert found == [*range(2, 1001, 2)]
    assert max(len(page) for page in server.asked) <= 250
    assert list(reader(server).by_ids([])) == []


def test_a_filter_applies_to_every_page() -> None:
    found = reader(listing(*range(1, 50)), 2).pages([with_ids([3, 9, 27, 81, 45])])
    assert [[task["id"] for task in page] for page in found] == [[3, 9], [27, 45]]


@examples(60)
@given(st.sets(st.integers(1, 80), max_size=60), st.sets(st.integers(1, 80), max_size=6), st.integers(1, 30))
def test_whichever_tasks_are_at_fault_the_others_are_read_once_each(
    ids: set[int], broken: set[int], size: int
) -> None:
    pages = reader(listing(*ids, fails=lambda page: 500 if broken & {*page} else None), size)
    assert read(pages) == sorted(ids - broken)
    assert pages.set_aside.keys() == ids & broken
