"""Numbers and lists as words, for messages."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """A number with its noun in the singular or plural: "1 article", "2 entities"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Names as a list: "A", "A and B", "A, B and C"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def first_of(items: Sequence[object], most: int, between: str) -> str:
    """The first ``most`` items with ``between`` between them, and how many more there are."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return between.join(map(str, items[:most])) + more
