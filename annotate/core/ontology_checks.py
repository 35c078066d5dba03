"""Checks annotations against an ontology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotate.core.annotation import Annotation, Entity, Event, in_reading_order
from annotate.core.findings import Finding, about, shortened
from annotate.core.ontology import Ontology


def findings(annotation: Annotation, ontology: Ontology) -> Iterator[Finding]:
    """Yields everything in ``annotation`` that ``ontology`` does not allow, region by region."""
    entities = {entity.id: entity for entity in annotation.entities}
    for entity in annotation.entities:
        yield from entity_findings(entity, ontology)
    yield from nesting_findings(annotation, ontology)
    for event in annotation.events:
        # A mention of an unknown type is named once, as that, and not again for each of its roles.
        yield from event_findings(event, entities, ontology, unknown_fillers=False)


def entity_findings(entity: Entity, ontology: Ontology) -> Iterator[Finding]:
    """Yields what ``ontology`` does not allow in the type and the attributes of a mention."""
    if entity.label not in ontology.entities:
        yield about("unknown-entity-type", entity, f"{ontology.id} has no entity type {entity.label!r}")
        return
    yield from _attribute_findings(entity, entity.label, ontology)


def event_findings(
    event: Event, entities: Mapping[str, Entity], ontology: Ontology, *, unknown_fillers: bool = True
) -> Iterator[Finding]:
    """Yields what ``ontology`` does not allow in an event. ``entities`` maps ids to entities.

    Without ``unknown_fillers``, does not judge the roles of mentions whose type the ontology does not have.
    """
    if event.type not in ontology.events:
        yield about("unknown-event-type", event, f"{ontology.id} has no event type {event.type!r}")
        return
    yield from _attribute_findings(event, event.type, ontology)
    uses = ontology.roles_of[event.type]
    counts: dict[str, int] = {}
    for argument in event.arguments:
        use = uses.get(argument.role)
        if use is None:
            yield about("role-not-allowed", event, f"{event.type} has no role {argument.role!r}")
            continue
        filler = entities[argument.entity]
        judged = unknown_fillers or filler.label in ontology.entities
        if judged and filler.label not in (use.fillers or ()):
            yield about(
                "filler-not-allowed",
                event,
                f"the {filler.label} “{shortened(filler.text)}” may not be {argument.role} of {event.type}",
            )
        counts[argument.role] = counts.get(argument.role, 0) + 1
    for role, count in counts.items():
        most = uses[role].at_most
        if most is not None and count > most:
            yield about(
                "too-many-fillers", event, f"{event.type} takes {role} at most {most} times, here {count}"
            )


def _attribute_findings(region: Entity | Event, label: str, ontology: Ontology) -> Iterator[Finding]:
    known = ontology.attributes_of(label)
    for name, value in region.attributes.items():
        if name not in known:
            yield about("attribute-not-allowed", region, f"{label} has no attribute “{name}”")
        elif problem := known[name].problem_with(label, value):
            yield about("attribute-not-allowed", region, f"its attribute “{name}” {problem}")


def nesting_findings(annotation: Annotation, ontology: Ontology) -> Iterator[Finding]:
    """Yields mentions that repeat an earlier mention, or overlap one although ``ontology`` forbids this."""
    open_entities: list[Entity] = []
    for entity in in_reading_order(annotation.entities):
        open_entities = [other for other in open_entities if other.end > entity.start]
        for other in open_entities:
            if (other.start, other.end, other.label) == (entity.start, entity.end, entity.label):
                yield about("double", entity, "is marked twice with the same label")
                break  # thousands of mentions on one span would be millions of pairs
            if not nesting_allowed(other, entity, ontology):
                yield about(
                    "nesting", entity, f"{_relation(entity, other)}, which the ontology does not allow"
                )
                break
        open_entities.append(entity)


def _relation(entity: Entity, other: Entity) -> str:
    """How ``entity`` overlaps ``other``, an earlier mention in reading order."""
    if (other.start, other.end) == (entity.start, entity.end):
        return f"is marked as {other.label} too"
    relation = "lies inside" if other.contains(entity) else "overlaps"
    return f"{relation} the {other.label} “{shortened(other.text)}”"


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
