"""The JSON Schema of an answer, made from the ontology, in the form that strict endpoints accept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute

NAME = "annotation"


def answer_schema(ontology: Ontology) -> dict[str, Any]:
    """The schema of mentions and events with quotes. Strict mode: all keys are required, no others allowed.

    One object serves all types, because endpoints limit the size of a schema. So the schema allows attributes
    that a type cannot have, for instance a mode of another type. The pipeline's checks remove these.
    """
    mention = {**_quoted(), "label": {"type": "string", "enum": list(ontology.entities)}}
    mention["attributes"] = _attributes(ontology, ontology.entities)
    parts: dict[str, Any] = {"entities": _list(_object(mention))}
    if ontology.events:
        event: dict[str, Any] = {
            "type": {"type": "string", "enum": list(ontology.events)},
            "trigger": {"anyOf": [_object(_quoted()), {"type": "null"}]},
        }
        if ontology.roles:
            role = {"type": "string", "enum": list(ontology.roles)}
            event["arguments"] = _list(_object({"role": role, "quote": {"type": "string"}}))
        event["attributes"] = _attributes(ontology, ontology.events)
        parts["events"] = _list(_object(event))
    return _object(parts)


def _quoted() -> dict[str, Any]:
    return {"quote": {"type": "string"}, "before": {"type": "string"}, "occurrence": {"type": "integer"}}


def _attributes(ontology: Ontology, labels: Iterable[str]) -> dict[str, Any]:
    mine = set(labels)
    return _object({name: _value(item) for name, item in ontology.attributes.items() if mine & set(item.on)})


def _value(attribute: Attribute) -> dict[str, Any]:
    if attribute.kind == "string":
        return {"type": ["string", "null"]}
    values = list(attribute.values)
    if attribute.kind == "multiple":
        return _list({"type": "string", "enum": values})
    return {"type": ["string", "null"], "enum": [*values, None]}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
