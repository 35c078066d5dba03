"""Verifies that near duplicates are in no two splits, and that splits.json lists all their clusters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotate.core.errors import MissingExtraError
from annotate.core.jsonl import read_lines
from annotate.core.wording import named_in_splits
from annotate.corpus.near_duplicates import find_near_duplicates
from annotate.gold.checking.discrepancy import Discrepancy, Report
from annotate.gold.release_files import GOLD_FILE, SPLITS_FILE
from annotate.gold.splitting.findings import near_duplicate_findings


def check_near_duplicates(
    folder: Path,
    splits: Mapping[str, Sequence[str]],
    data: Mapping[str, Any],
    made_by: str | None,
    notes: list[str],
    report: Report,
) -> None:
    """Finds the near duplicates among the texts again, and reports those that are in different splits.

    ``data`` is the content of splits.json; clusters that it lists as known leaks are not reported. Call this
    for a release with texts whose gold can be read. ``made_by`` names the version of annotate that made
    the release, if another one: it may find near duplicates otherwise, so differences are notes.
    """
    try:
        near = find_near_duplicates(_texts(folder / GOLD_FILE))
    except MissingExtraError as error:
        notes.append(f"Near duplicates were not looked for: {error}")
        return
    found = near_duplicate_findings(near, splits, _leaks(data.get("known_leaks")))
    listed, clusters = data.get("clusters"), near.clusters
    if listed != clusters:
        first = next((one for one in clusters if not isinstance(listed, list) or one not in listed), None)
        what = "other ones" if first is None else f"this one, too: {', '.join(first[:5])}"
        found.append(f"clusters is not the list of near duplicates: the texts give {what}")
    if made_by is None:
        for what in found:
            report(Discrepancy("invariants", SPLITS_FILE, f"{what}."))
    elif found:
        notes.append(f"{made_by} found other near duplicates than this version: {found[0]}.")


def leak_notes(data: Mapping[str, Any]) -> Iterator[str]:
    """A note for each cluster that splits.json lists as being in different splits."""
    for leak in _leaks(data.get("known_leaks")):
        named = named_in_splits({str(article): str(split) for article, split in leak.items()})
        yield f"Near duplicates are in different splits, and {SPLITS_FILE} lists them as known: {named}."


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    for _, record in read_lines(file):
        yield record["article"]["id"], record["article"]["text"]


def _leaks(listed: Any) -> Iterator[Mapping[str, str]]:
    for leak in listed if isinstance(listed, list) else ():
        if isinstance(leak, dict):
            yield leak
