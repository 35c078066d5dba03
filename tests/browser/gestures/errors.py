"""Errors of suggestions, each with what an annotator does about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from annotate.core.annotation import Annotation, Argument, Entity, Event, Trigger
from tests.browser.gestures.gold import Gold
from tests.browser.gestures.jobs import Jobs

_MENTIONS = {"PER", "ORG", "LOC", "ROLE", "DATE"}


class Error(Protocol):
    """An error of the suggestions: how it gets there, and the jobs that take it away."""

    def place(self, gold: Gold) -> int:
        """Where a reader notices it, as a position in the text."""

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        """The suggestion with this error too."""

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        """Takes the error away on the screen."""


class _AtWords:
    """An error that a reader notices at the words ``said``, the ``nth`` time that they stand in the text."""

    said: str
    nth: int

    def place(self, gold: Gold) -> int:
        return gold.words(self.said, self.nth).end


@dataclass(frozen=True)
class Labelled(_AtWords):
    """A region with the wrong label, perhaps a mention for an event or the reverse."""

    said: str
    given: str
    nth: int = 1

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        at = gold.words(self.said, self.nth)
        mention, event = gold.mention(at), gold.event(at)
        entities, events = list(given.entities), list(given.events)
        if mention is not None:
            place = [one.id for one in entities].index(mention.id)
            if self.given.isupper() and self.given in _MENTIONS:
                entities[place] = entities[place].with_(label=self.given)
            else:
                del entities[place]
                trigger = Trigger(start=at.start, end=at.end, text=mention.text)
                events.append(Event(id=mention.id, type=self.given, trigger=trigger))
        else:
            assert event is not None
            place = [one.id for one in events].index(event.id)
            if self.given in _MENTIONS:
                del events[place]
                entities.append(
                    Entity(id=event.id, start=at.start, end=at.end, label=self.given, text=self.said)
                )
            else:
                events[place] = events[place].with_(type=self.given)
        return given.with_(entities=tuple(entities), events=tuple(events))

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        at = gold.words(self.said, self.nth)
        label = gold.label(at)
        if jobs.is_event(label) == jobs.is_event(self.given):
            jobs.relabel(at, self.given, label)
            return
        jobs.cross(at, self.given, label, gold.attributes(at))
        for arrow in gold.arrows(at):
            jobs.argue(arrow)


@dataclass(frozen=True)
class Bounded(_AtWords):
    """A region with the wrong boundaries: it is over the words ``given``."""

    said: str
    given: str
    nth: int = 1

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        at, wrong = gold.words(self.said, self.nth), gold.words(self.given)
        mention, event = gold.mention(at), gold.event(at)
        if mention is not None:
            entities = tuple(
                one.with_(start=wrong.start, end=wrong.end, text=self.given) if one.id == mention.id else one
                for one in given.entities
            )
            return given.with_(entities=entities)
        assert event is not None
        trigger = Trigger(start=wrong.start, end=wrong.end, text=self.given)
        events = tuple(one.with_(trigger=trigger) if one.id == event.id else one for one in given.events)
        return given.with_(events=events)

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        at, wrong = gold.words(self.said, self.nth), gold.words(self.given)
        jobs.move(wrong, gold.label(at), at, gold.attributes(at), gold.arrows(at))


@dataclass(frozen=True)
class Missed:
    """A mention or an event that was not suggested, and so none of its arguments."""

    said: str
    nth: int = 1

    def place(self, gold: Gold) -> int:
        at = gold.words(self.said, self.nth)
        return max(at.end, *(max(arrow.event.end, arrow.mention.end) for arrow in gold.arrows(at)), 0)

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        region = gold.mention(gold.words(self.said, self.nth)) or gold.event(gold.words(self.said, self.nth))
        assert region is not None
        entities = tuple(one for one in given.entities if one.id != region.id)
        events = tuple(
            one.with_(arguments=tuple(use for use in one.arguments if use.entity != region.id))
            for one in given.events
            if one.id != region.id
        )
        return given.with_(entities=entities, events=events)

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        at = gold.words(self.said, self.nth)
        jobs.draw(at, gold.label(at), gold.attributes(at))
        for arrow in gold.arrows(at):
            jobs.argue(arrow)


@dataclass(frozen=True)
class Spurious(_AtWords):
    """A mention or an event where there is none."""

    said: str
    label: str
    nth: int = 1

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        at = gold.words(self.said, self.nth)
        if self.label in _MENTIONS:
            extra = Entity(id=f"x{at.start}", start=at.start, end=at.end, label=self.label, text=self.said)
            return given.with_(entities=(*given.entities, extra))
        trigger = Trigger(start=at.start, end=at.end, text=self.said)
        event = Event(id=f"x{at.start}", type=self.label, trigger=trigger)
        return given.with_(events=(*given.events, event))

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        jobs.delete(gold.words(self.said, self.nth), self.label)


@dataclass(frozen=True)
class Argued:
    """An argument with the role ``given``: none if it was not suggested, too many if the gold has none."""

    event: tuple[str, int]
    mention: tuple[str, int]
    given: str | None

    def place(self, gold: Gold) -> int:
        return max(gold.words(*self.event).end, gold.words(*self.mention).end)

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        event, mention = gold.event(gold.words(*self.event)), gold.mention(gold.words(*self.mention))
        assert event is not None and mention is not None
        extra = () if self.given is None else (Argument(role=self.given, entity=mention.id),)
        (spoilt,) = (one for one in given.events if one.id == event.id)
        kept = tuple(use for use in spoilt.arguments if use.entity != mention.id)
        spoilt = spoilt.with_(arguments=(*kept, *extra))
        return given.with_(events=tuple(spoilt if one.id == event.id else one for one in given.events))

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        event, mention = gold.words(*self.event), gold.words(*self.mention)
        wanted = any(arrow.mention == mention for arrow in gold.arrows(event))
        if self.given is None:
            jobs.argue(gold.arrow(event, mention))
        elif wanted:
            arrow = gold.arrow(event, mention, self.given)
            jobs.change_role(arrow, gold.arrow(event, mention).role)
        else:
            jobs.remove_argument(gold.arrow(event, mention, self.given))


@dataclass(frozen=True)
class Valued(_AtWords):
    """An attribute with the value ``given``, or without one."""

    said: str
    name: str
    given: str | None
    nth: int = 1

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        at = gold.words(self.said, self.nth)
        region = gold.mention(at) or gold.event(at)
        assert region is not None
        attributes = {name: value for name, value in region.attributes.items() if name != self.name}
        if self.given is not None:
            attributes[self.name] = self.given
        entities = tuple(
            one.with_(attributes=attributes) if one.id == region.id else one for one in given.entities
        )
        events = tuple(
            one.with_(attributes=attributes) if one.id == region.id else one for one in given.events
        )
        return given.with_(entities=entities, events=events)

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        at = gold.words(self.said, self.nth)
        jobs.attribute(at, gold.label(at), self.name, gold.attributes(at)[self.name])


@dataclass(frozen=True)
class Typed:
    """An article-level type that is missing, or one too many."""

    type: str
    missing: bool

    def place(self, gold: Gold) -> int:
        return len(gold.text) + 1

    def spoil(self, gold: Gold, given: Annotation) -> Annotation:
        others = tuple(one for one in given.events if one.trigger is not None or one.type != self.type)
        extra = () if self.missing else (Event(id=f"type-{self.type}", type=self.type, trigger=None),)
        return given.with_(events=(*others, *extra))

    def mend(self, gold: Gold, jobs: Jobs) -> None:
        jobs.article_type(self.type)
