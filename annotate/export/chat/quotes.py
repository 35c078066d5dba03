"""Quotes with the number of their occurrence: what stands for a position in a chat model's answer.

The labeler llm finds quotes in the same way. A quote is looked for where it stands alone: "Iran" is not in
"Iranienne". Only if a quote of several words stands alone nowhere, its other occurrences count, because
dispatches glue words together.
"""

from __future__ import annotations

import unicodedata
from typing import Any


def quote_of(text: str, start: int, end: int) -> dict[str, Any]:
    """The quote of a half-open range, with its number if it occurs several times.

    With ``inside_a_word``, all occurrences count, whether they stand alone or not.
    """
    quote = text[start:end]
    every = _occurrences(text, quote)
    among = _standing(text, every, quote)
    said: dict[str, Any] = {"quote": quote}
    inside = start not in among
    if inside:
        among = every
    if len(among) > 1:
        said["occurrence"] = among.index(start) + 1
    if inside:
        said["inside_a_word"] = True
    return said


def place_of(text: str, said: dict[str, Any]) -> tuple[int, int] | None:
    """The half-open range of a quote, the inverse of `quote_of`. None if the text does not have it."""
    quote, number = said.get("quote"), said.get("occurrence", 1)
    if not isinstance(quote, str) or not quote or type(number) is not int:
        return None
    every = _occurrences(text, quote)
    among = every if said.get("inside_a_word") is True else _standing(text, every, quote)
    if not 1 <= number <= len(among):
        return None
    start = among[number - 1]
    return start, start + len(quote)


def _occurrences(text: str, quote: str) -> list[int]:
    found = []
    at = text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _standing(text: str, starts: list[int], quote: str) -> list[int]:
    alone = [
        start for start in starts if not _in_word(text, start) and not _in_word(text, start + len(quote))
    ]
    return alone or (starts if " " in quote.strip() else [])


def _in_word(text: str, at: int) -> bool:
    """Whether the characters before and after a position are in one word."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if unicodedata.combining(right):
        return True
    if left.islower() and right.isupper():
        return False  # "parNguyen": a blank is lost
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())
