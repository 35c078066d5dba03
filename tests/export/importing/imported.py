"""Runs an import for the tests, in a folder of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotate.campaign.import_gold import ImportReport, ImportRequest, import_gold
from annotate.core.jsonl import read_records
from annotate.core.record import Record
from annotate.export.importing.problems import KINDS
from tests.export.gold import ONTOLOGY


def imported(path: Path, format: str, **more: Any) -> tuple[list[Record], ImportReport]:
    """The records and the report of an import with the default ontology."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.jsonl"
        given = {"ontology": ONTOLOGY, **more}
        report = import_gold(ImportRequest(file=path, format=format, output=output, **given))
        found = list(read_records(output))
    tally = report.tally
    for kind in KINDS:
        out = tally.kept[kind] + tally.listed[kind] + tally.left_out[kind]
        assert tally.came_in[kind] == out, kind
    assert tally.kept["region"] == report.mentions + report.events
    assert tally.kept["argument"] == report.arguments
    return found, report


def of_lines(tmp_path: Path, format: str, *lines: Any, **more: Any) -> tuple[list[Record], ImportReport]:
    """Imports JSON Lines of these objects."""
    path = tmp_path / "given.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return imported(path, format, **more)


def said(record: Record) -> list[tuple[str, str]]:
    """The label and words of each mention."""
    return [(entity.label, entity.text) for entity in record.entities]


def acts(record: Record) -> list[tuple[str, str | None, list[tuple[str, str]]]]:
    """The type, trigger and arguments of each event."""
    words = {entity.id: entity.text for entity in record.entities}
    return [
        (
            event.type,
            event.trigger.text if event.trigger else None,
            [(argument.role, words[argument.entity]) for argument in event.arguments],
        )
        for event in record.events
    ]


def listed(report: ImportReport) -> list[tuple[str, str, str]]:
    """The kind, words and reason of each problem."""
    return [(problem.kind, problem.words, problem.why) for problem in report.tally.problems]


def texts_file(folder: Path, texts: Sequence[tuple[str, str]]) -> Path:
    """A file of articles with these ids and texts."""
    path = folder / "articles.jsonl"
    lines = (json.dumps({"id": id, "text": text}, ensure_ascii=False) + "\n" for id, text in texts)
    path.write_text("".join(lines), encoding="utf-8")
    return path
