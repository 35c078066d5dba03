"""The mentions that may be arguments: outermost ones, a title joined to the name beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.core.annotation import Entity, in_reading_order
from annotate.prelabel.parsing.tree import (
    APPOSITION,
    COMPLEMENT,
    COMPOUND,
    CONJUNCT,
    NAME,
    OF,
    PASSIVE,
    SUBJECT,
    Tree,
    Word,
)

ROLE, PERSON, PLACE, DATE, ORGANISATION = "ROLE", "PER", "LOC", "DATE", "ORG"
_BETWEEN = re.compile(r"[ \u00a0]{0,2},?[ \u00a0]?(?:(?:le|la|the|M\.|Mme|Mr|Mrs|Ms)[ \u00a0]|l['’])?")
_DATELINE = 16  # words from a sentence's start within which a dateline ends
_DASHES = frozenset({"-", "–", "—", "--"})
_AND = frozenset({"et", "and", "&"})


@dataclass(frozen=True, eq=False)
class Mention:
    """An entity that may fill a role, with the words that it and the title beside it cover."""

    entity: Entity
    first: int
    last: int  # exclusive
    title: Entity | None = None

    @property
    def label(self) -> str:
        return self.entity.label


class Mentions:
    """The mentions of an article by the words that they cover."""

    def __init__(
        self, tree: Tree, entities: Sequence[Entity], text: str, groups: frozenset[str] = frozenset()
    ) -> None:
        self.all = _joined(_outermost(tree, entities), text)
        self._tree = tree
        self._groups = groups
        self._owner: dict[int, Mention] = {}
        self._by_sentence: dict[int, list[Mention]] = {}
        self.triggers: set[int] = set()  # indexes of the words that trigger events, once they are known
        for mention in self.all:
            for index in range(mention.first, mention.last):
                self._owner[index] = mention
            number = tree.words[mention.first].sentence
            if mention.first >= _dateline_end(tree, number):
                self._by_sentence.setdefault(number, []).append(mention)
        self.all = [mention for listed in self._by_sentence.values() for mention in listed]

    def at(self, word: Word) -> Mention | None:
        """The mention that covers ``word``; none in a dateline, which takes part in nothing."""
        mention = self._owner.get(word.i)
        return None if mention is None or self._in_dateline(mention) else mention

    def _in_dateline(self, mention: Mention) -> bool:
        return mention.first < _dateline_end(self._tree, self._tree.words[mention.first].sentence)

    def in_sentence(self, number: int) -> Sequence[Mention]:
        """The mentions of a sentence, in text order."""
        return self._by_sentence.get(number, ())

    def root(self, mention: Mention) -> Word:
        """The word by which a mention hangs in the sentence."""
        words = self._tree.words[mention.first : mention.last]
        for word in words:
            if word.head is None or not mention.first <= word.head.i < mention.last:
                return word
        return words[0]

    def covers(self, index: int) -> bool:
        """Whether a word (by its index) is part of a mention."""
        return index in self._owner

    def of(self, word: Word) -> Iterator[Mention]:
        """The mentions that a phrase headed by ``word`` names: its own or an apposed one, and those of
        the list that follows.
        """
        seen: set[int] = set()
        for member in word.with_conjuncts():
            for mention in self._named(member):
                listed: Mention | None = mention
                while listed is not None and id(listed) not in seen:
                    seen.add(id(listed))
                    yield listed
                    listed = self._listed_after(listed)

    def _listed_after(self, mention: Mention) -> Mention | None:
        """The mention behind "et" or "and", which the parser may have hung elsewhere."""
        words = self._tree.words
        position = mention.last
        if position >= len(words) or words[position].key not in _AND:
            return None
        position += 1
        while position < len(words) and words[position].pos == "DET":
            position += 1
        other = self._owner.get(position)
        if other is None or other.first != position or DATE in (other.label, mention.label):
            return None
        # "X a reçu Y et Z a dit": the second begins a clause of its own.
        starts_clause = any(word.rel in (SUBJECT, PASSIVE) for word in words[other.first : other.last])
        is_subject = any(word.rel in (SUBJECT, PASSIVE) for word in words[mention.first : mention.last])
        return None if starts_clause and not is_subject else other

    def _named(self, word: Word) -> Iterator[Mention]:
        mention = self.at(word)
        if mention is not None:
            yield mention
            # A list may hang on any word of the mention: "Rossi, ministre, et Ana Reyes".
            for index in range(mention.first, mention.last):
                for child in self._tree.words[index].children:
                    if child.rel == CONJUNCT and not mention.first <= child.i < mention.last:
                        yield from self.of(child)
            return
        for child in word.of(APPOSITION, NAME, COMPOUND):
            below = self.at(child)
            if below is not None and (
                below.label in (PERSON, ROLE) or (below.label == ORGANISATION and child.rel != COMPOUND)
            ):
                yield below
        if word.matches(self._groups):
            # "des responsables du ministère": who speaks for a body stands for it.
            for child in word.of(COMPLEMENT):
                below = self.at(child)
                if below is not None and child.prep in OF and below.label in (ORGANISATION, PLACE):
                    yield below


def _dateline_end(tree: Tree, number: int) -> int:
    """The index behind a sentence's dateline, "Hanoï, 3 mars (VNA) -"; where it has none its first word."""
    start, end = tree.ranges[number]
    for index in range(start, min(start + _DATELINE, end - 1)):
        if tree.words[index].text == ")" and tree.words[index + 1].text in _DASHES:
            return index + 2
    return start


def _outermost(tree: Tree, entities: Sequence[Entity]) -> list[Mention]:
    found: list[Mention] = []
    end = -1
    for entity in in_reading_order(entities):
        if entity.start < end:
            continue
        end = entity.end
        first = max(bisect_right(tree.starts, entity.start) - 1, 0)
        last = max(bisect_right(tree.starts, entity.end - 1), first + 1)
        found.append(Mention(entity, first, last))
    return found


def _joined(outermost: Sequence[Mention], text: str) -> list[Mention]:
    joined: list[Mention] = []
    for index, mention in enumerate(outermost):
        one = joined[-1] if joined else None
        if one is not None and _apposed(one, mention, text):
            both_roles = one.label == mention.label
            named_next = index + 1 < len(outermost) and outermost[index + 1].label == PERSON
            if not both_roles or (named_next and _apposed(mention, outermost[index + 1], text)):
                joined.pop()
                named, title = (one, mention) if one.label == PERSON else (mention, one)
                joined.append(Mention(named.entity, one.first, mention.last, title.entity))
                continue
        joined.append(mention)
    return joined


def _apposed(one: Mention, other: Mention, text: str) -> bool:
    between = text[one.entity.end : other.entity.start]
    if {one.label, other.label} == {ROLE, PERSON}:
        return _BETWEEN.fullmatch(between) is not None
    # "le ministre de la Défense, le général X": two functions of one person, whose name follows.
    return one.label == other.label == ROLE and "," in between and _BETWEEN.fullmatch(between) is not None
