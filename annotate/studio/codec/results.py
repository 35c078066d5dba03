"""Encodes annotations as Label Studio's result lists, and decodes result lists. `decode` is the inverse.

Offsets need no translation: Label Studio too counts Unicode code points, half-open. Some fields have no tag
on the screen: ``ref``, ``provenance``, scores, attributes with ``ask: false``, and all fields except the type
of an event without a trigger. `decode` restores these fields from the pushed annotation, by region id, or by
type for an event without a trigger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.core.annotation import Annotation, AttributeValue, Entity, Event, Trigger
from annotate.core.ontology import Ontology
from annotate.studio.codec.decoder import Decoded, Decoder
from annotate.studio.codec.drawn_arrows import drawn_arrows
from annotate.studio.codec.marked import Result
from annotate.studio.codec.open_roles import RoleReading
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.unsure import encode_article, encode_region
from annotate.studio.screen.binding import Binding, ScreenLabel

__all__ = ["Decoded", "decode", "encode"]


def encode(
    annotation: Annotation, binding: Binding, *, scores: bool, directed_by: Ontology | None = None
) -> list[Result]:
    """Returns the result list for ``annotation``. ``scores`` adds scores to regions, as predictions need.

    With ``directed_by``, an arrow goes without its role where that ontology states directions, and the
    direction alone says the role.
    """
    results: list[Result] = []
    for entity in annotation.entities:
        results.append(_label(entity, binding.entities[entity.label], entity, binding, scores=scores))
        results.extend(_attributes(entity.id, entity, entity.label, entity.attributes, binding))
        results.extend(encode_region(entity.id, entity, entity.unsure, binding))
    types: dict[str, list[str]] = {}  # by control
    for event in annotation.events:
        if event.trigger is None:
            place = binding.types[event.type]
            types.setdefault(place.control, []).append(place.label)
            continue
        results.append(_label(event, binding.triggers[event.type], event.trigger, binding, scores=scores))
        results.extend(_attributes(event.id, event.trigger, event.type, event.attributes, binding))
        results.extend(encode_region(event.id, event.trigger, event.unsure, binding))
    results.extend(drawn_arrows(annotation, binding, directed_by))
    for control, choices in types.items():
        results.append(
            {
                "id": _free_id(annotation, control if len(types) > 1 else None),
                "from_name": control,
                "to_name": binding.text,
                "type": "choices",
                "value": {"choices": choices},
            }
        )
    results.extend(encode_article(annotation.unsure, binding, lambda name: _free_id(annotation, name)))
    return results


def decode(
    results: Sequence[Result],
    text: str | StoredText,
    binding: Binding,
    ontology: Ontology,
    pushed: Iterable[Annotation] = (),
    *,
    repair: bool = True,
    roles: RoleReading | None = None,
) -> Decoded:
    """Decodes ``results`` on ``text``. The inverse of `encode`. Positions count in the stored text.

    ``pushed`` are the annotations that were sent for this task, the most recent first. A region gets its
    hidden fields from the pushed region with the same id, if span and label are still the same.
    Without ``repair``, regions keep the white space at their edges, doubles stay, and nothing is marked as
    unreviewed: what was encoded comes back unchanged.
    ``roles`` says how arrows without a role are read, and counts them; by default as ``ontology`` states.
    Raises nothing: lists each part that was left out or repaired in ``findings``.
    """
    stored = StoredText(text) if isinstance(text, str) else text
    decoder = Decoder(stored, binding, ontology, roles, repair=repair)
    for result in results:
        decoder.take(result)
    return decoder.finish(tuple(pushed))


def _label(
    region: Entity | Event, place: ScreenLabel, span: Entity | Trigger, binding: Binding, *, scores: bool
) -> Result:
    result: Result = {
        "id": region.id,
        "from_name": place.control,
        "to_name": binding.text,
        "type": "labels",
        "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [place.label]},
    }
    if region.note is not None:
        result["meta"] = {"text": [region.note]}  # Label Studio's own field for notes
    if scores and region.score is not None:
        result["score"] = region.score
    return result


def _attributes(
    region: str, span: Entity | Trigger, label: str, attributes: dict[str, AttributeValue], binding: Binding
) -> Iterable[Result]:
    for name, value in attributes.items():
        tag = binding.attribute_tag(name, label)
        if tag is None:
            continue  # not on the screen: a pull restores it
        values = [value] if isinstance(value, str) else list(value)
        values = [binding.stored_value(tag.name, item) for item in values]
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
