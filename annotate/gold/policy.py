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
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
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
    records: Callable[[], Iterable[Record]],
    ontology: Ontology,
    selection: Selection,
    pseudonyms: Pseudonyms,
    untouched: Iterable[str] = (),
) -> Iterator[GoldRecord]:
    """The simple policy: an article's one submitted (or adjudicated) annotation is its gold.

    Articles with several are held back, so are those whose annotation the ontology does not allow;
    those with none (and the ``untouched`` ones, by id) are left out. All are listed in ``selection``.
    ``records`` is read twice: once to count, once to take.
    """
    unsound: dict[str, str] = {}
    finals: dict[str, int] = {}
    others: dict[str, set[Status]] = {}
    texts: dict[str, set[str]] = {}
    for record in records():
        article = record.article.id
        if record.annotation.status in _FINAL:
            finals[article] = finals.get(article, 0) + 1
            texts.setdefault(article, set()).add(record.article.digest)
            selection.authors.add(record.annotation.author)
            if (reason := _unsound(record, ontology)) is not None:
                unsound[article] = reason
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
            of_texts = f" of {len(texts[article])} texts" if len(texts[article]) > 1 else ""
            reason = f"held back: {count} submitted annotations{of_texts}, which need adjudication"
            selection.left_out.append(LeftOut(article, reason))
        elif article in unsound:
            selection.left_out.append(LeftOut(article, f"held back: {unsound[article]}"))
    known = finals.keys() | others.keys()
    selection.left_out.extend(
        LeftOut(article, "nobody has annotated it") for article in sorted(set(untouched) - known)
    )
    for record in records():
        article = record.article.id
        if record.annotation.status in _FINAL and finals[article] == 1 and article not in unsound:
            yield GoldRecord.of(record.article, _as_gold(record.annotation, pseudonyms))


def _unsound(record: Record, ontology: Ontology) -> str | None:
    """Why an annotation cannot be gold under ``ontology``, or None."""
    annotation = record.annotation
    if annotation.ontology not in (None, ontology.id):
        return f"it was made with {annotation.ontology}, the project uses {ontology.id}"
    found = [str(finding) for finding in findings(annotation, ontology)]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return "; ".join(found[:3]) + more if found else None


def _as_gold(annotation: Annotation, pseudonyms: Pseudonyms) -> Annotation:
    author = pseudonyms(annotation.author)
    return annotation.with_(
        author=author,
        status=Status.ADJUDICATED,
        decision=annotation.decision or Decision.SINGLE,
        based_on=None if annotation.based_on is None else pseudonyms.hide(annotation.based_on),
        entities=tuple(
            _spoken_for(entity, author, pseudonyms) for entity in in_reading_order(annotation.entities)
        ),
        events=tuple(
            _spoken_for(event, author, pseudonyms) for event in events_in_reading_order(annotation.events)
        ),
    )


def _spoken_for(region: Region, author: str, pseudonyms: Pseudonyms) -> Region:
    """The region with its author among those who spoke for it, people under their pseudonyms."""
    voices = [voice.with_(source=pseudonyms.hide(voice.source)) for voice in region.provenance]
    if not any(voice.source == author for voice in voices):
        voices.append(Provenance(source=author))
    return region.with_(provenance=tuple(voices), uncertainty=None)  # somebody has decided
