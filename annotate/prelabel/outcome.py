"""The outcome of pre-labelling for each article, and the totals of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from annotate.core.article import Article
from annotate.core.record import Record

LANGUAGE = "language"  # the source of the failure if no labeler supports the article's language
SuggestionPart = Literal["entity", "event", "argument", "attribute", "answer"]

_MOST_NAMED = 10  # articles, for each labeler that skipped some


@dataclass(frozen=True)
class Dropped:
    """A part of a suggestion that merging left out, because another suggestion was kept."""

    source: str
    kind: SuggestionPart
    region: str
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.kind} {self.what} ({self.region}): {self.reason}"


@dataclass(frozen=True)
class Rejected:
    """An invalid part of an answer: outside the text, not in the ontology, or no proper answer at all."""

    article: str
    source: str
    kind: SuggestionPart
    region: str | None
    what: str

    def __str__(self) -> str:
        region = f", region {self.region}" if self.region else ""
        return f"article {self.article}{region}: {self.source}: {self.what}"


@dataclass(frozen=True)
class Failure:
    """An article that could not be labelled. There are no suggestions for this article."""

    article: str
    source: str
    error: str

    def __str__(self) -> str:
        if self.source == LANGUAGE:
            return f"article {self.article} {self.error}"
        return f"article {self.article}: {self.source}: {self.error}"


@dataclass(frozen=True)
class ArticleOutcome:
    """The outcome for one article: the record or the failure, and the parts left out.

    ``passed_over`` names the labelers that do not support the article's language.
    """

    article: Article
    record: Record | None
    failure: Failure | None = None
    rejected: tuple[Rejected, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    passed_over: tuple[str, ...] = ()
    notes: Counter[str] = field(default_factory=Counter)


@dataclass
class RunSummary:
    """The totals of many outcomes. ``labels`` counts the kept suggestions, per labeler and label or type.

    ``passed_over`` counts the articles that a labeler skipped for their language. ``passed_over_first`` has
    the ids of the first of them. ``partly_read`` counts the articles that any labeler skipped.
    """

    articles: int = 0
    suggested: int = 0
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    passed_over_first: dict[str, list[str]] = field(default_factory=dict)
    partly_read: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)  # processes that ended early, with their articles

    def add(self, outcome: ArticleOutcome) -> None:
        """Adds the outcome of one article."""
        self.articles += 1
        if outcome.record is not None:
            self.suggested += 1
            annotation = outcome.record.annotation
            for entity in annotation.entities:
                self.labels.update((item.source, entity.label) for item in entity.provenance)
            for event in annotation.events:
                self.labels.update((item.source, event.type) for item in event.provenance)
        if outcome.failure is not None:
            self.failed.append(outcome.failure)
        self.rejected += outcome.rejected
        self.dropped.update((item.source, item.kind, item.reason) for item in outcome.dropped)
        self.passed_over.update(outcome.passed_over)
        self.partly_read += bool(outcome.passed_over)
        for labeler in outcome.passed_over:
            self._name_passed_over(labeler, outcome.article.id)
        self.notes.update(outcome.notes)

    def merge(self, other: RunSummary) -> None:
        """Adds the totals of another summary."""
        self.articles += other.articles
        self.suggested += other.suggested
        self.labels.update(other.labels)
        self.dropped.update(other.dropped)
        self.passed_over.update(other.passed_over)
        self.partly_read += other.partly_read
        for labeler, articles in other.passed_over_first.items():
            for article in articles:
                self._name_passed_over(labeler, article)
        self.notes.update(other.notes)
        self.rejected += other.rejected
        self.failed += other.failed
        self.deaths += other.deaths

    def _name_passed_over(self, labeler: str, article: str) -> None:
        first = self.passed_over_first.setdefault(labeler, [])
        if len(first) < _MOST_NAMED and article not in first:
            first.append(article)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``: counts by labeler, and the dropped, rejected and failed parts."""
        labels: dict[str, dict[str, int]] = {}
        for (source, label), count in sorted(self.labels.items()):
            labels.setdefault(source, {})[label] = count
        return {
            "articles": self.articles,
            "suggested": self.suggested,
            "labels": labels,
            "dropped": [
                {"source": source, "kind": kind, "reason": reason, "count": count}
                for (source, kind, reason), count in sorted(self.dropped.items())
            ],
            "passed_over": dict(sorted(self.passed_over.items())),
            "passed_over_first": dict(sorted(self.passed_over_first.items())),
            "notes": dict(sorted(self.notes.items())),
            "rejected": [vars(item) for item in self.rejected],
            "failed": [vars(item) for item in self.failed],
            "deaths": list(self.deaths),
        }
