"""The files of a release beside its records: splits, manifest, ontology."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from annotate.core.errors import AnnotateError
from annotate.core.ontology import Ontology
from annotate.gold.named_ontology import RELEASED, named_ontology
from annotate.gold.release_files import GOLD_FILE, MANIFEST_FILE, SPLITS_FILE
from annotate.gold.release_json import ids_in_no_split, ids_of_splits, read_object


@dataclass(frozen=True, repr=False)
class Released:
    """A release folder, or a .jsonl file alone. Each of its files is read when it is asked for."""

    path: Path  # the release folder, or a .jsonl file
    ontology_name: str | None = None  # a file or the name of a built-in ontology

    @property
    def file(self) -> Path:
        """The JSON Lines file."""
        return self.path / GOLD_FILE if self.path.is_dir() else self.path

    @cached_property
    def splits(self) -> dict[str, list[str]]:
        """Maps each split to its article ids; empty for a single file."""
        if not self.path.is_dir():
            return {}
        return ids_of_splits(self.split_file, self.path / SPLITS_FILE)

    @cached_property
    def split_file(self) -> dict[str, Any]:
        """All of splits.json: the splits, their rule, articles in no split, clusters. Empty for a file."""
        return read_object(self.path / SPLITS_FILE) if self.path.is_dir() else {}

    @cached_property
    def in_no_split(self) -> list[str]:
        """The ids of the articles that splits.json lists as left out of the splits."""
        return ids_in_no_split(self.split_file, self.path / SPLITS_FILE)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The release's manifest: counts, policy, and articles left out. Empty for a single file."""
        return read_object(self.path / MANIFEST_FILE) if self.path.is_dir() else {}

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology given to `load_gold`; else that of the release or, for a single file, of its records.

        The records of a single file name their ontology. `named_ontology` lists the places where that
        ontology is searched, and the errors.
        """
        if self.ontology_name is not None:
            return Ontology.load(self.ontology_name)
        return Ontology.load(self.path / RELEASED) if self.path.is_dir() else named_ontology(self.path)

    @property
    def ontology_if_here(self) -> Ontology | None:
        """The ontology. None for a single file that names one that is not here."""
        try:
            return self.ontology
        except AnnotateError:
            return None
