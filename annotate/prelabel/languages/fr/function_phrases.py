"""The noun phrases inside French functions: adjectives, names, and words with hyphens.

Parsers attach such chains poorly, so the rules look at words and parts of speech, from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

# What a holder of an office is called, though taggers see a verb or a noun: "président déchu".
_HELD = re.compile(
    r"(?:déchu|délégué|élu|désigné|destitué|limogé|démissionnaire|sortant|adjoint|suppléant|titulaire|émérite"
    r"|honoraire|intérimaire|retraité)e?s?"
)
# What a function acts against. "anticiper" is a verb.
_AGAINST = re.compile(r"anti(?!cip)\w{4,}")


@dataclass(frozen=True)
class Phrases:
    """Finds the ends of noun phrases in one text. Positions are word indexes, ends are exclusive."""

    words: list[Word]
    functions: FunctionNouns
    names: dict[int, KnownName]  # by the code point where they start
    people_end: frozenset[int]  # code points where names of people end
    known: Mapping[str, int]

    def _is_bound(self, start: int) -> bool:
        """Whether a word is only a part of a longer one: "major" of "état-major"."""
        before = self.words[start].previous
        return (
            before is not None
            and before.text == "-"
            and before.end == self.words[start].start
            and before.previous is not None
            and before.previous.end == before.start
        )

    def _is_person(self, position: int) -> bool:
        name = self.names.get(self.words[position].start) if position < len(self.words) else None
        return name is not None and name.kind == "person"

    def _noun_phrase(self, start: int, limit: int, *, capital: bool, local: bool) -> int | None:
        """The end of the noun phrase at ``start``. With ``capital``, it must begin with a capital letter.

        ``local`` says that the phrase names a place rather than a person.
        """
        if start >= limit:
            return None
        first = self.words[start]
        name = self.names.get(first.start)
        if name is not None and name.kind == "person" and not (local and name.by_model):
            return None
        if (pair := self._adjective_pair(start, limit)) is not None:
            return pair
        if name is not None and name.kind in ("person", "place"):
            end = self._hyphened(self._end_of(name, start), limit)
            # A model takes "Souveraineté" of "de la Souveraineté industrielle" for a place.
            return self._adjectives(end, limit) if name.by_model and first.key in self.known else end
        if first.text[0].isupper():
            end = start + 1
            while end < limit and self._goes_on(end):
                end += 1
            return self._hyphened(self._adjectives(end, limit), limit)
        if first.pos == "ADJ" and start + 1 < limit and self.words[start + 1].pos == "NOUN":
            start, first = start + 1, self.words[start + 1]  # "de la grande mosquée"
        if capital or first.pos not in ("NOUN", "PROPN") or not first.text[0].isalpha():
            return None
        end = self._hyphened(self._adjectives(start + 1, limit), limit)
        apposed = self.names.get(self.words[end].start) if end < limit else None
        if apposed is None:
            return end
        body = first.key in self.functions.bodies
        # "de l'association Renouveau", "de la région Fès-Meknès"
        if first.key in self.functions.introducing and not (body and apposed.kind == "person"):
            return self._hyphened(self._end_of(apposed, end), limit)
        if apposed.kind != "person" and self.words[end].text[0].isupper():
            return self._hyphened(self._end_of(apposed, end), limit)  # "la zone de police Liège-Est"
        # "la campagne | du candidat Robert Nkomo": the noun belongs to the person.
        if apposed.kind == "person" and not body:
            return None
        return end

    def _adjective_pair(self, start: int, limit: int) -> int | None:
        """The end of a noun with two adjectives before it: "Petites et moyennes entreprises"."""
        if start + 3 >= limit or not self.words[start].text[0].isupper():
            return None
        first, link, second, noun = self.words[start : start + 4]
        pair = link.text == "et" and second.pos == "ADJ" and noun.pos == "NOUN"
        if not pair or first.key not in self.known or first.key[-2:] != second.key[-2:]:
            return None
        return self._adjectives(start + 4, limit)

    def _hyphened(self, position: int, limit: int) -> int:
        """The end of the word with hyphens that continues at ``position``: "café | -cacao"."""
        while (
            0 < position < limit - 1
            and self.words[position].text == "-"
            and self.words[position].start == self.words[position - 1].end
            and self.words[position + 1].start == self.words[position].end
        ):
            position += 2
        return position

    def _goes_on(self, position: int) -> bool:
        """Whether a capitalised word continues the noun phrase before it."""
        word = self.words[position]
        if not word.text[0].isupper() or self._is_name(word.start) or word.starts_sentence:
            return False
        # "ministre des Finances | Hery Razafindrabe": a word that is not in the word list begins a name.
        before = self.words[position - 1]
        return word.key in self.known or before.text == "-" or word.text.isupper()

    def _is_name(self, start: int) -> bool:
        # Models take parts of a function for organizations. People and places of models are reliable.
        return start in self.names and self.names[start].kind in ("person", "place")

    def _whole_names(self, start: int, end: int) -> int:
        """``end`` or, if ``end`` is inside a name, the end of the name: "auprès des Nations | unies"."""
        last = end
        for position in range(start + 1, end):
            name = self.names.get(self.words[position].start)
            if name is not None and name.kind != "person":
                last = max(last, self._end_of(name, position))
        return last

    def _adjectives(self, position: int, limit: int) -> int:
        """The end of the adjectives at ``position``, coordinated ones too: "malien et burkinabè"."""
        while True:
            first = position
            while position < limit and self._is_adjective(position):
                position = self._hyphened(position + 1, limit)  # "israélo-américain"
            if position == first or (joined := self._joined_adjectives(position, limit)) is None:
                return position
            position = joined

    def _is_adjective(self, position: int) -> bool:
        word = self.words[position]
        # Taggers take adjectives of peoples that they do not know for proper nouns: "négociateur houthi".
        # They take "anticorruption" for a noun, and "antimafia" for a verb.
        return word.text[0].islower() and (
            word.pos in ("ADJ", "PROPN")
            or self._is_held(position)
            or _AGAINST.fullmatch(word.key) is not None
        )

    def _joined_adjectives(self, position: int, limit: int) -> int | None:
        """The last adjective of a list that goes on at ``position``: "chilien |, péruvien et bolivien"."""
        while (
            position < limit and self.words[position].text == "," and self._coordinates(position + 1, limit)
        ):
            position += 2
        if position < limit and self.words[position].text == "et" and self._coordinates(position + 1, limit):
            return position + 1
        return None

    def _coordinates(self, position: int, limit: int) -> bool:
        """Whether an adjective after "et" belongs to the noun before, and does not begin a noun phrase."""
        if position >= limit or not self._is_adjective(position):
            return False
        word = self.words[position]
        before_noun = position + 1 < limit and self.words[position + 1].pos == "NOUN"
        return (
            not before_noun
            and word.key not in self.functions.modifiers
            and word.key not in self.functions.by_first
        )

    def _is_held(self, position: int) -> bool:
        """Whether a word says how an office is held, although it looks like a verb: "président déchu"."""
        following = self.words[position + 1].key if position + 1 < len(self.words) else ""
        return _HELD.fullmatch(self.words[position].key) is not None and following != "par"

    def _end_of(self, name: KnownName, position: int) -> int:
        """The first word from ``position`` on that begins after a name."""
        while position < len(self.words) and self.words[position].start < name.end:
            position += 1
        return position


def is_plural(word: Word) -> bool:
    return word.has("Number=Plur") or (
        not word.has("Number=Sing") and word.key[-1] in "sx" and word.key != word.lemma
    )
