"""Finds English functions: "Lao Minister of Agriculture", "Moldova's chief negotiator".

A mention holds a function noun, the adjectives, nouns and possessors right before it, and the complements
after it: "spokesman for the army". A determiner, a verb or a person's name ends it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from annotate.prelabel.languages.en.function_complements import Complements
from annotate.prelabel.languages.en.function_heads import NOMINAL, POSSESSIVE
from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

_BEFORE = 8  # words of a mention that may come before the function noun
_RELATED = frozenset({"counterpart", "predecessor", "successor"})  # "the minister's | counterpart"
_ORDINALS = frozenset({"first", "second", "third"})
_FOUNDER = re.compile(r"(?:co-?)?founder")
_DEMONYM = re.compile(r"[A-Z].*(?:an|ese|ish|ch|i|é|eli|ic)")
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
    inside: dict[int, KnownName] = {}
    starts = [word.start for word in words]
    for name in names:
        first = bisect_left(starts, name.start)
        for word in words[first : bisect_left(starts, name.end)]:
            inside.setdefault(word.i, name)
    return _FunctionFinder(words, functions, inside, known).mentions()


class _FunctionFinder(Complements):
    """Finds the functions in one text."""

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
            while end < len(self.words) and (again := self._noun(end) or self._owned(end)) is not None:
                end, posted = again
            head = self.words[end - 1]
            start = self._start(position, done, plural=head.has("Number=Plur"))
            after = self._complements(end, posted, head)
            if self._is_office(end) or self._is_modifier(start, end) or self._is_vague(start, end, after):
                position = end
                continue
            listed = 0 < done == start - 1 and self.words[done].text == ","
            end = self._joined(start, self._whole_name(after), head, listed=listed)
            yield start, self._located(start, end)
            done = position = self._located(start, end)

    def _owned(self, end: int) -> tuple[int, bool] | None:
        """A function that belongs to the function before: "secretary-general | 's special envoy"."""
        if self.words[end].key not in POSSESSIVE:
            return None
        for position in range(end + 1, min(end + 5, len(self.words))):
            if self.words[position].lemma in _RELATED:
                return None
            if (found := self._noun(position)) is not None:
                return found
            if self.words[position].pos not in NOMINAL or self.inside.get(position) is not None:
                return None
        return None

    def _is_office(self, end: int) -> bool:
        """Whether the function only names its office: "the attorney general | 's office"."""
        words = [word.key for word in self.words[end : end + 2]]
        return len(words) == 2 and words[0] in POSSESSIVE and words[1] == "office"

    def _is_modifier(self, start: int, end: int) -> bool:
        """Whether the noun only modifies the next one: "judge panel", "king tides"."""
        if end >= len(self.words):
            return False
        noun, following = self.words[end - 1], self.words[end]
        if not following.text.islower():
            return False
        if following.pos == "NOUN" and noun.label == "compound":
            return True
        # Taggers take "tides" of "and king tides have risen" for a verb. A noun without an article in lower
        # case is no subject, except in a list of functions.
        before = noun.previous
        bare = end - start == 1 and noun.text.islower() and not noun.has("Number=Plur")
        bare = bare and (before is None or (before.pos in ("CCONJ", "ADP") and before.key != "as"))
        return bare and following.pos in ("VERB", "NOUN") and following.key.endswith("s")

    def _is_vague(self, start: int, end: int, after: int) -> bool:
        """Whether a noun tells an occupation only: "she asked a judge to stop the sale"."""
        noun, before = self.words[end - 1], self.words[start].previous
        return (
            end - start == 1
            and after == end
            and noun.lemma in self.functions.singular_only
            and before is not None
            and before.key in ("a", "an")
            and not self._is_named(end)
            and (end >= len(self.words) or self.words[end].key not in ("in", "at"))
        )

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
            if before.key in POSSESSIVE and start - 1 > done:
                possessor = self._possessor(start - 2, done)
                if possessor is None:
                    break
                return possessor
            if before.key == "-" and start - 2 >= done:
                start -= 1
                continue
            if before.text == ")" and start - 4 >= done and self._is_acronym_in_brackets(start):
                start -= 3
                continue
            if (
                before.key in ("and", "&")
                and start - 2 >= done
                and _FOUNDER.fullmatch(self.words[start - 2].key)
            ):
                start -= 2
                continue
            if self._joins_adjectives(start, position, done, plural=plural):
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
            if before.pos not in NOMINAL and before.key not in self.functions.modifiers:
                break
            ordinal = before.key in _ORDINALS and self.words[position].key == "member"  # "the second member"
            if before.pos == "NUM" or ordinal or self._inside_person(start - 1):
                break
            # "to host | Belarusian President": a common noun does not belong to a name after it.
            common = (
                before.text.islower() and before.pos != "ADJ" and before.key not in self.functions.modifiers
            )
            if common and start < position and self.words[start].text[0].isupper():
                break
            start -= 1
        if self.words[start].text == "(":
            start += 3
        while start < position and self.words[start].key in ("-", ",", "and"):
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
        while start > done and not self._inside_person(start - 1):
            before = self.words[start - 1]
            common = before.key in self.functions.modifiers or before.pos == "ADJ"  # "ruling party's"
            if before.pos != "PROPN" and not (common and self.words[start].text.islower()):
                break
            start -= 1
        return start

    def _is_acronym_in_brackets(self, end: int) -> bool:
        """Whether the acronym of a body ends right before ``end``: "Justice Party (JP) | leader"."""
        body, opening, acronym = self.words[end - 4 : end - 1]
        letters = acronym.text.replace("-", "")
        return (
            opening.text == "("
            and letters.isupper()
            and body.pos == "PROPN"
            and not self._inside_person(body.i)
        )

    def _joins_adjectives(self, start: int, position: int, done: int, *, plural: bool) -> bool:
        """Whether the word before ``start`` joins two adjectives of the function.

        "French | and German foreign ministers" needs a plural, "administrative | and financial director" not.
        """
        link = self.words[start - 1]
        if start - 2 < done or start >= position:
            return False
        first, second = self.words[start - 2], self.words[start]
        national = first.pos == "PROPN" and _DEMONYM.fullmatch(first.text) is not None
        if (
            not (first.pos == "ADJ" or national)
            or second.pos not in ("ADJ", "PROPN")
            or self.inside.get(start - 2) is not None
        ):
            return False
        capital = first.text[0].isupper()
        if capital != second.text[0].isupper():
            return False
        if link.key == "and":
            return plural or (not capital and start - 2 > 0 and self.words[start - 3].pos == "DET")
        # "Kenyan |, Ugandan and Rwandan presidents"
        return link.text == "," and plural and any(word.key == "and" for word in self.words[start:position])

    def _is_demonym(self, position: int) -> bool:
        return self.words[position].pos in ("ADJ", "PROPN") and self.words[position].text[0].isupper()

    def _joined(self, start: int, end: int, head: Word, *, listed: bool) -> int:
        """The end of further functions of the same person: "Party chairwoman | and prime minister".

        Functions of several people have articles of their own, are plurals, or stand in a list.
        """
        while end + 1 < len(self.words) and (
            (comma := self.words[end].text == ",") or self.words[end].key in ("and", "&")
        ):
            first = end + 1
            while comma and first + 1 < len(self.words) and self.words[first].key in self.functions.modifiers:
                first += 1
            again = self._noun(first)
            if again is None:
                return end
            other = self.words[again[0] - 1]
            after = self._whole_name(self._complements(*again, other))
            same_case = self.words[end + 1].text[0].isupper() == self.words[start].text[0].isupper()
            plural = head.has("Number=Plur"), other.has("Number=Plur")
            if comma and (any(plural) or listed or not same_case or not self._is_named(after)):
                return end
            if not comma and (all(plural) or listed) and not self._is_named(after):
                return end
            end = after
        return end
