"""Folds a text to the characters that matter when two forms of it are compared, with their positions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

# What treebanks write for brackets and quotes, and before "/" and "*".
_ESCAPES = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
    "``": '"',
    "''": '"',
    "\\/": "/",
    "\\*": "*",
}
_QUOTES = {'"': "“”„‟«»〝〞＂", "'": "‘’‚‛‹›′ʼ´`"}
_DASHES = "-‐‑‒–—―−"
_SIMPLE = {ord(one): kind for kind, others in _QUOTES.items() for one in others} | {
    ord(one): "-" for one in _DASHES
}
_UNIT = re.compile("|".join([*map(re.escape, _ESCAPES), f"[{_DASHES}]+", r"."]), re.DOTALL)


class Folded(NamedTuple):
    """A folded text, and the half-open code-point range of the text from which each character comes."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def without_space(text: str) -> Folded:
    """``text`` without white space, and nothing else changed."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    return Folded("".join(text.split()), places, [at + 1 for at in places])


def fold(text: str) -> Folded:
    """``text`` without white space and invisible characters, in compatibility decomposition (NFKD).

    Quotes, dashes, brackets of treebanks (``-LRB-``) and their quotes (two backquotes) have one form each;
    a run of dashes is one dash. Case and accents stay.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _UNIT.finditer(text):
        folded = _folded(found[0])
        if folded:
            pieces.append(folded)
            starts += [found.start()] * len(folded)
            ends += [found.end()] * len(folded)
    return Folded("".join(pieces), starts, ends)


def folded_text(text: str) -> str:
    """The text of `fold`, without the positions."""
    return "".join(map(_folded, _UNIT.findall(text)))


@cache
def _folded(unit: str) -> str:
    if (known := _ESCAPES.get(unit)) is not None:
        return known
    if unit[0] in _DASHES:
        return "-"
    if unit.isspace() or unicodedata.category(unit) in ("Cf", "Cc"):
        return ""
    simple = _SIMPLE.get(ord(unit))
    if simple is not None:
        return simple
    decomposed = unicodedata.normalize("NFKD", unit)
    return "".join(_SIMPLE.get(ord(one), one) for one in decomposed if not one.isspace())
