"""Reads ids and lists of a result, whatever form another program gave them, and makes ids where none is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from typing import Any

Key = str | int | None  # an id as it was written; None if there is none
_NUMBER = re.compile(r"[0-9]{1,18}").fullmatch


def key_of(written: Any) -> Key:
    """An id as a key: text and numbers. Anything else is no id."""
    if isinstance(written, str):
        return written or None
    if type(written) is int or (isinstance(written, float) and written.is_integer()):
        return int(written)
    return None


def strings(values: Any) -> list[str]:
    """A value of a result as strings: a list, or one value without a list. Blank values are left out."""
    listed = values if isinstance(values, list) else [values]
    found = (value if isinstance(value, str) else "" if value is None else str(value) for value in listed)
    return list(dict.fromkeys(value for value in found if value.strip()))


def same_number(key: Key) -> Key:
    """A number written as text as a number, and the other way round. None if the key is no number."""
    if isinstance(key, str):
        return int(key) if _NUMBER(key) else None
    return None if key is None else str(key)


def made_up_id(start: int, end: int, label: str, is_trigger: bool, taken: Container[str]) -> str:
    """An id made from place and label, the same at every pull.

    It is made as the ids of suggestions are, so that a suggestion posted without its id is known again. If
    another region has this id, a number enters it.
    """
    letter, number = "v" if is_trigger else "e", 1
    place = f"{start},{end},{label}"
    while True:
        content = place if number == 1 else f"{place},{number}"
        made = letter + hashlib.sha256(content.encode()).hexdigest()[:10]
        if made not in taken:
            return made
        number += 1
