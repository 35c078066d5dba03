"""What is wrong in a release: a sentence with the file, the line and the article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Check = Literal["hashes", "schema", "invariants", "counts"]


@dataclass(frozen=True)
class Discrepancy:
    """One thing that is wrong in a release, found by one of the checks. ``line`` counts from 1."""

    check: Check
    file: str
    what: str
    article: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = self.file + (f", line {self.line}" if self.line is not None else "")
        return f"{place}{f', article {self.article}' if self.article else ''}: {self.what}"


Report = Callable[[Discrepancy], None]
