"""Whether the name of an output fits the format: no CSV in a file that is named .xlsx."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError
from annotate.export.base import Exporter, target_of

_GZIP = ".gz"
_ALIKE = {".jsonl": (".json", ".ndjson"), ".conll": (".tsv",)}  # other names of the same kind of file
_BINARY = frozenset({".parquet", ".spacy"})  # written as they are, also where the name ends in .gz
# Suffixes that say what is in a file. Others (.txt, .gold, .iob, the .0 of a version) name no kind.
_KNOWN = frozenset(
    {
        *(".ann", ".arrow", ".conll", ".conllu", ".csv", ".db", ".docx", ".feather", ".html", ".json"),
        *(
            ".jsonl",
            ".ndjson",
            ".ods",
            ".parquet",
            ".pdf",
            ".pkl",
            ".spacy",
            ".sqlite",
            ".tar",
            ".tsv",
            ".xls",
        ),
        *(".xlsx", ".xmi", ".xml", ".yaml", ".yml", ".zip"),
    }
)
_OF_FILES = frozenset({".txt", _GZIP})  # of no folder


def check_suffix(exporter: Exporter, output: str, options: Mapping[str, Any]) -> None:
    """Raises `ConfigError` if the suffix of a new file or folder belongs to another kind of file.

    A suffix that names no kind is free, and .gz may follow that of a text file. An exporter may name further
    suffixes of its own as ``other_suffixes``.
    """
    path = Path(output)
    suffix = path.suffix.lower()
    if target_of(exporter) == "folder":
        if suffix in _KNOWN | _OF_FILES and not output.endswith("/") and not path.is_dir():
            raise ConfigError(
                f"has the suffix of a file, but the format {exporter.name} writes a folder.",
                where=output,
                remedy=f"Name a folder, for instance {path.with_suffix('')}.",
            )
        return
    inner = Path(path.stem).suffix.lower() if suffix == _GZIP else suffix
    own = _own(exporter, options)
    if inner in own and not (suffix == _GZIP and inner in _BINARY):
        return
    if inner in _KNOWN or (suffix == _GZIP and own[0] in _BINARY):
        stem = path.with_suffix("") if suffix == _GZIP else path
        raise ConfigError(
            f"has a suffix of another format: {exporter.name} writes {' or '.join(own)}"
            + (" here." if options else "."),
            where=output,
            remedy=f"Name it {stem.with_suffix(inner if inner in own else own[0])}.",
        )


def check_has_suffix(exporter: Exporter, output: str, options: Mapping[str, Any]) -> None:
    """Raises `ConfigError` if one new file would have no suffix: nobody could tell what is in it."""
    path, own = Path(output), _own(exporter, options)
    if target_of(exporter) == "folder" or not own[0] or path.suffix or path.exists() or output == "-":
        return
    raise ConfigError(
        f"has no suffix, but {exporter.name} writes one file here.",
        where=output,
        remedy=f"Name it {output}{own[0]}.",
    )


def _own(exporter: Exporter, options: Mapping[str, Any]) -> list[str]:
    """The suffixes that fit; first the one that the files of splits have."""
    suffix_with = getattr(exporter, "suffix_with", None)  # of formats in several forms
    if suffix_with and options.get("form"):
        return [suffix_with(options)]
    return [exporter.suffix, *getattr(exporter, "other_suffixes", ()), *_ALIKE.get(exporter.suffix, ())]
