"""Where each record of a file of gold begins, so that records are read in any order."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotate.core.jsonl import opened, parse_line, raw_lines
from annotate.core.record import GoldRecord
from annotate.gold.contradictions import article_id


@dataclass
class Places:
    """The records of a file in its order: article ids, line numbers (from 1) and byte offsets."""

    file: Path
    ids: list[str | None] = field(default_factory=list)
    numbers: array[int] = field(default_factory=lambda: array("Q"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))

    @classmethod
    def of(cls, file: Path) -> Places:
        """Finds the records of ``file`` without reading them."""
        places = cls(file)
        for number, offset, line in raw_lines(file):
            places.ids.append(article_id(line))
            places.numbers.append(number)
            places.offsets.append(offset)
        return places

    def read(self, positions: Iterable[int]) -> Iterator[GoldRecord]:
        """Yields the records at ``positions``. Raises `InputError` with file and line for a damaged line."""
        with opened(self.file) as file:
            for position in positions:
                file.seek(self.offsets[position])
                yield parse_line(GoldRecord, file.readline(), self.file, self.numbers[position])


def read_gold(file: Path, ids: frozenset[str] | None) -> Iterator[GoldRecord]:
    """Yields the records of ``file``, or those of the articles ``ids``, in the order of the file."""
    for number, _, line in raw_lines(file):
        if ids is not None and (article := article_id(line)) is not None and article not in ids:
            continue
        record = parse_line(GoldRecord, line, file, number)
        if ids is None or record.article.id in ids:
            yield record
