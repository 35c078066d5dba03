"""The form of names in an ontology: letters of any script, in their composed Unicode form (NFC)."""

from __future__ import annotations

import unicodedata

MAX_NAME_LENGTH = 41
_FIRST = ("L",)
_LATER = ("L", "M", "Nd")  # a mark belongs to the letter before it, such as a vowel sign


def is_name(value: str) -> bool:
    """Whether ``value`` is a name: a letter, then up to 40 letters, marks, digits, "_" or "-", in NFC."""
    return (
        0 < len(value) <= MAX_NAME_LENGTH
        and unicodedata.category(value[0]).startswith(_FIRST)
        and all(is_name_character(character) for character in value)
        and unicodedata.is_normalized("NFC", value)
    )


def is_name_character(character: str) -> bool:
    """Whether a name may contain ``character`` after its first letter."""
    return character in "_-" or unicodedata.category(character).startswith(_LATER)


def composed(value: str) -> str:
    """``value`` in its composed Unicode form: "é" is one code point, however it was typed."""
    return unicodedata.normalize("NFC", value)


def as_name(value: str) -> str:
    """``value`` in its composed form. Raises `ValueError` if this is not a name."""
    name = composed(value)
    if not is_name(name):
        raise ValueError(
            f"{value[:60]!r} is not a name: a name begins with a letter, has at most {MAX_NAME_LENGTH}"
            ' characters, and these are letters (of any script), digits, "_" or "-"'
        )
    return name
