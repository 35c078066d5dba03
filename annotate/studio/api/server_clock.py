"""The server's clock, as its answers show it. The clock may be wrong, and may be set back at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass
class ServerClock:
    """The time in the server's latest answer, and how far it is ahead of this machine's clock.

    ``now`` has a precision of one second. ``ahead_s`` is in seconds, and negative if the server is behind.
    Both are None until an answer has a time.
    """

    now: datetime | None = None
    ahead_s: float | None = None

    def note(self, date: str | None) -> None:
        """Takes in the ``Date`` header of an answer."""
        try:
            now = parsedate_to_datetime(date or "")
        except ValueError:
            return
        self.now = now if now.tzinfo is not None else now.replace(tzinfo=UTC)
        self.ahead_s = (self.now - datetime.now(UTC)).total_seconds()
