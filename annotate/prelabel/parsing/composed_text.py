"""Composes a text (Unicode NFC), so that words with separate accents are found, and translates positions.

Lexicons, gazetteers, patterns and models have composed letters: "é" is one code point, not "e" and U+0301.
Texts from some systems are decomposed (NFD). Labelers read the composed form, and suggestions have the
positions of the text as it is. https://unicode.org/reports/tr15/
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from unicodedata import combining, is_normalized, normalize


def is_composed(text: str) -> bool:
    """Whether the text is in NFC already. Nearly as fast as reading it once."""
    return is_normalized("NFC", text)


class ComposedText:
    """A text that is not composed, its composed form, and the positions of each in the other.

    Both forms are cut into the same sequence of parts, such as a letter with its accents. A span that begins
    or ends inside a part is widened to the whole part.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        composed, first, second = [], 0, 0
        self._original_starts: list[int] = []
        self._composed_starts: list[int] = []
        for part in _parts(original):
            self._original_starts.append(first)
            self._composed_starts.append(second)
            composed.append(normalize("NFC", part))
            first += len(part)
            second += len(composed[-1])
        self._original_starts.append(first)
        self._composed_starts.append(second)
        self.composed = "".join(composed)

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text for a half-open range of the composed text."""
        return _translated(start, end, self._composed_starts, self._original_starts)

    def in_composed(self, start: int, end: int) -> tuple[int, int]:
        """The range of the composed text for a half-open range of the original text."""
        return _translated(start, end, self._original_starts, self._composed_starts)


def _translated(start: int, end: int, from_starts: list[int], to_starts: list[int]) -> tuple[int, int]:
    first = bisect_right(from_starts, start) - 1
    last = bisect_left(from_starts, end)
    return to_starts[first], to_starts[last]


def _parts(text: str) -> Iterator[str]:
    """Cuts the text where no composition reaches across: the composed parts together are the whole."""
    begin = 0
    for position in range(1, len(text)):
        if text[position] not in _joining():
            yield text[begin:position]
            begin = position
    if text:
        yield text[begin:]


@cache
def _joining() -> frozenset[str]:
    """The code points that may be composed with one before: marks, and second parts of a letter."""
    found = set()
    for code in range(0x110000):
        character = chr(code)
        if combining(character):
            found.add(character)
        elif (parts := normalize("NFD", character)) != character:
            found.update(parts[1:])
            if combining(parts[0]):
                found.add(character)
    return frozenset(found)
