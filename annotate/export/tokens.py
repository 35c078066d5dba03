"""Tokens and sentences for formats that need them: fine enough that mentions seldom end inside a token."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from annotate.core.annotation import Span

_JOINERS = frozenset("\u200c\u200d\u00ad")  # within a word: zero-width (non-)joiner, soft hyphen
_FINAL = frozenset(".!?…。！？؟۔।")
_CLOSING = frozenset("»”’\"')]}")
Token = tuple[int, int]  # a half-open code-point range


def tokenize(text: str) -> list[Token]:
    """The half-open code-point ranges of the tokens of ``text``; together they hold all but white space.

    A token is a run of letters with their combining marks, a run of digits, or a single other character
    with its combining marks. Apostrophes and hyphens are tokens of their own.
    """
    tokens: list[Token] = []
    start, kind = 0, " "
    for offset, char in enumerate(text):
        new = _kind(char)
        if new == "m" and kind != " ":
            continue  # a mark belongs to what it stands on
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
    """The indices of the tokens that begin a sentence; never one inside a span of ``unbroken``.

    A sentence ends at a line end, and at . ! ? … where white space or a capital follows (agencies glue
    sentences together); not after a single letter ("M. Dupont", "J.-P.").
    """
    inside: set[int] = set()
    starts = {start: index for index, (start, _) in enumerate(tokens)}
    for span in unbroken:
        index = starts.get(span.start)
        while index is not None and index + 1 < len(tokens) and tokens[index + 1][0] < span.end:
            index += 1
            inside.add(index)
    found = {0} if tokens else set()
    ended = False
    for index, ((start, end), (after, _)) in enumerate(pairwise(tokens)):
        gap = text[end:after]
        if text[start] in _FINAL:
            before = tokens[index - 1] if index else None
            initial = before is not None and before[1] == start and before[1] - before[0] == 1
            ended = not (initial and text[start] == "." and text[start - 1].isalpha())
        elif text[start] not in _CLOSING:
            ended = False
        # A closing guillemet stands after a space.
        goes_on = text[after] == "»" or (not gap and not text[after].isupper())
        if index + 1 not in inside and ("\n" in gap or (ended and not goes_on)):
            found.add(index + 1)
    return found


@lru_cache(maxsize=8192)
def _kind(char: str) -> str:
    """l(etter), d(igit), m(ark), j(oiner), p(unctuation and all else), or blank for white space."""
    if char.isspace():
        return " "
    if char in _JOINERS:
        return "j"
    category = unicodedata.category(char)
    return {"L": "l", "N": "d", "M": "m"}.get(category[0], "p")
