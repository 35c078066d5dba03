"""Compares two annotations without regard to versions."""

from __future__ import annotations

from typing import Any

from annotate.core.annotation import Annotation, Entity, Event

_OF_THE_RUN = frozenset(("author", "created_at", "updated_at", "lead_time_s"))


def differ_in_versions_alone(one: Annotation, other: Annotation) -> bool:
    """Whether two suggestions are equal except for versions.

    Compares regions in order, with ids, labels, attributes, references, arguments, scores, and the labelers
    in the provenance. Ignores the author, which names the versions of a run, the times of the run, and the
    part of a provenance source after ``@``.
    """
    return _without_versions(one) == _without_versions(other)


def _without_versions(annotation: Annotation) -> dict[str, Any]:
    fields = {name: getattr(annotation, name) for name in type(annotation).model_fields}
    fields = {name: value for name, value in fields.items() if name not in _OF_THE_RUN}
    return {
        **fields,
        "entities": [_region(entity) for entity in annotation.entities],
        "events": [_region(event) for event in annotation.events],
    }


def _region(region: Entity | Event) -> Entity | Event:
    sources = tuple(
        item.with_(source=item.source.partition("@")[0]) if "@" in item.source else item
        for item in region.provenance
    )
    return region.with_(provenance=sources) if sources != region.provenance else region
