"""Takes out of an annotation what its ontology no longer asks for, and names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from annotate.core.annotation import Annotation, Entity, Event, label_of
from annotate.core.findings import shortened
from annotate.core.ontology import Ontology

Region = TypeVar("Region", Entity, Event)
NO_LONGER_ASKED = "no-longer-asked"


def without_former_parts(
    annotation: Annotation, present: Ontology, formers: Sequence[Ontology]
) -> Annotation:
    """The annotation without types, roles, attributes and values that only ``formers`` have.

    The annotation must have the names of ``present``. ``lost`` of the result names each part that is gone.
    What no version has stays, so that it is found.
    """
    gone: list[str] = []
    entities = [
        _with_present_attributes(entity, present, formers, gone)
        for entity in annotation.entities
        if not _is_former(entity, present, formers, gone)
    ]
    known = {entity.id for entity in entities}
    events = [
        _with_present_arguments(
            _with_present_attributes(event, present, formers, gone), present, formers, known, gone
        )
        for event in annotation.events
        if not _is_former(event, present, formers, gone)
    ]
    if not gone:
        return annotation
    lost = {**annotation.lost, NO_LONGER_ASKED: (*annotation.lost.get(NO_LONGER_ASKED, ()), *gone)}
    return annotation.with_(entities=tuple(entities), events=tuple(events), lost=lost)


def _is_former(
    region: Entity | Event, present: Ontology, formers: Sequence[Ontology], gone: list[str]
) -> bool:
    label = label_of(region)
    types = "entities" if isinstance(region, Entity) else "events"
    if label in getattr(present, types) or not any(label in getattr(former, types) for former in formers):
        return False
    gone.append(f"{_named(region)} is left out: {label} is no longer asked")
    return True


def _with_present_attributes(
    region: Region, present: Ontology, formers: Sequence[Ontology], gone: list[str]
) -> Region:
    label = label_of(region)
    known = present.attributes_of(label)
    kept = {}
    for name, value in region.attributes.items():
        fits = name in known and known[name].problem_with(label, value) is None
        if fits or not any(_allowed(former, name, value) for former in formers):
            kept[name] = value
        else:
            shown = value if isinstance(value, str) else ", ".join(value)
            gone.append(f"{_named(region)} loses {name} = {shown}, which is no longer asked")
    return region if len(kept) == len(region.attributes) else region.with_(attributes=kept)


def _allowed(former: Ontology, name: str, value: str | tuple[str, ...]) -> bool:
    """Whether a former version allowed this value of an attribute on any type."""
    attribute = former.attributes.get(name)
    return attribute is not None and any(
        attribute.problem_with(label, value) is None for label in attribute.on
    )


def _with_present_arguments(
    event: Event, present: Ontology, formers: Sequence[Ontology], known: set[str], gone: list[str]
) -> Event:
    roles = present.roles_of.get(event.type, {})
    kept = []
    for argument in event.arguments:
        if argument.entity not in known:
            gone.append(f"{_named(event)} loses its {argument.role}, whose type is no longer asked")
        elif argument.role not in roles and any(argument.role in former.roles for former in formers):
            gone.append(f"{_named(event)} loses its {argument.role}, which is no longer asked")
        else:
            kept.append(argument)
    return event if len(kept) == len(event.arguments) else event.with_(arguments=tuple(kept))


def _named(region: Entity | Event) -> str:
    """A region in words: “président cubain” (ROLE)."""
    words = region.text if isinstance(region, Entity) else region.trigger.text if region.trigger else ""
    shown = f"“{shortened(words)}” " if words else ""
    return f"{shown}({label_of(region)})"
