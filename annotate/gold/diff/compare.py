"""Compares two releases article by article, as a stream, and counts the differences."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.errors import AnnotateError
from annotate.core.jsonl import parse_own
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import breaking_differences, differences
from annotate.core.record import GoldRecord
from annotate.core.renaming import renamed
from annotate.gold.by_article import as_os_error
from annotate.gold.diff.changes import Changed, Part, changes
from annotate.gold.load import Gold

_NEW = "new"
_GONE = "gone"


class Why(StrEnum):
    """Why an article of both releases differs. The first that applies counts."""

    TEXT = "text"
    ANNOTATED_AGAIN = "annotated again"
    ONTOLOGY = "ontology"
    DECISION = "decision"
    SAME_DATES = "same dates"
    ARTICLE_FIELDS = "article fields"
    METADATA = "metadata"


@dataclass(frozen=True)
class ArticleDifference:
    """How one article differs. ``before`` or ``after`` is None if only one release has it as gold.

    ``why`` is a `Why`; for an added or removed article, the code of the reason why the other release left it
    out, or "new" or "gone" if the other release does not know it. ``sentence`` gives that reason in words.
    ``changes`` is empty if the texts differ, because their positions cannot be compared.
    """

    article: str
    why: str
    before: GoldRecord | None
    after: GoldRecord | None
    sentence: str = ""
    changes: tuple[Changed, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """Added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass
class Summary:
    """The counts of a comparison; complete when `Comparison.articles` has yielded its last difference.

    ``labels`` and ``decisions`` map names to their counts before and after. ``moved`` are articles of both
    releases whose split differs: article, split before, split after (None: in no split). ``regions`` counts
    changes by part and kind. ``ontology`` are the differences of the ontologies in words, and ``breaking``
    those that make annotations of before invalid.
    """

    before: int = 0
    after: int = 0
    unchanged: int = 0
    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    regions: Counter[tuple[str, str]] = field(default_factory=Counter)
    labels: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    decisions: dict[str, list[int]] = field(default_factory=dict)
    moved: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    ontology: list[str] = field(default_factory=list)
    breaking: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        articles = (self.added, self.removed, self.changed)
        return any(counts.total() for counts in articles) or bool(self.moved or self.ontology)

    def take(self, record: GoldRecord, side: int) -> None:
        """Counts the labels and the decision of a record, before (0) or after (1)."""
        annotation = record.annotation
        for kind, names in (
            ("entities", [entity.label for entity in annotation.entities]),
            ("events", [event.type for event in annotation.events]),
            ("arguments", [one.role for event in annotation.events for one in event.arguments]),
        ):
            counts = self.labels.setdefault(kind, {})
            for name in names:
                counts.setdefault(name, [0, 0])[side] += 1
        self.decisions.setdefault(str(annotation.decision), [0, 0])[side] += 1


class Comparison:
    """Compares two releases. ``summary`` is complete when `articles` has yielded its last difference."""

    def __init__(
        self, before: Gold, after: Gold, *, left_out: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        """``left_out`` maps articles that ``after`` left out to code and reason (None: see its manifest)."""
        self._before = before
        self._after = after
        self._ontologies = _ontology(before), _ontology(after)
        self.summary = Summary()
        old, new = self._ontologies
        if old is not None and new is not None:
            self.summary.ontology = differences(old, new)
            self.summary.breaking = [str(item) for item in breaking_differences(old, new)]
        self._reasons = _reasons(before), _reasons(after) if left_out is None else left_out

    def articles(self) -> Iterator[ArticleDifference]:
        """Yields the articles that differ: those of the earlier release in its order, then the added ones."""
        summary = self.summary
        with _kept(_counted(self._after, summary)) as later:
            for record in self._before:
                summary.before += 1
                summary.take(record, 0)
                line = later.take(record.article.id)
                if line is None:
                    found: ArticleDifference | None = self._alone(record, None)
                elif line == record.to_json():
                    found = None
                else:
                    found = self._compare(record, parse_own(GoldRecord, line))
                if found is None:
                    summary.unchanged += 1
                    continue
                (summary.removed if found.after is None else summary.changed)[found.why] += 1
                summary.regions.update((change.part, change.change) for change in found.changes)
                yield found
            for record in later.rest():
                found = self._alone(None, record)
                summary.added[found.why] += 1
                yield found
        summary.moved = list(moved_articles(self._before.splits, self._after.splits))

    def _alone(self, before: GoldRecord | None, after: GoldRecord | None) -> ArticleDifference:
        record = before or after
        assert record is not None
        article = record.article.id
        known, unknown = (self._reasons[1], _GONE) if after is None else (self._reasons[0], _NEW)
        code, sentence = known.get(article, (unknown, ""))
        return ArticleDifference(article, code, before, after, sentence)

    def _compare(self, before: GoldRecord, after: GoldRecord) -> ArticleDifference:
        old, new = before.annotation, after.annotation
        fields = tuple(_fields(before, after))
        if _digest(before) != _digest(after):
            return ArticleDifference(before.article.id, Why.TEXT, before, after, fields=fields)
        present = self._present(old)
        found = tuple(changes(present, new))
        why = self._why(old, new, found, changed_names=present is not old)
        if why is None:
            why = Why.ARTICLE_FIELDS if fields else Why.METADATA
        return ArticleDifference(before.article.id, why, before, after, changes=found, fields=fields)

    def _present(self, annotation: Annotation) -> Annotation:
        """An annotation of the earlier release with the names of the later ontology."""
        old, new = self._ontologies
        if old is None or new is None or not new.renamed or old.name != new.name:
            return annotation
        try:
            made = renamed(annotation, new)
        except ValueError:
            return annotation
        same = (made.entities, made.events) == (annotation.entities, annotation.events)
        return annotation if same else made

    def _why(
        self, old: Annotation, new: Annotation, found: Iterable[Changed], *, changed_names: bool
    ) -> Why | None:
        again = any(
            getattr(old, name) != getattr(new, name)
            for name in ("author", "created_at", "updated_at", "lead_time_s", "rewritten_by")
        )
        decided = (old.status, old.decision) != (new.status, new.decision)
        if any(found):
            if again:
                return Why.ANNOTATED_AGAIN
            if changed_names or old.ontology != new.ontology:
                return Why.ONTOLOGY
            return Why.DECISION if decided else Why.SAME_DATES
        if changed_names:
            return Why.ONTOLOGY
        if decided:
            return Why.DECISION
        if again:
            return Why.ANNOTATED_AGAIN
        return Why.ONTOLOGY if old.ontology != new.ontology else None


def _ontology(gold: Gold) -> Ontology | None:
    """The ontology of gold; None if a single file names one that is not found."""
    try:
        return gold.ontology
    except AnnotateError:
        return None


def _reasons(gold: Gold) -> Mapping[str, tuple[str, str]]:
    """Why a release left articles out: code and sentence by article."""
    listed = gold.manifest.get("left_out")
    return {
        str(item["article"]): (str(item.get("code") or "left out"), str(item.get("reason") or ""))
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and "article" in item
    }


def _counted(gold: Iterable[GoldRecord], summary: Summary) -> Iterator[GoldRecord]:
    for record in gold:
        summary.after += 1
        summary.take(record, 1)
        yield record


def _digest(record: GoldRecord) -> str | None:
    if isinstance(record.article, Article):
        return record.article.digest
    return record.withheld.text if record.withheld is not None else record.annotation.digest


def _fields(before: GoldRecord, after: GoldRecord) -> Iterator[str]:
    """The names of the article's fields that differ, without its text."""
    old, new = (_article(record) for record in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield name


def _article(record: GoldRecord) -> dict[str, Any]:
    fields = record.article.to_dict()
    fields.pop("text", None)
    return fields


def moved_articles(
    before: Mapping[str, Iterable[str]], after: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, str | None, str | None]]:
    """The articles that are in a split of one release, and in another or no split of the other one."""
    if not before or not after:
        return
    old, new = (
        {article: name for name, ids in splits.items() for article in ids} for splits in (before, after)
    )
    yield from ((article, old[article], new[article]) for article in sorted(old.keys() & new.keys())
                if old[article] != new[article])  # fmt: skip


class _Kept:
    """Records by article id, in a database on disk."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def take(self, article: str) -> str | None:
        """The line of an article, which is then gone; None if there is none."""
        found = self._database.execute("DELETE FROM gold WHERE id = ? RETURNING line", (article,)).fetchone()
        return None if found is None else str(found[0])

    def rest(self) -> Iterator[GoldRecord]:
        """The records that were not taken, by id."""
        for (line,) in self._database.execute("SELECT line FROM gold ORDER BY id"):
            yield parse_own(GoldRecord, line)


@contextmanager
def _kept(records: Iterable[GoldRecord]) -> Iterator[_Kept]:
    with tempfile.TemporaryDirectory(prefix="annotate-diff-") as folder:
        with closing(sqlite3.connect(Path(folder) / "gold.sqlite")) as database, as_os_error():
            database.execute("CREATE TABLE gold (id TEXT PRIMARY KEY, line TEXT NOT NULL)")
            database.executemany(
                "INSERT INTO gold VALUES (?, ?)", ((one.article.id, one.to_json()) for one in records)
            )
            yield _Kept(database)


def by_part(regions: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """The counts of changes by part, then by kind, without zeros."""
    found: dict[str, dict[str, int]] = {}
    for part in Part:
        counts = {kind: count for (name, kind), count in sorted(regions.items()) if name == part}
        if counts:
            found[str(part)] = counts
    return found
