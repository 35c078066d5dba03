"""Finds the sentence around a mention and splits it at its marks, without any language model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from annotate.core.sentences import sentence_ends

_MOST = 200  # code points shown on each side of a mention in a very long sentence


@dataclass(frozen=True)
class Cut:
    """A half-open range of the text. An end is open if the sentence continues outside the range."""

    start: int
    end: int
    open_start: bool
    open_end: bool


@dataclass(frozen=True)
class Piece:
    """A part of a sentence and the names of its marks, with "-start" or "-end" added where a mark ends."""

    text: str
    marks: tuple[str, ...]


def sentence_around(text: str, start: int, end: int) -> Cut:
    """The sentence or sentences around the half-open range, at most `_MOST` code points on each side."""
    left, right = max(0, start - _MOST), min(len(text), end + _MOST)
    before = [offset for offset in sentence_ends(text, left, start) if offset <= start]
    after = next(sentence_ends(text, end, right), None)
    begin = before[-1] if before else _word(text, left, start)
    finish = after if after is not None else _word_end(text, end, right)
    while begin < start and text[begin].isspace():
        begin += 1
    while finish > end and text[finish - 1].isspace():
        finish -= 1
    return Cut(begin, finish, not before and left > 0, after is None and right < len(text))


def _word(text: str, position: int, limit: int) -> int:
    while 0 < position < limit and not text[position - 1].isspace():
        position += 1
    return position


def _word_end(text: str, limit: int, position: int) -> int:
    while limit < position < len(text) and not text[position].isspace():
        position -= 1
    return position


def marked_pieces(text: str, cut: Cut, marks: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """Splits the text of ``cut`` where a mark (start, end, name) starts or ends. Marks may overlap."""
    inside = [(max(start, cut.start), min(end, cut.end), name) for start, end, name in marks]
    edges = sorted({cut.start, cut.end, *(place for start, end, _ in inside for place in (start, end))})
    pieces = []
    for begin, finish in pairwise(edges):
        names: dict[str, None] = {}
        for start, end, name in inside:
            if start <= begin and finish <= end:
                names[name] = None
                if start == begin:
                    names[f"{name}-start"] = None
                if end == finish:
                    names[f"{name}-end"] = None
        pieces.append(Piece(text[begin:finish], tuple(names)))
    return pieces
