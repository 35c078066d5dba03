"""Token classification as Hugging Face's examples train it: tokens and numbered BIO tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml

from annotate.core.files import writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import (
    Aligned,
    Edges,
    Misaligned,
    aligned_entities,
    at_its_tokens,
    check_choice,
    flat_aligned,
)
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.conll import tags_of
from annotate.export.layers import FLATTEN, Flatten
from annotate.export.passages import check_max_tokens, passages, short_enough
from annotate.export.tokens import Token, tokenize

_MAX_TOKENS = 256  # fits into the 512 pieces of a BERT, at up to two pieces per token


class HfTokensExporter:
    """Writes JSON Lines with ``tokens`` and ``ner_tags``, for token classification with `transformers`.

    The page: https://huggingface.co/docs/transformers/tasks/token_classification. ``run_ner.py`` takes the
    folder as ``--dataset_name``.

    ``ner_tags`` are numbers of BIO tags: 0 is O, and each label has a B- and an I-. ``train.labels.json`` has
    the names in the order of the numbers. In a folder of all splits, ``README.md`` tells `datasets` that the
    tags are a ``ClassLabel`` with these names. ``starts`` and ``ends`` are the code-point ranges of the
    tokens in the article.

    A model reads a limited number of tokens, so a line is a passage: as many sentences as fit into
    ``--option max_tokens=256``; 0 stands for whole articles. A longer sentence is cut,
    but not inside a mention; a longer mention is listed as lost. Of overlapping mentions the longest is
    written, or what ``--flatten`` says. A mention that begins or ends inside a token is left out, or moved as
    ``--misaligned`` says.
    """

    name = "hf-tokens"
    target: Target = "file"
    suffix = ".jsonl"
    cannot_hold = frozenset(
        {
            *("article fields", "nesting", "overlaps", "attributes", "ref", "scores", "provenance"),
            *("events", "arguments", "unreviewed", "unsure", "notes"),
        }
    )
    reads = """\
import datasets
gold = datasets.load_dataset("hf-tokens")
gold["train"].features["ner_tags"].feature.names
"""

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        flatten: Flatten = "longest",
        misaligned: Misaligned = "strict",
        max_tokens: int = _MAX_TOKENS,
    ) -> Losses:
        """Writes all passages of all records, and the names of the tags beside them.

        Raises `ConfigError`, `InputError` (no text) and `WriteError`.
        """
        check_choice("flatten", flatten, FLATTEN)
        check_choice("misaligned", misaligned, get_args(Misaligned))
        check_max_tokens(max_tokens)
        losses = Losses()
        names = tag_names(ontology)
        numbers = {name: number for number, name in enumerate(names)}
        with writing(labels_file(path)) as file:
            file.write(json.dumps(names, ensure_ascii=False) + "\n")
        with writing(path) as file:
            for record in records:
                text = article_with_text(record, self.name).text
                tokens = tokenize(text)
                layer = _layer(record, ontology, tokens, losses, flatten, misaligned, max_tokens)
                tags = [numbers[tag] for tag in tags_of(len(tokens), layer)]
                cuts = passages(text, tokens, ((one.first, one.last) for one in layer), max_tokens)
                file.writelines(_lines(record.article.id, text, tokens, tags, cuts))
                losses.articles += 1
        return losses

    def finish(self, folder: Path, splits: Mapping[str, int], ontology: Ontology) -> None:
        """Writes README.md, from which `datasets` knows the files of the splits and the names of the tags."""
        integers, strings = {"sequence": "int64"}, {"sequence": "string"}
        tags = {"class_label": {"names": {str(n): name for n, name in enumerate(tag_names(ontology))}}}
        features: list[dict[str, Any]] = [
            {"name": "id", "dtype": "string"},
            {"name": "article", "dtype": "string"},
            {"name": "tokens", **strings},
            {"name": "ner_tags", "sequence": tags},
            {"name": "starts", **integers},
            {"name": "ends", **integers},
        ]
        files = [{"split": name, "path": f"{name}{self.suffix}"} for name, size in splits.items() if size]
        head = {
            "configs": [{"config_name": "default", "data_files": files}],
            "dataset_info": {"features": features},
        }
        with writing(folder / "README.md") as file:
            file.write("---\n" + yaml.safe_dump(head, allow_unicode=True, sort_keys=False) + "---\n")


def tag_names(ontology: Ontology) -> list[str]:
    """The BIO tags of the ontology's entity types, in the order of their numbers."""
    return ["O", *(f"{prefix}-{label}" for label in ontology.entities for prefix in "BI")]


def labels_file(path: Path) -> Path:
    """The file with the names of the tags, beside the file of a split: ``train.labels.json``."""
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.labels.json")


def _layer(
    record: GoldRecord,
    ontology: Ontology,
    tokens: list[Token],
    losses: Losses,
    flatten: Flatten,
    misaligned: Misaligned,
    max_tokens: int,
) -> list[Aligned]:
    """The mentions to write, on token edges. Everything else in the record is recorded as lost."""
    numbered = []
    for entity in record.annotation.entities:
        if entity.label in ontology.entities:
            numbered.append(entity)
        else:
            losses.lose(record, entity.id, "entity", "its label is not in the ontology, so it has no number")
    aligned = aligned_entities(record, numbered, Edges(tokens), losses, misaligned)
    aligned = short_enough(record, aligned, max_tokens, losses)
    placed = (at_its_tokens(one, tokens, record) for one in aligned)
    layer = flat_aligned(record, placed, losses, flatten)
    losses.lose_all_but_labels(record, (one.entity for one in layer))
    return layer


def _lines(
    article: str, text: str, tokens: list[Token], tags: list[int], cuts: list[tuple[int, int]]
) -> Iterator[str]:
    for number, (first, last) in enumerate(cuts, start=1):
        inside = tokens[first:last]
        line = {
            "id": f"{article}#{number}",
            "article": article,
            "tokens": [text[start:end] for start, end in inside],
            "ner_tags": tags[first:last],
            "starts": [start for start, _ in inside],
            "ends": [end for _, end in inside],
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"
