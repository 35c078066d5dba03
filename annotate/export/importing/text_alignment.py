"""Moves ranges of one form of a text to another form of it, if the same words stand there."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher

from annotate.export.importing.folding import Folded, fold, without_space

_SHORTEST = 4  # folded characters of an equal part between two parts that differ
_LONGEST_GAP = 2_000  # folded characters of a part that is compared by character
Block = tuple[int, int, int]  # where it begins in both folded texts, and its length


class TextAlignment:
    """The alignment of ``source`` with ``target``, two forms of one text.

    White space, the form of quotes and dashes, and the escapes of treebanks may differ anywhere (`fold`).
    Words may differ too: ranges outside these words can still be moved.
    """

    def __init__(self, source: str, target: str) -> None:
        self._same = source == target
        self._length = len(target)
        if not self._same:
            self._source, self._target = without_space(source), without_space(target)
            if self._source.text != self._target.text:
                self._source, self._target = fold(source), fold(target)
            self._places = _places(self._source, self._target)

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of the target with the words of the range of the source; None if they differ.

        White space at both ends of the range is left out, if the texts differ.
        """
        if not 0 <= start < end:
            return None
        if self._same:
            return (start, end) if end <= self._length else None
        first, last = _inside(self._source, start, end)
        if first > last:
            return None
        begin, finish = self._places[first], self._places[last]
        if begin is None or finish is None or finish - begin != last - first:
            return None
        return self._exact(first, last, begin, finish)

    def _exact(self, first: int, last: int, begin: int, finish: int) -> tuple[int, int] | None:
        """The range of the target, unless it would cut a character, or its words differ."""
        source, target = self._source, self._target
        if source.text[first : last + 1] != target.text[begin : finish + 1]:
            return None
        if not (self._joins(first - 1, begin - 1) and self._joins(last, finish)):
            return None
        return target.starts[begin], target.ends[finish]

    def _joins(self, left: int, at: int) -> bool:
        """Whether a range may end between ``left`` and the next character, and ``at`` and the next one.

        An end inside a word is allowed only if the whole word is aligned: words that are joined in one text
        may be apart in the other, but "Paris" does not stand in "Parisian".
        """
        source, target = self._source, self._target
        if at >= 0 and at + 1 < len(target.text) and target.starts[at] == target.starts[at + 1]:
            return False
        if not (_in_word(source, left) or _in_word(target, at)):
            return True
        beside = left >= 0 and left + 1 < len(self._places)
        return beside and self._places[left] == at and self._places[left + 1] == at + 1

    @property
    def ratio(self) -> float:
        """The share of the folded source that stands in the target; 1 if the texts have the same words."""
        if self._same:
            return 1.0
        found = sum(place is not None for place in self._places)
        return found / max(len(self._places), 1)


def _inside(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """The first and the last character of ``folded`` that come from the range."""
    return bisect_left(folded.starts, start), bisect_right(folded.ends, end) - 1


def _in_word(folded: Folded, left: int) -> bool:
    """Whether the character ``left`` and the next one belong to one word of the text."""
    if not 0 <= left < len(folded.text) - 1:
        return False
    adjacent = folded.ends[left] >= folded.starts[left + 1]
    return adjacent and folded.text[left].isalnum() and folded.text[left + 1].isalnum()


def _places(source: Folded, target: Folded) -> list[int | None]:
    """Where each character of ``source`` stands in ``target``; None where they differ."""
    if source.text == target.text:
        return list(range(len(source.text)))
    places: list[int | None] = [None] * len(source.text)
    for begin, at, length in _blocks(source, target):
        places[begin : begin + length] = range(at, at + length)
    return places


def _blocks(source: Folded, target: Folded) -> Iterator[Block]:
    """Equal parts of two folded texts: whole words first, then characters between these."""
    before = _common(source.text, target.text)
    after = _common(source.text[before:][::-1], target.text[before:][::-1])
    stop, other_stop = len(source.text) - after, len(target.text) - after
    yield 0, 0, before
    yield stop, other_stop, after
    words, others = _words(source, before, stop), _words(target, before, other_stop)
    matcher = SequenceMatcher(
        None,
        [source.text[start:end] for start, end in words],
        [target.text[start:end] for start, end in others],
    )
    done = reached = before
    for first, at, number in matcher.get_matching_blocks():  # the last one is empty
        begin = words[first][0] if number else stop
        place = others[at][0] if number else other_stop
        for inner, where, length in _gap(source.text[done:begin], target.text[reached:place]):
            yield done + inner, reached + where, length
        if number:
            done, reached = words[first + number - 1][1], others[at + number - 1][1]
            yield begin, place, done - begin


def _words(folded: Folded, start: int, stop: int) -> list[tuple[int, int]]:
    """The ranges of the words between two characters. White space and punctuation end a word."""
    text, found, begin = folded.text, [], start
    for at in range(start + 1, stop):
        apart = folded.ends[at - 1] < folded.starts[at] or not (text[at - 1].isalnum() and text[at].isalnum())
        if apart and not unicodedata.combining(text[at]):
            found.append((begin, at))
            begin = at
    return [*found, (begin, stop)] if begin < stop else found


def _gap(source: str, target: str) -> Iterator[Block]:
    """Equal parts between words that are aligned. Short ones are left out: they are equal by chance."""
    if source == target:
        yield 0, 0, len(source)
        return
    if max(len(source), len(target)) > _LONGEST_GAP:
        return
    before = _common(source, target)
    after = _common(source[before:][::-1], target[before:][::-1])
    # Both ends touch what is aligned, so they are no chance, however short.
    yield 0, 0, before
    yield len(source) - after, len(target) - after, after
    ours, theirs = source[before : len(source) - after], target[before : len(target) - after]
    for first, at, length in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        if length >= _SHORTEST:
            yield before + first, before + at, length


def _common(one: str, other: str) -> int:
    """The length of the common beginning of two texts."""
    shortest = min(len(one), len(other))
    if one[:shortest] == other[:shortest]:
        return shortest
    low, high = 0, shortest
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
