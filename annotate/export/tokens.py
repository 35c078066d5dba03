"""Tokens and sentences for formats that need them. Tokens are small: mentions rarely end inside one."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from annotate.core.annotation import Span
from annotate.core.sentences import sentence_ends

_JOINERS = "\u200c\u200d\u00ad"  # within a word: zero-width (non-)joiner, soft hyphen
_TWO_BYTES = 0xFFFF
Token = tuple[int, int]  # a half-open code-point range


def tokenize(text: str) -> list[Token]:
    """The half-open code-point ranges of the tokens of ``text``, which cover everything except white space.

    A token is a run of letters with their combining marks, a run of digits, or a single other character
    with its combining marks. Apostrophes and hyphens are tokens of their own.
    """
    # Python's regular expressions look up characters of two bytes in a table, but others in a list of ranges.
    small = len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
    return [match.span() for match in _tokens(_TWO_BYTES if small else sys.maxunicode).finditer(text)]


@cache
def _tokens(most: int) -> re.Pattern[str]:
    """Matches a token of a text without characters above ``most``."""
    # A mark begins a token only after white space: elsewhere it belongs to the token before it.
    letters, digits, marks = (_category(name, most) for name in "LNM")
    return re.compile(
        rf"[{letters}{marks}][{letters}{marks}{_JOINERS}]*|[{digits}][{digits}{marks}]*|\S[{marks}]*"
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
    starts = next(zip(*tokens, strict=True), ())
    spans = sorted((span.start, span.end) for span in unbroken)
    begun = [start for start, _ in spans]
    ended = list(accumulate((end for _, end in spans), max))
    found = {0} if tokens else set()
    for end in sentence_ends(text):
        index = bisect_left(starts, end)
        if index == len(starts):
            continue
        before = bisect_left(begun, starts[index])  # spans that begin before the token
        if not before or ended[before - 1] <= starts[index]:
            found.add(index)
    return found
