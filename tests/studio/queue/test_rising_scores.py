"""The scores that stand for an order: they rise, and as few as possible change."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotate.studio.queue.rising_scores import LEAST_STEP, rising

scores = st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.floats(0, 1), max_size=40)
few = st.lists(st.none() | st.sampled_from([-1.0, 0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0, 7.0]), max_size=8)


@given(scores)
def test_scores_rise_strictly_between_0_and_1(current: list[float | None]) -> None:
    new = rising(current)
    assert len(new) == len(current)
    assert all(0 < score < 1 for score in new)
    assert all(low < high for low, high in pairwise(new))


@given(scores)
def test_a_second_time_nothing_changes(current: list[float | None]) -> None:
    new = rising(current)
    assert rising(new) == new


@given(few)
def test_as_many_scores_as_possible_stay(current: list[float | None]) -> None:
    new = rising(current)
    stayed = sum(before == after for before, after in zip(current, new, strict=True))
    fitting = [score for score in current if score is not None and 0 < score < 1]
    most = max(
        size
        for size in range(len(fitting) + 1)
        for some in combinations(fitting, size)
        if all(low < high for low, high in pairwise(some))
    )
    assert stayed >= most


def test_one_article_that_moves_to_the_front_is_one_change() -> None:
    before = rising([None] * 100)
    moved = [before[60], *before[:60], *before[61:]]
    after = rising(moved)
    assert [index for index in range(100) if after[index] != moved[index]] == [0]


def test_scores_that_have_come_too_close_are_spread_anew() -> None:
    assert rising([0.5, None, 0.5 + LEAST_STEP]) == [0.25, 0.5, 0.75]
