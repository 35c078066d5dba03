"""The effort behind a release: how many answers people gave, when, and how long that took."""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import UTC, datetime
from math import fsum
from statistics import median
from typing import Any

from annotate.core.annotation import Annotation


class Effort:
    """Counts over the answers of a release. Each is added once, in any order."""

    def __init__(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._people: set[str] = set()
        self._seconds = array("d")
        self._first: datetime | None = None
        self._last: datetime | None = None

    def take(self, annotation: Annotation) -> None:
        """Adds one answer."""
        self._statuses[str(annotation.status)] += 1
        self._people.add(annotation.author)
        if annotation.lead_time_s is not None:
            self._seconds.append(annotation.lead_time_s)
        for time in (annotation.created_at, annotation.updated_at):
            if time is not None:
                self._first = time if self._first is None else min(self._first, time)
                self._last = time if self._last is None else max(self._last, time)

    @property
    def answers(self) -> dict[str, int]:
        """The number of answers by status."""
        return {status: self._statuses[status] for status in sorted(self._statuses)}

    def as_dict(self) -> dict[str, Any]:
        """The rest as JSON: ``first`` and ``last`` in UTC, lead times in seconds, null if none is known."""
        known, answers = len(self._seconds), sum(self._statuses.values())
        return {
            "people": len(self._people),
            "first": _in_utc(self._first),
            "last": _in_utc(self._last),
            "lead_time_s": {
                "known": known,
                "unknown": answers - known,
                "sum": round(fsum(self._seconds), 3) if known else None,
                "median": round(median(self._seconds), 3) if known else None,
            },
        }


def _in_utc(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).isoformat().replace("+00:00", "Z")
