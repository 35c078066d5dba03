"""Compares the words that a region names with its place, and finds places that count other units.

Label Studio counts code points. Its own screen names other words than those at the place in one case: with
``granularity="word"``, a selection grows to whole words, and the region names the words before that
(github.com/HumanSignal/label-studio/issues/2878). White space may be collapsed.
"""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from annotate.core.folding import fold_accents
from annotate.studio.codec.stored_text import StoredText

UTF_16, UTF_8, LINE_FEEDS = "UTF-16 code units", "UTF-8 bytes", "a line end as one character"
_CUT = ("…", "...")
_LONG = 20  # a program that cuts words cuts long ones


def same_words(written: str, drawn: str) -> bool:
    """Whether both are the same words, apart from white space."""
    return written == drawn or _bare(written) == _bare(drawn)


def like_words(written: str, text: str, start: int, end: int) -> bool:
    """Whether the place may well be right although ``written`` are other words than those at it.

    They may be written in another way (case, accents, HTML entities), be cut, or be a part of the place if
    that consists of whole words.
    """
    drawn = text[start:end]
    given, there = _folded(written), _folded(drawn)
    if given == there:
        return True
    stem = given.removesuffix("…").removesuffix("...")
    if there.startswith(stem) and (written.rstrip().endswith(_CUT) or len(stem) >= _LONG):
        return bool(stem)
    whole = not _inside_a_word(text, start) and not _inside_a_word(text, end)
    return whole and given in there


class OtherUnits:
    """The places of a stored text, counted in other units than code points."""

    def __init__(self, stored: StoredText) -> None:
        self._stored = stored
        self._starts: dict[str, list[int]] = {}

    def find(self, start: int, end: int, words: str) -> tuple[str, int, int] | None:
        """The units in which ``words`` are at ``start`` to ``end``, and their place in the article."""
        for units in (UTF_16, UTF_8, LINE_FEEDS):
            place = self.place(units, start, end)
            if place is not None and same_words(words, self._stored.text[slice(*place)]):
                return units, *place
        return None

    def place(self, units: str, start: int, end: int) -> tuple[int, int] | None:
        """The place in the article of a range in other units. None if it ends inside a character."""
        stored = self._stored
        if not 0 <= start < end:
            return None
        if units == LINE_FEEDS:
            return (start, end) if end <= len(stored.text) else None
        starts = self._starts.get(units)
        if starts is None:
            starts = self._starts[units] = list(accumulate(_sizes(stored.stored, units), initial=0))
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if last >= len(starts) or starts[first] != start or starts[last] != end:
            return None
        return stored.start(first), stored.end(last)


def _sizes(text: str, units: str) -> Iterator[int]:
    if units == UTF_16:
        return (2 if character > "\uffff" else 1 for character in text)
    return ((character > "\x7f") + (character > "\u07ff") + (character > "\uffff") + 1 for character in text)


def _bare(words: str) -> str:
    return "".join(words.split())


def _folded(words: str) -> str:
    return _bare(fold_accents(html.unescape(words).replace("\\n", "\n")))


def _inside_a_word(text: str, position: int) -> bool:
    return 0 < position < len(text) and text[position - 1].isalnum() and text[position].isalnum()
