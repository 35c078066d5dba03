"""The JSON Schema of an answer, made from the ontology."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute

_QUOTE: dict[str, Any] = {
    "quote": {"type": "string", "minLength": 1},
    "occurrence": {"type": "integer", "minimum": 1},
    "inside_a_word": {"const": True},
}


def answer_schema(ontology: Ontology) -> dict[str, Any]:
    """The schema of the assistant's answers: mentions and events, with quotes instead of positions."""
    parts: dict[str, Any] = {
        "entities": {
            "type": "array",
            "items": _kinds(_entity(ontology, label) for label in ontology.entities),
        }
    }
    if ontology.events:
        events = _kinds(_event(ontology, kind) for kind in ontology.events)
        parts["events"] = {"type": "array", "items": events}
    schema = _object(parts)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": ontology.id, **schema}


def _entity(ontology: Ontology, label: str) -> dict[str, Any]:
    fields = {
        "id": {"type": "string", "pattern": "^e[1-9][0-9]*$"},
        **_QUOTE,
        "label": {"const": label},
        "ref": {"type": "string"},
        **_attributes(ontology, label),
    }
    return _object(fields, ("id", "quote", "label"))


def _event(ontology: Ontology, kind: str) -> dict[str, Any]:
    trigger = {"anyOf": [_object(_QUOTE, ("quote",)), {"type": "null"}]}
    fields = {"type": {"const": kind}, "trigger": trigger}
    roles = list(ontology.roles_of[kind])
    if roles:
        argument = {
            "role": {"enum": roles},
            "entity": {"type": "string", "pattern": "^e[1-9][0-9]*$"},
            "quote": {"type": "string", "minLength": 1},
        }
        fields["arguments"] = {"type": "array", "items": _object(argument)}
    return _object({**fields, **_attributes(ontology, kind)}, ("type", "trigger"))


def _attributes(ontology: Ontology, label: str) -> dict[str, Any]:
    known = ontology.attributes_of(label)
    if not known:
        return {}
    values = {name: _value(attribute, label) for name, attribute in known.items()}
    return {"attributes": _object(values, ())}


def _value(attribute: Attribute, label: str) -> dict[str, Any]:
    if attribute.kind == "string":
        return {"type": "string"}
    one = {"enum": list(attribute.values_for(label))}
    return {"type": "array", "items": one, "minItems": 1} if attribute.kind == "multiple" else one


def _kinds(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"anyOf": list(items)}


def _object(properties: dict[str, Any], required: Iterable[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }
