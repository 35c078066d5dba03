"""What a reader of a foreign format cannot hold as a mention, an event or an attribute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotate.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a file that was not read: its article, its id in the file, its words, and the reason."""

    article: str
    region: str
    words: str
    why: str

    def __str__(self) -> str:
        words = f" {self.words!r}" if self.words else ""
        return f"article {self.article}, {self.region}{words}: {self.why}"


Report = Callable[[Unread], None]


def refuse(unread: Unread) -> None:
    """Raises an `InputError` that says what cannot be read. Readers do so where nobody takes the report."""
    raise InputError(
        f"{unread.region}{f' {unread.words!r}' if unread.words else ''} cannot be read: {unread.why}.",
        where=f"article {unread.article}",
        remedy="Correct it in the program that wrote the file.",
    )
