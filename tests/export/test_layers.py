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


def test_innermost_keeps_the_shortest_and_strict_keeps_neither() -> None:
    entities = spans((0, 10), (2, 4), (12, 14), (13, 20), (30, 31))
    kept, displaced = flat_layer(entities, "innermost")
    assert [entity.id for entity in kept] == ["e1", "e2", "e4"]
    assert [item.why for item in displaced] == ["contains e1", "overlaps e2"]
    kept, displaced = flat_layer(entities, "strict")
    assert [entity.id for entity in kept] == ["e4"] and len(displaced) == 4


ranges_of_mentions = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=15
)


@given(ranges_of_mentions)
def test_strict_keeps_exactly_the_mentions_that_overlap_no_other(ranges: list[tuple[int, int]]) -> None:
    entities = spans(*ranges)
    kept, displaced = flat_layer(entities, "strict")
    alone = [one for one in entities if not any(one.overlaps(two) for two in entities if two is not one)]
    assert {entity.id for entity in kept} == {entity.id for entity in alone}
    assert len(kept) + len(displaced) == len(entities)
    assert all(item.by.overlaps(item.entity) for item in displaced)


@given(ranges_of_mentions)
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
