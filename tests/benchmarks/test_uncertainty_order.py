"""The benchmark of articles sorted by uncertainty: what it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.uncertainty_order import SHARE, Measured, in_first


def article(uncertainty: float, suggestions: int, corrections: int) -> Measured:
    return Measured(uncertainty, 0.0, suggestions, corrections, 0)


def test_the_first_third_of_suggestions_may_end_within_an_article() -> None:
    items = [article(0.1, 10, 1), article(0.9, 5, 4), article(0.5, 15, 5)]
    # Ten suggestions: all of the most uncertain article, and a third of the next one.
    assert in_first(items, lambda item: item.uncertainty) == pytest.approx((4 + 5 / 3) / 10)


@given(st.lists(st.builds(article, st.floats(0, 3), st.integers(1, 40), st.integers(1, 30)), min_size=1))
def test_no_order_finds_more_than_that_of_the_corrections_themselves(items: list[Measured]) -> None:
    best = in_first(items, lambda item: item.effort)
    assert in_first(items, lambda item: item.uncertainty) <= best + 1e-9
    assert best >= SHARE - 1e-9
