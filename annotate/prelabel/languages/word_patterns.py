"""Makes regular expressions from lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEVER = r"(?!)"
_BLANK = "[ \u00a0]"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first. Without words, the pattern matches nothing."""
    return "|".join(map(_escaped, _longest_first(words))) or _NEVER


def before_name(words: Iterable[str], *, full_stop: bool = False) -> str:
    """A pattern for any of ``words`` and the blanks after it. After "'" no blank is allowed.

    ``full_stop`` allows a full stop after the word: "Mr." for "mr".
    """
    behind = (r"\.?" if full_stop else "") + _BLANK + ("+" if full_stop else "")
    patterns = (
        _escaped(word[:-1]) + "['’]" if word.endswith("'") else _escaped(word) + behind
        for word in _longest_first(words)
    )
    return "|".join(patterns) or _NEVER


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _escaped(word: str) -> str:
    return re.escape(word).replace(r"\ ", _BLANK)
