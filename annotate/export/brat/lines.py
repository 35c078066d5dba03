"""The lines of brat's standoff format: fragments of spans, and notes on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# brat's server splits its files at these, and Python's str.splitlines() does so too.
BREAKS = "\n\u2028\u2029"
_BETWEEN = re.compile(f"[^{BREAKS}]+")
_ESCAPED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNESCAPED = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_LINE_ENDS = re.compile(r"[\\\t\x0a-\x0d\x1c-\x1e\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|([\\nrt]))")
Range = tuple[int, int]


def fragments(text: str, start: int, end: int) -> list[Range]:
    """The parts of a half-open code-point range between line breaks; an empty range if there are none."""
    found = [match.span() for match in _BETWEEN.finditer(text, start, end)]
    return found or [(start, start)]


def joined(text: str, parts: Sequence[Range]) -> Range | None:
    """The range of fragments with nothing but line breaks between them; None for other fragments."""
    for (_, end), (start, _) in pairwise(parts):
        if end > start or text[end:start].strip(BREAKS):
            return None
    return parts[0][0], parts[-1][1]


def text_bound(key: str, label: str, parts: Sequence[Range], text: str) -> str:
    """A T line, for a mention or a trigger."""
    where = ";".join(f"{start} {end}" for start, end in parts)
    return f"{key}\t{label} {where}\t{' '.join(text[start:end] for start, end in parts)}"


def escaped(note: str) -> str:
    """A note as one line without tabs; `unescaped` is the inverse."""
    return _LINE_ENDS.sub(lambda found: _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04x}", note)


def unescaped(note: str) -> str:
    """The note of one line that `escaped` made."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _UNESCAPED[found[2]], note)
