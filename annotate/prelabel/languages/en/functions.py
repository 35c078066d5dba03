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
_TITLES = frozenset({"dr", "dr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "prof", "prof.", "sir"})
# Nouns of leadership: a function with the body that is led ("head of research", "union leader").
_LEADERS = frozenset({"head", "leader", "manager"})
# Offices over a place. A name after "of" is the place, even if a model takes it for a person.
_LOCAL = frozenset({"mayor", "governor", "bishop", "archbishop", "premier", "sheriff"})
# Short forms that are functions in capitals only: "Deputy PM", but not "2 pm".
_SHORT = frozenset({"pm", "cm", "ceo", "cfo", "mp", "mps", "mep", "meps"})


def english_functions(
    words: list[Word], functions: FunctionNouns, names: Sequence[KnownName], known: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """The functions in a text as word ranges, in order and without overlap."""
    inside: dict[int, KnownName] = {}
    starts = [word.start for word in words]
    for name in names:
        first = bisect_left(starts, name.start)
        for word in words[first : bisect_left(starts, name.end)]:
            inside.setdefault(word.i, name)
    return _FunctionFinder(words, functions, inside, known).mentions()


@dataclass(frozen=True)
class _FunctionFinder:
    """Finds the functions in one text. Positions are word indexes, ends are exclusive."""

    words: list[Word]
    functions: FunctionNouns
    inside: dict[int, KnownName]  # by the words inside the names
    known: Mapping[str, int]

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
            if self._is_office(end):
                position = end
                continue
            head = self.words[end - 1]
            start = self._start(position, done, plural=head.has("Number=Plur"))
            end = self._whole_name(self._complements(end, posted, head))
            while (joined := self._joined(end)) is not None:
                end = self._whole_name(self._complements(*joined, self.words[joined[0] - 1]))
            yield start, end
            done = position = end

    def _noun(self, start: int) -> tuple[int, bool] | None:
        """The end of the function noun at ``start``, and whether a post may follow ("ambassador to")."""
        word = self.words[start]
        if word.pos not in ("NOUN", "PROPN", "ADJ"):
            return None
        if self._leads(start):
            return start + 1, word.key == "head"
        for first in dict.fromkeys((word.key, word.lemma)):
            for parts in self.functions.by_first.get(first, ()):
                following = self.words[start + 1 : start + len(parts)]
                if len(parts) == 1 and (
                    word.pos == "ADJ" or (first in _SHORT and not word.text[:2].isupper())
                ):
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

    def _leads(self, position: int) -> bool:
        """Whether a noun of leadership is a function here: "head of research", "its head, Ana Rossi"."""
        word, before = self.words[position], self.words[position].previous
        if word.key not in _LEADERS or word.has("Number=Plur"):
            return False
        after = self.words[position + 1] if position + 1 < len(self.words) else None
        apposed = position + 2 if after is not None and after.text == "," else position + 1
        if word.key != "head":
            compound = before is not None and before.pos in ("NOUN", "PROPN") and before.text != "-"
            return compound and self._inside_person(apposed)
        if before is not None and (before.pos == "NUM" or before.text == "-"):
            return False
        if after is not None and after.key == "of" and position + 2 < len(self.words):
            return self.words[position + 2].key not in ("a", "an", "his", "her", "their", "cattle")
        named = self._inside_person(apposed) or (apposed == position + 2 and self._inside_person(apposed + 1))
        return before is not None and "Poss=Yes" in before.morph and named

    def _is_office(self, end: int) -> bool:
        """Whether the function only names its office: "the attorney general | 's office"."""
        words = [word.key for word in self.words[end : end + 2]]
        return len(words) == 2 and words[0] in _POSSESSIVE and words[1] == "office"

    def _whole_name(self, end: int) -> int:
        """``end`` or, if ``end`` is inside the name of a place or organization, the end of the name."""
        name = self.inside.get(end - 1)
        if name is not None and name.kind in ("place", "organization") and not name.by_model:
            while end < len(self.words) and self.inside.get(end) is name:
                end += 1
        return end

    def _start(self, position: int, done: int, *, plural: bool) -> int:
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
                and start == position - 1
                and plural
                and self._is_demonym(start - 2)
                and self._is_demonym(start)
            ):
                start -= 1
                continue
            if before.pos not in _NOMINAL and before.key not in self.functions.modifiers:
                break
            if before.pos == "NUM" or self._inside_person(start - 1):
                break
            # "to host | Belarusian President": a common noun does not belong to a name after it.
            common = (
                before.text.islower() and before.pos != "ADJ" and before.key not in self.functions.modifiers
            )
            if common and start < position and self.words[start].text[0].isupper():
                break
            start -= 1
        while start < position and self.words[start].key in ("-", ","):
            start += 1
        name = self.inside.get(start)  # "All | India Chess Federation secretary"
        while (
            start > done
            and name is not None
            and name.kind == "organization"
            and self.inside.get(start - 1) is name
            and self.words[start - 1].text != ","
        ):
            start -= 1
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

    def _complements(self, end: int, posted: bool, head: Word) -> int:
        """The position after all complements that follow position ``end``."""
        while True:
            after = self._complement(end, posted, local=head.key in _LOCAL)
            if after is None:
                return end
            end = after

    def _complement(self, position: int, posted: bool, *, local: bool) -> int | None:
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
        name = self.inside.get(start)
        if name is not None and name.kind == "date":
            return None  # "the ambassador on Tuesday"
        if local and name is not None and name.kind == "person" and name.by_model:
            while self.inside.get(end) is name:
                end += 1
            return end
        while end < len(self.words) and self._goes_on(end, start):
            end += 1
        return end if end > start else None

    def _goes_on(self, position: int, start: int) -> bool:
        """Whether the word at ``position`` continues the complement that begins at ``start``."""
        word = self.words[position]
        if (
            self._inside_person(position)
            or word.sentence != self.words[start].sentence
            or word.key in _TITLES
        ):
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
            capital = capital and following.key not in _TITLES
            return capital and following.pos in _NOMINAL and not self._inside_person(position + 1)
        return word.key in ("-", "'s", "'") and following.pos in _NOMINAL

    def _begins_name(self, position: int) -> bool:
        """Whether a person's name begins at ``position``, right after the complement.

        The name begins with a capitalised word that the word list does not have, or right after a known name.
        """
        word, before = self.words[position], self.words[position - 1]
        if not word.text[0].isupper() or before.key in ("-", "and", "&", "of", "the"):
            return False
        name = self.inside.get(position - 1)
        ended = name is not None and name.kind in ("place", "organization") and not name.by_model
        ended = ended and name is not self.inside.get(position)
        return ended or (word.key not in self.known and not word.text.isupper())

    def _inside_person(self, position: int) -> bool:
        name = self.inside.get(position)
        return name is not None and name.kind == "person"
