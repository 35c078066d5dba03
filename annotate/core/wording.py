"""Numbers and lists as words, for messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def counted(number: int, noun: str) -> str:
    """A number with its noun in the singular or plural: "1 article", "2 entities"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"


def duration(seconds: float) -> str:
    """A duration in words: "45 s", "3 min 05 s", "2 h 10 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def listed(names: Sequence[str]) -> str:
    """Names as a list: "A", "A and B", "A, B and C"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def first_of(items: Sequence[object], most: int, between: str) -> str:
    """The first ``most`` items with ``between`` between them, and how many more there are."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return between.join(map(str, items[:most])) + more


def named_in_splits(articles: Mapping[str, str], most: int = 5) -> str:
    """Articles with their splits, one of each split first: "a1 (train), a2 (test) and 3 more"."""
    first_of = {split: article for article, split in reversed(list(articles.items()))}
    named = list(dict.fromkeys([*sorted(first_of.values()), *articles]))[:most]
    more = f" and {len(articles) - len(named)} more" if len(articles) > len(named) else ""
    return ", ".join(f"{article} ({articles[article]})" for article in named) + more
