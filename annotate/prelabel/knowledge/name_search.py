"""Finds listed names in a text, exactly as they are written: capitals and accents count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W_]+")
_WRITTEN = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("–‑‐", "-"),
    }
)


def written(name: str) -> str:
    """``name`` with one kind of apostrophe, blank and hyphen. The length stays."""
    return name.translate(_WRITTEN)


class NameSearch:
    """Searches texts for names. A name must not be part of a longer or hyphenated word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[int, str]]] = {}
        for name in sorted({written(name) for name in names}, key=lambda name: (-len(name), name)):
            if (first := _WORD.search(name)) is not None:
                self._by_word.setdefault(first[0], []).append((first.start(), name))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yields start, end (code points) and name of each mention: the longest one, from left to right."""
        folded, done = written(text), 0
        for word in _WORD.finditer(folded):
            for before, name in self._by_word.get(word[0], ()):
                start = word.start() - before
                end = start + len(name)
                if start >= done and folded.startswith(name, start) and _is_whole(folded, start, end):
                    done = end
                    yield start, end, name
                    break


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    # "-VNA" and "VNA-" hold the name; "Air-VNA" and "VNA-TV" are other words.
    return not (_joins(before) or _joins(after[::-1]))


def _joins(around: str) -> bool:
    return len(around) == 2 and around[1] == "-" and around[0].isalnum()
