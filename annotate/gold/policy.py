"""Which annotation of an article becomes gold, and why the others are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from annotate.core.annotation import (
    Annotation,
    Decision,
    Entity,
    Event,
    Provenance,
    Status,
    events_in_reading_order,
    in_reading_order,
)
from annotate.core.record import GoldRecord, Record
from annotate.gold.pseudonyms import Pseudonyms

SINGLE = "single"
Region = TypeVar("Region", Entity, Event)
_FINAL = (Status.SUBMITTED, Status.ADJUDICATED)


@dataclass(frozen=True)
class LeftOut:
    """An article that did not make it into the gold."""

    article: str
    reason: str


@dataclass
class Selection:
    """What a policy decided over all articles; complete once its records were read to the end."""

    policy: str
    left_out: list[LeftOut] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)


def select_single(
    records: Callable[[], Iterable[Record]], selection: Selection, pseudonyms: Pseudonyms
) -> Iterator[GoldRecord]:
    """The simple policy: an article's one submitted (or adjudicated) annotation is its gold.

    Articles with several are held back, those with none left out; both are listed in ``selection``.
    ``records`` is read twice: once to count, once to take.
    """
    finals: dict[str, int] = {}
    others: dict[str, set[Status]] = {}
    texts: dict[str, set[str]] = {}
    for record in records():
        article = record.article.id
        if record.annotation.status in _FINAL:
            finals[article] = finals.get(article, 0) + 1
            texts.setdefault(article, set()).add(record.article.digest)
            if record.annotation.status is Status.SUBMITTED:
                selection.authors.add(record.annotation.author)
        else:
            others.setdefault(article, set()).add(record.annotation.status)
    # All at once, so that a pseudonym does not depend on the order in which records are read.
    pseudonyms.add(selection.authors)
    for article in sorted(finals.keys() | others.keys()):
        count = finals.get(article, 0)
        if count == 0:
            states = " and ".join(sorted(others[article]))
            selection.left_out.append(LeftOut(article, f"not submitted, only {states}"))
        elif count > 1:
            what = "texts" if len(texts[article]) > 1 else "submitted annotations"
            selection.left_out.append(LeftOut(article, f"held back: {count} {what}, which need adjudication"))
    for record in records():
        if record.annotation.status in _FINAL and finals[record.article.id] == 1:
            yield GoldRecord.of(record.article, _as_gold(record.annotation, pseudonyms))


def _as_gold(annotation: Annotation, pseudonyms: Pseudonyms) -> Annotation:
    adjudicated = annotation.status is Status.ADJUDICATED
    author = annotation.author if adjudicated else pseudonyms(annotation.author)
    return annotation.with_(
        author=author,
        status=Status.ADJUDICATED,
        decision=annotation.decision or Decision.SINGLE,
        entities=tuple(_spoken_for(entity, author) for entity in in_reading_order(annotation.entities)),
        events=tuple(_spoken_for(event, author) for event in events_in_reading_order(annotation.events)),
    )


def _spoken_for(region: Region, author: str) -> Region:
    """The region with its author among those who spoke for it."""
    if any(voice.source == author for voice in region.provenance):
        return region
    return region.with_(provenance=(*region.provenance, Provenance(source=author)))
