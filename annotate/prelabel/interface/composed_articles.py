"""Articles as labelers read them: with a composed text (Unicode NFC). Translates annotations both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from annotate.core.annotation import Annotation, Entity, Event, events_in_reading_order, in_reading_order
from annotate.core.article import Article
from annotate.prelabel.interface.region_ids import entity_id, event_id
from annotate.prelabel.parsing.composed_text import ComposedText, is_composed

_Region = TypeVar("_Region", Entity, Event)
_Range = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True)
class ComposedArticle:
    """An article whose text is not composed, and the same article with the composed text."""

    original: Article
    composed: Article
    text: ComposedText

    def in_original(self, annotation: Annotation) -> Annotation:
        """The annotation on the original text, with ids computed again from spans and labels."""
        text, translated = self.original.text, self.text.in_original
        entities = {item.id: _moved(item, translated, text) for item in annotation.entities}
        ids = {old: entity_id(item, item.label) for old, item in entities.items()}
        moved = [item.model_copy(update={"id": ids[old]}) for old, item in entities.items()]
        events = []
        for item in annotation.events:
            event = _moved_event(item, translated, text)
            arguments = tuple(
                argument.model_copy(update={"entity": ids[argument.entity]}) for argument in event.arguments
            )
            update = {"id": event_id(event.trigger, event.type), "arguments": arguments}
            events.append(event.model_copy(update=update))
        return annotation.with_(
            digest=self.original.digest,
            entities=tuple(in_reading_order(_once(moved))),
            events=tuple(events_in_reading_order(_once(events))),
        )

    def in_composed(self, annotation: Annotation) -> Annotation:
        """The annotation on the composed text. Ids stay."""
        text, translated = self.composed.text, self.text.in_composed
        return annotation.with_(
            digest=None if annotation.digest is None else self.composed.digest,
            entities=tuple(_moved(item, translated, text) for item in annotation.entities),
            events=tuple(_moved_event(item, translated, text) for item in annotation.events),
        )


def composed_article(article: Article) -> ComposedArticle | None:
    """The article with a composed text; None if its text is composed already."""
    if is_composed(article.text):
        return None
    text = ComposedText(article.text)
    return ComposedArticle(article, article.with_(text=text.composed), text)


def _moved(entity: Entity, translated: _Range, text: str) -> Entity:
    start, end = translated(entity.start, entity.end)
    return entity.model_copy(update={"start": start, "end": end, "text": text[start:end]})


def _moved_event(event: Event, translated: _Range, text: str) -> Event:
    if event.trigger is None:
        return event
    start, end = translated(event.trigger.start, event.trigger.end)
    update = {"start": start, "end": end, "text": text[start:end]}
    return event.model_copy(update={"trigger": event.trigger.model_copy(update=update)})


def _once(regions: Iterable[_Region]) -> Iterable[_Region]:
    """Keeps the first region of an id: two spans that end inside one composed letter become the same."""
    kept: dict[str, _Region] = {}
    for region in regions:
        kept.setdefault(region.id, region)
    return kept.values()
