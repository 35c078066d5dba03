"""Filters in the data manager's form, and moments in the server's form."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.studio.api import filters

MOMENT = datetime(2024, 3, 3, 12, 30, 15, 250, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "column", "operator", "kind", "value"),
    [
        (filters.after_id(7), "id", "greater", "Number", 7),
        (filters.with_ids([3, 1]), "id", "in_list", "Number", [3, 1]),
        (filters.with_ids({2: "x"}), "id", "in_list", "Number", [2]),
        (filters.changed_after(MOMENT), "updated_at", "greater", "Datetime", "2024-03-03T12:30:15.000250Z"),
        (filters.with_key("k"), "data.task_key", "equal", "String", "k"),
        (filters.with_drafts(), "draft_exists", "equal", "Boolean", True),
    ],
)
def test_a_filter_names_column_operator_and_kind(
    made: filters.Filter, column: str, operator: str, kind: str, value: object
) -> None:
    assert made == {
        "filter": f"filter:tasks:{column}",
        "operator": operator,
        "type": kind,
        "value": value,
    }


def test_a_query_has_an_order_and_filters_only_where_there_are_some() -> None:
    assert json.loads(filters.query([])) == {"ordering": ["tasks:id"]}
    one, two = filters.after_id(1), filters.with_key("k")
    both = json.loads(filters.query([one, two], filters.LATEST_FIRST))
    assert both == {
        "ordering": ["-tasks:updated_at"],
        "filters": {"conjunction": "and", "items": [one, two]},
    }
    assert json.loads(filters.query([one, two], any_of=True))["filters"]["conjunction"] == "or"


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-03T12:30:15.000250Z",
        "2024-03-03T12:30:15.000250+00:00",
        "2024-03-03T12:30:15.000250",
        "2024-03-03T14:30:15.000250+02:00",
        "2024-03-03T07:00:15.000250-05:30",
    ],
)
def test_a_moment_is_the_same_in_every_time_zone(text: str) -> None:
    assert filters.moment_of(text) == MOMENT
    assert filters.server_time(filters.moment_of(text)) == "2024-03-03T12:30:15.000250Z"


def test_a_full_second_is_written_with_microseconds() -> None:
    assert filters.server_time(datetime(2024, 3, 3, tzinfo=UTC)) == "2024-03-03T00:00:00.000000Z"


def test_before_goes_back_over_midnight_and_the_year() -> None:
    moment = filters.before("2024-01-01T00:01:00Z", timedelta(seconds=90))
    assert filters.server_time(moment) == "2023-12-31T23:59:30.000000Z"


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1970, 1, 3), datetime(9999, 12, 30), timezones=ZONES)


@given(MOMENTS, MOMENTS)
def test_moments_as_the_server_reads_them_have_the_order_of_time(one: datetime, two: datetime) -> None:
    assert filters.moment_of(filters.server_time(one)) == one
    assert (filters.server_time(one) < filters.server_time(two)) == (one < two)
