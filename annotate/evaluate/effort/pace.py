"""Finds annotations that were submitted faster than somebody can have read the article and worked on it."""

from __future__ import annotations

from dataclasses import dataclass

# Silent reading of English: 238 words a minute, and 300 where people are fast (Brysbaert 2019, a review of
# 190 studies). That is 24 and 30 characters a second. Twice the fast rate is skimming.
READING_SPEED = 60.0
GESTURE_S = 0.3
"""Seconds: a key alone takes 0.2, pointing takes 1.1 (Card, Moran and Newell 1980)."""


@dataclass(frozen=True)
class TooFast:
    """An annotation that was submitted too fast, and the least time that it needs, in seconds."""

    article: str
    annotator: str
    seconds: float
    least_s: float
    characters: int
    gestures: int
    rule: str
    rewritten_by: str | None = None
    link: str | None = None


def least_seconds(characters: int, gestures: int, speed: float = READING_SPEED) -> tuple[float, str]:
    """The least time for an article with this many characters and gestures, and the rule that gives it.

    Reading at ``speed`` characters a second, or the gestures at `GESTURE_S` each, whichever takes longer.
    They are not added up: who corrects while reading does both at once.
    """
    reading, working = characters / speed, gestures * GESTURE_S
    if working > reading:
        return working, f"{gestures} gestures take {working:.0f} s at {GESTURE_S:g} s each"
    return reading, f"reading {characters:,} characters takes {reading:.0f} s at {speed:g} a second"
