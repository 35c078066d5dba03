"""The assistant's answer for one article, and the rest, which the answer does not say."""

from __future__ import annotations

from typing import Any

from annotate.core.annotation import Argument, AttributeValue, Entity, Event, in_reading_order
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.chat.quotes import quote_of

Data = dict[str, Any]


class Answer:
    """What a model is to say of an article. ``said`` is that, and fits the ontology's schema.

    ``entities`` and ``events`` hold the rest of each region, in the order of the gold. The rest has the
    number of the region in the answer, from 0, as ``said``. A region that the ontology does not allow is
    there in full, and not in the answer.
    """

    def __init__(self, record: GoldRecord, text: str, ontology: Ontology) -> None:
        self._text = text
        self._ontology = ontology
        annotation = record.annotation
        known = [one for one in annotation.entities if one.label in ontology.entities]
        self._numbers = {one.id: number for number, one in enumerate(in_reading_order(known))}
        self.said: Data = {"entities": [self._entity(one) for one in in_reading_order(known)]}
        self.entities = [self._rest_of_entity(one) for one in annotation.entities]
        self.events: list[Data] = []
        if ontology.events:
            self.said["events"] = []
        for event in annotation.events:
            self._event(event)

    def _entity(self, entity: Entity) -> Data:
        said = {"id": self._name(entity.id), **quote_of(self._text, entity.start, entity.end)}
        said["label"] = entity.label
        if entity.ref is not None:
            said["ref"] = entity.ref
        return said | self._attributes(entity)

    def _rest_of_entity(self, entity: Entity) -> Data:
        data = entity.to_dict()
        if entity.id not in self._numbers:
            return data
        for field in ("start", "end", "text", "label", "ref"):
            data.pop(field, None)
        return {"said": self._numbers[entity.id], **self._rest(data, entity)}

    def _event(self, event: Event) -> None:
        data = event.to_dict()
        if event.type not in self._ontology.events:
            self.events.append(data)
            return
        trigger = event.trigger
        said: Data = {
            "type": event.type,
            "trigger": None if trigger is None else quote_of(self._text, trigger.start, trigger.end),
        }
        arguments = [one for one in event.arguments if self._allows(event, one)]
        if arguments:
            said["arguments"] = [
                {
                    "role": one.role,
                    "entity": self._name(one.entity),
                    "quote": self._said_of(one.entity)["quote"],
                }
                for one in arguments
            ]
        del data["type"]
        trigger_rest = data.pop("trigger") or {}
        for field in ("start", "end", "text"):
            trigger_rest.pop(field, None)
        if all(set(one.to_dict()) == {"role", "entity"} and one in arguments for one in event.arguments):
            data.pop("arguments", None)
        rest = {"said": len(self.said["events"]), **self._rest(data, event)}
        self.events.append({**rest, **({"trigger": trigger_rest} if trigger_rest else {})})
        self.said["events"].append(said | self._attributes(event))

    def _rest(self, data: Data, region: Entity | Event) -> Data:
        """The region's data without its attributes, if the answer says all of them."""
        said = self._attributes(region).get("attributes", {})
        if said.keys() == region.attributes.keys():
            data.pop("attributes", None)
        return data

    def _attributes(self, region: Entity | Event) -> Data:
        """The attributes that the ontology allows, under "attributes" if there are any."""
        label = region.label if isinstance(region, Entity) else region.type
        known = self._ontology.attributes_of(label)
        allowed: dict[str, AttributeValue] = {}
        for name, value in region.attributes.items():
            attribute = known.get(name)
            if attribute is None or (attribute.kind == "multiple") != isinstance(value, tuple):
                continue
            if attribute.problem_with(label, value) is None:
                allowed[name] = value
        if not allowed:
            return {}
        listed = {name: list(value) if isinstance(value, tuple) else value for name, value in allowed.items()}
        return {"attributes": listed}

    def _allows(self, event: Event, argument: Argument) -> bool:
        return argument.entity in self._numbers and argument.role in self._ontology.roles_of[event.type]

    def _name(self, entity: str) -> str:
        return f"e{self._numbers[entity] + 1}"

    def _said_of(self, entity: str) -> Data:
        found: Data = self.said["entities"][self._numbers[entity]]
        return found
