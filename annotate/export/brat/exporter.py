"""brat: a .txt and an .ann file per article, with the configuration that brat shows them with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from annotate.core.annotation import Span
from annotate.core.files import write_errors, writing_folder
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.article_files import ArticleFiles, file_stem, without_text_and_regions
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.brat.configuration import annotation_conf, visual_conf
from annotate.export.brat.document import BratDocument
from annotate.export.brat.lines import BREAKS
from annotate.export.brat.names import BratNames

NAMES = "names.json"


class BratExporter:
    """Writes a folder for brat. The format: https://brat.nlplab.org/standoff.html and configuration.html.

    - A mention is a T line. A mention over a line break has a fragment for each line. A mention of
      line breaks alone has no fragment, so it is listed as lost; so is an event with such a trigger.
    - An event is a T line for the trigger and an E line for the arguments (Agent, Agent2, …).
    - Attributes with a closed list are A lines; other attributes are notes. A ref is an N line.
    - Notes of annotators, and marks of what nobody reviewed, are # lines.
    - An event without a trigger is a note of the type ``ArticleType``, on the first mention.

    ``articles.jsonl`` has the article's fields, and by brat id what no line holds: ids, scores, provenance.
    ``names.json`` maps brat's names to those of the ontology.

    To open the export in brat, copy the folder into brat's data directory: the configuration files of the
    ontology (``annotation.conf``, ``visual.conf``) are in it. `read_brat` reads all back, with what was
    changed in brat, and so does `annotate import`.
    """

    name = "brat"
    target: Target = "folder"
    suffix = ""
    cannot_hold: frozenset[str] = frozenset()
    reads = """\
from pathlib import Path
from annotate.export.brat.reader import read_brat
[(record.article.id, len(record.annotation.events)) for record in read_brat(Path("brat/train"))]
"""

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes all records. Raises `InputError` (no text, an article twice) and `WriteError`."""
        losses = Losses()
        names = BratNames(ontology)
        with writing_folder(path) as folder, ArticleFiles(folder) as files:
            for given in records:
                article = article_with_text(given, "brat")
                record = _held(given, article.text, losses)
                document = BratDocument(record, article.text, names, ontology)
                files.write(article.id, ".txt", article.text)
                files.write(article.id, ".ann", "".join(f"{line}\n" for line in document.lines))
                files.list(
                    {
                        "file": file_stem(article.id),
                        **without_text_and_regions(record),
                        "events": document.events,
                        "rest": document.rest,
                    }
                )
                losses.written(record)
            with write_errors(folder):
                for name, content in (
                    ("annotation.conf", annotation_conf(ontology, names)),
                    ("visual.conf", visual_conf(ontology, names)),
                    (NAMES, json.dumps(names.to_dict(), ensure_ascii=False, indent=1) + "\n"),
                ):
                    (folder / name).write_text(content, encoding="utf-8", newline="\n")
        return losses


def _held(record: GoldRecord, text: str, losses: Losses) -> GoldRecord:
    """The record without mentions and triggers of line breaks alone, which have no fragment on any line."""

    def empty(span: Span | None) -> bool:
        return span is not None and not text[span.start : span.end].strip(BREAKS)

    annotation = record.annotation
    without = {entity.id for entity in annotation.entities if empty(entity)}
    if not without and not any(empty(event.trigger) for event in annotation.events):
        return record
    why = "nothing but line breaks"
    for id in sorted(without):
        losses.lose(record, id, "entity", why)
    events = []
    for event in annotation.events:
        if empty(event.trigger):
            losses.lose_event(record, event, f"its trigger is {why}")
            continue
        for argument in event.arguments:
            if argument.entity in without:
                region = f"{event.id} {argument.role} {argument.entity}"
                losses.lose(record, region, "argument", f"its mention is {why}")
        kept = tuple(argument for argument in event.arguments if argument.entity not in without)
        events.append(event if kept == event.arguments else event.with_(arguments=kept))
    entities = tuple(entity for entity in annotation.entities if entity.id not in without)
    return record.with_(annotation=annotation.with_(entities=entities, events=tuple(events)))
