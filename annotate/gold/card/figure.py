"""A figure of the card: a small table with a name, by which a command computes it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotate.core.wording import counted

Cell = str | int
MOST_ROWS = 20
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Figure:
    """A table of numbers and words. ``note`` says how to read it.

    A figure with ``rest`` may be long: `bounded` keeps its first rows, and adds a row for the rest. ``rest``
    is the noun of a row, ``place`` the place where all rows are, and ``totals`` the columns that are summed.
    ``brief`` are shorter rows, which the card shows.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    rest: str = ""
    place: str = ""
    totals: tuple[int, ...] = ()
    brief: tuple[tuple[Cell, ...], ...] | None = None

    def bounded(self, most: int = MOST_ROWS) -> Figure:
        """The figure with its brief rows; or with at most ``most`` rows, and one more that sums the rest."""
        if self.brief is not None:
            return replace(self, rows=self.brief, brief=None)
        if not self.rest or len(self.rows) <= most:
            return self
        left = self.rows[most:]
        last = f"and {counted(len(left), self.rest)} more" + (f", in {self.place}" if self.place else "")
        sums = [_sum(left, column) if column in self.totals else "" for column in range(1, len(self.columns))]
        return replace(self, rows=(*self.rows[:most], (last, *sums)))


def _sum(rows: Sequence[tuple[Cell, ...]], column: int) -> int:
    return sum(value for row in rows if isinstance(value := row[column], int))


def ranked(name: str, title: str, noun: str, counts: Counter[str | None]) -> Figure:
    """Articles by name, the most frequent first; those without a name first."""
    joined = merged(counts)
    ranked = sorted(joined.items(), key=lambda item: (item[0] is not None, -item[1], item[0] or ""))
    rows = tuple((NOT_STATED if key is None else key, count) for key, count in ranked)
    note = "Names that differ only in blanks are one row." if len(joined) < len(counts) else ""
    return Figure(name, title, (noun, "articles"), rows, note, rest=noun, totals=(1,))


def merged(counts: Counter[str | None]) -> Counter[str | None]:
    """The counts with names that differ only in blanks as one, as a card cannot show the difference."""
    joined: Counter[str | None] = Counter()
    for name, count in counts.items():
        joined[None if name is None else " ".join(name.split())] += count
    return joined
