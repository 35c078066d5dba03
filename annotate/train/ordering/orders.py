"""The orders in which articles can be annotated.

| order | first come the articles |
|---|---|
| uncertainty | whose suggestions are most uncertain, in bits per expected action |
| errors | with the most errors to expect |
| diversity | that stand for their cluster, from all clusters in proportion to their size |
| mixture | from all clusters in proportion, in each those high in uncertainty and in errors |
| random | that chance chooses |

Uncertainty per cost: Settles, Craven and Friedland 2008, "Active learning with real annotation costs".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heappush

from annotate.train.ordering.clusters import Clusters, cluster, has_clusters
from annotate.train.ordering.expected import Expected
from annotate.train.ordering.reasons import Reason, reasons


class Order(StrEnum):
    """The names of the orders."""

    MIXTURE = "mixture"
    UNCERTAINTY = "uncertainty"
    ERRORS = "errors"
    DIVERSITY = "diversity"
    RANDOM = "random"


DEFAULT = Order.MIXTURE
Texts = Callable[[Iterable[str]], Iterable[str]]
_CLUSTERED = (Order.MIXTURE, Order.DIVERSITY)


@dataclass(frozen=True)
class Ordered:
    """The keys of the open articles, first the one to annotate first.

    ``clusters`` is the number of clusters that the order used, or None if it used none. ``without_clusters``
    says that the mixture left them out, because scikit-learn is not installed. ``reasons`` has the ranks of
    each open article, by key.
    """

    keys: tuple[str, ...]
    clusters: int | None = None
    without_clusters: bool = False
    reasons: Mapping[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """The articles to choose from.

    ``open`` has what to expect of each open article, by key. ``done`` are the keys of the articles that
    people have worked on. ``texts`` yields the texts of articles, in the order of the keys given.
    """

    open: Mapping[str, Expected]
    done: Sequence[str] = ()
    texts: Texts = field(default=lambda keys: ("" for _ in keys))


def ordered(choice: Choice, order: Order = DEFAULT, seed: int = 0) -> Ordered:
    """Orders the open articles. The same articles, order and seed give the same result.

    ``seed`` decides between articles with the same value, and the order `Order.RANDOM`. Raises
    `MissingExtraError` for `Order.DIVERSITY` without scikit-learn.
    """
    value = _values(choice.open, order)
    keys = sorted(choice.open, key=lambda key: (-value[key], _by_chance(key, seed)))
    if order not in _CLUSTERED or not keys:
        return Ordered(tuple(keys), reasons=reasons(choice.open))
    if order is Order.MIXTURE and not has_clusters():
        return Ordered(tuple(keys), without_clusters=True, reasons=reasons(choice.open))
    done = sorted(set(choice.done) - choice.open.keys())
    every = sorted([*keys, *done])
    found = cluster(choice.texts(every), seed)
    label = dict(zip(every, found.labels, strict=True))
    distance = _distances(every, found)
    if order is Order.DIVERSITY:
        keys.sort(key=lambda key: (distance[key], _by_chance(key, seed)))
    chosen = tuple(in_proportion(keys, label, done))
    return Ordered(chosen, len(set(found.labels)), reasons=reasons(choice.open, label, distance))


def in_proportion(keys: Sequence[str], label: Mapping[str, int], done: Iterable[str] = ()) -> list[str]:
    """Takes ``keys`` from all clusters in proportion to their size, and in each cluster in the order given.

    ``label`` is the cluster of each key in ``keys`` and ``done``; what is done counts as taken. The method is
    that of Sainte-Laguë for seats: the next comes from the cluster with the highest size / (2 * taken + 1).
    """
    waiting: dict[int, list[str]] = {}
    for key in reversed(keys):
        waiting.setdefault(label[key], []).append(key)
    taken = dict.fromkeys(waiting, 0)
    size = {one: len(left) for one, left in waiting.items()}
    for key in done:
        if (one := label[key]) in taken:
            taken[one] += 1
            size[one] += 1
    rank = {key: number for number, key in enumerate(keys)}

    def entry(one: int) -> tuple[float, int, int]:
        return (-size[one] / (2 * taken[one] + 1), rank[waiting[one][-1]], one)

    heap = [entry(one) for one in waiting]
    heapify(heap)
    chosen = []
    while heap:
        *_, one = heappop(heap)
        chosen.append(waiting[one].pop())
        taken[one] += 1
        if waiting[one]:
            heappush(heap, entry(one))
    return chosen


def _values(articles: Mapping[str, Expected], order: Order) -> dict[str, float]:
    """How useful each article is, the higher the more."""
    if order is Order.UNCERTAINTY:
        return {key: one.bits_per_action for key, one in articles.items()}
    if order is Order.ERRORS:
        return {key: one.errors for key, one in articles.items()}
    if order is Order.MIXTURE:
        uncertain = _ranks({key: one.bits_per_action for key, one in articles.items()})
        wrong = _ranks({key: one.errors for key, one in articles.items()})
        return {key: uncertain[key] + wrong[key] for key in articles}
    return dict.fromkeys(articles, 0.0)


def _ranks(values: Mapping[str, float]) -> dict[str, float]:
    """The rank of each value, the lowest first. Equal values have the mean of their ranks."""
    ranks: dict[str, float] = {}
    in_order = sorted(values, key=lambda key: values[key])
    start = 0
    while start < len(in_order):
        end = start
        while end < len(in_order) and values[in_order[end]] == values[in_order[start]]:
            end += 1
        for key in in_order[start:end]:
            ranks[key] = (start + end - 1) / 2
        start = end
    return ranks


def _distances(keys: Sequence[str], found: Clusters) -> dict[str, float]:
    return dict(zip(keys, found.distances, strict=True))


def _by_chance(key: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{key}".encode()).digest()
