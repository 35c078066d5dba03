"""Loads gold from a release folder or a JSON Lines file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError, InputError
from annotate.core.files import resolved, write_errors
from annotate.core.jsonl import read
from annotate.core.ontology import Ontology
from annotate.core.ordinary_files import read_small
from annotate.core.path_errors import reading
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import without_unreviewed
from annotate.gold.contradictions import check_gold
from annotate.gold.named_ontology import RELEASED, named_ontology
from annotate.gold.release_files import GOLD_FILE
from annotate.gold.sums import check_sums

SPLITS_FILE = "splits.json"


_MOST_BYTES = 256_000_000  # manifest, splits and checksums; 1,000,000 articles have 100,000,000


@dataclass(frozen=True)
class Gold:
    """Gold records with splits, manifest and ontology. Each iteration reads the file again, line by line.

    With ``reviewed_only``, the records have no values that nobody saw on a screen.
    """

    path: Path  # the release folder, or a .jsonl file
    ontology_name: str | None = None  # a file or the name of a built-in ontology
    reviewed_only: bool = False

    @property
    def file(self) -> Path:
        """The JSON Lines file."""
        return self.path / GOLD_FILE if self.path.is_dir() else self.path

    def __iter__(self) -> Iterator[GoldRecord]:
        records = read(self.file, GoldRecord)
        return map(_reviewed, records) if self.reviewed_only else records

    @property
    def reviewed(self) -> Gold:
        """The same gold without the values that nobody saw on a screen. Trainers get gold in this form."""
        return replace(self, reviewed_only=True)

    def split(self, name: str) -> Iterator[GoldRecord]:
        """The records of "train", "dev" or "test", in file order. Raises `InputError` without the split."""
        if name not in self.splits:
            raise InputError(
                f"has no split {name!r}.",
                where=str(self.path),
                remedy=f"It has {', '.join(self.splits) or 'none: only a release folder has splits'}.",
            )
        wanted = set(self.splits[name])
        return (record for record in self if record.article.id in wanted)

    @cached_property
    def splits(self) -> dict[str, list[str]]:
        """Maps each split to its article ids; empty for a single file."""
        if not self.path.is_dir():
            return {}
        splits = self.split_file.get("splits")
        if not isinstance(splits, dict) or not all(
            isinstance(ids, list) and all(isinstance(article, str) for article in ids)
            for ids in splits.values()
        ):
            raise InputError(
                "does not list article ids by split.",
                where=str(self.path / SPLITS_FILE),
                remedy="The release is damaged; get it again.",
            )
        return splits

    @cached_property
    def split_file(self) -> dict[str, Any]:
        """All of splits.json: the splits, their rule, articles in no split, clusters. Empty for a file."""
        return self._json(SPLITS_FILE) if self.path.is_dir() else {}

    @cached_property
    def in_no_split(self) -> list[str]:
        """The ids of the articles that splits.json lists as left out of the splits."""
        left_out = self.split_file.get("left_out", [])
        if not isinstance(left_out, list) or not all(
            isinstance(item, dict) and isinstance(item.get("article"), str) for item in left_out
        ):
            raise InputError(
                "does not list the articles that are left out of the splits.",
                where=str(self.path / SPLITS_FILE),
                remedy="The release is damaged; get it again.",
            )
        return [item["article"] for item in left_out]

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The release's manifest: counts, policy, and articles left out. Empty for a single file."""
        return self._json("manifest.json") if self.path.is_dir() else {}

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology given to `load_gold`; else that of the release or, for a single file, of its records.

        The records of a single file name their ontology. `named_ontology` lists the places where that
        ontology is searched, and the errors.
        """
        if self.ontology_name is not None:
            return Ontology.load(self.ontology_name)
        return Ontology.load(self.path / RELEASED) if self.path.is_dir() else named_ontology(self.path)

    def _json(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads(read_small(self.path / name, _MOST_BYTES))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(
                f"cannot be read: {error}.",
                where=str(self.path / name),
                remedy="The release is incomplete; get it again.",
            ) from error
        if not isinstance(data, dict):
            raise InputError(
                "is not an object.",
                where=str(self.path / name),
                remedy="The release is damaged; get it again.",
            )
        return data


def _reviewed(record: GoldRecord) -> GoldRecord:
    annotation = without_unreviewed(record.annotation)
    return record if annotation is record.annotation else GoldRecord.of(record.article, annotation)


def load_gold(path: str | Path, *, ontology: str | Path | None = None) -> Gold:
    """Opens a release folder or a gold ``.jsonl``. Raises `InputError` if it is neither.

    Raises `InputError` also for a folder without SHA256SUMS, if a file differs from its checksum, if gold has
    an article twice, or if the splits do not fit the gold: each article must be in exactly one split, or
    listed as left out of them.

    ``ontology`` is a file or the name of a built-in ontology. It replaces the ontology of the release or of
    the records.

    >>> for record in load_gold("exports/sample-1.0.0").split("train"):
    ...     print(record.text, record.annotation.entities)
    """
    gold = Gold(Path(path), None if ontology is None else str(ontology))
    with reading(path):
        found = gold.file.is_file()
    if not found:
        raise InputError(
            "is no release and no gold file." if gold.path.exists() else "there is no such file or folder.",
            where=str(path),
            remedy=f"Name a folder that holds {GOLD_FILE}, or a .jsonl file.",
        )
    if gold.path.is_dir():
        check_sums(gold.path)
    splits = gold.path / SPLITS_FILE
    if splits.exists():
        check_gold(gold.file, gold.splits, splits, gold.in_no_split)
    else:
        check_gold(gold.file, {}, splits)
    return gold


def check_not_in_release(output: Path) -> None:
    """Raises `ConfigError` if ``output`` lies in a release folder, since a release is never changed."""
    for folder in resolved(output).parents:
        with write_errors(output):
            released = all((folder / name).is_file() for name in (GOLD_FILE, "manifest.json"))
        if released:
            raise ConfigError(
                f"lies in the release {folder.name}, and a release is never changed.",
                where=str(output),
                remedy="Choose another -o outside it.",
            )
