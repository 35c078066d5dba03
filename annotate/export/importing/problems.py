"""What an import kept, listed and left out, counted by kind: what came in is exactly these three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

PartKind = Literal["document", "region", "argument", "attribute", "part"]
KINDS: tuple[PartKind, ...] = ("document", "region", "argument", "attribute", "part")
MOST_LISTED = 10_000  # problems in memory; all of them go to ``take``


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the input that was not imported.

    ``kind`` is a whole document, a "region" (a mention or an event), an "argument" (or relation), an
    "attribute", or a "part" that the reader could not read. ``where`` is the place in the file, and
    ``words`` are its words.
    """

    kind: PartKind
    where: str
    article: str
    region: str
    words: str
    why: str

    def __str__(self) -> str:
        article = "" if self.article == self.where else f"article {self.article}"
        region = f"{self.region} {self.words!r}" if self.words else self.region
        return f"{', '.join(filter(None, (self.where, article, region)))}: {self.why}"


class UncountedError(AssertionError):
    """What came in is not what was kept, listed and left out together: a fault of this toolkit."""


@dataclass
class Tally:
    """Counts by kind. ``left_out`` is what the user, or the file itself, does not want as gold."""

    came_in: Counter[PartKind] = field(default_factory=Counter)
    kept: Counter[PartKind] = field(default_factory=Counter)
    listed: Counter[PartKind] = field(default_factory=Counter)
    left_out: Counter[PartKind] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)  # of what was left out
    problems: list[Problem] = field(default_factory=list)
    take: Callable[[Problem], object] = lambda problem: None

    def list(self, problem: Problem) -> None:
        """Lists a problem."""
        self.listed[problem.kind] += 1
        if len(self.problems) < MOST_LISTED:
            self.problems.append(problem)
        self.take(problem)

    def leave_out(self, kind: PartKind, reason: str) -> None:
        """Counts something that nobody wants."""
        self.left_out[kind] += 1
        self.reasons[reason] += 1

    def check(self) -> None:
        """Raises `UncountedError` if the parts that came in are not those kept, listed and left out."""
        for kind in KINDS:
            out = self.kept[kind] + self.listed[kind] + self.left_out[kind]
            if out != self.came_in[kind]:
                raise UncountedError(f"{self.came_in[kind]} {kind}s came in, but {out} are accounted for")
