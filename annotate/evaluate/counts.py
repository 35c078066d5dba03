"""Counts of an article: the outcome of the comparison for each part, measure and label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from annotate.core.matching import Outcome


class Key(NamedTuple):
    """The part, measure and label that an `Outcome` is about. ``label`` is None for all labels together."""

    part: str  # entities, triggers, arguments, article types, accuracy, values, clusters
    measure: str  # a scheme, identification or classification, an attribute
    label: str | None = None


Counts = dict[Key, Outcome]


def matched(
    part: str, measure: str, gold: Iterable[str], predicted: Iterable[str], right: Iterable[str]
) -> Counts:
    """Outcomes per label and over all labels, made from the labels of gold, predicted and correct items."""
    sides = [list(labels) for labels in (gold, predicted, right)]
    counts: Counts = {}
    for label in (None, *sorted({label for side in sides for label in side})):
        wanted, found, both = (len(side) if label is None else side.count(label) for side in sides)
        counts[Key(part, measure, label)] = Outcome.of(both, predicted=found, gold=wanted)
    return counts


def without_zeros(counts: Mapping[Key, Outcome]) -> Counts:
    """Leaves out keys that have neither gold nor predicted items."""
    return {key: outcome for key, outcome in counts.items() if outcome != Outcome()}


def add_counts(articles: Iterable[Mapping[Key, Outcome]]) -> Counts:
    """The sums over several articles, in a fixed order."""
    sums: Counts = {}
    for counts in articles:
        for key, outcome in counts.items():
            sums[key] = sums[key] + outcome if key in sums else outcome
    return dict(sorted(sums.items(), key=lambda item: (item[0].part, item[0].measure, item[0].label or "")))
