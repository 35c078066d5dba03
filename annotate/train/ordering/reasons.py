"""Why an article stands where it stands in an order: its ranks among the open articles, and its cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.train.ordering.expected import Expected


@dataclass(frozen=True)
class Reason:
    """The ranks of an article, 1 for the one that comes first. Equal articles have the same rank.

    ``uncertainty`` ranks by bits per action, ``errors`` by expected errors. ``cluster`` is the number of its
    cluster from 1 on, and ``in_cluster`` its rank there by distance from the centre; both are None if the
    order used no clusters.
    """

    uncertainty: int = 1
    errors: int = 1
    cluster: int | None = None
    in_cluster: int | None = None


def reasons(
    articles: Mapping[str, Expected],
    cluster: Mapping[str, int] | None = None,
    distance: Mapping[str, float] | None = None,
) -> dict[str, Reason]:
    """The reason of each open article, by key. ``cluster`` and ``distance`` may have other keys, too."""
    uncertain = _ranks({key: -one.bits_per_action for key, one in articles.items()})
    wrong = _ranks({key: -one.errors for key, one in articles.items()})
    if cluster is None or distance is None:
        return {key: Reason(uncertain[key], wrong[key]) for key in articles}
    members: dict[int, dict[str, float]] = {}
    for key in articles:
        members.setdefault(cluster[key], {})[key] = distance[key]
    near = {key: rank for one in members.values() for key, rank in _ranks(one).items()}
    return {key: Reason(uncertain[key], wrong[key], cluster[key] + 1, near[key]) for key in articles}


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """The rank of each value, 1 for the lowest."""
    in_order: Sequence[float] = sorted(values.values())
    first: dict[float, int] = {}
    for number, value in enumerate(in_order, start=1):
        first.setdefault(value, number)
    return {key: first[value] for key, value in values.items()}
