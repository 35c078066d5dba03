"""The text of an article: which characters it may hold, and its digest."""

from __future__ import annotations

import hashlib
import re

# Unicode Cc without newline and tab, and lone surrogates (Cs): Label Studio stores them and then
# cannot read the project any more (SQLite), or refuses the whole import (Postgres).
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def refused_character(text: str) -> tuple[int, str] | None:
    """The first character that an article must not hold, as (code point offset, name), or None."""
    found = _REFUSED.search(text)
    if found is None:
        return None
    code = ord(found.group())
    kind = "a lone surrogate" if 0xD800 <= code <= 0xDFFF else "a control character"
    return found.start(), f"{kind} (U+{code:04X})"


def digest(text: str) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the UTF-8 form of ``text``."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()
