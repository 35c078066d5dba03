"""The suggestions that an annotator may have seen, and what of their unseen values must not be restored.

A task may have several versions of suggestions with different values that the screen does not show. Only the
version that the annotation began with says which of them belong to the annotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Entity, Event, Status, label_of
from annotate.core.findings import Finding, about
from annotate.core.unreviewed import ATTRIBUTES, REF
from annotate.studio.codec.results import Decoded
from annotate.studio.screen.binding import Binding

Place = tuple[str, str, int | None, int | None]


@dataclass
class Seen:
    """``sent`` without the values on which the versions differ. ``differing`` names those, by region."""

    sent: tuple[Annotation, ...]
    differing: dict[Place, list[str]] = field(default_factory=dict)

    def findings(self, decoded: Decoded, binding: Binding) -> Iterator[Finding]:
        """A finding for each decoded region that lost a value which no screen shows."""
        for region in decoded.regions:
            label = label_of(region)
            hidden = [
                name
                for name in self.differing.get(_place(region), ())
                if name == REF or binding.attribute_tag(name.removeprefix(ATTRIBUTES), label) is None
            ]
            if hidden:
                names = ", ".join(name.removeprefix(ATTRIBUTES) for name in hidden)
                rule = (
                    f"lost its {names}, because the versions of the suggestion differ, and it is not known"
                    " which of them the annotator saw"
                )
                yield about("no-longer-holds", region, rule)


def seen(sent: Sequence[Annotation], based_on: str | None) -> Seen:
    """What the annotator may have seen of ``sent``, which is a task's pushed annotations, the latest first.

    If the version ``based_on`` is among the suggestions, the annotator saw no other one.
    """
    suggestions = [one for one in sent if one.status is Status.SUGGESTED]
    others = [one for one in sent if one.status is not Status.SUGGESTED]
    if (known := [one for one in suggestions if one.author == based_on]) and based_on is not None:
        return Seen((*known, *others))
    if len(suggestions) < 2:
        return Seen(tuple(sent))
    if others:  # an annotation that a person made began with no suggestion
        return Seen((*others, *suggestions))
    differing = _differing(suggestions)
    return Seen(tuple(_without(one, differing) for one in suggestions), differing)


def _differing(suggestions: Iterable[Annotation]) -> dict[Place, list[str]]:
    values: dict[Place, list[dict[str, object]]] = {}
    for one in suggestions:
        for region in one.regions:
            values.setdefault(_place(region), []).append(_values(region))
    found = {}
    for place, several in values.items():
        names = sorted({name for one in several for name in one})
        if wrong := [name for name in names if any(one.get(name) != several[0].get(name) for one in several)]:
            found[place] = wrong
    return found


def _without(annotation: Annotation, differing: dict[Place, list[str]]) -> Annotation:
    if not differing:
        return annotation
    return annotation.with_(
        entities=tuple(_entity(entity, differing.get(_place(entity), ())) for entity in annotation.entities),
        events=tuple(_event(event, differing.get(_place(event), ())) for event in annotation.events),
    )


def _entity(entity: Entity, names: Sequence[str]) -> Entity:
    if not names:
        return entity
    kept = {key: value for key, value in entity.attributes.items() if f"{ATTRIBUTES}{key}" not in names}
    unreviewed = tuple(name for name in entity.unreviewed if name not in names)
    ref = None if REF in names else entity.ref
    return entity.with_(attributes=kept, ref=ref, unreviewed=unreviewed)


def _event(event: Event, names: Sequence[str]) -> Event:
    if not names:
        return event
    kept = {key: value for key, value in event.attributes.items() if f"{ATTRIBUTES}{key}" not in names}
    unreviewed = tuple(name for name in event.unreviewed if name not in names)
    return event.with_(attributes=kept, unreviewed=unreviewed)


def _values(region: Entity | Event) -> dict[str, object]:
    found: dict[str, object] = {f"{ATTRIBUTES}{key}": value for key, value in region.attributes.items()}
    if isinstance(region, Entity) and region.ref is not None:
        found[REF] = region.ref
    return found


def _place(region: Entity | Event) -> Place:
    """What a region is recognised by. An event without a trigger is recognised by its type alone."""
    if isinstance(region, Entity):
        return region.id, region.label, region.start, region.end
    if region.trigger is None:
        return "", region.type, None, None
    return region.id, region.type, region.trigger.start, region.trigger.end
