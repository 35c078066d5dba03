"""Finds the words of T lines in the text: its line ends may have changed, and a place may be off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotate.export.brat.lines import Range

_NEAR = 200  # code points on each side of the place
Placed = tuple[Sequence[Range], str]  # the fragments of a T line, and its words


def words_at(text: str, parts: Sequence[Range]) -> str:
    """The words of fragments, as a T line has them."""
    return " ".join(text[start:end] for start, end in parts)


def same_words(one: str, other: str) -> bool:
    """Whether two strings differ in white space at most."""
    return one.split() == other.split()


def with_line_ends(text: str, placed: Sequence[Placed]) -> str:
    """The text with the line ends for which most T lines have their words: as it is, LF, or CRLF.

    Git and editors change the line ends of a .txt, but no offsets in the .ann.
    """
    if "\n" not in text:
        return text
    lf = text.replace("\r\n", "\n")
    forms = list(dict.fromkeys((text, lf, lf.replace("\n", "\r\n"))))
    return max(
        forms, key=lambda form: sum(same_words(words, words_at(form, parts)) for parts, words in placed)
    )


def near(text: str, words: str, start: int) -> Range | None:
    """The one range near a place that has these words as whole words; None if there is none, or several."""
    pieces = words.split()
    if not pieces:
        return None
    before = r"(?<!\w)" if pieces[0][0].isalnum() else ""
    after = r"(?!\w)" if pieces[-1][-1].isalnum() else ""
    pattern = re.compile(before + r"\s+".join(map(re.escape, pieces)) + after)
    found: list[Range] = []
    for match in pattern.finditer(text, max(start - _NEAR, 0)):
        if match.start() > start + _NEAR or len(found) > 1:
            break
        found.append(match.span())
    return found[0] if len(found) == 1 else None
