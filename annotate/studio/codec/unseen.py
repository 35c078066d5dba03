"""Restores the fields that the screen does not show from the pushed annotations, when a pull decodes."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.core.annotation import Annotation, Argument, AttributeValue, Entity, Event
from annotate.studio.screen.binding import Binding


@dataclass(frozen=True)
class Problem:
    """A part of a result list that was left out or repaired, with the reason.

    ``kind`` groups problems for counting.
    """

    region: str
    what: str
    kind: str = ""

    def __str__(self) -> str:
        return f"region {self.region}: {self.what}"


class UnseenFields:
    """Pushed fields that the screen does not show.

    A region gets the fields of the pushed region with the same id, if span and label are still the same.
    """

    def __init__(self, pushed: tuple[Annotation, ...], binding: Binding) -> None:
        self.binding = binding
        self.dropped: list[Problem] = []
        self.order: dict[str, int] = {}
        self._entities: dict[str, list[Entity]] = {}
        self._events: dict[str, list[Event]] = {}
        self._article_events: dict[str, Event] = {}
        for annotation in pushed:
            for entity in annotation.entities:
                self.order.setdefault(entity.id, len(self.order))
                self._entities.setdefault(entity.id, []).append(entity)
            for event in annotation.events:
                self.order.setdefault(event.id, len(self.order))
                if event.trigger is None:
                    self._article_events.setdefault(event.type, event)
                else:
                    self._events.setdefault(event.id, []).append(event)

    def entity(self, entity: Entity) -> Entity:
        candidates = self._entities.get(entity.id, [])
        for known in candidates:
            if (known.start, known.end, known.label) == (entity.start, entity.end, entity.label):
                attributes = self._attributes(known.attributes, entity.attributes, entity.label)
                return entity.with_(
                    attributes=attributes,
                    ref=known.ref,
                    score=known.score,
                    uncertainty=known.uncertainty,
                    provenance=known.provenance,
                )
        if candidates:
            self._note_dropped(entity.id, candidates[0], candidates[0].ref)
        return entity

    def event(self, event: Event) -> Event:
        candidates = self._events.get(event.id, [])
        for known in candidates:
            if (known.trigger, known.type) == (event.trigger, event.type):
                return event.with_(
                    arguments=_in_known_order(event.arguments, known.arguments),
                    attributes=self._attributes(known.attributes, event.attributes, event.type),
                    score=known.score,
                    uncertainty=known.uncertainty,
                    provenance=known.provenance,
                )
        if candidates:
            self._note_dropped(event.id, candidates[0], None)
        return event

    def article_event(self, event: Event) -> Event:
        return self._article_events.get(event.type, event)

    def _attributes(
        self, known: dict[str, AttributeValue], found: dict[str, AttributeValue], label: str
    ) -> dict[str, AttributeValue]:
        """Takes the value on the screen if the screen has a control for it, else the pushed value."""
        merged: dict[str, AttributeValue] = {}
        for name, value in known.items():
            if self.binding.attribute_tag(name, label) is None:
                merged[name] = value
            elif name in found:
                merged[name] = found[name]
        return {**merged, **found}

    def _note_dropped(self, region: str, known: Entity | Event, ref: str | None) -> None:
        label = known.label if isinstance(known, Entity) else known.type
        hidden = [name for name in known.attributes if self.binding.attribute_tag(name, label) is None]
        lost = [*(["ref"] if ref else []), *hidden, *(["provenance"] if known.provenance else [])]
        if lost:
            self.dropped.append(
                Problem(region, f"was changed, so it lost its {', '.join(lost)}", "no longer holds")
            )


def _in_known_order(found: tuple[Argument, ...], known: tuple[Argument, ...]) -> tuple[Argument, ...]:
    order = {argument.model_dump_json(): index for index, argument in enumerate(known)}
    return tuple(sorted(found, key=lambda argument: order.get(argument.model_dump_json(), len(order))))
