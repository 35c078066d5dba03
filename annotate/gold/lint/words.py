"""Words of plain text, in any script: letters and digits with their combining marks."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

# Combining marks (Mn, Mc, Me) lie here, but for the variation selectors behind, which are in no word.
_MARKS_UP_TO = 0x1F000


def _marks() -> str:
    """The ranges of combining marks, as they stand in a class of characters."""
    codes = [code for code in range(0x300, _MARKS_UP_TO) if unicodedata.category(chr(code))[0] == "M"]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


# \w has no vowel signs and no accents of decomposed letters. The others are the soft hyphen and the
# characters that part and join letters in Persian and Hindi.
_MARKS = _marks()
_INSIDE = rf"\w{_MARKS}\u00ad\u200c\u200d"
# What joins two words to one: "vice-président", "l'Union", "col·laborar", and in Hebrew and Armenian.
_JOINS = "'’‑‐·׳״֊-"

# A word: letters and digits, joined by hyphens or apostrophes.
WORD = re.compile(rf"[{_INSIDE}]+(?:[{_JOINS}][{_INSIDE}]+)*")
# Letters and digits without what joins them, and with apostrophes.
RUN = re.compile(rf"[{_INSIDE}]+")
RUN_WITH_APOSTROPHES = re.compile(rf"[{_INSIDE}'’]+")
# A mark of punctuation.
MARK = re.compile(rf"[^{_INSIDE}\s{_JOINS}]")

_is_mark = re.compile(f"[{_MARKS}]").fullmatch
_is_inside = re.compile(f"[{_INSIDE}]").fullmatch


def in_word(character: str) -> bool:
    """Whether a character belongs to words: a letter, a digit or a mark on one."""
    return _is_inside(character) is not None


def is_mark(character: str) -> bool:
    """Whether a character is a combining mark: an accent or a vowel sign on the letter before it."""
    return _is_mark(character) is not None


def word_count(text: str) -> int:
    """The number of words."""
    return sum(1 for _ in WORD.finditer(text))
