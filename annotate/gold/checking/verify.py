"""Verifies a release: checksums, the form of each file, what must hold between them, and all counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from annotate.core.errors import AnnotateError, InputError
from annotate.core.ontology import Ontology
from annotate.core.ordinary_files import read_small
from annotate.core.path_errors import reading
from annotate.core.wording import counted, listed
from annotate.gold.card.check import check_card
from annotate.gold.card.write import CARD_FILE, CROISSANT_FILE
from annotate.gold.checking.counts import check_manifest, check_split_keys, later_keys_missing
from annotate.gold.checking.discrepancy import Discrepancy, Report
from annotate.gold.checking.lines import read_contents
from annotate.gold.checking.near_duplicates import check_near_duplicates, leak_notes
from annotate.gold.checking.parquet import Tables
from annotate.gold.checking.splits import check_splits, ids_by_split
from annotate.gold.release_files import (
    ANNOTATIONS_FILE,
    DATA_FOLDER,
    GOLD_FILE,
    MANIFEST_FILE,
    ONTOLOGY_FILE,
    PARQUET_FILE,
    PROVENANCE_FILE,
    SPLITS_FILE,
)
from annotate.gold.sums import SUMS_FILE, digest_of, files_below, read_sums

_MOST_BYTES = 256_000_000  # of a JSON file
_ALWAYS = (GOLD_FILE, PARQUET_FILE, SPLITS_FILE, ONTOLOGY_FILE, MANIFEST_FILE, PROVENANCE_FILE)
_PACKAGE = "annotate-gold"
_JSON = (MANIFEST_FILE, SPLITS_FILE, PROVENANCE_FILE)


@dataclass
class Verified:
    """What `verify_release` found. ``notes`` say what a release of an earlier version does not have."""

    folder: Path
    files: int = 0
    articles: int = 0
    answers: int = 0
    found: list[Discrepancy] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_release(folder: Path, progress: Callable[[int], None] = lambda done: None) -> Verified:
    """Verifies the release in ``folder``. Reads line by line; in memory are only ids, digests and counts.

    Checks the SHA-256 of every file, and that SHA256SUMS names every file; each line of gold.jsonl and
    annotations.jsonl, and the schema of the Parquet files; that each article is gold once or left out, that
    splits share no article and no near duplicates, that gold fits the ontology, that texts have their
    digests, that Parquet has the content of gold.jsonl and of the splits, that no e-mail address is an author
    or source; each number of the manifest that the files give, and the figures of the card.

    Two numbers of the manifest stand in no file: ``unreviewed_left_out``, and findings of annotations that
    were merged (``findings`` may be larger than the gold's). ``progress`` is called with the number of lines
    read. Raises `InputError` if ``folder`` is no folder, or has no SHA256SUMS that can be read.
    """
    with reading(folder):
        if not folder.is_dir():
            raise InputError(
                "is not a folder." if folder.exists() else "there is no such folder.",
                where=str(folder),
                remedy="Name the folder of a release.",
            )
    verified = Verified(folder)
    report = verified.found.append
    present = _check_sums(folder, verified)
    earlier = not {CARD_FILE, CROISSANT_FILE} & present
    _check_files(present, earlier, verified)
    data = {name: _object(folder, name, report) for name in _JSON if name in present}
    ontology = _ontology(folder, report) if ONTOLOGY_FILE in present else None
    manifest, splits = data.get(MANIFEST_FILE), ids_by_split(data.get(SPLITS_FILE), report)
    split_of = {article: split for split, ids in (splits or {}).items() for article in ids}
    tables = Tables(folder, splits, split_of, present, verified.notes, report)
    contents = read_contents(folder, present, ontology, split_of, tables, report, progress)
    tables.end()
    verified.articles, verified.answers = len(contents.articles), contents.answers.total()
    if splits is not None:
        check_splits(splits, data[SPLITS_FILE] or {}, contents.articles, report)
        verified.notes += leak_notes(data[SPLITS_FILE] or {})
    lacks = later_keys_missing(manifest or {})
    if lacks:
        verified.notes.append(
            f"An earlier version of annotate wrote {MANIFEST_FILE}, so it has no {listed(lacks)}."
        )
    if manifest is not None and ontology is not None:
        check_manifest(manifest, ontology, contents, splits, earlier=earlier, report=report)
        check_split_keys(manifest, data.get(SPLITS_FILE) or {}, report)
    other_version = _other_version(data.get(PROVENANCE_FILE))
    made_by = None if other_version is None else f"annotate {other_version:.40}"
    if splits is not None and not earlier and contents.readable and GOLD_FILE in present:
        if contents.without_text:
            without = counted(contents.without_text, "article")
            verified.notes.append(f"Near duplicates were not looked for: {without} without text.")
        else:
            check_near_duplicates(
                folder,
                splits,
                data[SPLITS_FILE] or {},
                made_by or ("An earlier version of annotate" if lacks else None),
                verified.notes,
                report,
            )
    if contents.readable:
        _check_card(folder, other_version, verified)
    return verified


def _check_sums(folder: Path, verified: Verified) -> set[str]:
    """Compares all files with SHA256SUMS. Returns the relative paths of the ordinary files that are there."""
    report = verified.found.append
    sums = read_sums(folder)
    for bad in sums.bad:
        report(Discrepancy("hashes", SUMS_FILE, f"{bad.what}.", line=bad.number))
    present = set()
    for name, digest in sorted(sums.files.items()):
        try:
            found = digest_of(folder / name)
        except InputError as error:
            report(Discrepancy("hashes", name, error.what))
            continue
        if found is None:
            report(Discrepancy("hashes", name, f"is missing; {SUMS_FILE} names it."))
            continue
        present.add(name)
        if found != digest:
            report(Discrepancy("hashes", name, f"is not what {SUMS_FILE} says: it was changed or damaged."))
    with reading(folder):
        there = sorted(files_below(folder))
    for name in there:
        if name not in sums.files:
            report(Discrepancy("hashes", name, f"is not in {SUMS_FILE}: it does not belong to the release."))
            if (folder / name).is_file():
                present.add(name)
    verified.files = len(present) + 1
    return present


def _check_files(present: set[str], earlier: bool, verified: Verified) -> None:
    """Reports files that every release has. Notes those that a release of before does not have."""
    tables = any(name.startswith(f"{DATA_FOLDER}/") for name in present)
    needed = (*_ALWAYS, *(() if earlier else (CARD_FILE, CROISSANT_FILE)))
    for name in needed:
        if name not in present:
            verified.found.append(Discrepancy("schema", name, "is missing; every release has it."))
    if earlier:
        lacks = [
            f"no card ({CARD_FILE}, {CROISSANT_FILE})",
            *([] if ANNOTATIONS_FILE in present else [f"no answers of each person ({ANNOTATIONS_FILE})"]),
            *([] if tables else [f"no Parquet file for each split ({DATA_FOLDER}/)"]),
        ]
        verified.notes.append(
            f"An earlier version of annotate made this release, so it has {listed(lacks)}. It can be used as"
            " before."
        )


def _object(folder: Path, name: str, report: Report) -> dict[str, Any] | None:
    try:
        data = json.loads(read_small(folder / name, _MOST_BYTES))
    except (OSError, ValueError, RecursionError, InputError) as error:
        report(Discrepancy("schema", name, f"cannot be read as JSON: {error}."))
        return None
    if not isinstance(data, dict):
        report(Discrepancy("schema", name, "is not a JSON object."))
        return None
    return data


def _ontology(folder: Path, report: Report) -> Ontology | None:
    try:
        return Ontology.load(folder / ONTOLOGY_FILE)
    except AnnotateError as error:
        report(Discrepancy("schema", ONTOLOGY_FILE, f"is no ontology: {error.what}"))
        return None


def _other_version(provenance: dict[str, Any] | None) -> str | None:
    """The version of annotate that made the release; None if it was this one, or nobody knows."""
    packages = (provenance or {}).get("packages")
    made_by = packages.get(_PACKAGE) if isinstance(packages, dict) else None
    return made_by if isinstance(made_by, str) and made_by != installed_version(_PACKAGE) else None


def _check_card(folder: Path, other_version: str | None, verified: Verified) -> None:
    """Compares the card with the other files. Another version of annotate may word its figures otherwise."""
    report = verified.found.append
    try:
        checked = check_card(folder)
    except AnnotateError as error:
        report(Discrepancy("counts", CARD_FILE, f"its figures cannot be computed: {error}"))
        return
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # The card reads the manifest of a sound release; an edited one may hold anything.
        what = f"its figures cannot be computed ({type(error).__name__}): the manifest has another form."
        report(Discrepancy("counts", CARD_FILE, what))
        return
    verified.notes += checked.notes
    reworded = 0
    for sentence in checked.found:
        file = CROISSANT_FILE if sentence.startswith(CROISSANT_FILE) else CARD_FILE
        if other_version is not None and file == CARD_FILE:
            reworded += 1
        else:
            report(Discrepancy("counts", file, sentence.removeprefix(file).lstrip(" ,:")))
    if reworded:
        verified.notes.append(
            f"annotate {other_version:.40} wrote {CARD_FILE}. {counted(reworded, 'line')} of its figures read"
            " otherwise in this version, so they were not compared."
        )
