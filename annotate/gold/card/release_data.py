"""Reads what the card needs from the files of a release folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from annotate.core.errors import AnnotateError
from annotate.core.jsonl import read
from annotate.core.ontology import Ontology
from annotate.core.ordinary_files import read_small
from annotate.core.record import AnswerRecord
from annotate.core.yaml_file import parse_yaml, validated
from annotate.gold.release_files import (
    ANNOTATIONS_FILE,
    GOLD_FILE,
    MANIFEST_FILE,
    ONTOLOGY_FILE,
    SPLITS_FILE,
)
from annotate.gold.release_json import ids_of_splits, read_object

_MOST_BYTES = 256_000_000  # of the ontology
_SINGLE_LINES = ("title", "licence", "contact", "url")
_PARAGRAPHS = ("description", "sources", "intended_use")


@dataclass(frozen=True)
class ReleaseData:
    """The files of a release in ``path``. Everything is read when it is asked for.

    Raises `InputError` for a file that is missing or damaged.
    """

    path: Path

    def gold(self) -> Iterator[AnswerRecord]:
        """The records of gold.jsonl."""
        return read(self.path / GOLD_FILE, AnswerRecord)

    @property
    def has_annotations(self) -> bool:
        """Whether the release has each person's answers."""
        return (self.path / ANNOTATIONS_FILE).is_file()

    def annotations(self) -> Iterator[AnswerRecord]:
        """The records of annotations.jsonl."""
        return read(self.path / ANNOTATIONS_FILE, AnswerRecord)

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology of the release."""
        path = self.path / ONTOLOGY_FILE
        try:
            return _parsed(read_small(path, _MOST_BYTES))
        except (OSError, ValueError, AnnotateError):
            return Ontology.load(path)  # its error names the file

    @cached_property
    def split_file(self) -> dict[str, Any]:
        """splits.json as it is."""
        return read_object(self.path / SPLITS_FILE)

    @cached_property
    def splits(self) -> dict[str, list[str]]:
        """The article ids of each split."""
        return ids_of_splits(self.split_file, self.path / SPLITS_FILE)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest. The card takes from it only what stands in no other file."""
        return read_object(self.path / MANIFEST_FILE)

    @property
    def name(self) -> str:
        """The name of the release."""
        return str(self.manifest.get("name", self.path.name))

    @property
    def version(self) -> str:
        """The version of the release."""
        return str(self.manifest.get("version", ""))

    @cached_property
    def about(self) -> dict[str, str]:
        """What the people who made the release state about it: the strings of ``about`` in the manifest.

        Lines of a single-line value, and of a list of authors, are joined.
        """
        given = self.manifest.get("about")
        if not isinstance(given, dict):
            return {}
        about = {name: _one_line(given[name]) for name in _SINGLE_LINES if isinstance(given.get(name), str)}
        about |= {name: given[name].strip() for name in _PARAGRAPHS if isinstance(given.get(name), str)}
        return {name: value for name, value in about.items() if value}

    @cached_property
    def authors(self) -> list[str]:
        """The authors to cite."""
        about = self.manifest.get("about")
        authors = about.get("authors") if isinstance(about, dict) else None
        return [_one_line(str(author)) for author in authors] if isinstance(authors, list) else []

    @property
    def title(self) -> str:
        """The stated title, else the name."""
        return self.about.get("title", self.name)

    def left_out(self) -> list[dict[str, str]]:
        """The articles that are left out of gold: article, reason, code."""
        return _items(self.manifest.get("left_out"))

    def in_no_split(self) -> list[dict[str, str]]:
        """The articles of gold that are in no split: article, reason, code."""
        return _items(self.split_file.get("left_out"))

    def known_leaks(self) -> list[dict[str, str]]:
        """The near duplicates that splits.json lists as being in different splits: each article's split."""
        return _items(self.split_file.get("known_leaks"))


@lru_cache(maxsize=4)  # parsing an ontology takes longer than a small release takes
def _parsed(content: bytes) -> Ontology:
    return validated(parse_yaml(Path(ONTOLOGY_FILE), content.decode("utf-8")), Ontology)


def _items(given: object) -> list[dict[str, str]]:
    found = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    return [{str(key): str(value) for key, value in item.items()} for item in found]


def _one_line(text: str) -> str:
    return " ".join(text.split())
