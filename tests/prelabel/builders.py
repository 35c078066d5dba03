"""What several tests of this room build: articles, entities, labelers that say what they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Argument, Entity, Event, Status, Trigger
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft


def article(
    text: str, *, id: str = "a1", published: str | None = "2021-03", language: str | None = "fr"
) -> Article:
    return Article(id=id, text=text, published=published, language=language)


def entity(
    text: str, start: int, end: int, label: str, *, id: str = "", score: float | None = None
) -> Entity:
    return Entity(
        id=id or f"{label}-{start}-{end}",
        start=start,
        end=end,
        label=label,
        text=text[start:end],
        score=score,
    )


def mention(text: str, words: str, label: str, **more: float) -> Entity:
    start = text.index(words)
    return entity(text, start, start + len(words), label, score=more.get("score"))


def event(text: str, word: str, type: str, *arguments: tuple[str, Entity]) -> Event:
    start = text.index(word)
    return Event(
        id=f"{type}-{start}",
        type=type,
        trigger=Trigger(start=start, end=start + len(word), text=word),
        arguments=tuple(Argument(role=role, entity=filler.id) for role, filler in arguments),
    )


def suggestion_of(entities: Sequence[Entity] = (), events: Sequence[Event] = ()) -> Annotation:
    """A suggestion with these entities and events."""
    return Annotation(author="test", status=Status.SUGGESTED, entities=tuple(entities), events=tuple(events))


def marked(annotation: Annotation, label: str) -> list[str]:
    """The words of the mentions with ``label``, in text order."""
    return [item.text for item in annotation.entities if item.label == label]


def only(annotation: Annotation, event_type: str) -> Event:
    """The one event of its type."""
    (found,) = [item for item in annotation.events if item.type == event_type]
    return found


def parts(annotation: Annotation, event_type: str) -> dict[str, list[str]]:
    """Who plays which part in the one event of its type: the mentions' words by role."""
    texts = {item.id: item.text for item in annotation.entities}
    given: dict[str, list[str]] = {}
    for argument in only(annotation, event_type).arguments:
        given.setdefault(argument.role, []).append(texts[argument.entity])
    return given


@dataclass
class StubLabeler:
    """A labeler whose suggestion for each draft is ``answer(draft)``."""

    answer: Callable[[Draft], Annotation]
    name: str = "says"
    version: str = "1"
    languages: frozenset[str] = frozenset({"fr"})
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset({"entities", "events"})
    batches: list[list[str]] = field(default_factory=list)

    def label(self, batch: Sequence[Draft]) -> Sequence[Annotation]:
        self.batches.append([draft.article.id for draft in batch])
        return [self.answer(draft) for draft in batch]


def small_ontology() -> Ontology:
    """Entity types that may and may not nest, one event type, roles, attributes of each kind."""
    return Ontology.model_validate(
        {
            "format": 1,
            "name": "small",
            "version": "1.0.0",
            "languages": ["fr"],
            "entities": {
                "PER": {},
                "LOC": {},
                "ORG": {"may_contain": ["LOC"]},
                "ROLE": {"may_contain": ["LOC", "ORG"]},
                "DATE": {},
            },
            "roles": {
                "Agent": {"fillers": ["PER", "ORG", "LOC", "ROLE"]},
                "Place": {"fillers": ["LOC"], "at_most": 1},
            },
            "events": {"CONSULT": {"roles": ["Agent", "Place"]}, "AID": {"roles": ["Agent"]}},
            "attributes": {
                "mode": {"on": ["CONSULT"], "kind": "single", "values": ["visit", "phone"]},
                "value": {"on": ["DATE"], "kind": "string", "pattern": r"\d{4}(-\d\d){0,2}"},
            },
            "mapping": {"spacy": {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}},
        }
    )
