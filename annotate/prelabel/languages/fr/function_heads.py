"""The nouns of French functions: listed ones, leaders of a body, and nouns that are derived.

"ministre", "chef du club", "rédacteur en chef", "président-directeur général".
"""

from __future__ import annotations

import re

from annotate.prelabel.languages.fr.function_complements import LEADERS, POSSESSIVES, Complements
from annotate.prelabel.languages.fr.function_phrases import is_plural
from annotate.prelabel.languages.fr.small_words import ARTICLES, OF

_SUBJECTS = frozenset({"je", "j'", "il", "elle", "on", "ils", "elles", "qui"})
# Endings of agent nouns. With a body and a person's name they show a function: "receveur de la commune, X".
_AGENT = re.compile(r"membre|.{2,}(?:teur|trice|eure?|euse|i[eè]re?|aire|iste|ien|ienne)")


class Heads(Complements):
    """Finds the nouns of functions in one text. Positions are word indexes, ends are exclusive."""

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
                following = self.words[start + 1 : start + len(parts)]
                if len(following) == len(parts) - 1 and all(
                    part in (word.lemma, word.key) for part, word in zip(parts[1:], following, strict=True)
                ):
                    return start + len(parts), parts[0] in self.functions.posted_first
        if leads and self._leads_body(start + 1):
            return start + 1, False
        return None

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
