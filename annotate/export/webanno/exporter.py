"""WebAnno TSV 3.3: a file per article, with span layers and links with roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotate.core.annotation import Entity, Event
from annotate.core.files import write_errors, writing_folder
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.article_files import ArticleFiles, without_text_and_regions
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.webanno.layers import ARTICLE_EVENT, EVENT, MENTION, SLOT, Layers, escaped
from annotate.export.webanno.units import Row, Units, utf16_offsets

TYPE_SYSTEM = "typesystem.xml"
_TEXT = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})


class WebannoExporter:
    """Writes a folder with a TSV file per article, for INCEpTION and WebAnno.

    The format: "WebAnno TSV 3.3 File format" in https://inception-project.github.io/documentation/.
    Offsets count UTF-16 units. What begins or ends inside a token is on sub-tokens (1-2.1).

    - ``webanno.custom.Mention`` is the layer of mentions; ``webanno.custom.Event`` that of events, at the
      trigger, with links to mentions. Each attribute is a feature; several values have ", " between.
    - ``webanno.custom.ArticleEvent`` is an event without a trigger. It is on the first token of the article.
    - The feature ``other`` holds scores, provenance and whatever else is in the record, as JSON.

    ``articles.jsonl`` has the fields of article and annotation, for which the format has no place.
    ``typesystem.xml`` has the layers, which a project of INCEpTION needs before it imports the files.

    A program that reads the mentions of one label, if none is stacked and no character is beyond U+FFFF
    (https://pypi.org/project/webanno2spacy)::

        import csv, spacy
        from webanno2spacy import convert_rows
        rows = csv.reader(open("gold-webanno/a1.tsv"), delimiter="\\t", quoting=csv.QUOTE_NONE)
        doc = convert_rows(spacy.blank("fr"), open("a1.txt").read(), rows)
    """

    name = "webanno"
    target: Target = "folder"
    suffix = ""
    cannot_hold: frozenset[str] = frozenset()

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes all records. Raises `InputError` (no text, an article twice) and `WriteError`."""
        losses = Losses()
        layers = Layers(ontology)
        with writing_folder(path) as folder, ArticleFiles(folder) as files:
            for record in records:
                text = article_with_text(record, "webanno").text
                content = layers.header() + "\n".join(_sentences(record, text, layers))
                name = files.write(record.article.id, ".tsv", content)
                files.list({"file": name, **without_text_and_regions(record)})
                losses.written(record)
            with write_errors(folder):
                (folder / TYPE_SYSTEM).write_text(layers.type_system(), encoding="utf-8", newline="\n")
        return losses


def _sentences(record: GoldRecord, text: str, layers: Layers) -> Iterator[str]:
    """Yields each sentence: its text, and a row for each token and sub-token."""
    annotation = record.annotation
    triggers = [event.trigger for event in annotation.events if event.trigger is not None]
    units = Units(text, [*annotation.entities, *triggers])
    cells: dict[int, dict[str, str]] = {}
    targets: dict[str, str] = {}
    for number, region in enumerate(annotation.regions, start=1):
        if isinstance(region, Entity):
            layer, rows = MENTION, units.rows_of(region)
            targets[region.id] = f"{rows[0].id}[{number}]"
        elif region.trigger is not None:
            layer, rows = EVENT, units.rows_of(region.trigger)
        else:
            layer, rows = ARTICLE_EVENT, [units.first]
        cells[number] = _cells(region, layer, number, layers, targets)
        for row in rows:
            row.layers.setdefault(layer, []).append(number)
    offsets = utf16_offsets(text)
    for said, rows in units.sentences():
        lines = [f"#Text={line.translate(_TEXT)}" for line in said.split("\n")]
        lines += [_row(row, text, offsets, layers, cells) for row in rows]
        yield "\n".join(lines) + "\n"


def _row(
    row: Row, text: str, offsets: Sequence[int], layers: Layers, cells: dict[int, dict[str, str]]
) -> str:
    """A line: id, offsets, words, and a column for each feature; "_" where the layer has nothing."""
    columns = [row.id, f"{offsets[row.start]}-{offsets[row.end]}", text[row.start : row.end].translate(_TEXT)]
    for layer, names in layers.columns.items():
        if here := row.layers.get(layer):
            columns += ["|".join([cells[number][name] for number in here]) for name in names]
        else:
            columns.append(layers.nothing[layer])
    return "\t".join(columns)


def _cells(
    region: Entity | Event, layer: str, number: int, layers: Layers, targets: dict[str, str]
) -> dict[str, str]:
    """The cells of a region by column. Each has the region's number, which tells stacked regions apart."""
    values = layers.values(region)
    cells = {
        name: f"{escaped(values[name]) if name in values else '*'}[{number}]"
        for name in layers.features[layer]
    }
    if layer == EVENT and isinstance(region, Event):
        roles = ";".join(escaped(argument.role) for argument in region.arguments)
        role, target = SLOT
        cells[role] = f"{roles or '_'}[{number}]"
        cells[target] = ";".join(targets[argument.entity] for argument in region.arguments) or "*"
    return cells
