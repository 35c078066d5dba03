"""Folds words and names for comparison: without case, or without case and accents."""

from __future__ import annotations

import unicodedata


def fold_case(text: str) -> str:
    """``text`` in lower case with one kind of apostrophe. Only a few capitals change the length."""
    return text.lower().replace("’", "'")


def fold_accents(text: str) -> str:
    """``text`` in lower case without accents, with one kind of apostrophe, blank, hyphen; of equal length."""
    return text.translate(_FOLDED)


class _Folding(dict[int, str]):
    """Maps each code point to one folded character, computed at the first use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in "’‘ʼ`´":
            folded = "'"
        elif character in "\u00a0\u202f\u2009":
            folded = " "
        elif character in "–‑‐":
            folded = "-"
        else:
            base = unicodedata.normalize("NFD", character)[0].lower()
            folded = base if len(base) == 1 else character
        self[code] = folded
        return folded


_FOLDED = _Folding()
