"""Replaces the names of annotators in an annotation with their pseudonyms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from annotate.core.annotation import (
    Annotation,
    Entity,
    Event,
    Provenance,
    events_in_reading_order,
    in_reading_order,
)
from annotate.core.authorship import UNKNOWN
from annotate.core.people import People
from annotate.gold.pseudonyms import Pseudonyms

Region = TypeVar("Region", Entity, Event)
WITHHELD_ADDRESS = "e-mail address withheld"  # of somebody who is no annotator
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|'[^']*'")


def with_pseudonyms(annotation: Annotation, pseudonyms: Pseudonyms, text: str = "") -> Annotation:
    """The annotation with pseudonyms of annotators, its author in the provenance of each region.

    The regions are in reading order and have no uncertainty, because a person has decided. In notes, in
    remarks, in sentences about lost parts and under unknown keys, e-mail addresses that are no words of
    ``text``, the article's, are hidden; the rest stays as it is.
    """
    author = pseudonyms(annotation.author)
    rewriter = annotation.rewritten_by
    made = annotation.with_(
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
    if any(map(_has_address, _sentences(made))) or any(_unknown_keys(made)):
        hidden = _people(pseudonyms, text).annotation(made.to_dict())
        return type(annotation).model_validate(hidden)
    return made


def addresses_hidden(sentence: str, text: str, pseudonyms: Pseudonyms) -> str:
    """A sentence of ours, without e-mail addresses that are no words of the article."""
    return _people(pseudonyms, text).sentence(sentence)


def names_hidden(people: Iterable[str], pseudonyms: Pseudonyms, text: str = "") -> Callable[[str], str]:
    """A function that replaces the names of ``people``, and e-mail addresses, in a reason of a policy.

    A policy may name in its reasons who disagrees with whom. Quoted words of ``text``, the article's, stay;
    so do numbers, even if an annotator is called by one.
    """
    known = {name for name in people if name and not name.isdigit() and name != UNKNOWN}
    longest_first = sorted(known, key=lambda name: (-len(name), name))
    names = "|".join(map(re.escape, longest_first))
    person = re.compile(rf"(?<![\w.@-])(?:{names})(?![\w@-])") if names else None

    def hide(sentence: str) -> str:
        parts, at = [], 0
        for quoted in _QUOTED.finditer(sentence):
            if quoted.group()[1:-1].strip() in text:
                parts += [replaced(sentence[at : quoted.start()]), quoted.group()]
                at = quoted.end()
        return addresses_hidden("".join([*parts, replaced(sentence[at:])]), text, pseudonyms)

    def replaced(words: str) -> str:
        return words if person is None else person.sub(lambda found: pseudonyms(found.group()), words)

    return hide


def _people(pseudonyms: Pseudonyms, text: str) -> People:
    def name(value: str) -> str | None:
        return None if value == UNKNOWN else pseudonyms.known(value)

    def address(value: str) -> str | None:
        if (known := pseudonyms.known(value)) is not None:
            return known
        pseudonyms.withheld += 1
        return WITHHELD_ADDRESS

    return People(name, address, text)


def _sentences(annotation: Annotation) -> Iterator[Any]:
    """What people wrote, or may have written."""
    yield from (annotation.lost, annotation.unsure)
    for region in annotation.regions:
        yield from (region.note, region.unsure, region.attributes)
        if isinstance(region, Entity):
            yield region.ref


def _unknown_keys(annotation: Annotation) -> Iterator[Any]:
    """What other programs wrote under keys that our schema does not have."""
    yield annotation.model_extra
    for region in annotation.regions:
        yield region.model_extra
        yield from (item.model_extra for item in region.provenance)
        if isinstance(region, Event):
            yield from (argument.model_extra for argument in region.arguments)
            yield region.trigger and region.trigger.model_extra


def _has_address(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_address, value.values()))
    if isinstance(value, tuple):
        return any(map(_has_address, value))
    return isinstance(value, str) and "@" in value


def _with_author(region: Region, author: str, pseudonyms: Pseudonyms) -> Region:
    """Adds the author to a region's provenance, and replaces names of annotators with pseudonyms."""
    provenance = [item.with_(source=pseudonyms.hide(item.source)) for item in region.provenance]
    if not any(item.source == author for item in provenance):
        provenance.append(Provenance(source=author))
    return region.with_(provenance=tuple(provenance), uncertainty=None)  # a person has decided
