"""The orders in which articles are annotated, on articles whose best order is plain to see."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import MissingExtraError
from annotate.train.ordering.clusters import cluster
from annotate.train.ordering.expected import Expected
from annotate.train.ordering.orders import Choice, Order, in_proportion, ordered

WORDS = {
    "sport": "le match de football, le but, l'arbitre et l'équipe du stade",
    "diplomatie": "le ministre, l'ambassadeur et le traité signé à l'ambassade",
    "météo": "la pluie, le vent, l'orage et la température de demain",
}
KINDS = {f"{kind}-{number:02}": kind for kind in WORDS for number in range(8)}


def texts(keys: Iterable[str]) -> Iterable[str]:
    return (f"{WORDS[KINDS[key]]} article {key}" for key in keys)


def hopes(bits: float = 1.0, errors: float = 1.0) -> Expected:
    return Expected(bits, errors, 2.0)


def test_the_most_uncertain_article_per_action_comes_first() -> None:
    articles = {"a": Expected(4, 1, 8, 2), "b": Expected(3, 1, 2, 2), "c": Expected(1, 9, 1, 3)}
    assert ordered(Choice(articles), Order.UNCERTAINTY).keys == ("b", "a", "c")
    assert ordered(Choice(articles), Order.ERRORS).keys[0] == "c"


def test_the_mixture_takes_what_is_high_in_both_from_every_kind() -> None:
    articles = {key: hopes(errors=int(key[-2:]), bits=int(key[-2:])) for key in KINDS}
    found = ordered(Choice(articles, (), texts), Order.MIXTURE)
    assert sorted(found.keys[:3]) == ["diplomatie-07", "météo-07", "sport-07"]
    assert found.clusters == 3
    assert set(found.keys) == set(articles)


def test_what_is_done_of_a_kind_makes_the_other_kinds_come_first() -> None:
    done = [key for key in KINDS if KINDS[key] == "sport" and not key.endswith(("6", "7"))]
    articles = {key: hopes() for key in KINDS if key not in done}
    found = ordered(Choice(articles, done, texts), Order.DIVERSITY)
    assert not any(KINDS[key] == "sport" for key in found.keys[:8])


def test_the_same_seed_gives_the_same_order_and_another_one_another() -> None:
    articles = {key: hopes() for key in KINDS}
    for order in Order:
        shuffled = dict(sorted(articles.items(), key=lambda item: item[0][::-1]))
        first = ordered(Choice(articles, (), texts), order, 1)
        assert first == ordered(Choice(shuffled, (), texts), order, 1)
    chance = [ordered(Choice(articles), Order.RANDOM, seed).keys for seed in (1, 2)]
    assert chance[0] != chance[1]


def test_without_scikit_learn_the_mixture_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    articles = {"a": hopes(errors=1), "b": hopes(errors=2)}
    found = ordered(Choice(articles, (), texts), Order.MIXTURE)
    assert found.keys == ("b", "a")
    assert found.without_clusters
    with pytest.raises(MissingExtraError, match=r"annotate-gold\[train\]"):
        ordered(Choice(articles, (), texts), Order.DIVERSITY)


@pytest.mark.parametrize("given", [["", "", "", "", ""], ["a"], [], ["mot"] * 9, ["…", "!", "?", ".", "-"]])
def test_odd_texts_are_clustered_too(given: list[str]) -> None:
    found = cluster(given)
    assert len(found.labels) == len(found.distances) == len(given)


@given(st.lists(st.integers(0, 3), max_size=40), st.lists(st.integers(0, 3), max_size=20))
def test_every_start_of_the_order_has_its_share_of_each_cluster(open_: list[int], done: list[int]) -> None:
    label = {f"o{index}": one for index, one in enumerate(open_)}
    finished = {f"d{index}": one for index, one in enumerate(done)}
    keys = list(label)
    chosen = in_proportion(keys, {**label, **finished}, finished)
    assert sorted(chosen) == sorted(keys)
    for one in set(open_):  # in a cluster, the order stays
        assert [key for key in chosen if label[key] == one] == [key for key in keys if label[key] == one]
    if not done and open_:
        sizes = Counter(open_)
        for stop in range(1, len(chosen) + 1):
            taken = Counter(label[key] for key in chosen[:stop])
            assert all(abs(taken[one] - stop * sizes[one] / len(open_)) < len(sizes) for one in sizes)
