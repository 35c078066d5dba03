"""Checks the splits of gold for near duplicates in different splits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from annotate.corpus.near_duplicates import NearDuplicates
from annotate.gold.splitting.splits import straddling


def near_duplicate_findings(
    near: NearDuplicates,
    splits: Mapping[str, Iterable[str]],
    known_leaks: Iterable[Mapping[str, str]] = (),
) -> list[str]:
    """A sentence for each cluster of near duplicates that is in different splits. Empty if there is none.

    ``known_leaks`` are the clusters that splits.json lists under that key: they come from an earlier release
    and are no findings.
    """
    known = [set(leak) for leak in known_leaks]
    clusters = straddling(near, splits)
    return [_sentence(cluster) for cluster in clusters if not any(cluster.keys() <= leak for leak in known)]


def _sentence(cluster: Mapping[str, str], most: int = 5) -> str:
    first_of = {split: article for article, split in reversed(list(cluster.items()))}
    named: Sequence[str] = list(dict.fromkeys([*sorted(first_of.values()), *cluster]))[:most]
    more = f" and {len(cluster) - len(named)} more" if len(cluster) > len(named) else ""
    return (
        "near duplicates are in different splits: "
        + ", ".join(f"{article} ({cluster[article]})" for article in named)
        + more
    )
