"""Loads gold from a release folder or a JSON Lines file, and checks it."""

from __future__ import annotations

from pathlib import Path

from annotate.core.errors import ConfigError, InputError
from annotate.core.files import resolved, write_errors
from annotate.core.path_errors import reading
from annotate.gold.contradictions import check_gold
from annotate.gold.gold import Gold
from annotate.gold.release_files import GOLD_FILE, SPLITS_FILE
from annotate.gold.sums import check_sums

__all__ = ["Gold", "check_not_in_release", "load_gold"]


def load_gold(path: str | Path, *, ontology: str | Path | None = None) -> Gold:
    """Opens a release folder or a gold ``.jsonl``. Raises `InputError` if it is neither.

    Raises `InputError` also for a folder without SHA256SUMS, if a file differs from its checksum, if gold has
    an article twice, or if the splits do not fit the gold: each article must be in exactly one split, or
    listed as left out of them.

    ``ontology`` is a file or the name of a built-in ontology. It replaces the ontology of the release or of
    the records.

    >>> for record in load_gold("exports/sample-1.0.0").split("train"):
    ...     print(record.text, record.entities)
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


def check_not_in_release(output: Path, *, option: str = "-o") -> None:
    """Raises `ConfigError` if ``output`` lies in a release folder, since a release is never changed.

    ``option`` names the output.
    """
    for folder in resolved(output).parents:
        with write_errors(output):
            released = all((folder / name).is_file() for name in (GOLD_FILE, "manifest.json"))
        if released:
            raise ConfigError(
                f"lies in the release {folder.name}, and a release is never changed.",
                where=str(output),
                remedy=f"Name another place with {option}, outside the release.",
            )
