"""The flat layer: which of several overlapping mentions remain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Entity
from annotate.export.layers import flat_layer, label_problem


def spans(*ranges: tuple[int, int]) -> list[Entity]:
    return [
        Entity(id=f"e{number}", start=start, end=end, label="PER", text="x" * (end - start))
        for number, (start, end) in enumerate(ranges)
    ]


def outcome(*ranges: tuple[int, int]) -> tuple[list[str], dict[str, str]]:
    kept, displaced = flat_layer(spans(*ranges))
    return [entity.id for entity in kept], {item.entity.id: item.why for item in displaced}


def test_of_nested_mentions_the_outermost_remains() -> None:
    assert outcome((5, 8), (0, 10), (6, 7)) == (["e1"], {"e0": "nested in e1", "e2": "nested in e1"})


def test_of_overlapping_mentions_the_longer_then_the_earlier_remains() -> None:
    assert outcome((0, 4), (3, 9)) == (["e1"], {"e0": "overlaps e1"})
    assert outcome((3, 6), (1, 4)) == (["e1"], {"e0": "overlaps e1"})


def test_of_equal_spans_one_remains() -> None:
    assert outcome((0, 4), (0, 4)) == (["e0"], {"e1": "same span as e0"})


def test_adjacent_mentions_remain() -> None:
    assert outcome((4, 6), (0, 4)) == (["e1", "e0"], {})


def test_a_mention_within_one_and_touching_another_names_the_one_it_is_in() -> None:
    assert outcome((0, 5), (5, 10), (5, 7))[1] == {"e2": "nested in e1"}


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=15
    )
)
def test_the_layer_is_disjoint_complete_and_does_not_depend_on_order(ranges: list[tuple[int, int]]) -> None:
    entities = spans(*ranges)
    kept, displaced = flat_layer(entities)
    assert len(kept) + len(displaced) == len(entities)
    assert not any(a.overlaps(b) for a in kept for b in kept if a is not b)
    for item in displaced:
        assert item.by in kept and item.by.overlaps(item.entity) and len(item.by) >= len(item.entity)
        assert ("nested" in item.why or "same" in item.why) == any(one.contains(item.entity) for one in kept)
    assert flat_layer(reversed(entities)) == (kept, displaced)


def test_a_label_must_be_one_word() -> None:
    assert label_problem("PER") is None
    assert label_problem("A B") == label_problem("A\u00a0B") == "its label holds white space"
