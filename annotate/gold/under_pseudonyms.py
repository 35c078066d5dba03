"""Replaces the names of annotators in an annotation with their pseudonyms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from annotate.core.annotation import (
    Annotation,
    Entity,
    Event,
    Provenance,
    events_in_reading_order,
    in_reading_order,
)
from annotate.core.authorship import UNKNOWN
from annotate.gold.pseudonyms import E_MAIL, Pseudonyms

Region = TypeVar("Region", Entity, Event)


def with_pseudonyms(annotation: Annotation, pseudonyms: Pseudonyms) -> Annotation:
    """The annotation with pseudonyms of annotators, its author in the provenance of each region.

    The regions are in reading order and have no uncertainty, because a person has decided. What annotators
    wrote in notes stays as it is.
    """
    author = pseudonyms(annotation.author)
    rewriter = annotation.rewritten_by
    return annotation.with_(
        author=author,
        rewritten_by=None if rewriter is None else pseudonyms(rewriter),
        based_on=None if annotation.based_on is None else pseudonyms.hide(annotation.based_on),
        entities=tuple(
            _with_author(entity, author, pseudonyms) for entity in in_reading_order(annotation.entities)
        ),
        events=tuple(
            _with_author(event, author, pseudonyms) for event in events_in_reading_order(annotation.events)
        ),
    )


def names_hidden(people: Iterable[str], pseudonyms: Pseudonyms) -> Callable[[str], str]:
    """A function that replaces the names of ``people``, and e-mail addresses, in a sentence.

    A policy may name in its reasons who disagrees with whom.
    """
    longest_first = sorted(set(people) - {UNKNOWN}, key=lambda name: (-len(name), name))
    names = "|".join(map(re.escape, (name for name in longest_first if name)))
    person = re.compile(rf"(?<![\w.@])(?:{names})(?![\w@])") if names else None

    def hide(sentence: str) -> str:
        if person is not None:
            sentence = person.sub(lambda found: pseudonyms(found.group()), sentence)
        return E_MAIL.sub(lambda found: pseudonyms(found.group()), sentence)

    return hide


def _with_author(region: Region, author: str, pseudonyms: Pseudonyms) -> Region:
    """Adds the author to a region's provenance, and replaces names of annotators with pseudonyms."""
    provenance = [item.with_(source=pseudonyms.hide(item.source)) for item in region.provenance]
    if not any(item.source == author for item in provenance):
        provenance.append(Provenance(source=author))
    return region.with_(provenance=tuple(provenance), uncertainty=None)  # a person has decided
