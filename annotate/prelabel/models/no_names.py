"""Spans that a model takes for names, although they name no person, organization or place.

Typhoons, cups, ships, indices ("CAC 40"), abbreviations of common nouns ("ONG"), participles that open a
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotate.core.folding import fold_case
from annotate.prelabel.languages.acronyms import defines_thing
from annotate.prelabel.languages.head_nouns import HeadNouns
from annotate.prelabel.languages.names import ModelSpanWords
from annotate.prelabel.parsing.tree import Word

_INDEX = re.compile(r"[^\W\d_a-zà-ÿ]{2,}(?:&[^\W\d_]+)?")
_INDEX_NUMBER = re.compile(r" \d{2,3}(?![\d\w])")


class NoNames:
    """Decides by the words in and around a span. ``words`` must be in the language of the text.

    ``heads`` knows common nouns ("ngo", "gdp"), ``common`` holds the words of the language.
    """

    def __init__(self, words: ModelSpanWords, heads: HeadNouns | None, common: Mapping[str, int]) -> None:
        self._words = words
        self._heads = heads
        self._common = common

    def holds(self, text: str, start: int, end: int, words: Sequence[Word], first: int) -> bool:
        """Whether ``text[start:end]`` is no name. ``first`` is the index of the word that begins there."""
        name = text[start:end]
        if len(name) == 1 or (name.isupper() and self._abbreviates(text, name)):
            return True
        if text[end : end + 1] == "." and fold_case(name) in self._words.credits:
            return True
        if _INDEX.fullmatch(name) and _INDEX_NUMBER.match(text, end):
            return True
        if self.is_thing(start, end, words, first) or self._opens(name, words[first]):
            return True
        return self._are_inhabitants(name, words, first)

    def _are_inhabitants(self, name: str, words: Sequence[Word], first: int) -> bool:
        """Whether the name stands for people of a place: "les Liégeois"."""
        endings = self._words.inhabitants
        if not endings or " " in name or not name.endswith(endings) or words[first].text != name or first < 1:
            return False
        return words[first - 1].key in self._words.before_inhabitants

    def _abbreviates(self, text: str, name: str) -> bool:
        heads = self._heads
        return heads is not None and (fold_case(name) in heads.others or defines_thing(text, name, heads))

    def is_thing(self, start: int, end: int, words: Sequence[Word], first: int) -> bool:
        """Whether a thing bears the name: "typhon Kalmaegi", "le Mar Aberto, un chalutier"."""
        things = self._words.things
        if not things or words[first].start != start:
            return False
        last = first
        while last + 1 < len(words) and words[last + 1].start < end:
            last += 1
        if last > first and (
            words[first].key in things or (self._words.thing_last and words[last].key in things)
        ):
            return True
        at = first - 1
        while at >= 0 and (words[at].text in ("'", '"', "«", "“", "''") or words[at].pos == "ADJ"):
            at -= 1
        if not self._words.thing_last and at >= 1 and words[at].pos == "NOUN" and words[at].key not in things:
            at -= 1  # "le satellite radar LOTUSat-1"
        if at >= 0 and words[at].key in things and words[at].sentence == words[first].sentence:
            return True
        apposed = [word.key for word in words[last + 1 : last + 4]]
        return (
            len(apposed) == 3
            and apposed[0] == ","
            and apposed[1] in self._words.indefinite
            and apposed[2] in things
        )

    def _opens(self, name: str, word: Word) -> bool:
        """Whether the name is a participle at the start of a sentence: "Livrés à eux-mêmes"."""
        return (
            word.text == name
            and word.starts_sentence
            and name.endswith(self._words.participles or ("\0",))
            and word.key in self._common
        )
