"""The mentions that may be arguments: outermost ones, a title joined to the name beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.core.annotation import Entity, in_reading_order

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ROLE = "ROLE"
_NAME = "PER"


@dataclass(frozen=True)
class Mention:
    """An entity that may fill a role. ``roots`` are the tokens by which it hangs in the sentence:
    its own, and those of the title or name that stands in apposition to it.
    """

    entity: Entity
    start: int
    end: int
    roots: tuple[Token, ...]


def mentions(doc: Doc, entities: Sequence[Entity]) -> list[Mention]:
    """The outermost entities in order; where a ROLE and a PER stand side by side only the PER."""
    offsets = [token.idx for token in doc]
    text = doc.text  # put together anew at each asking
    outermost: list[Mention] = []
    end = -1
    for entity in in_reading_order(entities):
        if entity.start < end:
            continue
        end = entity.end
        first = max(bisect_right(offsets, entity.start) - 1, 0)
        last = max(bisect_right(offsets, entity.end - 1), first + 1)
        outermost.append(Mention(entity, first, last, (_root(doc, first, last),)))
    joined: list[Mention] = []
    for mention in outermost:
        if joined and _apposed(joined[-1], mention, text):
            joined[-1] = _join(joined[-1], mention)
        else:
            joined.append(mention)
    return joined


def name_tokens(doc: Doc, found: Sequence[Mention]) -> list[bool]:
    """For each token whether it is part of a mention."""
    taken = [False] * len(doc)
    for mention in found:
        for index in range(mention.start, mention.end):
            taken[index] = True
    return taken


def _apposed(one: Mention, other: Mention, text: str) -> bool:
    labels = {one.entity.label, other.entity.label}
    between = text[one.entity.end : other.entity.start]
    return labels == {_ROLE, _NAME} and between in ("", " ", ", ", "\u00a0")


def _join(one: Mention, other: Mention) -> Mention:
    named = one if one.entity.label == _NAME else other
    # The title first: it is an ordinary noun, which parsers attach better than a foreign name.
    title = other if named is one else one
    return Mention(named.entity, one.start, other.end, (*title.roots, *named.roots))


def _root(doc: Doc, start: int, end: int) -> Token:
    for token in doc[start:end]:
        if not start <= token.head.i < end:
            return token
    return doc[start]
