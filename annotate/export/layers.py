"""Makes flat layers: mentions without overlaps, for formats that do not allow overlaps."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.annotation import Entity, in_reading_order


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
        return "nested in" if self.by.contains(self.entity) else "overlaps"


def flat_layer(entities: Iterable[Entity]) -> tuple[list[Entity], list[Displaced]]:
    """Splits mentions into a layer without overlaps and the displaced mentions; both in reading order.

    Of overlapping mentions the longest stays in the layer, then the earliest, then the first by label and id.
    Lengths are in code points.
    """
    ordered = sorted(entities, key=lambda entity: (-len(entity), entity.start, entity.label, entity.id))
    taken: list[tuple[int, int, int]] = []  # start, end, index into ordered; disjoint, so sorted by end too
    kept: list[Entity] = []
    displaced: dict[str, Displaced] = {}
    for index, entity in enumerate(ordered):
        at = bisect_left(taken, (entity.start,))
        if at > 0 and taken[at - 1][1] > entity.start:
            at -= 1
        if at < len(taken) and taken[at][0] < entity.end:
            displaced[entity.id] = Displaced(entity, ordered[taken[at][2]])
        else:
            insort(taken, (entity.start, entity.end, index))
            kept.append(entity)
    others = in_reading_order(item.entity for item in displaced.values())
    return list(in_reading_order(kept)), [displaced[entity.id] for entity in others]


def label_problem(label: str) -> str | None:
    """The reason why a format whose tags are single words cannot hold ``label``; None if the format can."""
    return "its label holds white space" if any(char.isspace() for char in label) else None
