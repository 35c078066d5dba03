"""The nouns of English functions: listed ones, leaders of a body, ranks before a name, and derived nouns.

"minister", "head of research", "District Police Officer", "chief economist", "editor-in-chief".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
POSSESSIVE = frozenset({"'s", "'"})
# Nouns of leadership: a function with the body that is led ("head of research", "union leader").
_LEADERS = frozenset({"head", "leader", "manager"})
# Short forms that are functions in capitals only: "Deputy PM", but not "2 pm".
_SHORT = frozenset({"pm", "cm", "ceo", "cfo", "mp", "mps", "mep", "meps"})
# Ranks and offices that are functions with a capital right before a person's name: "Police Inspector X".
_BEFORE_NAME = frozenset(
    {"officer", "inspector", "constable", "detective", "captain", "lieutenant", "sergeant", "corporal",
     "general", "major", "registrar", "collector", "warden", "rector", "dean", "provost", "attorney",
     "coroner", "controller", "auditor", "imam", "rabbi", "sheikh", "alderman", "reeve"}
)  # fmt: skip
# Nouns that "chief" makes a function: "chief economist", "Chief Inspector".
_UNDER_CHIEF = re.compile(r".+(?:ist|ician)|inspector|engineer|constable|accountant|auditor|editor|coroner")
# Nouns that "general" makes a function: "registrar general".
_BEFORE_GENERAL = re.compile(r".{2,}(?:or|er|ar|tant|cate)")
_AFTER_HYPHEN = frozenset({"designate", "elect", "designee", "emeritus"})


@dataclass(frozen=True)
class Heads:
    """Finds the nouns of functions in one text. Positions are word indexes, ends are exclusive."""

    words: list[Word]
    functions: FunctionNouns
    inside: dict[int, KnownName]  # by the words inside the names
    known: Mapping[str, int]

    def _noun(self, start: int) -> tuple[int, bool] | None:
        """The end of the function noun at ``start``, and whether a post may follow ("ambassador to")."""
        if self.words[start].pos not in ("NOUN", "PROPN", "ADJ"):
            return None
        end = self._derived(start)
        found = (end, False) if end is not None else self._listed(start)
        return None if found is None or self._is_part_of_name(start) else self._compound(*found)

    def _listed(self, start: int) -> tuple[int, bool] | None:
        """The function noun of the lexicon at ``start``, or a noun of leadership with its body."""
        word = self.words[start]
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

    def _derived(self, start: int) -> int | None:
        """The end of a function that the words around a noun show: "chief economist", "editor-in-chief"."""
        words, word = self.words, self.words[start]
        following = [item.key for item in words[start + 1 : start + 5]]
        if word.key == "chief" and following:
            if words[start + 1].pos != "ADJ" and _UNDER_CHIEF.fullmatch(following[0]):
                return start + 2
            if following[1:2] == ["officer"] and words[start + 1].pos in NOMINAL:
                return start + 3  # "chief financial officer"
        if following == ["-", "in", "-", "chief"] and word.pos != "ADJ":
            return start + 5
        if (
            following[:1] == ["general"]
            and word.pos != "ADJ"
            and _BEFORE_GENERAL.fullmatch(word.key)
            and words[start + 1].text[0].isupper() == word.text[0].isupper()
        ):
            return start + 2
        before_name = word.key in _BEFORE_NAME and word.text[0].isupper() and following
        named = before_name and self._inside_person(start + 1) and not self._inside_person(start)
        return start + 1 if named else None

    def _compound(self, end: int, posted: bool) -> tuple[int, bool] | None:
        """A function noun with what a hyphen joins to it: "secretary | -treasurer".

        Other words after a hyphen show that the noun is no function: "minister-level", "king-size".
        """
        words = self.words
        if (
            end + 1 >= len(words)
            or words[end].text != "-"
            or words[end].start != words[end - 1].end
            or words[end + 1].start != words[end].end
        ):
            return end, posted
        start = end + 3 if words[end + 1].key == "cum" and end + 3 < len(words) else end + 1
        if words[start].key in _AFTER_HYPHEN:
            return start + 1, posted
        if (further := self._derived(start)) is not None:
            return further, False
        if (listed := self._listed(start)) is not None:
            return listed
        return None if words[start].text.islower() else (end, posted)

    def _is_part_of_name(self, start: int) -> bool:
        """Whether the noun begins the name of a place or body: "Prince Edward Island", "Premier League"."""
        word = self.words[start]
        after = self.words[start + 1] if start + 1 < len(self.words) else None
        if not word.text[0].isupper() or after is None or not after.text[0].isupper():
            return False
        name = self.inside.get(start)
        begins = name is not None and not name.by_model and name.kind in ("place", "organization")
        if begins and name is self.inside.get(start + 1) and name is not self.inside.get(start - 1):
            return True
        return word.key == "premier" and after.key in self.functions.bodies

    def _leads(self, position: int) -> bool:
        """Whether a noun of leadership is a function here: "head of research", "its head, Ana Rossi"."""
        word, before = self.words[position], self.words[position].previous
        if word.key not in _LEADERS or word.has("Number=Plur"):
            return False
        after = self.words[position + 1] if position + 1 < len(self.words) else None
        apposed = position + 2 if after is not None and after.text == "," else position + 1
        if word.key != "head":
            compound = before is not None and before.text != "-"
            compound = (
                compound and before is not None and (before.pos in ("NOUN", "PROPN") or before.text == ")")
            )
            if word.key == "leader" and after is not None and after.key == "of":
                return self._is_organization(position + 2)
            return compound and self._inside_person(apposed)
        if before is not None and (before.pos == "NUM" or before.text == "-"):
            return False
        if after is not None and after.key == "of" and position + 2 < len(self.words):
            return self.words[position + 2].key not in ("a", "an", "his", "her", "their", "cattle")
        named = self._inside_person(apposed) or (apposed == position + 2 and self._inside_person(apposed + 1))
        return before is not None and "Poss=Yes" in before.morph and named

    def _is_organization(self, position: int) -> bool:
        """Whether the name of an organization is at ``position``, also after "the"."""
        if position < len(self.words) and self.words[position].key == "the":
            position += 1
        name = self.inside.get(position)
        return name is not None and name.kind == "organization"

    def _inside_person(self, position: int) -> bool:
        name = self.inside.get(position)
        return name is not None and name.kind == "person"
