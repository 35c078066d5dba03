"""How words and names are compared: without case, or without case and accents."""

from __future__ import annotations

import unicodedata


def fold_case(text: str) -> str:
    """``text`` in lower case with one kind of apostrophe; as long as before, but for a few capitals."""
    return text.lower().replace("’", "'")


def fold_accents(text: str) -> str:
    """``text`` in lower case without accents, one kind of apostrophe, blank and hyphen; as long as before."""
    return text.translate(_FOLDED)


class _Folding(dict[int, str]):
    """Code point -> one folded character, worked out when first met."""

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
