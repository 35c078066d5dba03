"""Makes a release: the folder exports/NAME-VERSION/, in full or not at all. Never overwrites a release."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from annotate.core.errors import ConfigError, InputError
from annotate.core.files import write_errors, writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.gold.by_article import as_os_error, by_article
from annotate.gold.parquet import write_parquet
from annotate.gold.policy import LeftOut, Policy, Selection, SinglePolicy, select
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.splits import split_articles

GOLD_FILE = "gold.jsonl"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_PACKAGES = ("annotate-gold", "pydantic", "pyarrow", "label-studio-sdk", "spacy")


@dataclass(frozen=True)
class Release:
    """A finished release: the folder, the manifest, and the articles left out."""

    folder: Path
    manifest: dict[str, Any]
    left_out: list[LeftOut]


def create_release(
    records: Callable[[], Iterable[Record]],
    ontology: Ontology,
    ontology_file: Path,
    exports: Path,
    pseudonyms: Pseudonyms,
    name: str,
    release_version: str,
    untouched: Iterable[str] = (),
    policy: Policy | None = None,
) -> Release:
    """Makes ``exports/NAME-VERSION/`` from annotations, by ``policy`` (None: `SinglePolicy`).

    ``untouched`` are the ids of articles that nobody annotated; the manifest lists them as left out.

    Raises `ConfigError` for a bad name or an existing release, `InputError` if no article is gold, and
    `WriteError` if the release cannot be written. After an error no files are left.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} cannot name a release.", remedy="Use lower-case letters, digits and hyphens."
        )
    if not _VERSION.fullmatch(release_version):
        raise ConfigError(f"{release_version!r} is not a version.", remedy="Use MAJOR.MINOR.PATCH, as 1.0.0.")
    target = exports / f"{name}-{release_version}"
    if target.exists():
        raise _exists(target)
    policy = policy or SinglePolicy(ontology)
    selection = Selection(policy.name)
    authors: set[str] = set()
    with _building(target) as folder, by_article(records(), authors) as articles:
        # All names are added at once, so that pseudonyms do not depend on the order of the records.
        pseudonyms.add(authors)
        with _kept(select(articles, policy, selection, pseudonyms, untouched)) as gold:
            manifest = _write_gold(folder, gold, ontology, ontology_file, selection, name, release_version)
        _write_json(folder / "provenance.json", _provenance())
        _write_sums(folder)
    return Release(target, manifest, selection.left_out)


def _exists(target: Path) -> ConfigError:
    return ConfigError(
        "this release exists; a release is never overwritten.",
        where=str(target),
        remedy="Give the new one another --version.",
    )


def _named(left_out: Sequence[LeftOut], most: int = 3) -> str:
    named = "; ".join(f"{item.article}: {item.reason}" for item in left_out[:most])
    more = f"; and {len(left_out) - most} more" if len(left_out) > most else ""
    return f" ({named}{more})" if named else ""


def _ways_on(left_out: Sequence[LeftOut]) -> str:
    remedies = dict.fromkeys(item.remedy for item in left_out if item.remedy)
    return " ".join(remedies) or "Submit annotations in Label Studio and run 'annotate pull' first."


def _write_gold(
    folder: Path,
    gold: Callable[[], Iterator[GoldRecord]],
    ontology: Ontology,
    ontology_file: Path,
    selection: Selection,
    name: str,
    release_version: str,
) -> dict[str, Any]:
    counts = _Counts()
    with writing(folder / GOLD_FILE) as file:
        for record in gold():
            counts.take(record)
            file.write(record.to_json() + "\n")
    if not counts.ids:
        raise InputError(
            f"no article has exactly one submitted annotation{_named(selection.left_out)}.",
            remedy=_ways_on(selection.left_out),
        )
    write_parquet(folder / "gold.parquet", gold())
    splits = split_articles(counts.ids)
    _write_json(folder / "splits.json", {"seed": 0, "splits": splits})
    with write_errors(folder):
        shutil.copyfile(ontology_file, folder / "ontology.yaml")
    manifest = {
        "format": 1,
        "name": name,
        "version": release_version,
        "ontology": ontology.id,
        "policy": selection.policy,
        "articles": len(counts.ids),
        "splits": {split: len(articles) for split, articles in splits.items()},
        "annotators": len(counts.authors),
        "decisions": dict(sorted(counts.decisions.items())),
        "entities": {label: counts.entities[label] for label in ontology.entities},
        "events": {label: counts.events[label] for label in ontology.events},
        "events_without_trigger": counts.without_trigger,
        "arguments": {role: counts.arguments[role] for role in ontology.roles},
        "left_out": [{"article": item.article, "reason": item.reason} for item in selection.left_out],
    }
    _write_json(folder / "manifest.json", manifest)
    return manifest


class _Counts:
    def __init__(self) -> None:
        self.ids: list[str] = []
        self.authors: set[str] = set()
        self.decisions: Counter[str] = Counter()
        self.entities: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.arguments: Counter[str] = Counter()
        self.without_trigger = 0

    def take(self, record: GoldRecord) -> None:
        annotation = record.annotation
        self.ids.append(record.article.id)
        self.authors.add(annotation.author)
        self.decisions[str(annotation.decision)] += 1
        self.entities.update(entity.label for entity in annotation.entities)
        self.events.update(event.type for event in annotation.events)
        self.without_trigger += sum(event.trigger is None for event in annotation.events)
        self.arguments.update(argument.role for event in annotation.events for argument in event.arguments)


@contextmanager
def _kept(records: Iterable[GoldRecord]) -> Iterator[Callable[[], Iterator[GoldRecord]]]:
    """Yields a function that reads the records in the order of their ids. Keeps the records on disk."""
    with tempfile.TemporaryDirectory(prefix="annotate-release-") as folder:
        database = sqlite3.connect(Path(folder) / "gold.sqlite")
        try:
            database.execute("CREATE TABLE gold (id TEXT PRIMARY KEY, line TEXT NOT NULL)")
            with write_errors(Path(folder)), as_os_error():
                database.executemany(
                    "INSERT INTO gold VALUES (?, ?)",
                    ((record.article.id, record.to_json()) for record in records),
                )
                database.commit()

            def in_order() -> Iterator[GoldRecord]:
                for (line,) in database.execute("SELECT line FROM gold ORDER BY id"):
                    yield GoldRecord.model_validate_json(line)

            yield in_order
        finally:
            database.close()


@contextmanager
def _building(target: Path) -> Iterator[Path]:
    """Yields a temporary folder that becomes ``target`` only if the block ends without an error."""
    made_parent = not target.parent.exists()
    with write_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield folder
        with write_errors(target):
            folder.chmod(0o755)
            try:
                folder.rename(target)
            except OSError as error:
                if target.exists():  # another command has made it in the meantime
                    raise _exists(target) from error
                raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if made_parent:
            with suppress(OSError):  # another process may have made a release there in the meantime
                target.parent.rmdir()
        raise


def _provenance() -> dict[str, Any]:
    installed = {}
    for package in _PACKAGES:
        try:
            installed[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "packages": installed,
    }


def _write_sums(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())
    ]
    with writing(folder / "SHA256SUMS") as file:
        file.writelines(lines)


def _write_json(path: Path, data: Any) -> None:
    with writing(path) as file:
        json.dump(data, file, ensure_ascii=False, indent=2)
        file.write("\n")
