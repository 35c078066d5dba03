"""What a scripted annotator of a stated quality makes of suggestions: the right answer, with errors.

People overlook what is missing, and leave wrong suggestions that look right. They also err where they mark
themselves: by a word at a boundary, or by a label. All errors of an article are drawn from one seed, so the
same annotator errs in the same way on the same screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from annotate.core.annotation import Annotation, Argument, Entity, Event
from annotate.core.ontology import Ontology

_WORD = re.compile(r"\w+")
_Place = tuple[int, int, str]  # half-open code-point range and label


@dataclass(frozen=True)
class Quality:
    """The rates of errors of an annotator.

    ``overlooked`` is the share of mentions, events and arguments which are not suggested that stay missing,
    ``kept`` the share of wrong suggestions that stay. ``boundary`` and ``confused`` are shares of all
    mentions: one border off by a word, or another label. ``confused`` is also the share of all events with
    another type.
    """

    overlooked: float = 0.0
    kept: float = 0.0
    boundary: float = 0.0
    confused: float = 0.0


PERFECT = Quality()
CAREFUL = Quality(overlooked=0.05, kept=0.05, boundary=0.01, confused=0.01)


def answer_of(
    suggestion: Annotation, gold: Annotation, text: str, ontology: Ontology, quality: Quality, seed: str
) -> Annotation:
    """What this annotator submits for the article with this text, having seen ``suggestion``.

    The regions are those of ``gold``, with their ids, and the wrong suggestions that were kept. ``seed``
    names annotator and article.
    """
    made = _Answer(suggestion, gold, text, ontology, quality, Random(seed))  # errors, no secret
    return made.annotation()


class _Answer:
    def __init__(
        self,
        suggestion: Annotation,
        gold: Annotation,
        text: str,
        ontology: Ontology,
        quality: Quality,
        random: Random,
    ) -> None:
        self._suggestion, self._gold, self._text = suggestion, gold, text
        self._ontology, self._quality, self._random = ontology, quality, random

    def annotation(self) -> Annotation:
        entities = self._entities()
        events = self._events(entities)
        return self._gold.with_(entities=tuple(entities.values()), events=tuple(events))

    def _errs(self, rate: float) -> bool:
        return self._random.random() < rate

    def _entities(self) -> dict[str, Entity]:
        """The mentions by the ids that events name: those of gold."""
        suggested = {_place(one) for one in self._suggestion.entities}
        filled: dict[str, set[tuple[str, str]]] = {}
        for event in self._gold.events:
            for argument in event.arguments:
                filled.setdefault(argument.entity, set()).add((event.type, argument.role))
        right = {_place(one) for one in self._gold.entities}
        made: dict[str, Entity] = {}
        for one in self._gold.entities:
            overlooks, confuses, moves = (
                self._errs(rate)
                for rate in (self._quality.overlooked, self._quality.confused, self._quality.boundary)
            )
            if overlooks and _place(one) not in suggested:
                continue
            made[one.id] = self._relabelled(one, filled.get(one.id, ())) if confuses else one
            if moves:
                made[one.id] = self._moved(made[one.id])
        for one in self._suggestion.entities:
            if _place(one) in right or not self._errs(self._quality.kept):
                continue
            if all(_apart(one, other) for other in made.values()):
                made[f"kept-{one.id}"] = one.with_(id=f"kept-{one.id}")
        return made

    def _relabelled(self, entity: Entity, filled: Iterable[tuple[str, str]]) -> Entity:
        """The mention with another label that stands for names, if its own does. Attributes go.

        The label may fill the roles that the mention has (``filled``), because `annotate lint` finds the
        other errors, and people correct them.
        """
        names = sorted(self._ontology.labels_of("person", "organization", "place"))
        others = [
            label
            for label in names
            if label != entity.label and all(self._may_fill(label, *role) for role in filled)
        ]
        if entity.label not in names or not others:
            return entity
        return entity.with_(label=self._random.choice(others), attributes={}, ref=None)

    def _may_fill(self, label: str, event_type: str, role: str) -> bool:
        use = self._ontology.roles_of[event_type].get(role)
        return use is not None and (use.fillers is None or label in use.fillers)

    def _moved(self, entity: Entity) -> Entity:
        """The mention without its last word, or with the next one if it has only one."""
        words = [word.span() for word in _WORD.finditer(self._text, entity.start)]
        inside = [span for span in words if span[1] <= entity.end]
        if len(inside) > 1:
            end = inside[-2][1]
        elif len(words) > len(inside) and words[len(inside)][0] - entity.end == 1:
            end = words[len(inside)][1]
        else:
            return entity
        moved = entity.with_(end=end, text=self._text[entity.start : end])
        others = [one for one in self._gold.entities if one.id != entity.id]
        return moved if _relations(moved, others) == _relations(entity, others) else entity

    def _events(self, entities: Mapping[str, Entity]) -> list[Event]:
        suggested = {_trigger(one): one for one in self._suggestion.events}
        right = {_trigger(one) for one in self._gold.events}
        at_place = {_place(one): key for key, one in entities.items()}
        places = {one.id: _place(one) for one in self._suggestion.entities}
        made: list[Event] = []
        for one in self._gold.events:
            overlooks, confuses = self._errs(self._quality.overlooked), self._errs(self._quality.confused)
            before = suggested.get(_trigger(one))
            if overlooks and before is None:
                continue
            drawn = set() if before is None else {(a.role, places[a.entity]) for a in before.arguments}
            arguments = []
            for argument in one.arguments:
                overlooked = self._errs(self._quality.overlooked)
                filler = entities.get(argument.entity)
                if filler is not None and ((argument.role, _place(filler)) in drawn or not overlooked):
                    arguments.append(argument)
            event = one.with_(arguments=tuple(arguments))
            made.append(self._retyped(event, entities) if confuses and event.trigger else event)
        types = {event.type for event in made if event.trigger is None}
        for one in self._suggestion.events:
            if _trigger(one) in right or not self._errs(self._quality.kept):
                continue
            if (one.trigger is None and one.type in types) or any(_same_words(one, other) for other in made):
                continue
            kept = tuple(
                Argument(role=argument.role, entity=at_place[places[argument.entity]])
                for argument in one.arguments
                if places[argument.entity] in at_place
            )
            made.append(one.with_(id=f"kept-{one.id}", arguments=kept))
        return made

    def _retyped(self, event: Event, entities: Mapping[str, Entity]) -> Event:
        """The event with another type. Arguments and attribute values that the type cannot have go."""
        others = sorted(set(self._ontology.events) - {event.type})
        if not others:
            return event
        label = self._random.choice(others)
        attributes = {
            name: value
            for name, value in event.attributes.items()
            if (known := self._ontology.attributes.get(name)) is not None
            and label in known.on
            and label not in known.allowed
            and event.type not in known.allowed
        }
        arguments = tuple(
            one for one in event.arguments if self._may_fill(entities[one.entity].label, label, one.role)
        )
        return event.with_(type=label, attributes=attributes, arguments=arguments)


def _place(entity: Entity) -> _Place:
    return entity.start, entity.end, entity.label


def _trigger(event: Event) -> _Place:
    return (event.trigger.start, event.trigger.end, event.type) if event.trigger else (-1, -1, event.type)


def _apart(one: Entity, other: Entity) -> bool:
    return one.end <= other.start or other.end <= one.start


def _same_words(one: Event, other: Event) -> bool:
    if one.trigger is None or other.trigger is None:
        return False
    return one.trigger.start < other.trigger.end and other.trigger.start < one.trigger.end


def _relations(entity: Entity, others: Iterable[Entity]) -> Sequence[str]:
    """How the mention lies to each other one: apart, inside, around, or across a border of it."""
    found = []
    for other in others:
        if _apart(entity, other):
            found.append("apart")
        elif (entity.start, entity.end) == (other.start, other.end):
            found.append("same")
        elif other.start <= entity.start and entity.end <= other.end:
            found.append("inside")
        elif entity.start <= other.start and other.end <= entity.end:
            found.append("around")
        else:
            found.append("across")
    return found
