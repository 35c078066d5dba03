"""What every hand annotation in this repository keeps to: each check gives the places where one does not.

A place is an article's id with a half-open code-point range and never a word of the text, since some of the
texts are kept unseen and a failing test prints what it compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.core.annotation import Entity, Event, Trigger
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.studio.codec.results import decode, encode
from annotate.studio.screen.binding import own_binding

Place = tuple[str, int, int]

EVENT_TYPES = {
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
}  # fmt: skip

_ARTICLE = re.compile(r"(?:(?:[Ll]e|[Ll]a|[Ll]es|[Uu]ne?|[Tt]he|[Aa]n?) |[Ll]['’])")
_ONE_WORD = re.compile(r"\w+(?:-\w+)*")


def dispatch_parts(path: Path) -> tuple[str, str, str]:
    """Month of publication, title and body of a dispatch, in the one form that the gold's positions mean."""
    raw = path.read_bytes().decode("utf-8").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    first, blank, body = raw.replace("\r\n", "\n").split("\n", 2)
    heading = re.fullmatch(r" ?date (\d{4}-\d{2}) (.+)", first)
    assert heading is not None and blank == ""
    return heading[1], heading[2], body.removesuffix("\n")


def text_of(record: GoldRecord) -> str:
    assert record.text is not None
    return record.text


def names_of(record: GoldRecord) -> list[Entity]:
    return [entity for entity in record.annotation.entities if entity.label in {"PER", "ORG", "LOC"}]


def triggered(records: Iterable[GoldRecord]) -> Iterator[tuple[GoldRecord, Event, Trigger]]:
    """The events that a word triggers, with that word."""
    for record in records:
        for event in record.annotation.events:
            if event.trigger is not None:
                yield record, event, event.trigger


def unlike_their_file(record: GoldRecord, path: Path) -> list[str]:
    """Which of text, title, month and digest do not come from ``path``."""
    published, title, body = dispatch_parts(path)
    article = record.article
    said = {
        "text": record.text == f"{title}\n\n{body}",
        "trailing blanks": record.text is not None and record.text == record.text.rstrip(),
        "title": article.title == title,
        "published": article.published == published,
        "digest": isinstance(article, Article) and record.annotation.digest == article.digest,
    }
    return [name for name, same in said.items() if not same]


def unmarked_names(record: GoldRecord) -> list[Place]:
    """Occurrences of a name that bear no mention although another one of the article does."""
    names = names_of(record)
    return [
        (record.article.id, found.start(), found.end())
        for name in sorted({entity.text for entity in names})
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text_of(record))
        if not any(entity.start <= found.start() and found.end() <= entity.end for entity in names)
    ]


def names_with_two_labels(record: GoldRecord) -> list[Place]:
    """Names that have another label than the first mention of the same name."""
    first: dict[str, str] = {}
    return [
        (record.article.id, entity.start, entity.end)
        for entity in names_of(record)
        if first.setdefault(entity.text, entity.label) != entity.label
    ]


def out_of_reading_order(record: GoldRecord) -> list[str]:
    """Ids of regions that do not come and are not numbered (e1, e2, …; v1, v2, …) as one reads.

    Events without a trigger, which stand nowhere, are only numbered.
    """
    entities, events = record.annotation.entities, record.annotation.events
    read = sorted(entities, key=lambda entity: (entity.start, -entity.end))
    wrong = [mine.id for mine, theirs in zip(entities, read, strict=True) if mine is not theirs]
    wrong += [entity.id for number, entity in enumerate(entities, 1) if entity.id != f"e{number}"]
    starts = [event.trigger.start for event in events if event.trigger is not None]
    wrong += [
        f"trigger at {start}" for start, after in zip(starts, sorted(starts), strict=True) if start != after
    ]
    return wrong + [event.id for number, event in enumerate(events, 1) if event.id != f"v{number}"]


def loose_edges(record: GoldRecord) -> list[Place]:
    """Mentions that start or end in white space, or start with an article."""
    return [
        (record.article.id, entity.start, entity.end)
        for entity in record.annotation.entities
        if entity.text != entity.text.strip() or _ARTICLE.match(entity.text)
    ]


def triggers_that_are_no_whole_word(record: GoldRecord) -> list[Place]:
    """Triggers of several words, or with letters of the same word beside them."""
    text = text_of(record)
    return [
        (record.article.id, trigger.start, trigger.end)
        for _, _, trigger in triggered([record])
        if not _ONE_WORD.fullmatch(trigger.text)
        or text[trigger.end : trigger.end + 1].isalnum()
        or text[: trigger.start][-1:].isalpha()
    ]


def without_modality_or_polarity(record: GoldRecord) -> list[Place]:
    """Triggered events that do not say how real the act is, or whether it is denied."""
    return [
        (record.article.id, trigger.start, trigger.end)
        for _, event, trigger in triggered([record])
        if not {"modality", "polarity"} <= event.attributes.keys()
    ]


def arguments_from_below(record: GoldRecord) -> list[Place]:
    """Arguments that come in a later paragraph than their trigger."""
    text = text_of(record)
    by_id = {entity.id: entity for entity in record.annotation.entities}
    places = []
    for _, event, trigger in triggered([record]):
        end = text.find("\n\n", trigger.end)
        for argument in event.arguments:
            entity = by_id[argument.entity]
            if end != -1 and entity.start >= end:
                places.append((record.article.id, entity.start, entity.end))
    return places


def lost_between_push_and_pull(record: GoldRecord, ontology: Ontology) -> list[str]:
    """Ids of regions that do not come back from Label Studio's form as they went, and complaints."""
    annotation, binding = record.annotation, own_binding(ontology)
    results = encode(annotation, binding, scores=True)
    back = decode(results, text_of(record), binding, ontology, (annotation,))
    went: dict[str, Entity | Event] = {region.id: region for region in annotation.entities}
    went |= {region.id: region for region in annotation.events}
    came: dict[str, Entity | Event] = {region.id: region for region in back.entities}
    came |= {region.id: region for region in back.events}
    lost = [id for id in {**went, **came} if went.get(id) != came.get(id)]
    return [*lost, *(["problems"] if back.problems or back.dropped else [])]


def triggers_nothing(record: GoldRecord, word: str) -> bool:
    """Whether ``word`` stands somewhere in the article without triggering an event."""
    starts = {trigger.start for _, _, trigger in triggered([record])}
    found = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text_of(record))
    return any(match.start() not in starts for match in found)
