"""Checks the splits of gold for near duplicates in different splits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotate.core.wording import named_in_splits
from annotate.corpus.near_duplicates import NearDuplicates
from annotate.gold.splitting.splits import straddling


def near_duplicate_findings(
    near: NearDuplicates,
    splits: Mapping[str, Iterable[str]],
    known_leaks: Iterable[Mapping[str, str]] = (),
) -> list[str]:
    """A sentence for each cluster of near duplicates that is in different splits. Empty if there is none.

    ``known_leaks`` are the clusters that splits.json lists under that key. They are no findings, because
    articles of an earlier release keep their splits.
    """
    known = [set(leak) for leak in known_leaks]
    clusters = straddling(near, splits)
    return [
        f"near duplicates are in different splits: {named_in_splits(cluster)}"
        for cluster in clusters
        if not any(cluster.keys() <= leak for leak in known)
    ]
