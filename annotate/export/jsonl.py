"""JSON Lines in the form of this toolkit: the only export that loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses, Target


class JsonlExporter:
    """Writes a gold record per line, with or without text; compressed if the path ends in .gz."""

    name = "jsonl"
    target: Target = "file"
    suffix = ".jsonl"
    cannot_hold: frozenset[str] = frozenset()

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes the records. Raises `WriteError`."""
        losses = Losses()

        def counted() -> Iterator[GoldRecord]:
            for record in records:
                losses.written(record)
                yield record

        jsonl.write(path, counted())
        return losses
