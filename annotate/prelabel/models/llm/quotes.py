"""Finds the position of a quote in a text. Positions come only from this module, never from the model.

The search has four steps: the exact quote; then without case, white space and kinds of quotation marks,
apostrophes and dashes; then without accents; then, for long quotes, with a few wrong letters (no digits). A
quote of one word must not begin or end inside a word ("Iran" is not in "Iranienne"). Longer quotes may,
because dispatches glue words together. If there are several positions, the words before the quote decide,
then the number of the quote, then the first position that no earlier quote has taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

Range = tuple[int, int]

FUZZY_FROM = 24  # folded characters; a shorter quote with another letter may be another name
FUZZY_RATIO = 92  # per cent, of rapidfuzz's ratio (2·matches over both lengths)
_SAME = str.maketrans("’‘ʼ′`´“”„«»″‐‑‒–—−", "''''''" + '""""""' + "------")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


class How(IntEnum):
    """How exactly a quote was found."""

    EXACT = 0
    FOLDED = 1
    WITHOUT_ACCENTS = 2
    FUZZY = 3


@dataclass(frozen=True)
class QuotePosition:
    """A half-open code-point range of the text, and how it was found."""

    start: int
    end: int
    how: How


@dataclass
class Quotes:
    """Finds quotes in one text. The order of the calls matters: each call takes a position."""

    text: str
    _folded: dict[How, _Folded] = field(default_factory=dict)
    _taken: set[tuple[str, Range]] = field(default_factory=set)

    def find(
        self, quote: str, before: str = "", number: int | None = None, *, of: str = ""
    ) -> QuotePosition | None:
        """The position of ``quote``; None if the quote is not in the text.

        ``before`` are the words directly before the quote; ``number`` is the number of its occurrence, from
        1. ``of`` is the label or type of the quote: the same quote with the same label gets the next
        position.
        """
        for how in How:
            places = self.places(quote, how)
            if not places:
                continue
            start, end = self._chosen(places, before, number, of)
            self._taken.add((of, (start, end)))
            return QuotePosition(start, end, how)
        return None

    def places(self, quote: str, how: How) -> list[Range]:
        """The ranges of ``quote``, found by method ``how``, in order. Whole words win over parts of words."""
        if how is How.FUZZY:
            return list(self._fuzzy(quote))
        text, needle = self._text(how), _fold(quote.strip(), how).letters.strip()
        if not needle:
            return []
        all_places = list(_occurrences(text, needle, self.text))
        whole = [place for place in all_places if _stands_alone(self.text, place)]
        return whole or (all_places if " " in needle else [])

    def _text(self, how: How) -> _Folded:
        if how not in self._folded:
            self._folded[how] = _fold(self.text, how)
        return self._folded[how]

    def _chosen(self, places: list[Range], before: str, number: int | None, of: str) -> Range:
        fitting = [place for place in places if self._follows(before, place)] if before.strip() else []
        if not fitting and number is not None and 1 < number <= len(places):
            return places[number - 1]
        among = fitting or places
        return next((place for place in among if (of, place) not in self._taken), among[0])

    def _follows(self, before: str, place: Range) -> bool:
        words = _fold(before, How.WITHOUT_ACCENTS).letters.strip()
        there = self.text[max(0, place[0] - 2 * len(before) - 20) : place[0]]
        return bool(words) and _fold(there, How.WITHOUT_ACCENTS).letters.strip().endswith(words)

    def _fuzzy(self, quote: str) -> Iterator[Range]:
        needle = _fold(quote.strip(), How.WITHOUT_ACCENTS).letters.strip()
        if len(needle) < FUZZY_FROM:
            return
        from rapidfuzz import fuzz

        text = self._text(How.WITHOUT_ACCENTS)
        found = fuzz.partial_ratio_alignment(needle, text.letters, score_cutoff=FUZZY_RATIO)
        if found is None or found.dest_end <= found.dest_start:
            return
        start, end = _to_word_edges(text.letters, found.dest_start, found.dest_end)
        there = text.letters[start:end]
        # A different digit means a different date, not a spelling error.
        if _digits(needle) == _digits(there) and fuzz.ratio(needle, there) >= FUZZY_RATIO:
            yield text.range(start, end, self.text)


@dataclass(frozen=True)
class _Folded:
    """Folded letters, and for each letter its position in the text."""

    letters: str
    origins: tuple[int, ...]

    def range(self, start: int, end: int, text: str) -> Range:
        """The range of the text for a range of letters, with the combining marks of the last letter."""
        last = self.origins[end - 1] + 1
        while last < len(text) and unicodedata.combining(text[last]):
            last += 1
        return self.origins[start], last


def _fold(text: str, how: How) -> _Folded:
    if how is How.EXACT:
        return _Folded(text, tuple(range(len(text))))
    letters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        if character in _INVISIBLE:
            continue
        if character.isspace():
            if not letters or letters[-1] != " ":
                letters.append(" ")
                origins.append(position)
            continue
        for letter in unicodedata.normalize("NFD", character).translate(_SAME).casefold():
            if how is How.WITHOUT_ACCENTS and unicodedata.combining(letter):
                continue
            letters.append(letter)
            origins.append(position)
    return _Folded("".join(letters), tuple(origins))


def _occurrences(folded: _Folded, needle: str, text: str) -> Iterator[Range]:
    start = folded.letters.find(needle)
    while start >= 0:
        end = start + len(needle)
        # One letter of the text may give several folded letters ("ß"). A match must not cut these apart.
        begins = start == 0 or folded.origins[start] != folded.origins[start - 1]
        ends = end == len(folded.letters) or folded.origins[end] != folded.origins[end - 1]
        if begins and ends:
            yield folded.range(start, end, text)
        start = folded.letters.find(needle, start + 1)


def _stands_alone(text: str, place: Range) -> bool:
    start, end = place
    return not (start > 0 and _one_word(text[start - 1], text[start])) and not (
        end < len(text) and _one_word(text[end - 1], text[end])
    )


def _one_word(left: str, right: str) -> bool:
    """Whether two characters are in one word. In "parNguyen" a blank is lost; "Iranienne" is one word."""
    if unicodedata.combining(right):
        return True
    if left.islower() and right.isupper():
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


def _digits(letters: str) -> str:
    return "".join(filter(str.isdigit, letters))


def _to_word_edges(letters: str, start: int, end: int) -> Range:
    """Moves both ends of the range to the nearest edges of words."""
    return _edge(letters, start), _edge(letters, end)


def _edge(letters: str, at: int) -> int:
    def inside(position: int) -> bool:
        return 0 < position < len(letters) and letters[position - 1].isalnum() and letters[position].isalnum()

    for step in range(len(letters)):
        for position in (at - step, at + step):
            if 0 <= position <= len(letters) and not inside(position):
                return position
    return at
