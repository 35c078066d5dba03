"""Whether two versions of suggestions are the same but for their versions."""

from __future__ import annotations

from typing import Any

from annotate.core.annotation import Annotation, Entity, Event

_OF_THE_RUN = frozenset(("author", "created_at", "updated_at", "lead_time_s"))


def differ_in_versions_alone(one: Annotation, other: Annotation) -> bool:
    """Whether both show an annotator the same, and a pull gives back the same but for versions.

    Regions with their ids, labels, attributes, references, arguments and scores are compared, in their order,
    and the labelers that spoke for each. Left out are the author, which names the versions of a run; the
    times of the run; and what follows ``@`` in the sources of a provenance.
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
    said = tuple(
        spoke.with_(source=spoke.source.partition("@")[0]) if "@" in spoke.source else spoke
        for spoke in region.provenance
    )
    return region.with_(provenance=said) if said != region.provenance else region
