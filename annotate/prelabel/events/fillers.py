"""The mentions that may be arguments: outermost mentions, where a name and a function beside it are one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.core.annotation import Entity, in_reading_order
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EntityKind
from annotate.prelabel.events.rules import EventRules
from annotate.prelabel.parsing.relations import (
    APPOSITION,
    COMPLEMENT,
    COMPOUND,
    CONJUNCT,
    NAME,
    PASSIVE,
    SUBJECT,
)
from annotate.prelabel.parsing.tree import Tree, Word

PEOPLE = frozenset({"person", "function"})
_DATELINE = 16  # a dateline ends among the first words of a sentence
_DASHES = frozenset({"-", "–", "—", "--"})


@dataclass(frozen=True, eq=False)
class Filler:
    """A mention that may fill a role. The word range covers the mention and a function beside the mention."""

    entity: Entity
    kind: EntityKind | None
    first: int
    last: int  # exclusive
    title: Entity | None = None


class Fillers:
    """The mentions of an article that may fill roles, by the words that they cover."""

    def __init__(self, tree: Tree, entities: Sequence[Entity], text: str, rules: EventRules) -> None:
        outermost = _outermost(tree, entities, rules.ontology)
        self.all = _joined(outermost, text, rules.beside_a_name)
        self._tree = tree
        self._groups = rules.groups
        self._of = rules.grammar.prepositions.of
        self._conjunctions = rules.grammar.conjunctions
        self._covering: dict[int, Filler] = {}
        self._in_dateline: set[Filler] = set()
        self._by_sentence: dict[int, list[Filler]] = {}
        self.triggers: set[int] = set()  # indexes of the sentence's triggers, set when they are found
        for mention in self.all:
            for index in range(mention.first, mention.last):
                self._covering[index] = mention
            number = tree.words[mention.first].sentence
            if mention.first >= _dateline_end(tree, number):
                self._by_sentence.setdefault(number, []).append(mention)
            else:
                self._in_dateline.add(mention)
        self.all = [mention for listed in self._by_sentence.values() for mention in listed]

    def at(self, word: Word) -> Filler | None:
        """The mention that covers ``word``, or None. Mentions in a dateline are no arguments: left out."""
        mention = self._covering.get(word.i)
        return None if mention is None or mention in self._in_dateline else mention

    def in_sentence(self, number: int) -> Sequence[Filler]:
        """The mentions of a sentence, in text order, except mentions in its dateline."""
        return self._by_sentence.get(number, ())

    def root(self, mention: Filler) -> Word:
        """The word of a mention whose head is outside the mention."""
        words = self._tree.words[mention.first : mention.last]
        for word in words:
            if word.head is None or not mention.first <= word.head.i < mention.last:
                return word
        return words[0]

    def covers(self, index: int) -> bool:
        """Whether a word (by its index) is part of a mention."""
        return index in self._covering

    def of(self, word: Word) -> Iterator[Filler]:
        """Yields the mentions of the phrase with the head ``word``, including appositions and conjuncts."""
        seen: set[int] = set()
        visited: set[int] = set()  # a long list would else be read twice at each of its conjuncts
        waiting = [word]
        while waiting:
            member = waiting.pop()
            if member.i in visited:
                continue
            visited.add(member.i)
            waiting += reversed(self._conjuncts(member))
            for mention in self._named(member):
                listed: Filler | None = mention
                while listed is not None and id(listed) not in seen:
                    seen.add(id(listed))
                    yield listed
                    listed = self._listed_after(listed)

    def _conjuncts(self, word: Word) -> list[Word]:
        """The conjuncts of a word, and of the mention that covers the word.

        A conjunct may be attached to any word of the mention: "Rossi, ministre, et Ana Reyes".
        """
        mention, own = self.at(word), list(word.of(CONJUNCT))
        if mention is None:
            return own
        found = [
            child
            for one in self._tree.words[mention.first : mention.last]
            for child in one.of(CONJUNCT)
            if not mention.first <= child.i < mention.last
        ]
        return [*found, *own]

    def _listed_after(self, mention: Filler) -> Filler | None:
        """The mention after "et" or "and". The parser may have attached this mention to another word."""
        words = self._tree.words
        position = mention.last
        if position >= len(words) or words[position].key not in self._conjunctions:
            return None
        position += 1
        while position < len(words) and words[position].pos == "DET":
            position += 1
        other = self._covering.get(position)
        if other is None or other.first != position or "date" in (other.kind, mention.kind):
            return None
        # "X a reçu Y et Z a dit": Z begins a clause of its own.
        starts_clause = any(word.rel in (SUBJECT, PASSIVE) for word in words[other.first : other.last])
        is_subject = any(word.rel in (SUBJECT, PASSIVE) for word in words[mention.first : mention.last])
        return None if starts_clause and not is_subject else other

    def _named(self, word: Word) -> Iterator[Filler]:
        """Yields the mention that covers ``word``, else the mentions in its appositions or organization."""
        mention = self.at(word)
        if mention is not None:
            yield mention
            return
        for child in word.of(APPOSITION, NAME, COMPOUND):
            below = self.at(child)
            if below is not None and (
                below.kind in PEOPLE or (below.kind == "organization" and child.rel != COMPOUND)
            ):
                yield below
        if word.matches(self._groups):
            # "des responsables du ministère": people who speak for an organization stand for it.
            for child in word.of(COMPLEMENT):
                below = self.at(child)
                if below is not None and child.prep in self._of and below.kind in ("organization", "place"):
                    yield below


def _dateline_end(tree: Tree, number: int) -> int:
    """The index of a sentence's first word, not counting a dateline ("Hanoï, 3 mars (VNA) -")."""
    start, end = tree.ranges[number]
    for index in range(start, min(start + _DATELINE, end - 1)):
        if tree.words[index].text == ")" and tree.words[index + 1].text in _DASHES:
            return index + 2
    return start


def _outermost(tree: Tree, entities: Sequence[Entity], ontology: Ontology) -> list[Filler]:
    """The mentions that are inside no other mention, with the words that they cover."""
    found: list[Filler] = []
    end = -1
    for entity in in_reading_order(entities):
        if entity.start < end:
            continue
        end = entity.end
        first = max(bisect_right(tree.starts, entity.start) - 1, 0)
        last = max(bisect_right(tree.starts, entity.end - 1), first + 1)
        found.append(Filler(entity, ontology.kind_of(entity.label), first, last))
    return found


def _joined(outermost: Sequence[Filler], text: str, between: re.Pattern[str]) -> list[Filler]:
    """Joins each name and the functions beside the name into one filler."""
    joined: list[Filler] = []
    for index, mention in enumerate(outermost):
        one = joined[-1] if joined else None
        if one is not None and _apposed(one, mention, text, between):
            both_functions = one.kind == mention.kind
            named_next = index + 1 < len(outermost) and outermost[index + 1].kind == "person"
            if not both_functions or (named_next and _apposed(mention, outermost[index + 1], text, between)):
                joined.pop()
                named, title = (one, mention) if one.kind == "person" else (mention, one)
                joined.append(Filler(named.entity, named.kind, one.first, mention.last, title.entity))
                continue
        joined.append(mention)
    return joined


def _apposed(one: Filler, other: Filler, text: str, between: re.Pattern[str]) -> bool:
    """Whether a function and the name of its holder stand side by side."""
    kinds = {one.kind, other.kind}
    if kinds not in ({"function", "person"}, {"function"}):
        return False
    gap = text[one.entity.end : other.entity.start]
    # "le ministre de la Défense, le général X": two functions of one person, whose name follows.
    return (len(kinds) == 2 or "," in gap) and between.fullmatch(gap) is not None
