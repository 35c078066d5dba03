"""What to do about findings: each remedy once, with the number of articles or findings that it is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from annotate.cli.output import counted, listing


def say_remedies(remedies: Iterable[str], noun: str) -> None:
    """Prints each remedy once to stderr, the most frequent first. ``noun`` is what each of them is for."""
    counts = Counter(remedy for remedy in remedies if remedy)
    listing("What to do", [f"{remedy} ({counted(count, noun)})" for remedy, count in counts.most_common()])
