"""The rows of WebAnno TSV: tokens, and sub-tokens for what begins or ends inside a token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from annotate.core.annotation import Span
from annotate.export.tokens import Token, sentence_starts, tokenize


@dataclass
class Row:
    """A token or sub-token: its id in the file, its code-point range, and what stands there, by layer."""

    start: int
    end: int
    id: str = ""
    layers: dict[str, list[int]] = field(default_factory=dict)


class Units:
    """The tokens, sub-tokens and sentences of a text that its regions need.

    White space is a token only where a region begins or ends in it, and at the start of the text: the format
    holds text between tokens, but no positions there. A sentence reaches to the next one, since text between
    sentences would be lost.
    """

    def __init__(self, text: str, regions: Sequence[Span]) -> None:
        self._text = text
        self._tokens = _tokens(text, regions)
        self._token_starts = [start for start, _ in self._tokens]
        self._rows = [[Row(start, end)] for start, end in self._tokens]  # each token with its sub-tokens
        for region in regions:
            for index, start, end in self._parts(region):
                if (start, end) not in ((row.start, row.end) for row in self._rows[index]):
                    self._rows[index].append(Row(start, end))
        firsts = sorted(sentence_starts(text, self._tokens, regions))
        self._sentences = list(zip(firsts, [*firsts[1:], len(self._tokens)], strict=True))
        for number, (first, last) in enumerate(self._sentences, start=1):
            for position, rows in enumerate(self._rows[first:last], start=1):
                rows[1:] = sorted(rows[1:], key=lambda row: (row.start, row.end))
                for part, row in enumerate(rows):
                    row.id = f"{number}-{position}" + (f".{part}" if part else "")

    @property
    def first(self) -> Row:
        """The first token of the text."""
        return self._rows[0][0]

    def rows_of(self, region: Span) -> list[Row]:
        """The rows that a region covers, in order."""
        return [
            next(row for row in self._rows[index] if (row.start, row.end) == (start, end))
            for index, start, end in self._parts(region)
        ]

    def sentences(self) -> Iterable[tuple[str, list[Row]]]:
        """Yields the text and the rows of each sentence."""
        ends = [*(self._token_starts[first] for first, _ in self._sentences[1:]), len(self._text)]
        for (first, last), end in zip(self._sentences, ends, strict=True):
            rows = [row for rows in self._rows[first:last] for row in rows]
            yield self._text[self._token_starts[first] : end], rows

    def _parts(self, region: Span) -> Iterable[tuple[int, int, int]]:
        """Yields, for each token that a region touches, its index and the part inside the region."""
        index = bisect_right(self._token_starts, region.start) - 1
        while index < len(self._tokens) and self._tokens[index][0] < region.end:
            start, end = self._tokens[index]
            yield index, max(start, region.start), min(end, region.end)
            index += 1


def _tokens(text: str, regions: Iterable[Span]) -> list[Token]:
    tokens = tokenize(text)
    needed = {0} if text[0].isspace() else set()
    for region in regions:
        needed |= {at for at in (region.start, region.end - 1) if text[at].isspace()}
    blanks = set()
    for at in needed:
        after = bisect_left(tokens, (at, at))
        start = tokens[after - 1][1] if after else 0
        end = tokens[after][0] if after < len(tokens) else len(text)
        blanks.add((start, end))
    return sorted([*tokens, *blanks])


def utf16_offsets(text: str) -> Sequence[int]:
    """The offset in UTF-16 units of each code point of ``text``, and that of its end."""
    if text.isascii() or max(text) <= "\uffff":
        return range(len(text) + 1)
    return [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]
