"""Flat layers: the mentions that are left if a format does not allow overlaps."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from annotate.core.annotation import Entity, in_reading_order


@dataclass(frozen=True, slots=True)
class Displaced:
    """A mention that is not in the flat layer, and a mention in the layer that overlaps it."""

    entity: Entity
    by: Entity

    @property
    def why(self) -> str:
        """How it overlaps the other mention, for instance "nested in e13"."""
        return f"{self._relation} {self.by.id}"

    @property
    def reason(self) -> str:
        """The same without the id of the other mention."""
        return f"{self._relation} another mention"

    @property
    def _relation(self) -> str:
        if (self.by.start, self.by.end) == (self.entity.start, self.entity.end):
            return "same span as"
        return "nested in" if self.by.contains(self.entity) else "overlaps"


def flat_layer(entities: Iterable[Entity]) -> tuple[list[Entity], list[Displaced]]:
    """The longest mentions of which no two overlap, and the others; both in reading order.

    A longer mention wins, then the earlier one, then the first by label and id. Lengths are in code points.
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
    """Why a format whose tags are single words cannot hold ``label``, or None."""
    return "its label holds white space" if any(char.isspace() for char in label) else None
