"""Finds English functions: "Lao Minister of Agriculture", "Moldova's chief negotiator".

A mention holds a function noun, the adjectives, nouns and possessors right before it, and the complements
after it: "spokesman for the army". A determiner, a verb or a person's name ends it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

_OF = frozenset({"of", "for", "on"})
_AT = frozenset({"to", "at", "in"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
_POSSESSIVE = frozenset({"'s", "'"})
_BEFORE = 8  # words of a mention that may come before the function noun
_NEVER_BEFORE = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "mr.",
        "mrs.",
        "visiting",
        "several",
        "many",
        "other",
        "such",
        "late",
        "same",
        "respective",
    }
)


def english_functions(
    words: list[Word], functions: FunctionNouns, names: Sequence[KnownName], known: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """The functions in a text as word ranges, in order and without overlap."""
    starts = [word.start for word in words]
    in_people = frozenset(
        word.i
        for name in names
        if name.kind == "person"
        for word in words[bisect_left(starts, name.start) :][: name.end - name.start]
        if word.start < name.end
    )
    ends = frozenset(
        name.end for name in names if name.kind in ("place", "organization") and not name.by_model
    )
    return _FunctionFinder(words, functions, in_people, known, ends).mentions()


@dataclass(frozen=True)
class _FunctionFinder:
    """Finds the functions in one text. Positions are word indexes, ends are exclusive."""

    words: list[Word]
    functions: FunctionNouns
    in_people: frozenset[int]  # words inside people's names
    known: Mapping[str, int]
    ends: frozenset[int]  # code points where names of places and organizations end

    def mentions(self) -> Iterator[tuple[int, int]]:
        """The functions as word ranges, in order and without overlap."""
        done = 0
        position = 0
        while position < len(self.words):
            found = self._noun(position)
            if found is None:
                position += 1
                continue
            end, posted = found
            # "foreign minister spokesman": the last noun is the head.
            while end < len(self.words) and (again := self._noun(end)) is not None:
                end, posted = again
            start = self._start(position, done)
            end = self._complements(end, posted)
            while (joined := self._joined(end)) is not None:
                end = self._complements(*joined)
            yield start, end
            done = position = end

    def _noun(self, start: int) -> tuple[int, bool] | None:
        """The end of the function noun at ``start``, and whether a post may follow ("ambassador to")."""
        word = self.words[start]
        if word.pos not in ("NOUN", "PROPN", "ADJ"):
            return None
        for first in dict.fromkeys((word.key, word.lemma)):
            for parts in self.functions.by_first.get(first, ()):
                following = self.words[start + 1 : start + len(parts)]
                if len(parts) == 1 and word.pos == "ADJ":
                    continue
                if len(parts) == 1 and first in self.functions.singular_only and word.has("Number=Plur"):
                    continue
                if len(following) == len(parts) - 1 and all(
                    part in (other.key, other.lemma) for part, other in zip(parts[1:], following, strict=True)
                ):
                    if self._inside_person(start):
                        continue
                    return start + len(parts), parts in self.functions.posted
        return None

    def _start(self, position: int, done: int) -> int:
        """The first word of the mention whose function noun is at ``position``. Not before ``done``."""
        start = position
        while start > done and position - start < _BEFORE:
            before = self.words[start - 1]
            if before.sentence != self.words[position].sentence or before.key in _NEVER_BEFORE:
                break
            if before.key in _POSSESSIVE and start - 1 > done:
                possessor = self._possessor(start - 2, done)
                if possessor is None:
                    break
                return possessor
            if before.key == "-" and start - 2 >= done:
                start -= 1
                continue
            # "Chinese, Tongan foreign ministers"
            if (
                before.key == ","
                and start - 2 >= done
                and self._is_demonym(start - 2)
                and self._is_demonym(start)
            ):
                start -= 1
                continue
            if before.pos not in _NOMINAL and before.key not in self.functions.modifiers:
                break
            if before.pos == "NUM" or self._inside_person(start - 1):
                break
            start -= 1
        while start < position and self.words[start].key in ("-", ","):
            start += 1
        return start

    def _possessor(self, position: int, done: int) -> int | None:
        """The first word of a possessor that ends at ``position``: "Moldova" of "Moldova's"."""
        start = position
        if self.words[start].pos not in ("NOUN", "PROPN") or self._inside_person(start):
            return None
        while start > done and self.words[start - 1].pos == "PROPN" and not self._inside_person(start - 1):
            start -= 1
        return start

    def _is_demonym(self, position: int) -> bool:
        return self.words[position].pos in ("ADJ", "PROPN") and self.words[position].text[0].isupper()

    def _joined(self, end: int) -> tuple[int, bool] | None:
        """A second function of the same person: "Party chairwoman and prime minister"."""
        if end + 1 < len(self.words) and self.words[end].key in ("and", "&"):
            return self._noun(end + 1)
        return None

    def _complements(self, end: int, posted: bool) -> int:
        """The position after all complements that follow position ``end``."""
        while True:
            after = self._complement(end, posted)
            if after is None:
                return end
            end = after

    def _complement(self, position: int, posted: bool) -> int | None:
        """The end of a complement that begins at ``position``: "of Agriculture", "to Vietnam"."""
        if position >= len(self.words):
            return None
        word = self.words[position].key
        if word not in _OF and not (posted and word in _AT):
            return None
        start = position + 1
        while start < len(self.words) and self.words[start].pos in ("DET", "PRON") and start < position + 3:
            start += 1
        end = start
        while end < len(self.words) and self._goes_on(end, start):
            end += 1
        return end if end > start else None

    def _goes_on(self, position: int, start: int) -> bool:
        """Whether the word at ``position`` continues the complement that begins at ``start``."""
        word = self.words[position]
        if self._inside_person(position) or word.sentence != self.words[start].sentence:
            return False
        if position > start and self._begins_name(position):
            return False
        if word.pos in _NOMINAL and not (word.pos == "NUM" and not word.text[0].isupper()):
            return True
        following = self.words[position + 1] if position + 1 < len(self.words) else None
        if position == start or following is None:
            return False
        if word.key in ("and", "&", ","):
            if self._noun(position + 1) is not None:
                return False
            # "Agriculture and Forestry": both need a capital, else the second noun belongs to the sentence.
            capital = self.words[position - 1].text[0].isupper() and following.text[0].isupper()
            return capital and following.pos in _NOMINAL and not self._inside_person(position + 1)
        return word.key in ("-", "'s", "'") and following.pos in _NOMINAL

    def _begins_name(self, position: int) -> bool:
        """Whether a person's name begins at ``position``, right after the complement.

        The name begins with a capitalised word that the word list does not have, or right after a known name.
        """
        word, before = self.words[position], self.words[position - 1]
        if not word.text[0].isupper() or before.key in ("-", "and", "&", "of", "the"):
            return False
        return before.end in self.ends or (word.key not in self.known and not word.text.isupper())

    def _inside_person(self, position: int) -> bool:
        return position in self.in_people
