"""Finds the sentences that differ between two versions of a text, and the words that differ in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from annotate.core.sentences import sentence_ends
from annotate.report.sentence import Cut, Piece, marked_pieces

_WORD = re.compile(r"\w+|[^\w\s]")
_MOST_WORDS = 400  # in the sentences of one change; longer ones are shown without marks on words


def changed_passages(before: str, after: str) -> Iterator[tuple[list[Piece], list[Piece], Cut]]:
    """Yields both versions of each run of sentences that differs, in reading order.

    Words that differ have the mark "changed". A version without such sentences, because they were added or
    removed, has no pieces. The cut is that of the later version.
    """
    sides = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(None, [_words_only(before, one) for one in sides[0]],
                              [_words_only(after, one) for one in sides[1]])  # fmt: skip
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            old, new = _joined(sides[0][start:end]), _joined(sides[1][first:last])
            marks = _changed_words(before, old, after, new)
            yield marked_pieces(before, old, marks[0]), marked_pieces(after, new, marks[1]), new


def _sentences(text: str) -> list[tuple[int, int]]:
    places = [0, *sentence_ends(text, 0, len(text)), len(text)]
    return [(start, end) for start, end in pairwise(places) if text[start:end].strip()]


def _words_only(text: str, sentence: tuple[int, int]) -> str:
    return text[slice(*sentence)].strip()


def _joined(sentences: Sequence[tuple[int, int]]) -> Cut:
    if not sentences:
        return Cut(0, 0, open_start=False, open_end=False)
    return Cut(sentences[0][0], sentences[-1][1], open_start=False, open_end=False)


def _changed_words(
    before: str, old: Cut, after: str, new: Cut
) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    words = [list(_WORD.finditer(text, cut.start, cut.end)) for text, cut in ((before, old), (after, new))]
    marks: tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]] = ([], [])
    if max(map(len, words)) > _MOST_WORDS:
        return marks
    matcher = SequenceMatcher(
        None, [one[0] for one in words[0]], [one[0] for one in words[1]], autojunk=False
    )
    for kind, *places in matcher.get_opcodes():
        for side, (start, end) in enumerate((places[:2], places[2:])):
            if kind != "equal" and start < end:
                marks[side].append((words[side][start].start(), words[side][end - 1].end(), "changed"))
    return marks
