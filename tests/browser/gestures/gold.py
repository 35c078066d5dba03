"""What an annotator is to make of a dispatch, with its mentions and events by their words.

What no screen shows is left out, for no annotator could correct it: `context`, `sector` and `ref`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.record import Record
from tests.browser.gestures.jobs import Arrow
from tests.browser.gestures.text import Words, words

_UNSEEN = {"context", "sector"}


def _seen(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name not in _UNSEEN}


class Gold:
    """What the annotation of a dispatch is to be in the end."""

    def __init__(self, record: Record, types: Iterable[str]) -> None:
        self.article, self.text = record.article, record.article.text
        entities = tuple(
            one.with_(ref=None, provenance=(), attributes=_seen(one.attributes))
            for one in record.annotation.entities
        )
        events = tuple(
            one.with_(provenance=(), attributes=_seen(one.attributes)) for one in record.annotation.events
        )
        untriggered = tuple(Event(id=f"type-{type}", type=type, trigger=None) for type in types)
        self.annotation = record.annotation.with_(entities=entities, events=(*events, *untriggered))

    def words(self, said: str, nth: int = 1) -> Words:
        """The ``nth`` occurrence of ``said``."""
        return words(self.text, said, nth)

    def mention(self, at: Words) -> Entity | None:
        """The mention over these words."""
        found = [one for one in self.annotation.entities if (one.start, one.end) == (at.start, at.end)]
        return found[0] if found else None

    def event(self, at: Words) -> Event | None:
        """The event whose trigger are these words."""
        found = [
            one
            for one in self.annotation.events
            if one.trigger is not None and (one.trigger.start, one.trigger.end) == (at.start, at.end)
        ]
        return found[0] if found else None

    def label(self, at: Words) -> str:
        """The label or type of these words."""
        if (mention := self.mention(at)) is not None:
            return mention.label
        event = self.event(at)
        assert event is not None, f"nothing is over {at}"
        return event.type

    def attributes(self, at: Words) -> dict[str, Any]:
        """The attributes of these words."""
        region = self.mention(at) or self.event(at)
        assert region is not None, f"nothing is over {at}"
        return dict(region.attributes)

    def arrows(self, at: Words) -> list[Arrow]:
        """The arguments of the event whose trigger, or with the mention that, these words are."""
        mentions = {one.id: one for one in self.annotation.entities}
        found = []
        for event in self.annotation.events:
            for argument in event.arguments:
                mention = mentions[argument.entity]
                arrow = self._arrow(event, mention, argument.role)
                if at in (arrow.event, arrow.mention):
                    found.append(arrow)
        return found

    def arrow(self, event: Words, mention: Words, role: str = "") -> Arrow:
        """The arrow between the two; the gold's role, unless another is given."""
        one, other = self.event(event), self.mention(mention)
        assert one is not None and other is not None
        roles = [argument.role for argument in one.arguments if argument.entity == other.id]
        return self._arrow(one, other, role or roles[0])

    def _arrow(self, event: Event, mention: Entity, role: str) -> Arrow:
        assert event.trigger is not None
        trigger = Words(self.text, event.trigger.start, event.trigger.end)
        return Arrow(trigger, event.type, Words(self.text, mention.start, mention.end), mention.label, role)


def content(annotation: Annotation) -> tuple[list[Any], list[Any]]:
    """Mentions and events by their words, without ids."""
    mentions = {one.id: (one.start, one.end, one.label) for one in annotation.entities}
    entities = sorted((*mentions[one.id], sorted(one.attributes.items())) for one in annotation.entities)
    events = sorted(
        (
            one.trigger.start if one.trigger else -1,
            one.trigger.end if one.trigger else -1,
            one.type,
            sorted(one.attributes.items()),
            sorted((use.role, mentions[use.entity]) for use in one.arguments),
        )
        for one in annotation.events
    )
    return entities, events
