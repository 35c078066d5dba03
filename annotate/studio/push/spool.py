"""A queue of records in a temporary file, so that memory does not limit their number."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from annotate.core.jsonl import parse_own
from annotate.core.record import Record

_IN_MEMORY = 4_000_000  # bytes


class Spool:
    """A queue of records with the digests of their lines. The end of the with statement deletes the file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, record: Record, line: str | None) -> None:
        """Appends a record."""
        self._file.write(json.dumps([line, record.to_json()]).encode() + b"\n")

    def __bool__(self) -> bool:
        return self._file.tell() > 0

    def __iter__(self) -> Iterator[tuple[Record, str | None]]:
        """Yields all records in order. The caller must not add records meanwhile."""
        self._file.seek(0)
        for text in self._file:
            line, record = json.loads(text)
            yield parse_own(Record, record), line
