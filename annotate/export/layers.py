"""Makes flat layers: mentions without overlaps, for formats that do not allow overlaps."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from annotate.core.annotation import Entity, in_reading_order

Flatten = Literal["longest", "innermost", "strict"]
FLATTEN: tuple[Flatten, ...] = ("longest", "innermost", "strict")


@dataclass(frozen=True, slots=True)
class Displaced:
    """A mention that is not in the flat layer, and the overlapping mention that is in the layer."""

    entity: Entity
    by: Entity

    @property
    def why(self) -> str:
        """How the mention overlaps the other mention, for instance "nested in e13"."""
        return f"{self._relation} {self.by.id}"

    @property
    def reason(self) -> str:
        """Like `why`, but without the id of the other mention."""
        return f"{self._relation} another mention"

    @property
    def _relation(self) -> str:
        if (self.by.start, self.by.end) == (self.entity.start, self.entity.end):
            return "same span as"
        if self.by.contains(self.entity):
            return "nested in"
        return "contains" if self.entity.contains(self.by) else "overlaps"


def flat_layer(
    entities: Iterable[Entity], flatten: Flatten = "longest"
) -> tuple[list[Entity], list[Displaced]]:
    """Splits mentions into a layer without overlaps and the displaced mentions; both in reading order.

    Of overlapping mentions the longest stays in the layer, or with "innermost" the shortest; then the
    earliest, then the first by label and id. Lengths are in code points. With "strict", none of them stays.
    """
    ordered = in_reading_order(entities)
    if not _overlap(ordered):  # most articles
        return list(ordered), []
    kept: list[Entity] = []
    displaced: list[Displaced] = []
    for group in _overlapping_groups(ordered):
        if len(group) == 1:
            kept += group
        else:
            layer, others = _flat(group, flatten)
            kept += layer
            displaced += others
    return kept, displaced


def _overlap(ordered: Iterable[Entity]) -> bool:
    """Whether any of the mentions, which are in reading order, overlap."""
    end = 0
    for entity in ordered:
        if entity.start < end:
            return True
        end = entity.end
    return False


def _overlapping_groups(ordered: Iterable[Entity]) -> Iterator[list[Entity]]:
    """Cuts mentions in reading order into groups, so that no mention overlaps one of another group."""
    group: list[Entity] = []
    end = 0
    for entity in ordered:
        if entity.start >= end and group:
            yield group
            group = []
        group.append(entity)
        end = max(end, entity.end)
    if group:
        yield group


def _flat(entities: Iterable[Entity], flatten: Flatten) -> tuple[list[Entity], list[Displaced]]:
    sign = 1 if flatten == "innermost" else -1
    ordered = sorted(entities, key=lambda entity: (sign * len(entity), entity.start, entity.label, entity.id))
    kept, displaced = _without_overlaps(ordered)
    if flatten == "strict":
        displaced |= _overlapping(kept, displaced)
        kept = [entity for entity in kept if entity.id not in displaced]
    others = in_reading_order(item.entity for item in displaced.values())
    return list(in_reading_order(kept)), [displaced[entity.id] for entity in others]


def _overlapping(kept: Iterable[Entity], displaced: Mapping[str, Displaced]) -> dict[str, Displaced]:
    """The mentions of ``kept`` that overlap a displaced mention, by id."""
    found: dict[str, Displaced] = {}
    widest: Entity | None = None  # of those that begin before, the one that ends last
    for entity in sorted((*kept, *(item.entity for item in displaced.values())), key=lambda one: one.start):
        if widest is not None and widest.overlaps(entity):
            found[widest.id] = Displaced(widest, entity)
            found[entity.id] = Displaced(entity, widest)
        if widest is None or entity.end > widest.end:
            widest = entity
    return {id: item for id, item in found.items() if id not in displaced}


def _without_overlaps(ordered: Iterable[Entity]) -> tuple[list[Entity], dict[str, Displaced]]:
    """The mentions that overlap no earlier one in ``ordered``, and the others by id."""
    taken: list[tuple[int, int, int]] = []  # start, end, index into ordered; disjoint, so sorted by end too
    kept: list[Entity] = []
    displaced: dict[str, Displaced] = {}
    before = list(ordered)
    for index, entity in enumerate(before):
        at = bisect_left(taken, (entity.start,))
        if at > 0 and taken[at - 1][1] > entity.start:
            at -= 1
        if at < len(taken) and taken[at][0] < entity.end:
            displaced[entity.id] = Displaced(entity, before[taken[at][2]])
        else:
            insort(taken, (entity.start, entity.end, index))
            kept.append(entity)
    return kept, displaced


@lru_cache(maxsize=1024)
def label_problem(label: str) -> str | None:
    """The reason why a format whose tags are single words cannot hold ``label``; None if the format can."""
    return "its label holds white space" if any(char.isspace() for char in label) else None
