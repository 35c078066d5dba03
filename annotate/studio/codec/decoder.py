"""Decodes a result list: first the regions, then attributes and relations. Reports every part not decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import (
    Annotation,
    Argument,
    AttributeValue,
    Entity,
    Event,
    Trigger,
    is_region_id,
)
from annotate.core.ontology import Ontology
from annotate.studio.codec.unseen import Problem, UnseenFields
from annotate.studio.screen.binding import Binding
from annotate.studio.screen.foreign_names import RELATIONS

Result = dict[str, Any]


@dataclass
class Decoded:
    """A decoded result list.

    ``dropped`` lists regions that lost hidden fields. ``problems`` lists parts left out or repaired.
    """

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    dropped: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def regions(self) -> tuple[Entity | Event, ...]:
        """The entities, then the events."""
        return (*self.entities, *self.events)


@dataclass
class _Region:
    id: str
    start: int
    end: int
    label: str
    is_trigger: bool
    attributes: dict[str, AttributeValue] = field(default_factory=dict)
    arguments: list[Argument] = field(default_factory=list)


class Decoder:
    """Decodes one result list. Add the results with `take`, in any order, then call `finish`."""

    def __init__(self, text: str, binding: Binding, ontology: Ontology) -> None:
        self.text = text
        self.binding = binding
        self.ontology = ontology
        self.regions: dict[str, _Region] = {}
        self.types: list[str] = []
        self.relations: list[Result] = []
        self.per_region: list[Result] = []
        self.problems: list[Problem] = []

    def take(self, result: Any) -> None:
        """Adds one result. A result that cannot be decoded becomes a problem."""
        if not isinstance(result, dict):
            self._problem("no object", "?", f"is a {type(result).__name__}, not an object; left out")
            return
        name = result.get("from_name")
        if not isinstance(name, str):
            name = None
        if result.get("type") == "relation":
            self.relations.append(result)
        elif self.binding.is_elsewhere(name, result.get("to_name")):
            self._problem(
                "other tag", result.get("id"), f"is in the text {result.get('to_name')!r}; left out"
            )
        elif name in self.binding.type_controls:
            names = self.binding.type_names
            self.types.extend(
                names.get((str(name), choice), choice) for choice in _strings(result, "choices")
            )
        elif name in self.binding.label_controls:
            self._take_label(result)
        elif name in self.binding.tag_by_name:
            self.per_region.append(result)
        else:
            self._problem(
                "other tag",
                result.get("id"),
                f"comes from the tag {result.get('from_name')!r}, which this project does not read; left out",
            )

    def _take_label(self, result: Result) -> None:
        region_id = result.get("id")
        value = result.get("value")
        labels = _strings(result, "labels")
        if not isinstance(region_id, str) or not is_region_id(region_id) or not isinstance(value, dict):
            self._problem("no id or value", region_id, "has no usable id or no value; left out")
            return
        start, end = value.get("start"), value.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(self.text):
            self._problem(
                "empty span" if type(start) is int and start == end else "out of range",
                region_id,
                f"spans {start}:{end} of a text of {len(self.text)} code points; left out",
            )
            return
        if len(labels) != 1:
            self._problem("not one label", region_id, f"has {len(labels)} labels instead of one; left out")
            return
        label = self.binding.label_name(result.get("from_name"), labels[0], self.ontology)
        is_trigger = label in self.ontology.events
        if label is None:
            self._problem(
                "unknown label",
                region_id,
                f"has the label {labels[0]!r}, which {self.ontology.id} does not know; left out",
            )
            return
        if region_id in self.regions:
            self._problem("same id twice", region_id, "occurs twice; the second was left out")
            return
        words = value.get("text")
        if isinstance(words, str) and "".join(words.split()) != "".join(self.text[start:end].split()):
            self._problem(
                "other text",
                region_id,
                f"has the text {words[:40]!r} but spans {self.text[start:end][:40]!r}; the span was kept",
            )
        self.regions[region_id] = _Region(region_id, start, end, label, is_trigger)

    def finish(self, pushed: tuple[Annotation, ...]) -> Decoded:
        """Returns the decoded annotation. Restores hidden fields from ``pushed``.

        ``pushed`` are the annotations that were sent for this task, the most recent first.
        """
        for result in self.per_region:
            self._attach_attribute(result)
        for relation in self.relations:
            self._attach_argument(relation)
        unseen = UnseenFields(pushed, self.binding)
        entities = [self._entity(region, unseen) for region in self.regions.values() if not region.is_trigger]
        events = [self._event(region, unseen) for region in self.regions.values() if region.is_trigger]
        events.extend(self._article_events(unseen))
        order = unseen.order
        late = len(order)
        entities.sort(key=lambda entity: order.get(entity.id, late))
        events.sort(key=lambda event: order.get(event.id, late))
        return Decoded(tuple(entities), tuple(events), unseen.dropped, self.problems)

    def _attach_attribute(self, result: Result) -> None:
        tag = self.binding.tag_by_name[result["from_name"]]
        region = self.regions.get(str(result.get("id")))
        values = _strings(result, "choices") if tag.values else _strings(result, "text")
        values = [self.binding.value_of(tag.name, value) for value in values]
        if region is None:
            self._problem(
                "region gone", result.get("id"), f"has {tag.attribute} {values} but does not exist; left out"
            )
            return
        if not values:
            return
        attribute = self.ontology.attributes[tag.attribute]
        if attribute.kind != "multiple" and len(values) > 1:
            self._problem(
                "several values", region.id, f"has {len(values)} values of {tag.attribute}; the last was kept"
            )
        value: AttributeValue = tuple(values) if attribute.kind == "multiple" else values[-1].strip()
        if region.label not in tag.labels:
            self._problem(
                "attribute", region.id, f"is a {region.label} with {tag.attribute} of another label; left out"
            )
        elif problem := attribute.problem_with(region.label, value):
            self._problem("attribute", region.id, f"attribute {tag.attribute} {problem}; left out")
        else:
            region.attributes[tag.attribute] = value

    def _attach_argument(self, relation: Result) -> None:
        source, target = str(relation.get("from_id")), str(relation.get("to_id"))
        if relation.get("direction") == "left":
            source, target = target, source
        trigger, filler = self.regions.get(source), self.regions.get(target)
        labels = _strings(relation, "labels")
        if trigger is None or filler is None:
            self._problem(
                "relation to what is gone",
                source,
                f"has a relation to {target}, but one of the two does not exist; left out",
            )
            return
        if not trigger.is_trigger and filler.is_trigger:
            trigger, filler = filler, trigger  # drawn from the mention to the trigger
        if not trigger.is_trigger or filler.is_trigger:
            self._problem(
                "relation of others",
                source,
                f"has a relation to {target} that does not join a trigger with a mention; left out",
            )
            return
        if not labels:
            self._problem(
                "relation without role", source, f"has a relation to {target} without a role; left out"
            )
        for label in labels:
            role = self.ontology.renamed_label(label, RELATIONS)
            if role not in self.ontology.roles:
                self._problem("unknown role", source, f"has a relation {label!r}, which is no role; left out")
                continue
            argument = Argument(role=role, entity=filler.id)
            if argument not in trigger.arguments:
                trigger.arguments.append(argument)

    def _entity(self, region: _Region, unseen: UnseenFields) -> Entity:
        entity = Entity(
            id=region.id,
            start=region.start,
            end=region.end,
            label=region.label,
            text=self.text[region.start : region.end],
            attributes=region.attributes,
        )
        return unseen.entity(entity)

    def _event(self, region: _Region, unseen: UnseenFields) -> Event:
        text = self.text[region.start : region.end]
        event = Event(
            id=region.id,
            type=region.label,
            trigger=Trigger(start=region.start, end=region.end, text=text),
            arguments=tuple(region.arguments),
            attributes=region.attributes,
        )
        return unseen.event(event)

    def _article_events(self, unseen: UnseenFields) -> list[Event]:
        events: dict[str, Event] = {}
        for choice in self.types:
            label = self.ontology.renamed_label(choice)
            if label not in self.ontology.events:
                self._problem(
                    "unknown type", "article", f"chose {choice!r}, which is no event type; left out"
                )
            elif label not in events:
                event = Event(id=f"article.{label}", type=label, trigger=None)
                events[label] = unseen.article_event(event)
        return list(events.values())

    def _problem(self, kind: str, region: Any, what: str) -> None:
        self.problems.append(Problem(str(region), what, kind))


def _strings(result: Result, key: str) -> list[str]:
    holder = result if key == "labels" and result.get("type") == "relation" else result.get("value")
    values = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(values, str):
        return [values]
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
