"""Turns the answers for the windows of an article into entities and events of its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import (
    Annotation,
    Argument,
    AttributeValue,
    Entity,
    Event,
    Span,
    Status,
    Trigger,
)
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.entities import mention, trimmed
from annotate.prelabel.interface.region_ids import event_id
from annotate.prelabel.models.llm.answer import Answer, Quoted, QuotedEvent, QuotedMention
from annotate.prelabel.models.llm.quotes import How, Quotes
from annotate.prelabel.models.windows import Prediction, Window, join
from annotate.prelabel.outcome import SuggestionPart

Attributes = dict[str, AttributeValue]
Key = tuple[int, int, str]
_SHOWN = 80  # characters of a missing quote that messages show


@dataclass(frozen=True)
class _Event:
    """The arguments of a trigger, as roles and keys of mentions, and its attributes."""

    arguments: tuple[tuple[str, Key], ...]
    attributes: Attributes


@dataclass
class Reading:
    """The result for an article: the annotation, the refused entries, and counts for the run's summary."""

    annotation: Annotation
    refused: list[tuple[SuggestionPart, str]] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def read(text: str, answers: Sequence[tuple[Window, Answer]], author: str) -> Reading:
    """Reads all answers for one text. Mentions and events that two windows found appear once.

    A quote that is not in the passage of its window is refused and reported. An argument that is not one of
    the entities in the answer is refused and reported too. Positions never come from the answer.
    """
    reading = Reading(Annotation(author=author, status=Status.SUGGESTED))
    mentions: list[tuple[Window, list[Prediction[Attributes]]]] = []
    triggers: list[tuple[Window, list[Prediction[_Event]]]] = []
    types: dict[str, Attributes] = {}
    for window, answer in answers:
        reading.refused += answer.refused
        passage = _Passage(text, window, reading)
        mentions.append((window, list(passage.mentions(answer.mentions))))
        triggers.append((window, list(passage.events(answer.events, mentions[-1][1]))))
        for event in answer.events:
            if event.trigger is None:
                types.setdefault(event.type, event.attributes)
    entities = {
        (found.start, found.end, found.label): mention(
            text, found.start, found.end, found.label, found.score, attributes=found.payload
        )
        for found in join(mentions)
    }
    events = [_triggered(text, found, entities, reading) for found in join(triggers)]
    events += [
        Event(id=event_id(None, kind), type=kind, trigger=None, score=fixed_scores.LLM, attributes=attributes)
        for kind, attributes in sorted(types.items())
    ]
    reading.annotation = reading.annotation.with_(entities=tuple(entities.values()), events=tuple(events))
    return reading


class _Passage:
    """The part of the text in one window. Finds quotes in this part."""

    def __init__(self, text: str, window: Window, reading: Reading) -> None:
        self._text = text
        self._window = window
        self._reading = reading
        self._quotes = Quotes(text[window.start : window.end])

    def mentions(self, given: Sequence[QuotedMention]) -> Iterator[Prediction[Attributes]]:
        for item in given:
            place = self._place(item.quoted, item.label, "entity")
            if place is not None:
                start, end = trimmed(self._text, *place)
                if start < end:
                    yield Prediction(start, end, item.label, fixed_scores.LLM, item.attributes)
                else:
                    quote = _short(item.quoted.quote)
                    self._refuse("entity", f"quotes {quote} as {item.label}, which is punctuation only")

    def events(
        self, given: Sequence[QuotedEvent], mentions: Sequence[Prediction[Attributes]]
    ) -> Iterator[Prediction[_Event]]:
        for item in given:
            if item.trigger is None:
                for role, quote in item.arguments:
                    self._refuse("argument", f"{role} {quote!r} of a {item.type} that has no trigger")
                continue
            place = self._place(item.trigger, item.type, "event")
            if place is None:
                continue
            arguments = tuple(self._arguments(item, place, mentions))
            yield Prediction(*place, item.type, fixed_scores.LLM, _Event(arguments, item.attributes))

    def _arguments(
        self, event: QuotedEvent, trigger: tuple[int, int], mentions: Sequence[Prediction[Attributes]]
    ) -> Iterator[tuple[str, Key]]:
        for role, quote in event.arguments:
            spans = {
                trimmed(self._text, self._window.start + start, self._window.start + end)
                for how in (How.EXACT, How.FOLDED, How.WITHOUT_ACCENTS)
                for start, end in self._quotes.places(quote, how)
            }
            meant = [found for found in mentions if (found.start, found.end) in spans]
            if not meant:
                what = f"quotes {_short(quote)} as {role} of {event.type}, which is none of its entities"
                self._refuse("argument", what)
                continue
            nearest = min(meant, key=lambda found: (abs(found.start - trigger[0]), found.start, found.label))
            yield role, (nearest.start, nearest.end, nearest.label)

    def _place(self, quoted: Quoted, label: str, kind: SuggestionPart) -> tuple[int, int] | None:
        place = self._quotes.find(quoted.quote, quoted.before, quoted.occurrence, of=label)
        if place is None:
            self._refuse(kind, f"quotes {_short(quoted.quote)} as {label}, which is not in the text")
            return None
        if place.how is How.FUZZY:
            self._reading.notes["a quote that differs from the text by a few letters"] += 1
        return self._window.start + place.start, self._window.start + place.end

    def _refuse(self, kind: SuggestionPart, what: str) -> None:
        self._reading.refused.append((kind, what))


def _triggered(text: str, found: Prediction[_Event], entities: dict[Key, Entity], reading: Reading) -> Event:
    arguments: dict[tuple[str, str], Argument] = {}
    for role, key in found.payload.arguments:
        filler = entities.get(key) or _in_its_place(key, entities)
        if filler is None:
            what = f"{role} {text[key[0] : key[1]]!r} of {found.label}, cut by its window's edge"
            reading.refused.append(("argument", what))
        else:
            arguments[role, filler.id] = Argument(role=role, entity=filler.id)
    trigger = Trigger(start=found.start, end=found.end, text=text[found.start : found.end])
    return Event(
        id=event_id(Span(start=found.start, end=found.end), found.label),
        type=found.label,
        trigger=trigger,
        arguments=tuple(arguments.values()),
        attributes=found.payload.attributes,
        score=found.score,
    )


def _in_its_place(key: Key, entities: dict[Key, Entity]) -> Entity | None:
    """The mention that replaces a mention cut by its window: an overlapping mention with the same label."""
    start, end, label = key
    return next(
        (item for item in entities.values() if item.label == label and item.start < end and start < item.end),
        None,
    )


def _short(quote: str) -> str:
    return repr(quote if len(quote) <= _SHOWN else quote[:_SHOWN] + "…")
