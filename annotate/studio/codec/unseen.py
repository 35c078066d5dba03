"""Restores the fields that the screen does not show from the pushed annotations, when a pull decodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from annotate.core.annotation import Annotation, Argument, AttributeValue, Entity, Event, Status, label_of
from annotate.core.filled_in import proposals
from annotate.core.findings import Finding
from annotate.core.unreviewed import ATTRIBUTES, REF
from annotate.core.unsure import UNSURE
from annotate.studio.codec.marked import Region
from annotate.studio.codec.places import trimmed
from annotate.studio.codec.unsure import unsure_of
from annotate.studio.screen.binding import Binding


class UnseenFields:
    """Pushed fields that the screen does not show.

    A region gets the fields of the pushed region with the same id, if span and label are still the same.
    White space at the edges makes no difference. Values that come from a suggestion are ``unreviewed``. What
    comes from an annotation that a person made keeps the marks that it has there.
    """

    def __init__(
        self, pushed: tuple[Annotation, ...], binding: Binding, text: str, *, mark: bool = True
    ) -> None:
        self.binding = binding
        self.text = text
        self.dropped: list[Finding] = []
        self.order: dict[str, int] = {}
        self._entities: dict[str, list[tuple[Entity, bool]]] = {}
        self._events: dict[str, list[tuple[Event, bool]]] = {}
        self._article_events: dict[str, tuple[Event, bool]] = {}
        for annotation in pushed:
            suggested = mark and annotation.status is Status.SUGGESTED
            for entity in annotation.entities:
                self.order.setdefault(entity.id, len(self.order))
                self._entities.setdefault(entity.id, []).append((entity, suggested))
            for event in annotation.events:
                self.order.setdefault(event.id, len(self.order))
                if event.trigger is None:
                    self._article_events.setdefault(event.type, (event, suggested))
                else:
                    self._events.setdefault(event.id, []).append((event, suggested))

    def is_pushed(self, id: str, start: int, end: int, label: str) -> bool:
        """Whether this region was sent with this id, place and label."""
        sent = chain(self._sent_mentions(id, start, end, label), self._sent_events(id, start, end, label))
        return any(True for _ in sent)

    def roles_sent(self, region: Region, filler: Region) -> set[str]:
        """The roles that a mention had in an event when they were sent."""
        sent = self._sent(region)
        return {one.role for known in sent for one in known.arguments if one.entity == filler.id}

    def has_its_arguments(self, region: Region) -> bool:
        """Whether this trigger was sent with exactly the arguments that it has now."""
        now = {(one.role, one.entity) for one in region.arguments}
        return any(now == {(one.role, one.entity) for one in known.arguments} for known in self._sent(region))

    def has_its_values(self, region: Region) -> bool:
        """Whether this trigger was sent with exactly the values on the screen that it has now."""
        shown = (
            {
                name: value
                for name, value in known.attributes.items()
                if self.binding.attribute_tag(name, region.label) is not None
            }
            for known in self._sent(region)
        )
        return any(values == region.attributes for values in shown)

    def _sent(self, region: Region) -> list[Event]:
        """The events that were sent with this trigger and type, the most recent first."""
        sent = self._sent_events(region.id, region.start, region.end, region.label)
        return [known for known, _ in sent]

    def _sent_mentions(self, id: str, start: int, end: int, label: str) -> Iterator[tuple[Entity, bool]]:
        """The mentions that were sent so, and whether each is a suggestion. The most recent first."""
        for known, suggested in self._entities.get(id, ()):
            if known.label == label and self._same(known.start, known.end, start, end):
                yield known, suggested

    def _sent_events(self, id: str, start: int, end: int, label: str) -> Iterator[tuple[Event, bool]]:
        """The triggered events that were sent so, and whether each is a suggestion. The most recent first."""
        for known, suggested in self._events.get(id, ()):
            former = known.trigger
            if known.type != label or former is None:
                continue
            if self._same(former.start, former.end, start, end):
                yield known, suggested

    def _same(self, start: int, end: int, other_start: int, other_end: int) -> bool:
        if (start, end) == (other_start, other_end):
            return True
        return trimmed(self.text, start, end) == (other_start, other_end)

    def of_mention(self, region: Region) -> dict[str, Any]:
        """The fields of a mention besides its place and label, with those that nobody sees."""
        for known, suggested in self._sent_mentions(region.id, region.start, region.end, region.label):
            attributes, unreviewed = self._attributes(known, region, suggested)
            if REF in known.unreviewed or (suggested and known.ref is not None):
                unreviewed = (REF, *unreviewed)
            return {
                "attributes": attributes,
                "ref": known.ref,
                "score": known.score,
                "uncertainty": known.uncertainty,
                "provenance": known.provenance,
                "unreviewed": unreviewed,
                "unsure": unsure_of(region, known, self.binding),
            }
        if candidates := self._entities.get(region.id):
            self._note_dropped(region, candidates[0][0])
        return {"attributes": region.attributes, "unsure": unsure_of(region, None, self.binding)}

    def of_event(self, region: Region) -> dict[str, Any]:
        """The fields of a triggered event besides trigger and type, with those that nobody sees."""
        for known, suggested in self._sent_events(region.id, region.start, region.end, region.label):
            attributes, unreviewed = self._attributes(known, region, suggested)
            return {
                "arguments": _as_known(region.arguments, known.arguments, keep_marks=not suggested),
                "attributes": attributes,
                "score": known.score,
                "uncertainty": known.uncertainty,
                "provenance": known.provenance,
                "unreviewed": unreviewed,
                "unsure": unsure_of(region, known, self.binding),
            }
        if candidates := self._events.get(region.id):
            self._note_dropped(region, candidates[0][0])
        return {
            "attributes": region.attributes,
            "arguments": tuple(region.arguments),
            "unsure": unsure_of(region, None, self.binding),
        }

    def article_event(self, event: Event) -> Event:
        """The event without a trigger as it was sent. The screen shows only its type."""
        known, suggested = self._article_events.get(event.type, (event, False))
        if not suggested or not known.attributes:
            return known
        return known.with_(unreviewed=tuple(f"{ATTRIBUTES}{name}" for name in known.attributes))

    def _attributes(
        self, known: Entity | Event, region: Region, suggested: bool
    ) -> tuple[dict[str, AttributeValue], tuple[str, ...]]:
        """The attributes, and the names of those that nobody saw.

        Takes the value on the screen if the screen has a control for it, else the pushed value.
        """
        found = region.attributes
        merged: dict[str, AttributeValue] = {}
        unreviewed = []
        for name, value in known.attributes.items():
            hidden = self.binding.attribute_tag(name, region.label) is None
            if hidden:
                merged[name] = value
            elif name in found:
                merged[name] = found[name]
            marked = f"{ATTRIBUTES}{name}" in known.unreviewed and not suggested
            if (suggested and hidden) or (marked and merged.get(name) == value):
                unreviewed.append(f"{ATTRIBUTES}{name}")
        return {**merged, **found}, tuple(unreviewed)

    def _note_dropped(self, region: Region, known: Entity | Event) -> None:
        former = label_of(known)
        hidden = [name for name in known.attributes if self.binding.attribute_tag(name, former) is None]
        ref = known.ref if isinstance(known, Entity) else None
        unsure = self.binding.unsure.region.box is None and known.unsure is not None
        lost = [*([REF] if ref else []), *hidden, *(["provenance"] if proposals(known) else [])]
        lost += [UNSURE] if unsure else []
        if lost:
            found = region.found("no-longer-holds", f"was changed, so it lost its {', '.join(lost)}")
            self.dropped.append(replace(found, values=tuple(lost)))


def _as_known(
    found: Sequence[Argument], known: tuple[Argument, ...], *, keep_marks: bool
) -> tuple[Argument, ...]:
    """The arguments in the order that was sent, with the other fields that they had if ``keep_marks``."""
    order = {(argument.role, argument.entity): index for index, argument in enumerate(known)}
    places = [(order.get((argument.role, argument.entity), len(order)), argument) for argument in found]
    places.sort(key=lambda pair: pair[0])
    return tuple(
        known[place] if keep_marks and place < len(known) else argument for place, argument in places
    )
