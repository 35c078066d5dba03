"""Pairs of the greatest worth, checked against trying every possibility."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.assignment import best_pairs

WORTHS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 9), max_size=11)


def greatest(worth: dict[tuple[int, int], int]) -> int:
    """By trying everything."""
    if not worth:
        return 0
    (left, right), value = next(iter(worth.items()))
    without = {pair: other for pair, other in worth.items() if pair != (left, right)}
    free = {pair: other for pair, other in worth.items() if pair[0] != left and pair[1] != right}
    return max(greatest(without), value + greatest(free))


@given(WORTHS)
def test_no_other_choice_is_worth_more_and_nothing_is_paired_twice(worth: dict[tuple[int, int], int]) -> None:
    pairs = best_pairs(worth)
    assert sum(worth[pair] for pair in pairs) == greatest(worth)
    for side in zip(*pairs, strict=True):
        assert len(set(side)) == len(side)


@given(st.data(), WORTHS)
def test_the_pairs_do_not_depend_on_the_order_in_which_they_are_offered(
    data: st.DataObject, worth: dict[tuple[int, int], int]
) -> None:
    shuffled = dict(data.draw(st.permutations(list(worth.items()))))
    assert best_pairs(shuffled) == best_pairs(worth)


def test_a_long_chain_of_overlaps_is_paired_whole() -> None:
    chain = {(left, right): 1 for left in range(300) for right in (left, left + 1)}
    assert len(best_pairs(chain)) == 300
