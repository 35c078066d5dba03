"""How an export reports its losses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.export.base import Losses
from annotate.export.loss_list import Loss, LossList
from tests.export.gold import gold_of


def test_losses_are_counted_and_listed_by_reason() -> None:
    record = gold_of("Ana Pérez à Hanoï", ("Ana Pérez", "PER"), ("Ana", "PER"))
    losses = Losses()
    losses.lose(record, "e1", "entity", "nested in e0", "nested in another mention")
    losses.lose(record, "e2", "entity", "nested in e0", "nested in another mention")
    losses.lose(record, "v1", "event", "the format holds no events")
    assert losses.entities_lost == 2 and losses.events_lost == 1
    assert losses.counts == {
        ("entity", "nested in another mention"): 2,
        ("event", "the format holds no events"): 1,
    }
    assert losses.lines(most=1) == [
        "entity: 2 lost, nested in another mention (a1 e1 'Ana', …)",
        "event: 1 lost, the format holds no events (a1 v1)",
    ]
    losses.lose(record, "e0", "attributes", "the format holds no attributes")
    losses.lose(record, "e0", "provenance", "the format holds no provenance")
    assert losses.lines(most=1)[2:] == [
        "parts of entities and events lost: attributes 1 (losses.lost names each)",
        "metadata lost: provenance 1 (losses.lost names each)",
    ]
    assert str(losses.lost[0]) == "article a1, entity e1 'Ana': nested in e0"


def test_a_long_list_of_losses_is_kept_in_a_file_and_read_in_order() -> None:
    record = gold_of("Ana Pérez à Hanoï", ("Ana Pérez", "PER"))
    losses = Losses()
    for number in range(20_000):
        losses.lose(record, f"e{number}", "ref", "the format holds no refs")
        if number == 10_000:  # reading in between changes nothing
            assert sum(1 for _ in losses.lost) == 10_001
    assert [loss.region for loss in losses.lost] == [f"e{number}" for number in range(20_000)]
    assert len(losses.lost) == losses.gold_lost == 20_000
    assert losses.lines() == ["parts of entities and events lost: ref 20000 (losses.lost names each)"]


@given(parts=st.lists(st.lists(st.tuples(st.sampled_from(["a1", "a2"]), st.integers(0, 30))), max_size=3))
def test_lists_of_losses_put_together_are_as_one_list(parts: list[list[tuple[str, int]]]) -> None:
    joined, plain = LossList(), LossList()
    for part in parts:
        one = LossList()
        for article, number in part * 40:  # more than are written at once
            loss = Loss(article, f"e{number}", "entity", f"nested in e{number % 3}", "nested", "Lima")
            one.append(loss)
            plain.append(loss)
        joined.extend(one)
    assert list(joined) == list(plain)
    assert joined.counts == plain.counts and joined.first == plain.first and len(joined) == len(plain)
