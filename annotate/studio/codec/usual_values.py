"""Fills in the usual values: where a person left an attribute blank, the value that the ontology states.

The labelling screen says what a blank means, so a blank that the annotator could fill is an answer. Regions
that were sent and came back unchanged stay as they were sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, Provenance, label_of
from annotate.core.filled_in import entries_for, filled_in, proposals
from annotate.core.ontology import Ontology
from annotate.core.renaming import Names
from annotate.studio.codec.blanks import BlankReading
from annotate.studio.codec.decoder import Decoded
from annotate.studio.codec.places import trimmed
from annotate.studio.screen.binding import Binding

Region = TypeVar("Region", Entity, Event)
ByLabel = Mapping[str, Mapping[str, AttributeValue]]


def usual_values(stated: Ontology, present: Ontology, binding: Binding) -> ByLabel:
    """Maps each label to its attributes that have a usual value in ``stated``, with the names of ``present``.

    ``stated`` is the version that people worked with. Leaves out an attribute that the screen has no control
    for, and a value that ``present`` does not allow.
    """
    names = Names(present)
    found: dict[str, dict[str, AttributeValue]] = {}
    for former, attribute in stated.attributes.items():
        if attribute.default is None or attribute.default == "":
            continue  # an empty value says as little as a blank
        name = names.attribute(former)
        for former_label in attribute.on:
            label = names.label(former_label)
            allowed = attribute.problem_with(former_label, attribute.default) is None
            now = present.attributes_of(label).get(name)
            if not allowed or now is None or binding.attribute_tag(name, label) is None:
                continue
            value = names.value(name, attribute.default)
            if now.problem_with(label, value) is None:
                found.setdefault(label, {})[name] = value
    return found


def fill_in(
    decoded: Decoded,
    usual: ByLabel,
    ontology: str,
    sent: Iterable[Annotation],
    text: str,
    blanks: BlankReading | None = None,
) -> Decoded:
    """``decoded`` with the usual values in regions that a person made or changed, where they are blank.

    The provenance of a region names what was filled in, and the ontology (NAME@VERSION) that states it:
    ``ontology``, or an earlier one that ``blanks`` knows of. ``blanks`` gets how each blank was read.
    ``sent`` are the annotations that were sent for this task. Events without a trigger have no attributes
    on the screen, so they get none.
    """
    reading = blanks or BlankReading()
    known: dict[tuple[str, str], list[Entity | Event]] = {}
    for annotation in sent:
        for region in annotation.regions:
            known.setdefault((region.id, label_of(region)), []).append(region)

    def filled(region: Region) -> Region:
        former = known.get((region.id, label_of(region)), ())
        if isinstance(region, Event) and region.trigger is None:
            return region
        if any(_is_unchanged(one, region, text) for one in former):
            reading.leave(region)
            return region
        blank = reading.fill(region, usual.get(label_of(region), {}), ontology)
        # A person may have replaced a value that was filled in before it was sent.
        still = {
            name: source
            for name, source in filled_in(region).items()
            if any(one.attributes.get(name) == region.attributes[name] for one in former)
        }
        sources = {name: source for name, (_, source) in blank.items()}
        entries: tuple[Provenance, ...] = entries_for({**still, **sources})
        provenance = (*proposals(region), *entries)
        if not blank and provenance == region.provenance:
            return region
        values = {name: value for name, (value, _) in blank.items()}
        return region.with_(attributes={**region.attributes, **values}, provenance=provenance)

    return replace(
        decoded,
        entities=tuple(map(filled, decoded.entities)),
        events=tuple(map(filled, decoded.events)),
    )


def _is_unchanged(sent: Entity | Event, region: Entity | Event, text: str) -> bool:
    """Whether a region is as it was sent, but for white space at its edges."""
    if isinstance(sent, Event) or isinstance(region, Event):
        if not (isinstance(sent, Event) and isinstance(region, Event)):
            return False
        if {(one.role, one.entity) for one in sent.arguments} != {
            (one.role, one.entity) for one in region.arguments
        }:
            return False
    return sent.attributes == region.attributes and _place(sent, text) == _place(region, text)


def _place(region: Entity | Event, text: str) -> tuple[int, int] | None:
    span = region if isinstance(region, Entity) else region.trigger
    return None if span is None else trimmed(text, span.start, span.end)
