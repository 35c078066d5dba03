"""Makes a release: the folder exports/NAME-VERSION/, in full or not at all. Never overwrites a release."""

from __future__ import annotations

import json
import platform
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from annotate.core.errors import ConfigError, InputError
from annotate.core.files import write_errors, writing
from annotate.core.lifting import Formers, no_formers
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.gold.by_article import as_os_error, by_article
from annotate.gold.manifest import Counts, listed
from annotate.gold.parquet import write_parquet
from annotate.gold.policy import LeftOut, Policy, SinglePolicy
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.selection import Noted, Rules, Selection, select
from annotate.gold.splits import split_articles
from annotate.gold.sums import write_sums

GOLD_FILE = "gold.jsonl"
Item = TypeVar("Item", str, LeftOut, str | LeftOut)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_PACKAGES = ("annotate-gold", "pydantic", "pyarrow", "label-studio-sdk", "spacy")


@dataclass(frozen=True)
class Release:
    """A finished release: the folder, the manifest, the articles left out, and findings in its gold.

    ``losses`` are the parts that gold has lost. ``repeated`` counts annotations that were there twice.
    """

    folder: Path
    manifest: dict[str, Any]
    left_out: list[LeftOut]
    noted: list[Noted] = field(default_factory=list)
    losses: list[Noted] = field(default_factory=list)
    repeated: int = 0


def create_release(
    records: Callable[[], Iterable[Record]],
    ontology: Ontology,
    ontology_file: Path,
    exports: Path,
    pseudonyms: Pseudonyms,
    name: str,
    release_version: str,
    untouched: Iterable[str | LeftOut] = (),
    policy: Policy | None = None,
    *,
    unreadable: Iterable[LeftOut] = (),
    with_losses: bool = False,
    reviewed_only: bool = False,
    formers: Formers = no_formers,
    of_file: bool = False,
) -> Release:
    """Makes ``exports/NAME-VERSION/`` from annotations, by ``policy`` (None: `SinglePolicy`).

    Every article is gold or listed as left out, exactly once. ``untouched`` are articles that nobody
    annotated. ``unreadable`` are articles to leave out whatever else is known of them, because annotations of
    theirs could not be read. Both are read after ``records``. With ``with_losses``, gold may be an annotation
    of which a part was lost. With ``reviewed_only``, gold has no values that nobody saw on a screen.
    ``formers`` finds former versions of the ontology: annotations made with a compatible one are lifted.
    With ``of_file``, the annotations come from a file, and the remedies say so.

    Raises `ConfigError` for a bad name, an existing release or a wrong answer of the policy, `InputError` if
    no article is gold, and `WriteError` if the release cannot be written. After an error no files are left.
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
    rules = Rules(ontology, with_losses, reviewed_only, formers, of_file)
    authors: set[str] = set()
    ids: set[str] = set()
    with _building(target) as folder, by_article(records(), authors, ids) as articles:
        # All names are added at once, so that pseudonyms do not depend on the order of the records.
        pseudonyms.add(authors)
        selected = select(
            articles, policy, rules, selection, pseudonyms, _noting(untouched, ids), _noting(unreadable, ids)
        )
        with _kept(selected) as gold:
            counts, splits = _write_gold(folder, gold, selection)
        _check_each_article_once(ids, counts.ids, selection)
        with write_errors(folder):
            shutil.copyfile(ontology_file, folder / "ontology.yaml")
        manifest = counts.manifest(name, release_version, rules, selection, splits, len(ids))
        _write_json(folder / "manifest.json", manifest)
        _write_json(folder / "provenance.json", _provenance())
        write_sums(folder)
    return Release(
        target, manifest, selection.left_out, selection.noted, selection.losses, selection.repeated
    )


def _noting(items: Iterable[Item], ids: set[str]) -> Iterator[Item]:
    for item in items:
        ids.add(item.article if isinstance(item, LeftOut) else str(item))
        yield item


def _check_each_article_once(ids: set[str], gold: Sequence[str], selection: Selection) -> None:
    """Raises an error, which is a fault of this toolkit, unless each article is gold or left out, once."""
    given = Counter([*gold, *(item.article for item in selection.left_out)])
    wrong = [article for article in sorted(ids | given.keys()) if given[article] != (article in ids)]
    if wrong:
        raise RuntimeError(
            f"{len(ids)} articles came in, {len(gold)} are gold and {len(selection.left_out)} are left out;"
            f" wrong: {', '.join(wrong[:5])}"
        )


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
    folder: Path, gold: Callable[[], Iterator[GoldRecord]], selection: Selection
) -> tuple[Counts, dict[str, list[str]]]:
    """Writes the gold and its splits. Returns the counts and the article ids by split."""
    counts = Counts()
    with writing(folder / GOLD_FILE) as file:
        for record in gold():
            counts.take(record)
            file.write(record.to_json() + "\n")
    if not counts.ids:
        error = InputError(
            f"no article can be released{_named(selection.left_out)}.",
            remedy=_ways_on(selection.left_out),
        )
        error.details["left_out"] = listed(selection.left_out)
        raise error
    write_parquet(folder / "gold.parquet", gold())
    splits = split_articles(counts.ids)
    _write_json(folder / "splits.json", {"seed": 0, "splits": splits})
    return counts, splits


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


def _write_json(path: Path, data: Any) -> None:
    with writing(path) as file:
        json.dump(data, file, ensure_ascii=False, indent=2)
        file.write("\n")
