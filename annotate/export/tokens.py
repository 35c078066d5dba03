"""Tokens and sentences for formats that need them. Tokens are small: mentions rarely end inside one."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from annotate.core.annotation import Span
from annotate.core.sentences import sentence_ends

_JOINERS = frozenset("\u200c\u200d\u00ad")  # within a word: zero-width (non-)joiner, soft hyphen
Token = tuple[int, int]  # a half-open code-point range


def tokenize(text: str) -> list[Token]:
    """The half-open code-point ranges of the tokens of ``text``, which cover everything except white space.

    A token is a run of letters with their combining marks, a run of digits, or a single other character
    with its combining marks. Apostrophes and hyphens are tokens of their own.
    """
    tokens: list[Token] = []
    start, kind = 0, " "
    for offset, char in enumerate(text):
        new = _kind(char)
        if new == "m" and kind != " ":
            continue  # a mark belongs to the character before it
        if new == "j":
            if kind == "l":
                continue
            new = "p"
        if new == kind and kind in "ld ":
            continue
        if kind != " ":
            tokens.append((start, offset))
        start, kind = offset, "l" if new == "m" else new
    if kind != " ":
        tokens.append((start, len(text)))
    return tokens


def sentence_starts(text: str, tokens: Sequence[Token], unbroken: Iterable[Span] = ()) -> set[int]:
    """The indices of the tokens that begin a sentence. No sentence begins inside a span of ``unbroken``."""
    starts = [start for start, _ in tokens]
    inside = {
        index
        for span in unbroken
        for index in range(bisect_right(starts, span.start), bisect_left(starts, span.end))
    }
    found = {bisect_left(starts, end) for end in sentence_ends(text)}
    return {index for index in (0, *found) if index < len(tokens)} - inside


@lru_cache(maxsize=8192)
def _kind(char: str) -> str:
    """l(etter), d(igit), m(ark), j(oiner), p(unctuation and all else), or blank for white space."""
    if char.isspace():
        return " "
    if char in _JOINERS:
        return "j"
    category = unicodedata.category(char)
    return {"L": "l", "N": "d", "M": "m"}.get(category[0], "p")
