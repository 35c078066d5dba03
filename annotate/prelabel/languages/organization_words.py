"""The head nouns of bodies in one language, with what tells that a word goes on a body's name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from annotate.prelabel.knowledge.gazetteers import Gazetteer, Head, fold
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.parsing.tree import Word


class HeadWords:
    """The head nouns of one language with their sectors, and its demonyms."""

    def __init__(self, names: Gazetteer, language: str) -> None:
        heads = names.heads[language]
        self.named = _by_word(heads.named)
        self.national = _by_word(heads.national)
        self.capital = frozenset(heads.capital)
        self.introducing = frozenset(heads.introducing)
        self.known = known_words(language)
        self.demonyms = names.demonyms
        self.names = names.names
        self.cities = names.cities

    def is_demonym(self, word: Word) -> bool:
        return fold(word.text) in self.demonyms

    def known_until(self, words: list[Word], position: int) -> int:
        """Where a known name that starts here ends, ``position`` where none does."""
        nearby = words[position : position + 8]
        text = "".join(word.text + " " * (following.start - word.end) for word, following in pairwise(nearby))
        found = self.names.at(fold(text), 0) or self.cities.at(fold(text), 0)
        if found is None:
            return position
        end = words[position].start + found[0]
        return next((word.i for word in nearby if word.start >= end), position)

    def is_name_part(self, words: list[Word], position: int) -> bool:
        """Whether a capitalised word goes on the name of a body; a word in no list begins a person's."""
        word = words[position]
        if not word.text[0].isupper():
            return False
        return word.key in self.known or word.text.isupper() or words[position - 1].text == "-"

    def of(self, word: Word, listed: dict[str, str | None]) -> str | None:
        """The form of a head under which it is listed."""
        return next((form for form in (word.key, word.lemma) if form in listed), None)


def starts_sentence(words: list[Word], position: int) -> bool:
    return position == 0 or words[position].sentence != words[position - 1].sentence


def _by_word(heads: Sequence[Head | str]) -> dict[str, str | None]:
    return {
        (head if isinstance(head, str) else head.word).lower(): None if isinstance(head, str) else head.sector
        for head in heads
    }
