"""Gives an annotation the names that another version of its ontology has."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TypeVar

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, label_of
from annotate.core.filled_in import with_other_names
from annotate.core.ontology import Ontology
from annotate.core.unreviewed import ATTRIBUTES

Region = TypeVar("Region", Entity, Event)


def renamed(annotation: Annotation, new: Ontology) -> Annotation:
    """The annotation with the names of ``new``, by its ``renamed``, and with its id.

    Raises `ValueError` if renames make one name of two, and the annotation has different values for both.
    """
    names = Names(new)
    entities = [_lifted_entity(entity, names) for entity in annotation.entities]
    events = _without_repeated_types(_lifted_event(event, names) for event in annotation.events)
    return annotation.with_(ontology=new.id, entities=tuple(entities), events=tuple(events))


def with_usual_values_of(former: Ontology, present: Ontology) -> Ontology:
    """The present version, but with the usual values (``default``) that a former version stated."""
    names = Names(present)
    usual: dict[str, str | None] = {}
    for name, attribute in former.attributes.items():
        usual.setdefault(names.attribute(name), attribute.default)
    attributes = {
        name: attribute.model_copy(update={"default": usual.get(name)})
        for name, attribute in present.attributes.items()
    }
    # Not checked: the present version may no longer allow a value that was usual.
    fields = {name: getattr(present, name) for name in type(present).model_fields}
    return type(present).model_construct(**{**fields, "attributes": attributes})


class Names:
    """The names that ``new``, a version of an ontology, has for names of another version.

    A name without a present form stays as it is.
    """

    def __init__(self, new: Ontology) -> None:
        self._new = new

    def entity(self, label: str) -> str:
        return self._now(label, self._new.entities)

    def event(self, label: str) -> str:
        return self._now(label, self._new.events)

    def label(self, label: str) -> str:
        return label if label in self._new.events else self.entity(label)

    def role(self, role: str) -> str:
        return self._now(role, self._new.roles)

    def attribute(self, name: str) -> str:
        return self._now(name, self._new.attributes)

    def value(self, name: str, value: AttributeValue) -> AttributeValue:
        """A value of the attribute that has ``name`` now; as a list of one if it takes several now."""
        attribute = self._new.attributes.get(name)
        several = attribute is not None and attribute.kind == "multiple"
        return (value,) if several and isinstance(value, str) else value

    def _now(self, name: str, section: Container[str]) -> str:
        return name if name in section else self._new.renamed_label(name)


def _lifted_entity(entity: Entity, names: Names) -> Entity:
    return _with_attributes(entity.with_(label=names.entity(entity.label)), names)


def _lifted_event(event: Event, names: Names) -> Event:
    present = [argument.with_(role=names.role(argument.role)) for argument in event.arguments]
    # Two roles that became one may have had the same filler.
    arguments = {(argument.role, argument.entity): argument for argument in reversed(present)}
    changes = {"type": names.event(event.type), "arguments": tuple(reversed(arguments.values()))}
    return _with_attributes(event.with_(**changes), names)


def _with_attributes(region: Region, names: Names) -> Region:
    attributes: dict[str, AttributeValue] = {}
    for name, value in region.attributes.items():
        now = names.attribute(name)
        if attributes.setdefault(now, names.value(now, value)) != names.value(now, value):
            raise ValueError(f"{label_of(region)} has two values for {now}, which was two attributes before")
    unreviewed = tuple(
        ATTRIBUTES + names.attribute(name.removeprefix(ATTRIBUTES)) if name.startswith(ATTRIBUTES) else name
        for name in region.unreviewed
    )
    provenance = with_other_names(region.provenance, names.attribute)
    return region.with_(attributes=attributes, unreviewed=unreviewed, provenance=provenance)


def _without_repeated_types(events: Iterable[Event]) -> Iterator[Event]:
    """Leaves out an article-level event that repeats another one, which two merged types can make."""
    kept: dict[str, Event] = {}
    for event in events:
        if event.trigger is None and event.type in kept and kept[event.type].attributes == event.attributes:
            continue
        if event.trigger is None:
            kept.setdefault(event.type, event)
        yield event
