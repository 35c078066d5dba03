"""Finds French functions: "vice-ministre permanent des Affaires étrangères du Vietnam".

Parsers attach such chains poorly, so the rules look at words and parts of speech, from left to right. A
complement ends where a person's name begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotate.prelabel.languages.fr.function_complements import LEADERS, POSSESSIVES, Complements, is_plural
from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

_SUBJECTS = frozenset({"je", "j'", "il", "elle", "on", "ils", "elles", "qui"})
# Endings of agent nouns. With a body and a person's name they show a function: "receveur de la commune, X".
_AGENT = re.compile(r"membre|.{2,}(?:teur|trice|eure?|euse|i[eè]re?|aire|iste|ien|ienne)")


def french_functions(
    words: list[Word], functions: FunctionNouns, names: Sequence[KnownName], known: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """The functions in a text as word ranges, in order and without overlap."""
    people_end = frozenset(name.end for name in names if name.kind == "person")
    return _FunctionFinder(
        words, functions, {name.start: name for name in names}, people_end, known
    ).mentions()


class _FunctionFinder(Complements):
    """Finds the functions in one text."""

    def mentions(self) -> Iterator[tuple[int, int]]:
        """The functions as word ranges, in order and without overlap."""
        position = 0
        while position < len(self.words):
            end = self._whole(position) or self._derived(position)
            if end is None:
                position += 1
                continue
            yield position, end
            position = end

    def _whole(self, position: int) -> int | None:
        """The end of the mention that begins at ``position``; None if no mention begins there."""
        found = self._function(position)
        if found is None:
            return None
        end = self._complements(*found)
        while (again := self._joined(end)) is not None:
            end = self._complements(*again)
        return self._whole_names(position, end)

    def _function(self, position: int) -> tuple[int, bool] | None:
        """The end of the function whose modifiers begin at ``position``, and whether a post may follow."""
        start = position
        while start < len(self.words) and self.words[start].key in self.functions.modifiers:
            if (named := self._noun(start)) is not None:
                return named
            start += 1
        return self._noun(start) if start < len(self.words) else None

    def _noun(self, start: int) -> tuple[int, bool] | None:
        """The end of the function noun at ``start``, and whether a post may follow ("ambassadeur au")."""
        word, listed = self.words[start], self.functions.by_first
        firsts = (word.key, word.lemma, word.key.removeprefix("ex-"))
        leads = word.key in LEADERS or word.lemma == "chef"
        if not (leads or any(first in listed for first in firsts)) or self._is_bound(start):
            return None
        for first in dict.fromkeys(firsts):
            for parts in listed.get(first, ()):
                if len(parts) == 1 and not self._stands_alone(start, first):
                    continue
                if self._are(parts[1:], start + 1):
                    return self._hyphened_function(start + len(parts)), parts[
                        0
                    ] in self.functions.posted_first
        if leads and self._leads_body(start + 1):
            return start + 1, False
        return None

    def _are(self, parts: Sequence[str], start: int) -> bool:
        """Whether the words from ``start`` on are ``parts``, as written or as lemmas."""
        words = self.words[start : start + len(parts)]
        return len(words) == len(parts) and all(
            part in (word.lemma, word.key) for part, word in zip(parts, words, strict=True)
        )

    def _hyphened_function(self, end: int) -> int:
        """``end``, or the end of a second function after a hyphen: "président | -directeur général"."""
        if end + 1 >= len(self.words) or self.words[end].text != "-" or self._hyphened(end, end + 3) == end:
            return end
        word = self.words[end + 1]
        listed = (
            parts for first in (word.key, word.lemma) for parts in self.functions.by_first.get(first, ())
        )
        return next((end + 1 + len(parts) for parts in listed if self._are(parts[1:], end + 2)), end)

    def _stands_alone(self, start: int, first: str) -> bool:
        """Whether a single word is a function noun here, and no verb, adjective or vague group."""
        word, before = self.words[start], self.words[start].previous
        if word.pos not in ("NOUN", "PROPN") or (first in self.functions.singular_only and is_plural(word)):
            return False  # "l'Assemblée générale", "ils président", "des dirigeants"
        if before is None:
            return True
        if before.key in _SUBJECTS or before.key == "en":
            return False  # "qu'il juge", "en observateur"
        # "le comité directeur": a noun right after a noun is an adjective
        return not (
            before.pos == "NOUN" and before.text.islower() and before.text.isalpha() and word.text.islower()
        )

    def _leads_body(self, position: int) -> bool:
        """Whether "de" and an organization are at ``position``: "du club", "de l'ONU", "de sa diplomatie"."""
        if position + 1 >= len(self.words) or self.words[position].key not in OF:
            return False
        start = position + 1
        if self.words[start].key in ARTICLES | POSSESSIVES and start + 1 < len(self.words):
            start += 1
            if self.words[start - 1].key in POSSESSIVES:
                return True  # "la cheffe de sa diplomatie"
        word = self.words[start]
        name = self.names.get(word.start)
        if name is not None:
            return name.kind == "organization"
        if word.key in self.functions.bodies or word.lemma in self.functions.bodies:
            return True
        # "l'antenne régionale de l'ONU": a part of a body
        after = self._adjectives(start + 1, len(self.words))
        part = word.pos == "NOUN" and word.text.islower() and after + 2 < len(self.words)
        if not part or self.words[after].key not in OF:
            return False
        after += 2 if self.words[after + 1].key in ARTICLES else 1
        whole = self.names.get(self.words[after].start)
        return whole is not None and whole.kind == "organization"

    def _derived(self, position: int) -> int | None:
        """The end of a function that is not listed: an agent noun with a body and a person's name beside it.

        "la conciliatrice du ministère du Travail, Ana Rossi": without the name it may be an occupation.
        """
        first = position
        while position + 1 < len(self.words) and self.words[position].key in self.functions.modifiers:
            position += 1
        word = self.words[position]
        if (
            word.pos != "NOUN"
            or not _AGENT.fullmatch(word.key)
            or is_plural(word)
            or self._is_bound(position)
        ):
            return None
        if not self._leads_body(self._adjectives(position + 1, len(self.words))):
            return None
        end = self._whole_names(position, self._complements(position + 1, False))
        after = end + 1 if end < len(self.words) and self.words[end].text == "," else end
        before = self.words[first].previous
        apposed = before is not None and before.text == "," and before.previous is not None
        if apposed and before is not None and before.previous is not None:
            apposed = before.previous.end in self.people_end
        return end if apposed or self._is_person(after) else None

    def _joined(self, end: int) -> tuple[int, bool] | None:
        """A second function without an article: "secrétaire général … et président …", "ministre, chef …".

        After a comma, both must be in the singular, since a list of people has the plural.
        """
        if end + 1 >= len(self.words) or self.words[end].text not in ("et", ","):
            return None
        listed = self.words[end].text == ","
        if listed and (is_plural(self.words[end + 1]) or is_plural(self._head(end))):
            return None
        return self._function(end + 1)
