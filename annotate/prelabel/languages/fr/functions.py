"""Finds French functions: "vice-ministre permanent des Affaires étrangères du Vietnam".

Parsers attach such chains poorly, so the rules look at words and parts of speech, from left to right. A
complement ends where a person's name begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.prelabel.languages.fr.small_words import ARTICLES, OF
from annotate.prelabel.languages.function_nouns import FunctionNouns
from annotate.prelabel.languages.names import KnownName
from annotate.prelabel.parsing.tree import Word

_AT = frozenset({"à", "au", "aux", "en", "auprès", "près"})
_IN_CHARGE = frozenset({"chargé", "chargée", "chargés", "chargées", "délégué", "déléguée"})
_LONGEST = 40  # words of complements; real ones have far fewer


def french_functions(
    words: list[Word], functions: FunctionNouns, names: Sequence[KnownName], known: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """The functions in a text as word ranges, in order and without overlap."""
    return _FunctionFinder(words, functions, {name.start: name for name in names}, known).mentions()


@dataclass(frozen=True)
class _FunctionFinder:
    """Finds the functions in one text. Positions are word indexes, ends are exclusive."""

    words: list[Word]
    functions: FunctionNouns
    names: dict[int, KnownName]  # by the code point where they start
    known: Mapping[str, int]

    def mentions(self) -> Iterator[tuple[int, int]]:
        """The functions as word ranges, in order and without overlap."""
        position = 0
        while position < len(self.words):
            found = self._function(position)
            if found is None:
                position += 1
                continue
            end = self._complements(*found)
            while (again := self._joined(end)) is not None:
                end = self._complements(*again)
            end = self._whole_names(position, end)
            yield position, end
            position = end

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
        for first in dict.fromkeys((self.words[start].key, self.words[start].lemma)):
            for parts in self.functions.by_first.get(first, ()):
                if len(parts) == 1 and first in self.functions.singular_only and self._is_plural(start):
                    continue  # "des dirigeants"
                if len(parts) == 1 and self.words[start].pos not in ("NOUN", "PROPN"):
                    continue  # "l'Assemblée générale", "ils président"
                following = self.words[start + 1 : start + len(parts)]
                if len(following) == len(parts) - 1 and all(
                    part in (word.lemma, word.key) for part, word in zip(parts[1:], following, strict=True)
                ):
                    return start + len(parts), parts in self.functions.posted
        return None

    def _is_plural(self, position: int) -> bool:
        word = self.words[position]
        return word.has("Number=Plur") or word.key != word.lemma

    def _joined(self, end: int) -> tuple[int, bool] | None:
        """A second function without an article of its own: "secrétaire général … et président …"."""
        if end < len(self.words) and self.words[end].text == "et":
            return self._function(end + 1) if end + 1 < len(self.words) else None
        return None

    def _complements(self, end: int, posted: bool) -> int:
        """The position after all adjectives and complements that follow position ``end``."""
        limit = min(len(self.words), end + _LONGEST)
        end = self._interim(self._adjectives(end, limit), limit)
        while True:
            after = self._complement(end, limit, posted)
            if after is None:
                return end
            end = self._interim(after, limit)

    def _complement(self, position: int, limit: int, posted: bool) -> int | None:
        """The end of the complement that begins at ``position``: "de Cuba", "au Vietnam", ", des Sports"."""
        start = position
        listed = start < limit and self.words[start].text in (",", "et")
        if listed:
            start += 1
        if start >= limit:
            return None
        word = self.words[start].key
        if word in _IN_CHARGE and not listed and start + 1 < limit:
            start += 1
            word = self.words[start].key
        if word not in OF and not (not listed and word in _AT and (posted or self._is_field(start, limit))):
            return None
        start += 1
        if word in ("auprès", "près"):
            start += 1
        if start < limit and self.words[start].key in ARTICLES:
            start += 1
        # A further conjunct needs a capital, else it belongs to the sentence and not to the function.
        end = self._noun_phrase(start, limit, capital=listed)
        if end is None or self._function(start) is not None:
            return None
        return end

    def _is_field(self, position: int, limit: int) -> bool:
        """Whether a phrase is a field of work ("à la Coopération", "aux Transports") and not a place."""
        start = position + 1
        if self.words[position].key == "à" and start < limit and self.words[start].key in ("la", "l'"):
            start += 1
        elif self.words[position].key != "aux":
            return False
        return (
            start < limit
            and self.words[start].text[0].isupper()
            and self.words[start].key in self.known
            and not self._is_name(self.words[start].start)
        )

    def _interim(self, position: int, limit: int) -> int:
        """The position after "par intérim" if these words are at ``position``, else ``position``."""
        if position + 1 < limit and (self.words[position].key, self.words[position + 1].key) == (
            "par",
            "intérim",
        ):
            return position + 2
        return position

    def _noun_phrase(self, start: int, limit: int, *, capital: bool) -> int | None:
        """The end of the noun phrase at ``start``. With ``capital``, it must begin with a capital letter."""
        if start >= limit:
            return None
        first = self.words[start]
        name = self.names.get(first.start)
        if name is not None and name.kind in ("person", "place"):
            return None if name.kind == "person" else self._end_of(name, start)
        if first.text[0].isupper():
            end = start + 1
            while end < limit and self._goes_on(end):
                end += 1
            return self._adjectives(end, limit)
        if capital or first.pos not in ("NOUN", "PROPN") or not first.text[0].isalpha():
            return None
        return self._adjectives(start + 1, limit)

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
        for position in range(end - 1, start, -1):
            name = self.names.get(self.words[position].start)
            if name is not None and name.kind != "person":
                return max(end, self._end_of(name, position))
        return end

    def _adjectives(self, position: int, limit: int) -> int:
        while (
            position < limit and self.words[position].pos == "ADJ" and self.words[position].text[0].islower()
        ):
            position += 1
        return position

    def _end_of(self, name: KnownName, position: int) -> int:
        """The first word from ``position`` on that begins after a name."""
        while position < len(self.words) and self.words[position].start < name.end:
            position += 1
        return position
