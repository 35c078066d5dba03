"""Tokens and sentences for formats that need them. Tokens are small: mentions rarely end inside one."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from annotate.core.annotation import Span
from annotate.core.sentences import sentence_ends

_JOINERS = "\u200c\u200d\u00ad"  # within a word: zero-width (non-)joiner, soft hyphen
_TWO_BYTES = 0xFFFF
Token = tuple[int, int]  # a half-open code-point range


class Tokens(NamedTuple):
    """The tokens of a text in order: their words, and their half-open code-point ranges."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokens_of(text: str) -> Tokens:
    """The tokens of ``text``, which cover everything except white space.

    A token is a run of letters with their combining marks, a run of digits, or a single other character
    with its combining marks. Apostrophes and hyphens are tokens of their own.
    """
    # Python's regular expressions look up characters of two bytes in a table, but others in a list of ranges.
    small = len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
    # What stands before a token, the token, and so on. Quicker than a match for each token.
    pieces = _token(_TWO_BYTES if small else sys.maxunicode).split(text)
    edges = list(accumulate(map(len, pieces)))
    return Tokens(pieces[1::2], edges[:-1:2], edges[1::2])


def tokenize(text: str) -> list[Token]:
    """The half-open code-point ranges of the tokens of ``text``, as `tokens_of` finds them."""
    _, starts, ends = tokens_of(text)
    return list(zip(starts, ends, strict=True))


@cache
def _token(most: int) -> re.Pattern[str]:
    """Matches a token of a text without characters above ``most``, as a group."""
    # A mark begins a token only after white space: elsewhere it belongs to the token before it.
    letters, digits, marks = (_category(name, most) for name in "LNM")
    return re.compile(
        rf"([{letters}{marks}][{letters}{marks}{_JOINERS}]*|[{digits}][{digits}{marks}]*|\S[{marks}]*)"
    )


def _category(name: str, most: int) -> str:
    """The characters up to ``most`` of a category of Unicode ("L", "N", "M"), for a character class."""
    ranges: list[list[int]] = []
    for code in range(most + 1):
        if unicodedata.category(chr(code))[0] != name:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def sentence_starts(text: str, tokens: Sequence[Token], unbroken: Iterable[Span] = ()) -> set[int]:
    """The indices of the tokens that begin a sentence. No sentence begins inside a span of ``unbroken``."""
    starts = [start for start, _ in tokens]
    found = sentence_starts_at(text, starts)
    spans = sorted((span.start, span.end) for span in unbroken)
    if spans:
        begun = [start for start, _ in spans]
        ended = list(accumulate((end for _, end in spans), max))
        for index in found - {0}:
            before = bisect_left(begun, starts[index])  # spans that begin before the token
            if before and ended[before - 1] > starts[index]:
                found.discard(index)
    return found


def sentence_starts_at(text: str, starts: Sequence[int]) -> set[int]:
    """The indices of the tokens that begin a sentence. ``starts`` are the code points where tokens begin."""
    found = {bisect_left(starts, end) for end in sentence_ends(text)} | {0}
    return found - {len(starts)}
