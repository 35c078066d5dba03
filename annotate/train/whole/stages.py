"""The lines of a whole training's progress: which attempt runs, which part of it, and the time so far."""

from __future__ import annotations

import time
from collections.abc import Callable

from annotate.core.wording import duration
from annotate.train.whole.candidates import Parts

Say = Callable[[str], None]


def most_attempts(choices: list[Parts]) -> int:
    """How many candidates are made of these parts, if each is worse than the suggestions before."""
    return len(choices) + sum(1 for parts in choices if has_names_alone(parts))


def has_names_alone(parts: Parts) -> bool:
    """Whether a second candidate of these parts has the judge of names alone."""
    return parts.words is None and parts.recogniser is not None


class Stages:
    """Says what a training does. Each attempt makes a candidate; the first that is not worse is the last."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._begun = time.monotonic()
        self._attempt = ""
        self._number = 0
        self._most = 0
        self._first: Parts | None = None

    def begin(self, most: int) -> None:
        """Says how many attempts there are at most."""
        self._most = most

    def attempt(self, parts: Parts, *, names_alone: bool = False) -> None:
        """Begins an attempt with these parts."""
        self._number += 1
        first = self._first = self._first or parts
        pairs = (
            ("recogniser", first.recogniser, parts.recogniser),
            ("words", first.words, parts.words),
        )
        without = [name for name, before, part in pairs if before is not None and part is None]
        left_out = f", without {' and '.join(without)}" if without else ""
        alone = ", judge of names alone" if names_alone else ""
        self._attempt = f"attempt {self._number} of at most {self._most}{left_out}{alone}: "

    def recogniser(self, line: str) -> None:
        """A line of the recogniser's training."""
        self._say(f"recogniser, {line}")

    def say(self, what: str) -> None:
        """Says what begins now, in the attempt that runs."""
        self._say(f"{self._attempt}{what}, {duration(time.monotonic() - self._begun)} so far")
