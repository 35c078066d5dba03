"""Names are compared without case and accents, at the positions that they have in the text."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` in lower case without accents, one kind of apostrophe and blank; as long as before."""
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
