"""Verifies splits.json: no article in two splits, none that is not gold, none of the gold without a split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotate.gold.checking.discrepancy import Discrepancy, Report
from annotate.gold.release_files import GOLD_FILE, SPLITS_FILE


def ids_by_split(data: Mapping[str, Any] | None, report: Report) -> dict[str, list[str]] | None:
    """The article ids of each split; None if splits.json does not list them, which is reported."""
    if data is None:
        return None
    splits = data.get("splits")
    if not isinstance(splits, dict) or not all(
        isinstance(ids, list) and all(isinstance(article, str) for article in ids) for ids in splits.values()
    ):
        report(Discrepancy("schema", SPLITS_FILE, "does not list article ids by split."))
        return None
    return splits


def check_splits(
    splits: Mapping[str, Sequence[str]], data: Mapping[str, Any], gold: Iterable[str], report: Report
) -> None:
    """Reports articles that are in two places of splits.json, in none, or not in the gold.

    ``data`` is the content of splits.json. Its ``left_out`` may list articles that are in no split.
    """
    places: dict[str, str] = {}
    left_out = _left_out(data)
    given = {**{f"the split {name}": ids for name, ids in splits.items()}, "left_out": left_out}
    for place, ids in given.items():
        for article in ids:
            if article in places:
                other = places[article]
                where = f"twice in {place}" if other == place else f"in {other} and in {place}"
                report(Discrepancy("invariants", SPLITS_FILE, f"is {where}.", article))
            places[article] = place
    known = set(gold)
    for article in places:
        if article not in known:
            report(Discrepancy("invariants", SPLITS_FILE, f"is not in {GOLD_FILE}.", article))
    if splits:
        for article in sorted(known - places.keys()):
            report(Discrepancy("invariants", SPLITS_FILE, "is in no split, and not listed as such.", article))


def _left_out(data: Mapping[str, Any]) -> list[str]:
    """The articles that are listed as being in no split: ids, or objects with an id as ``article``."""
    listed = data.get("left_out")
    found = [item.get("article") if isinstance(item, dict) else item for item in listed or ()]
    return [item for item in found if isinstance(item, str)]
