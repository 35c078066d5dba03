"""Checks annotations against an ontology."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotate.core.annotation import Annotation, Entity, Event, in_reading_order
from annotate.core.ontology import Ontology


@dataclass(frozen=True)
class Finding:
    """Something in an annotation that the ontology does not allow."""

    region: str
    what: str

    def __str__(self) -> str:
        return f"region {self.region}: {self.what}"


def findings(annotation: Annotation, ontology: Ontology) -> Iterator[Finding]:
    """Yields everything in ``annotation`` that ``ontology`` does not allow, region by region."""
    labels = {entity.id: entity.label for entity in annotation.entities}
    for entity in annotation.entities:
        yield from entity_findings(entity, ontology)
    yield from nesting_findings(annotation, ontology)
    for event in annotation.events:
        yield from event_findings(event, labels, ontology)


def entity_findings(entity: Entity, ontology: Ontology) -> Iterator[Finding]:
    """Yields what ``ontology`` does not allow in the type and the attributes of a mention."""
    if entity.label not in ontology.entities:
        yield Finding(entity.id, f"{ontology.id} has no entity type {entity.label!r}")
        return
    yield from _attribute_findings(entity.id, entity.label, entity.attributes, ontology)


def event_findings(event: Event, labels: dict[str, str], ontology: Ontology) -> Iterator[Finding]:
    """Yields what ``ontology`` does not allow in an event. ``labels`` maps entity ids to labels."""
    if event.type not in ontology.events:
        yield Finding(event.id, f"{ontology.id} has no event type {event.type!r}")
        return
    yield from _attribute_findings(event.id, event.type, event.attributes, ontology)
    uses = ontology.roles_of[event.type]
    counts: dict[str, int] = {}
    for argument in event.arguments:
        use = uses.get(argument.role)
        if use is None:
            yield Finding(event.id, f"{event.type} has no role {argument.role!r}")
            continue
        filler = labels[argument.entity]
        if filler not in (use.fillers or ()):
            yield Finding(event.id, f"{filler} {argument.entity} may not be {argument.role} of {event.type}")
        counts[argument.role] = counts.get(argument.role, 0) + 1
    for role, count in counts.items():
        most = uses[role].at_most
        if most is not None and count > most:
            yield Finding(event.id, f"{event.type} takes {role} at most {most} times, here {count}")


def _attribute_findings(
    region: str, label: str, attributes: dict[str, str | tuple[str, ...]], ontology: Ontology
) -> Iterator[Finding]:
    known = ontology.attributes_of(label)
    for name, value in attributes.items():
        if name not in known:
            yield Finding(region, f"{label} has no attribute {name!r}")
        elif problem := known[name].problem_with(label, value):
            yield Finding(region, f"attribute {name} {problem}")


def nesting_findings(annotation: Annotation, ontology: Ontology) -> Iterator[Finding]:
    """Yields mentions that repeat an earlier mention, or overlap one although ``ontology`` forbids this."""
    open_entities: list[Entity] = []
    for entity in in_reading_order(annotation.entities):
        open_entities = [other for other in open_entities if other.end > entity.start]
        for other in open_entities:
            if (other.start, other.end, other.label) == (entity.start, entity.end, entity.label):
                yield Finding(entity.id, f"has the same span and label as {other.id}")
                break  # thousands of mentions on one span would be millions of pairs
            if not nesting_allowed(other, entity, ontology):
                yield Finding(
                    entity.id,
                    f"{entity.label} overlaps {other.label} {other.id}, which may not contain it",
                )
                break
        open_entities.append(entity)


def nesting_allowed(one: Entity, other: Entity, ontology: Ontology) -> bool:
    """Whether two overlapping mentions may both stay: the outer mention's type may contain the inner's type.

    If no mention is the outer one (same span, or partial overlap), it is enough that one of the two types may
    contain the other.
    """
    if one.contains(other) and not other.contains(one):
        return ontology.may_nest(one.label, other.label)
    if other.contains(one) and not one.contains(other):
        return ontology.may_nest(other.label, one.label)
    return ontology.may_nest(one.label, other.label) or ontology.may_nest(other.label, one.label)
