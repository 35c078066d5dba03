"""Minutes from lead times: which times count as a limit, and the mean with its interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.evaluate.effort.minutes import LONGEST_S, Outlier, Timed, Times, minutes
from tests.examples import examples


def timed(*seconds: float, annotator: str = "ana", characters: int = 1000, least_s: float = 10) -> Times:
    """The times of one annotator, one article each."""
    times = Times()
    add(times, *seconds, annotator=annotator, characters=characters, least_s=least_s)
    return times


def add(times: Times, *seconds: float, annotator: str, characters: int = 1000, least_s: float = 10) -> None:
    start = len(times)
    for number, one in enumerate(seconds, start):
        times.take(Timed(f"a{number:02}", annotator, one, characters, least_s))


USUAL = (80, 90, 95, 100, 100, 100, 105, 110, 125)


def test_a_page_left_open_counts_as_the_limit_and_is_named() -> None:
    times = timed(*USUAL, 5000)
    assert list(times.counted[:9]) == list(USUAL)
    (found,) = times.outliers
    assert (found.article, found.annotator, found.seconds) == ("a09", "ana", 5000)
    # Deviations are small here, so the limit is twice the median.
    assert found.counted_s == round(times.counted[9], 1) == 200
    assert found.why == "longer than this annotator's times usually are, for the length of the article"


def test_times_that_spread_have_wide_limits() -> None:
    times = timed(20, 40, 60, 80, 120, 160, 200, 300, 400, 600)
    assert not times.outliers


def test_a_long_article_may_take_long() -> None:
    times = timed(*USUAL)
    add(times, 1000, annotator="ana", characters=10_000)
    assert not times.outliers


def test_a_slow_annotator_is_measured_by_the_own_times() -> None:
    times = timed(*USUAL, 100)
    add(times, *(6 * one for one in (*USUAL, 100)), annotator="bo")
    assert not times.outliers


def test_somebody_with_few_times_is_measured_by_those_of_all() -> None:
    times = timed(*USUAL, 100)
    add(times, 600, annotator="bo")
    (found,) = times.outliers
    assert (found.annotator, found.seconds) == ("bo", 600)
    assert found.why.startswith("longer than everybody's times")


def test_few_times_in_all_have_hard_limits_alone() -> None:
    times = timed(2, 30, 3000, 9000)
    assert list(times.counted) == [10, 30, 3000, LONGEST_S]
    assert times.outliers == [
        Outlier("a00", "ana", 2, 10, "less than reading and the gestures take"),
        Outlier("a03", "ana", 9000, LONGEST_S, "more than 60 min on one article"),
    ]


def test_a_reload_that_set_the_clock_back_counts_as_a_short_time_of_the_annotator() -> None:
    times = timed(*USUAL, 12)
    (found,) = times.outliers
    assert found.counted_s == pytest.approx(50)
    assert found.why.startswith("shorter than this annotator's times")


def test_the_time_of_two_people_is_measured_by_those_of_all() -> None:
    times = timed(*USUAL, 100)
    times.take(Timed("b", "ana", 900, 1000, 10, rewritten_by="bo"))
    (found,) = times.outliers
    assert (found.annotator, found.rewritten_by) == ("ana", "bo")
    assert "everybody's" in found.why


_SECONDS = st.one_of(st.floats(0, 1e15), st.integers(0, 5000).map(float))


@examples(60)
@given(st.lists(st.tuples(st.sampled_from("ab"), _SECONDS, st.integers(0, 9000)), max_size=40))
def test_every_changed_time_is_named_and_no_time_is_lost(given_: list[tuple[str, float, int]]) -> None:
    times = Times()
    for number, (annotator, seconds, characters) in enumerate(given_):
        times.take(Timed(f"a{number:02}", annotator, seconds, characters, characters / 60))
    changed = [
        f"a{number:02}"
        for number, (counted, (_, seconds, _)) in enumerate(zip(times.counted, given_, strict=True))
        if counted != seconds
    ]
    assert [one.article for one in times.outliers] == changed
    for number, counted in enumerate(times.counted):
        assert times[number].least_s <= counted <= LONGEST_S


def test_minutes_for_1000_characters_weigh_articles_by_their_length() -> None:
    times = timed(60, characters=500)
    add(times, 240, annotator="ana", characters=3500)
    made = minutes(times, range(2), resamples=0)
    assert (made.each.value, made.per_1000.value) == (2.5, 1.25)
    assert (made.each.low, made.each.high) == (None, None)


def test_the_interval_is_over_articles_not_over_their_answers() -> None:
    once, twice = Times(), Times()
    for number, seconds in enumerate((60, 90, 120, 150, 180)):
        once.take(Timed(f"a{number}", "ana", seconds, 1000, 0))
        for _ in range(2):
            twice.take(Timed(f"a{number}", "ana", seconds, 1000, 0))
    one, both = minutes(once, range(5), 500), minutes(twice, range(10), 500)
    assert one.each.low is not None and one.each.high is not None
    assert 1 < one.each.low < one.each.value == 2 < one.each.high < 3
    assert (both.each.low, both.each.high) == pytest.approx((one.each.low, one.each.high))


def test_without_a_time_nothing_is_claimed() -> None:
    made = minutes(Times(), (), 1000)
    assert not made.each.known and not made.per_1000.known
    assert set(made.as_dict().values()) == {None}


def test_one_article_has_no_interval() -> None:
    made = minutes(timed(60), range(1), 1000)
    assert (made.each.value, made.each.low) == (1, None)
