"""A record with a flat layer of mentions alone."""

from __future__ import annotations

from annotate.core.record import GoldRecord
from annotate.export.layers import Flatten, flat_layer
from annotate.export.losses import Losses


def flat_record(record: GoldRecord, flatten: Flatten, losses: Losses) -> GoldRecord:
    """The record without the mentions that are not in the flat layer, and without arguments that name them.

    What is left out goes into ``losses``. A record without overlaps is returned as it is.
    """
    annotation = record.annotation
    kept, displaced = flat_layer(annotation.entities, flatten)
    losses.articles += 1
    if not displaced:
        return record
    for item in displaced:
        losses.lose(record, item.entity.id, "flat layer", item.why, item.reason)
    names = {entity.id for entity in kept}
    events = []
    for event in annotation.events:
        arguments = tuple(argument for argument in event.arguments if argument.entity in names)
        for argument in event.arguments:
            if argument.entity not in names:
                region = f"{event.id} {argument.role} {argument.entity}"
                losses.lose(record, region, "argument", "its mention is not in the flat layer")
        events.append(event if arguments == event.arguments else event.with_(arguments=arguments))
    entities = tuple(entity for entity in annotation.entities if entity.id in names)
    flat = annotation.with_(entities=entities, events=tuple(events))
    return record.with_(annotation=flat)
