"""The ranks that say why an article stands where it stands."""

from __future__ import annotations

from annotate.train.ordering.expected import Expected
from annotate.train.ordering.orders import Choice, Order, ordered
from annotate.train.ordering.reasons import Reason, reasons

OPEN = {
    "sure": Expected(bits=0.0, errors=0.0, gestures=1.0, suggestions=4),
    "wrong": Expected(bits=4.0, errors=3.0, gestures=9.0, suggestions=7),
    "unsure": Expected(bits=4.0, errors=1.0, gestures=3.0, suggestions=1),
    "unsure too": Expected(bits=4.0, errors=1.0, gestures=3.0, suggestions=1),
}


def test_equal_articles_have_the_same_rank_and_the_next_one_comes_after_both() -> None:
    assert reasons(OPEN) == {
        "unsure": Reason(uncertainty=1, errors=2),
        "unsure too": Reason(uncertainty=1, errors=2),
        "wrong": Reason(uncertainty=3, errors=1),
        "sure": Reason(uncertainty=4, errors=4),
    }


def test_ranks_in_a_cluster_count_the_open_articles_alone() -> None:
    cluster = {"sure": 0, "wrong": 0, "unsure": 1, "unsure too": 0, "done": 0}
    distance = {"sure": 0.5, "wrong": 0.2, "unsure": 0.9, "unsure too": 0.4, "done": 0.0}
    made = reasons(OPEN, cluster, distance)
    assert {key: (one.cluster, one.in_cluster) for key, one in made.items()} == {
        "wrong": (1, 1),
        "unsure too": (1, 2),
        "sure": (1, 3),
        "unsure": (2, 1),
    }


def test_the_ranks_explain_the_orders_without_clusters() -> None:
    for order, rank in ((Order.UNCERTAINTY, "uncertainty"), (Order.ERRORS, "errors")):
        made = ordered(Choice(OPEN), order)
        ranks = [getattr(made.reasons[key], rank) for key in made.keys]
        assert ranks == sorted(ranks)
