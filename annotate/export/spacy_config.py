"""The config.cfg that `spacy train` needs, for the files of a release."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from annotate.core.files import writing
from annotate.core.ontology import Ontology

_COVERED = 0.98  # the share of mentions that are no longer than the longest span that spancat tries
_LONGEST = 12  # tokens
_OFTEN, _SELDOM = 10, 200  # batches between two evaluations; the latter is spaCy's default


def write_config(
    path: Path,
    ontology: Ontology,
    *,
    language: str,
    files: dict[str, str],
    lengths: Counter[int],
    articles: int,
) -> None:
    """Writes spaCy's default config for ner, spancat and textcat_multilabel, trained on a processor.

    ``files`` are the paths of train and dev, relative to the folder where training runs. ``lengths`` counts
    the mentions by their number of tokens; they limit the spans that spancat tries. Without event types in
    the ontology there is no textcat_multilabel. ``articles`` is the number of articles in train: a small gold
    is evaluated once in about as many batches, so that a short training shows scores and keeps a best model.
    """
    from spacy.cli.init_config import init_config

    parts = ["ner", "spancat", *(["textcat_multilabel"] if ontology.events else [])]
    make: Any = init_config
    config = make(lang=language, pipeline=parts, optimize="efficiency", gpu=False)
    config["paths"].update(files)
    config["components"]["spancat"]["suggester"] = {
        "@misc": "spacy.ngram_range_suggester.v1",
        "min_size": 1,
        "max_size": _longest(lengths),
    }
    config["training"]["eval_frequency"] = min(max(articles, _OFTEN), _SELDOM)
    with writing(path) as file:
        file.write(config.to_str())


def _longest(lengths: Counter[int]) -> int:
    """The number of tokens that covers nearly all mentions; at most 12, at least 3."""
    total, seen = lengths.total(), 0
    for length, count in sorted(lengths.items()):
        seen += count
        if seen >= _COVERED * total:
            return min(max(length, 3), _LONGEST)
    return 3
