"""Entities, events and annotations: what one author marks in one article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator

from annotate.core.fillers import events_of, fillers_of
from annotate.core.noun import Noun

_REGION_ID = r"[^\s#\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,64}"
_is_region_id = re.compile(_REGION_ID).fullmatch
_are_region_ids = re.compile(f"(?:{_REGION_ID} )*").fullmatch


def is_region_id(value: str) -> bool:
    """Whether ``value`` can be a region's id: 1 to 64 characters without white space or '#'."""
    # "#" is excluded because Label Studio's screen appends "#<annotation>" to ids and cuts it off again.
    return _is_region_id(value) is not None


def are_region_ids(values: Collection[str]) -> bool:
    """Whether each of ``values`` can be a region's id. Quicker than asking for each."""
    line = "".join([f"{value} " for value in values])
    return line.count(" ") == len(values) and _are_region_ids(line) is not None


def _check_region_id(value: str) -> str:
    if _is_region_id(value) is None:  # runs for every region of every article
        raise ValueError(f"a region id is 1 to 64 characters without white space or '#', not {value[:70]!r}")
    return value


def _check_time(value: datetime) -> datetime:
    try:
        value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is before the year 1 or after the year 9999 in UTC") from error
    return value


def _said(value: Any) -> Any:
    """Files of before this field may have the key with true or false, as an unknown key of their program."""
    return value if not isinstance(value, bool) else "" if value else None


Time = Annotated[AwareDatetime, AfterValidator(_check_time)]
Label = Annotated[str, Field(min_length=1)]
RegionId = Annotated[str, AfterValidator(_check_region_id)]
Score = Annotated[float, Field(ge=0, le=1)]
Uncertainty = Annotated[float, Field(ge=0, allow_inf_nan=False)]  # bits
Seconds = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]  # so that sums stay numbers
NO_TEXT = Field(default="", description="absent only where the article has no text: a release without texts")
Unsure = Annotated[str | None, BeforeValidator(_said)]
UNSURE = Field(default=None, description="somebody was unsure of it: the remark, empty without one")
AttributeValue = str | Annotated[tuple[str, ...], Field(min_length=1)]


class Status(StrEnum):
    """The status of an annotation. An annotation submitted without regions is neither skipped nor a draft."""

    SUGGESTED = "suggested"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    ADJUDICATED = "adjudicated"  # settled between several annotations


class Decision(StrEnum):
    """How an annotation became gold. A submitted annotation that nobody else answered is ``single``."""

    SINGLE = "single"
    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    WEIGHTED = "weighted"
    REVIEWED = "reviewed"


class Span(Noun):
    """A half-open range of Unicode code points of ``Article.text``; never empty."""

    start: Annotated[int, Field(ge=0)]
    end: int

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span ends after it starts; this one is {self.start}:{self.end}")
        return self

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span or equals this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether this span and ``other`` share at least one code point."""
        return self.start < other.end and other.start < self.end


class Provenance(Noun):
    """Names a labeler or annotator that proposed an entity or event, and holds the score of the proposal."""

    source: str
    score: Score | None = None


class Entity(Span):
    """A mention: a labelled span with text and attributes; ``ref`` says what the mention refers to.

    ``text`` is empty if the article has no text, as in a release without texts, and never otherwise.
    """

    id: RegionId
    label: Label
    text: str = NO_TEXT
    attributes: dict[str, AttributeValue] = Field(default_factory=dict)
    ref: str | None = Field(
        default=None,
        description="what the mention stands for: an ISO country code, a gazetteer key, a cluster",
    )
    score: Score | None = None
    uncertainty: Uncertainty | None = Field(default=None, description="in bits; suggestions only")
    provenance: tuple[Provenance, ...] = ()
    unreviewed: tuple[str, ...] = Field(
        default=(), description="values that nobody saw on a screen: ref, attributes.NAME"
    )
    unsure: Unsure = UNSURE
    note: str | None = Field(default=None, description="what a person wrote about it in Label Studio")


class Trigger(Span):
    """The one content word that names an event."""

    text: str = NO_TEXT


class Argument(Noun):
    """A participant of an event: the role, and the id of the entity that fills the role."""

    role: Label
    entity: str
    unreviewed: tuple[str, ...] = Field(default=(), description="role, if nobody saw it on a screen")


class Event(Noun):
    """An event of one type. An event without a trigger says only that the article reports this type."""

    __slots__ = ("_mentions",)  # the entities of its annotation; no field, so not compared and not written

    id: RegionId
    type: Label
    trigger: Trigger | None
    arguments: tuple[Argument, ...] = ()
    attributes: dict[str, AttributeValue] = Field(default_factory=dict)
    score: Score | None = None
    uncertainty: Uncertainty | None = Field(default=None, description="in bits; suggestions only")
    provenance: tuple[Provenance, ...] = ()
    unreviewed: tuple[str, ...] = Field(
        default=(), description="values that nobody saw on a screen: ref, attributes.NAME"
    )
    unsure: Unsure = UNSURE
    note: str | None = Field(default=None, description="what a person wrote about it in Label Studio")

    @property
    def fillers(self) -> dict[str, tuple[Entity, ...]]:
        """Maps each role to the mentions that fill it, in the order of the arguments.

        Works for events of an annotation. Raises `InputError` for an event that was taken from none.
        """
        return fillers_of(self)

    @model_validator(mode="before")
    @classmethod
    def _absent_trigger_is_none(cls, data: Any) -> Any:
        # The model requires the field, so null is always written. In a file, a missing key means null.
        if isinstance(data, dict) and "trigger" not in data:
            return {**data, "trigger": None}
        return data

    @model_validator(mode="after")
    def _arguments_need_a_trigger(self) -> Self:
        if self.trigger is None and self.arguments:
            raise ValueError(f"event {self.id} has arguments but no trigger")
        return self


class Annotation(Noun):
    """The entities and events that one author marks in one article."""

    author: str
    status: Status
    ontology: str | None = Field(default=None, description="name@version")
    digest: str | None = Field(default=None, description="sha256: of the text annotated")
    created_at: Time | None = None
    updated_at: Time | None = None
    lead_time_s: Seconds | None = None
    based_on: str | None = Field(default=None, description="the suggestion it started from")
    uncertainty: Uncertainty | None = Field(default=None, description="in bits; suggestions only")
    decision: Decision | None = Field(default=None, description="gold only")
    rewritten_by: str | None = Field(default=None, description="who saved it last, if not the author")
    lost: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="what of it could not be read: a sentence for each part, by code (docs/findings.md)",
    )
    unsure: Unsure = UNSURE
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        seen: set[str] = set()
        events: tuple[Event, ...] = self.__dict__["events"]
        regions: tuple[Entity | Event, ...] = (*self.entities, *events)
        for region in regions:
            if region.id in seen:
                raise ValueError(f"two regions have the id {region.id}")
            seen.add(region.id)
        entities = {entity.id for entity in self.entities}
        whole_article: set[str] = set()
        for event in events:
            for argument in event.arguments:
                if argument.entity not in entities:
                    raise ValueError(
                        f"event {event.id} names {argument.entity} as {argument.role}, "
                        "but there is no such entity"
                    )
            if event.trigger is None:
                if event.type in whole_article:
                    raise ValueError(f"two events of type {event.type} without a trigger")
                whole_article.add(event.type)
        if self.decision is not None and not self.may_be_decided:
            raise ValueError(
                f"a {self.status} annotation has the decision {self.decision};"
                " an adjudicated one may have any decision, a submitted one only 'single'"
            )
        if self.uncertainty is not None and self.status is not Status.SUGGESTED:
            raise ValueError(f"only a suggestion has an uncertainty, not a {self.status} annotation")
        return self

    @property
    def is_gold(self) -> bool:
        """Whether the annotation is final: adjudicated, or submitted and decided."""
        return self.status is Status.ADJUDICATED or self.decision is not None

    @property
    def may_be_decided(self) -> bool:
        """Whether the annotation may have its decision."""
        return self.status is Status.ADJUDICATED or (
            self.status is Status.SUBMITTED and self.decision is Decision.SINGLE
        )

    @property
    def regions(self) -> tuple[Entity | Event, ...]:
        """All regions: the entities first, then the events."""
        return (*self.entities, *self.events)

    @property
    def article_types(self) -> frozenset[str]:
        """The event types of the article: the types of all events, with and without a trigger."""
        return frozenset(event.type for event in self.events)

    def text_problems(self, text: str) -> list[str]:
        """One sentence for each region whose span or text does not fit the article's ``text``."""
        problems = []
        for region_id, span, own_text in self._spans():
            if span.end > len(text):
                problems.append(
                    f"region {region_id} ends at {span.end}, the text has {len(text)} code points"
                )
            elif not own_text:
                problems.append(f"region {region_id} has no text, but the article has one")
            elif text[span.start : span.end] != own_text:
                problems.append(
                    f"region {region_id} says {own_text[:40]!r} but {span.start}:{span.end} of the text "
                    f"is {text[span.start : span.end][:40]!r}"
                )
        return problems

    def _spans(self) -> Iterable[tuple[str, Span, str]]:
        for entity in self.entities:
            yield entity.id, entity, entity.text
        for event in self.__dict__["events"]:
            if event.trigger is not None:
                yield event.id, event.trigger, event.trigger.text


# Reading the attribute calls the property; pydantic itself reads and writes the field of the same name.
Annotation.events = property(events_of)  # type: ignore[assignment]


def label_of(region: Entity | Event) -> str:
    """The label of a mention, or the type of an event."""
    return region.label if isinstance(region, Entity) else region.type


def words_of(region: Entity | Event) -> str | None:
    """The words of a mention, or those of an event's trigger. None if the event has no trigger."""
    if isinstance(region, Entity):
        return region.text
    return None if region.trigger is None else region.trigger.text


def in_reading_order(entities: Iterable[Entity]) -> Sequence[Entity]:
    """Sorts entities by start, then by length (the longer entity first), then by label."""
    return sorted(entities, key=lambda entity: (entity.start, -entity.end, entity.label, entity.id))


def events_in_reading_order(events: Iterable[Event]) -> Sequence[Event]:
    """Sorts events by the start of their trigger; events without a trigger come last, by type."""
    return sorted(
        events,
        key=lambda event: (
            (0, event.trigger.start, event.trigger.end, event.type, event.id)
            if event.trigger
            else (1, 0, 0, event.type, event.id)
        ),
    )
