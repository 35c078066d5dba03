"""Reads where a region is, whatever program wrote it, and trims what nobody means to mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# White space is trimmed, and three characters that nobody sees or means: zero-width space, word joiner, byte
# order mark. Joiners and direction marks stay, because they shape the letters beside them.
_UNSEEN = "\u200b\u2060\ufeff"
_DIGITS = re.compile(r"([0-9]{1,10})(?:\.0*)?")
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "‹": "›"}
_NAMES = {
    ".": "a full stop",
    ",": "a comma",
    ";": "a semicolon",
    ":": "a colon",
    "!": "an exclamation mark",
    "?": "a question mark",
    "…": "a row of dots",
}
_MARKS = "".join(_NAMES)
_WORTH_A_LOOK = re.compile(rf"[{re.escape(_MARKS)}]$|^[{re.escape(_MARKS[1:])}]|[()\[\]{{}}«»“”‹›\"]").search
# Abbreviations of English and French that often stand at the end of a name or date.
_ABBREVIATIONS = """
art assoc ave bros capt cie co col corp dept dr etc ets gen gov hon inc jr lt ltd m me mgr mlle mm mme mr mrs
ms no pr prof rep rev sen sgt sr st ste univ vol vs
jan janv feb févr mar apr avr aug sept sep oct nov dec déc
"""
_SHORT = frozenset(_ABBREVIATIONS.split())
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.){2,}")


@dataclass(frozen=True)
class Place:
    """A half-open range of code points. ``plain`` says that it was written as Label Studio writes it."""

    start: int
    end: int
    plain: bool = True


def place_of(value: dict[str, Any], text: str) -> Place | None:
    """The place that a region's value states, perhaps outside ``text``. None if it states none.

    Reads whole floats (12.0) and numbers as text ("12", "12.0"). If ``start`` or ``end`` is unusable, reads
    ``globalOffsets``. If only ``end`` is missing, or the start is called ``startOffset``, it counts if the
    region's words stand there.
    """
    start, end = value.get("start"), value.get("end")
    if type(start) is int and type(end) is int:
        return Place(start, end)
    first, last = _offset(start), _offset(end)
    if first is not None and last is not None:
        return Place(first, last, plain=False)
    offsets = value.get("globalOffsets")
    if isinstance(offsets, dict):
        begins, ends = _offset(offsets.get("start")), _offset(offsets.get("end"))
        if begins is not None and ends is not None:
            return Place(begins, ends, plain=False)
    words = value.get("text")
    if not isinstance(words, str) or not words:
        return None
    begins = first if first is not None else _offset(value.get("startOffset"))
    if begins is not None and begins >= 0 and text.startswith(words, begins):
        return Place(begins, begins + len(words), plain=False)
    return None


def _offset(value: Any) -> int | None:
    if type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and (whole := _DIGITS.fullmatch(value.strip())):
        return int(whole[1])
    return None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space and invisible characters at its edges. Empty if nothing else is in it."""
    while start < end and (text[start].isspace() or text[start] in _UNSEEN):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _UNSEEN):
        end -= 1
    return start, end


def odd_edge(text: str, start: int, end: int) -> str | None:
    """What is odd about the punctuation of a mention, or None.

    A mark at the end is odd unless it belongs to an abbreviation. A bracket or quotation mark is odd if the
    mention has only one of the pair.
    """
    words = text[start:end]
    if not _WORTH_A_LOOK(words):
        return None
    for opening, closing in _PAIRS.items():
        if words.count(opening) != words.count(closing):
            more = words.count(opening) > words.count(closing)
            return f"has {opening} without {closing}" if more else f"has {closing} without {opening}"
    if words.count('"') % 2:
        return 'has " without a second "'
    if words[0] in _MARKS[1:]:
        return f"begins with {_NAMES[words[0]]}"
    if words[-1] in _MARKS and not _belongs(text, start, end):
        return f"ends with {_NAMES[words[-1]]}"
    return None


def where_in(text: str, start: int) -> str:
    """Says after which word of ``text`` a position is: "after “Hanoï”", "at the start of the text"."""
    before = text[max(0, start - 200) : start].split()
    word = next((word for word in reversed(before) if any(map(str.isalnum, word))), None)
    return "at the start of the text" if word is None else f"after “{word[-40:]}”"


def _belongs(text: str, start: int, end: int) -> bool:
    """Whether the mark at the end of a mention is a part of its last word, as in "U.N.", "Inc." or "M."."""
    mark = text[end - 1]
    if mark not in ".!?":
        return False
    last = text[start:end].rsplit(maxsplit=1)[-1]
    if mark == ".":
        stem = last[:-1].lstrip("([{«“\"'’‘-")
        if _INITIALS.fullmatch(last) or (len(stem) == 1 and stem.isupper()) or stem.casefold() in _SHORT:
            return True
    return len(last) > 1 and _inside_a_sentence(text, last)


@lru_cache(maxsize=64)
def _inside_a_sentence(text: str, last: str) -> bool:
    """Whether ``last`` stands in the middle of a sentence somewhere, where its mark cannot end one."""
    for found in re.finditer(rf"(?<!\w){re.escape(last)}", text):
        after = text[found.end() : found.end() + 20].lstrip()[:1]
        if after.islower() or after in {",", ";", ":", ")"}:
            return True
    return False
