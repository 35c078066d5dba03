"""The losses of an export, in a temporary file: counted by kind and reason, never kept as objects."""

from __future__ import annotations

import marshal
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from os import SEEK_END
from typing import Literal

LossKind = Literal[
    "article",
    "entity",
    "event",
    "flat layer",
    "trigger",
    "argument",
    "attributes",
    "ref",
    "position",
    "unreviewed",
    "unsure",
    "note",
    "other fields",
    "article fields",
    "scores",
    "provenance",
]

NAMED = 20  # the losses of a kind and reason that are named
_IN_MEMORY = 1_000_000  # bytes of the list of losses; a longer list is in a temporary file
_BATCH = 500  # losses that are written at once
_kind_of = itemgetter(2, 4)  # of a loss: what and reason


@dataclass(frozen=True, slots=True)
class Loss:
    """A part of the gold that the export does not hold.

    ``region`` is the id of the entity or event; for an argument, the event's id, the role and the entity's
    id. ``what`` names the lost part: the whole region ("entity", "event"), or its "trigger", "argument",
    "attributes", … A mention lost from a "flat layer" is still elsewhere in the export. A mention whose
    "position" is lost is in the export with other boundaries, or with its words alone. ``why`` is the full
    reason ("nested in e13"); ``reason`` is the reason without the id of the other region. ``words`` are the
    words of the region.
    """

    article: str
    region: str
    what: LossKind
    why: str
    reason: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        if not self.reason:
            object.__setattr__(self, "reason", self.why)

    def __str__(self) -> str:
        words = f" {self.words!r}" if self.words else ""
        return f"article {self.article}, {self.what} {self.region}{words}: {self.why}"


class LossList:
    """The losses in the order in which they were found. They are in a temporary file, not in memory."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+b")  # noqa: SIM115
        self._recent: list[tuple[str, str, LossKind, str, str, str]] = []  # not in the file yet
        self._counted = 0  # how many of them are in the counts
        self._counts: Counter[tuple[LossKind, str]] = Counter()
        self._first: dict[tuple[LossKind, str], list[str]] = {}

    def append(self, loss: Loss) -> None:
        """Adds a loss at the end."""
        self.add(loss.article, loss.region, loss.what, loss.why, loss.reason, loss.words)

    def add(self, article: str, region: str, what: LossKind, why: str, reason: str, words: str) -> None:
        """Adds a loss at the end, given as the fields of a `Loss`."""
        recent = self._recent
        recent.append((article, region, what, why, reason, words))
        if len(recent) >= _BATCH:
            self._write()

    def _write(self) -> None:
        self._count()
        self._file.seek(0, SEEK_END)
        marshal.dump(self._recent, self._file)
        self._recent, self._counted = [], 0

    @property
    def counts(self) -> Counter[tuple[LossKind, str]]:
        """The number of losses by (what, reason)."""
        self._count()
        return self._counts

    @property
    def first(self) -> dict[tuple[LossKind, str], list[str]]:
        """The first losses of each (what, reason): article, region and words."""
        self._count()
        return self._first

    def _count(self) -> None:
        new = self._recent[self._counted :]
        kinds = list(map(_kind_of, new))
        self._counts.update(kinds)
        for kind in dict.fromkeys(kinds):
            named = self._first.setdefault(kind, [])
            if len(named) < NAMED:
                of_kind = (loss for loss, its_kind in zip(new, kinds, strict=True) if its_kind == kind)
                for article, region, _, _, _, words in islice(of_kind, NAMED - len(named)):
                    named.append(f"{article} {region}" + (f" {words!r}" if words else ""))
        self._counted = len(self._recent)

    def extend(self, losses: Iterable[Loss]) -> None:
        """Adds losses at the end."""
        if isinstance(losses, LossList):
            self._join(losses)
            return
        for loss in losses:
            self.append(loss)

    def _join(self, other: LossList) -> None:
        """Adds another list without reading its losses one by one: splits may have millions."""
        self._write()
        counts, first = other.counts.copy(), {kind: list(named) for kind, named in other.first.items()}
        recent = list(other._recent)
        other._file.seek(0)
        self._file.seek(0, SEEK_END)
        shutil.copyfileobj(other._file, self._file)
        self._recent, self._counted = recent, len(recent)
        self._counts.update(counts)
        for kind, named in first.items():
            mine = self._first.setdefault(kind, [])
            mine += named[: NAMED - len(mine)]

    def __len__(self) -> int:
        return self.counts.total()

    def __iter__(self) -> Iterator[Loss]:
        at, recent = 0, list(self._recent)
        while True:
            self._file.seek(at)
            try:
                batch = marshal.load(self._file)  # noqa: S302  # written above, into a file without a name
            except EOFError:
                break
            at = self._file.tell()
            for fields in batch:
                yield Loss(*fields)
        for fields in recent:
            yield Loss(*fields)

    def __getitem__(self, index: int) -> Loss:
        for number, loss in enumerate(self):
            if number == index:
                return loss
        raise IndexError(index)
