"""Annotation <-> Label Studio's result list: two functions, each the other's inverse.

Offsets need no translation: Label Studio counts Unicode code points, half-open, as we do. What has no
tag on the screen (``ref``, ``provenance``, scores, attributes that are not asked for, and all of an
event without a trigger but its type) is restored from what was pushed, by region id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Trigger
from annotate.core.ontology import Ontology
from annotate.studio.codec.decoder import Decoded, Decoder, Result
from annotate.studio.screen.binding import Binding, ScreenLabel

__all__ = ["Decoded", "decode", "encode"]


def encode(annotation: Annotation, binding: Binding, *, scores: bool) -> list[Result]:
    """The result list for ``annotation``; region scores only where asked (predictions have them)."""
    results: list[Result] = []
    for entity in annotation.entities:
        results.append(
            _label(
                entity.id,
                binding.entities[entity.label],
                entity,
                binding,
                entity.score if scores else None,
            )
        )
        results.extend(_attributes(entity.id, entity, entity.label, entity.attributes, binding))
    relations: list[Result] = []
    types: dict[str, list[str]] = {}  # by control
    for event in annotation.events:
        if event.trigger is None:
            place = binding.types[event.type]
            types.setdefault(place.control, []).append(place.label)
            continue
        score = event.score if scores else None
        results.append(_label(event.id, binding.triggers[event.type], event.trigger, binding, score))
        results.extend(_attributes(event.id, event.trigger, event.type, event.attributes, binding))
        relations.extend(
            {
                "type": "relation",
                "from_id": event.id,
                "to_id": argument.entity,
                "direction": "right",
                "labels": [binding.relations[argument.role]],
            }
            for argument in event.arguments
        )
    results.extend(relations)
    for control, said in types.items():
        results.append(
            {
                "id": _free_id(annotation, control if len(types) > 1 else None),
                "from_name": control,
                "to_name": binding.text,
                "type": "choices",
                "value": {"choices": said},
            }
        )
    return results


def decode(
    results: Sequence[Result],
    text: str,
    binding: Binding,
    ontology: Ontology,
    pushed: Iterable[Annotation] = (),
) -> Decoded:
    """What ``results`` say about ``text``; the inverse of `encode`.

    ``pushed`` are the annotations that were sent for this task, the most recent first: fields that do
    not travel are restored from the region of the same id if its span and label are still the same.
    Nothing here raises: what cannot be understood is listed in ``problems`` and left out.
    """
    decoder = Decoder(text, binding, ontology)
    for result in results:
        decoder.take(result)
    return decoder.finish(tuple(pushed))


def _label(
    region: str, place: ScreenLabel, span: Entity | Trigger, binding: Binding, score: float | None
) -> Result:
    result: Result = {
        "id": region,
        "from_name": place.control,
        "to_name": binding.text,
        "type": "labels",
        "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [place.label]},
    }
    if score is not None:
        result["score"] = score
    return result


def _attributes(
    region: str, span: Entity | Trigger, label: str, attributes: dict[str, AttributeValue], binding: Binding
) -> Iterable[Result]:
    for name, value in attributes.items():
        tag = binding.attribute_tag(name, label)
        if tag is None:
            continue  # not asked for on the screen: restored at pull
        values = [value] if isinstance(value, str) else list(value)
        kind, key = ("choices", "choices") if tag.values else ("textarea", "text")
        yield {
            "id": region,
            "from_name": tag.name,
            "to_name": binding.text,
            "type": kind,
            "value": {"start": span.start, "end": span.end, key: values},
        }


def _free_id(annotation: Annotation, control: str | None) -> str:
    taken = {region.id for region in annotation.regions}
    name = f"article-{control}" if control else "article"
    while name in taken:
        name += "_"
    return name
