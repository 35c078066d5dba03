"""Regions of a file that are one region here, or that have one id: which of them a relation means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from annotate.core.annotation import Entity, Event, label_of
from annotate.studio.codec.places import trimmed
from annotate.studio.codec.results import Decoded
from annotate.studio.exchange.survey import kind_of


def first_of_twins(kept: Decoded, every: Decoded, text: str) -> dict[str, str]:
    """The id of the region that was kept, for the id of each that was merged with it.

    ``every`` are the regions of the file, before those with the same words and the same label were merged.
    """
    stay = {region.id for region in kept.regions}
    first: dict[object, str] = {}
    for region in kept.regions:
        first.setdefault(_place(region, text), region.id)
    gone = ((region.id, first.get(_place(region, text))) for region in every.regions if region.id not in stay)
    return {id: twin for id, twin in gone if twin is not None}


def shared_ids(results: Iterable[Any]) -> set[str]:
    """The ids that regions at different places have."""
    places: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for result in results:
        value = result.get("value") if isinstance(result, dict) else None
        if isinstance(value, dict) and "id" in result and kind_of(result, value) == "Labels":
            places[str(result["id"])].add((str(value.get("start")), str(value.get("end"))))
    return {id for id, found in places.items() if len(found) > 1}


def _place(region: Entity | Event, text: str) -> object:
    span = region if isinstance(region, Entity) else region.trigger
    return label_of(region), None if span is None else trimmed(text, span.start, span.end)
