"""What Label Studio's screen shows of an annotation, and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.core.annotation import Annotation, Argument, AttributeValue, Entity, Event
from annotate.core.ontology import Ontology
from annotate.core.unreviewed import ATTRIBUTES
from annotate.studio.codec.results import Decoded
from annotate.studio.screen.binding import Binding


def shown_of(annotation: Annotation, binding: Binding, ontology: Ontology) -> Annotation:
    """The annotation without the regions, arguments and attribute values that the screen cannot show."""
    entities = tuple(
        entity.model_copy(update={"attributes": _shown_values(entity, entity.label, binding, ontology)})
        for entity in annotation.entities
        if entity.label in binding.entities
    )
    there = {entity.id for entity in entities}
    events = tuple(
        event.model_copy(
            update={
                "attributes": _shown_values(event, event.type, binding, ontology),
                "arguments": tuple(one for one in event.arguments if _is_shown(one, there, binding)),
            }
        )
        for event in annotation.events
        if event.type in (binding.types if event.trigger is None else binding.triggers)
    )
    return annotation.with_(entities=entities, events=events)


def merged(original: Annotation, before: Decoded, after: Decoded) -> dict[str, Any]:
    """The regions of ``original``, and ``unsure`` of the article, after somebody changed them on the screen.

    ``before`` and ``after`` are what the screen showed and shows. What it does not show stays where its
    region stays.
    """
    known = {region.id: region for region in original.regions}
    shown = {region.id: region for region in before.regions}
    entities = [_entity(one, known.get(one.id), shown.get(one.id)) for one in after.entities]
    entities += [one for one in original.entities if one.id not in shown]
    there = {one.id for one in entities}
    events = [_event(one, known.get(one.id), shown.get(one.id), there) for one in after.events]
    events += [
        one.with_(arguments=tuple(it for it in one.arguments if it.entity in there))
        for one in original.events
        if one.id not in shown
    ]
    unsure = original.unsure if before.unsure == after.unsure else after.unsure
    return {"entities": _once(entities), "events": _once(events), "unsure": unsure}


def _shown_values(
    region: Entity | Event, label: str, binding: Binding, ontology: Ontology
) -> dict[str, AttributeValue]:
    if isinstance(region, Event) and region.trigger is None:
        return {}
    shown = {}
    for name, value in region.attributes.items():
        attribute = ontology.attributes.get(name)
        if attribute is None or binding.attribute_tag(name, label) is None:
            continue
        several = (value,) if isinstance(value, str) else value
        plain = isinstance(value, str) != (attribute.kind == "multiple") and len(set(several)) == len(several)
        plain = plain and all(one.strip() == one != "" for one in several)
        if plain and attribute.problem_with(label, value) is None:
            shown[name] = value
    return shown


def _is_shown(argument: Argument, there: Iterable[str], binding: Binding) -> bool:
    return argument.role in binding.relations and argument.entity in there


def _entity(found: Entity, original: Entity | Event | None, shown: Entity | Event | None) -> Entity:
    if not isinstance(original, Entity) or not isinstance(shown, Entity):
        return found
    if (original.start, original.end, original.label) != (found.start, found.end, found.label):
        return found
    return original.with_(**_seen_values(original, shown, found))


def _event(
    found: Event, original: Entity | Event | None, shown: Entity | Event | None, there: set[str]
) -> Event:
    if not isinstance(original, Event) or not isinstance(shown, Event) or original.type != found.type:
        return found
    if original.trigger is None or found.trigger is None:
        return original if original.trigger is found.trigger else found
    if (original.trigger.start, original.trigger.end) != (found.trigger.start, found.trigger.end):
        return found
    seen = {(one.role, one.entity) for one in shown.arguments}
    kept = {(one.role, one.entity) for one in found.arguments}
    arguments = [
        one
        for one in original.arguments
        if one.entity in there and ((one.role, one.entity) in kept or (one.role, one.entity) not in seen)
    ]
    old = {(one.role, one.entity) for one in arguments}
    arguments += [one for one in found.arguments if (one.role, one.entity) not in old]
    return original.with_(arguments=tuple(arguments), **_seen_values(original, shown, found))


def _seen_values(original: Entity | Event, shown: Entity | Event, found: Entity | Event) -> dict[str, Any]:
    """Attributes, note and ``unsure``: as the screen shows them, and what it does not show as it was.

    A mark says that nobody saw a value. It goes where somebody gave another value.
    """
    hidden = {name: it for name, it in original.attributes.items() if name not in shown.attributes}
    both = {**hidden, **found.attributes}
    order = dict.fromkeys((*original.attributes, *found.attributes))
    attributes = {name: both[name] for name in order if name in both}
    changed = {name for name in order if attributes.get(name) != original.attributes.get(name)}
    return {
        "attributes": attributes,
        "note": original.note if found.note == shown.note else found.note,
        "unsure": original.unsure if found.unsure == shown.unsure else found.unsure,
        "unreviewed": tuple(
            mark for mark in original.unreviewed if mark.removeprefix(ATTRIBUTES) not in changed
        ),
    }


def _once(regions: list[Any]) -> tuple[Any, ...]:
    return tuple({one.id: one for one in regions}.values())
