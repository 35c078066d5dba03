"""CoNLL: a token and its BIO tag per line (Tjong Kim Sang and De Meulder 2003; B- begins every mention)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from annotate.core.annotation import Entity
from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.layers import flat_layer, label_problem
from annotate.export.tokens import Token, sentence_starts, tokenize

DOCUMENT = "-DOCSTART- O"
ARTICLE = "# article = "


class ConllExporter:
    """Writes two columns, token and tag, separated by a space, and a blank line after every sentence.

    A document begins with ``-DOCSTART- O`` and ``# article = id``. Of overlapping mentions the longest is
    written. Other overlapping mentions are reported as lost, and so are mentions that begin or end inside a
    token.
    """

    name = "conll"
    target: Target = "file"
    suffix = ".conll"
    cannot_hold = frozenset(
        {
            *("article fields", "text", "nesting", "overlaps", "attributes", "ref", "scores", "provenance"),
            *("events", "arguments"),
        }
    )

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes the flat layer of every record. Raises `InputError` (no text) and `WriteError`."""
        losses = Losses()
        with writing(path) as file:
            for record in records:
                _write(record, file, losses)
                losses.articles += 1
        return losses


def _write(record: GoldRecord, file: IO[str], losses: Losses) -> None:
    article = article_with_text(record, "conll")
    tokens = tokenize(article.text)
    layer = _writable(record, tokens, losses)
    tags = bio_tags(tokens, layer)
    breaks = sentence_starts(article.text, tokens, layer)
    file.write(f"{DOCUMENT}\n{ARTICLE}{article.id}\n")
    for index, ((start, end), tag) in enumerate(zip(tokens, tags, strict=True)):
        blank = "\n" if index in breaks else ""
        file.write(f"{blank}{article.text[start:end]} {tag}\n")
    file.write("\n")


def _writable(record: GoldRecord, tokens: list[Token], losses: Losses) -> list[Entity]:
    """The mentions that can be written. Everything else in the record is recorded as lost."""
    starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
    aligned = []
    for entity in record.annotation.entities:
        if problem := label_problem(entity.label):
            losses.lose(record, entity.id, "entity", problem)
        elif entity.start in starts and entity.end in ends:
            aligned.append(entity)
        else:
            losses.lose(record, entity.id, "entity", "not at token edges")
    layer, displaced = flat_layer(aligned)
    for item in displaced:
        losses.lose(record, item.entity.id, "entity", item.why, item.reason)
    for entity in layer:
        losses.lose_parts(record, entity, "attributes", "ref", "provenance")
    losses.entities_written += len(layer)
    losses.lose_events(record, "the format holds no events")
    return layer


def bio_tags(tokens: Iterable[Token], layer: Iterable[Entity]) -> list[str]:
    """The tag of each token: B- with the label at a mention's first token, I- at its others, O elsewhere.

    The mentions must begin and end at token edges, and must not overlap. `read_conll` is the inverse.
    """
    tags = []
    waiting = iter(sorted(layer, key=lambda entity: entity.start))
    current = next(waiting, None)
    for start, end in tokens:
        while current is not None and current.end <= start:
            current = next(waiting, None)
        if current is None or end <= current.start:
            tags.append("O")
        else:
            tags.append(f"{'B' if start == current.start else 'I'}-{current.label}")
    return tags
