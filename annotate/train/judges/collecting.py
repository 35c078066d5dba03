"""Runs the labelers on gold articles, and collects the training rows of each judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import ROLE, without_unreviewed
from annotate.prelabel.interface.composed_articles import composed_article
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.languages.registry import known_languages
from annotate.prelabel.outcome import ArticleOutcome, Failure
from annotate.prelabel.pipeline import Pipeline
from annotate.prelabel.work import WorkDraft
from annotate.train.judges.entities import judged
from annotate.train.judges.fitting import TrainingRow
from annotate.train.judges.learner import Example, Learner, UnseenRole
from annotate.train.judges.merging_weights import Judged
from annotate.train.judges.seen import gold_digest

_BATCH = 32  # articles; their analyses are in memory together

ArticleWithGold = tuple[Article, Annotation]


@dataclass
class Collected:
    """The rows of each judge, and the articles that were read, in their order. Rows name their article."""

    rows: dict[str, list[TrainingRow]]
    articles: list[Judged] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles (ISO 639-1)."""
        return tuple(sorted({article.language for article in self.articles if article.language}))

    def only(self, ids: Iterable[str]) -> Collected:
        """The part of some articles."""
        chosen = frozenset(ids)
        return Collected(
            {judge: [row for row in rows if row.group in chosen] for judge, rows in self.rows.items()},
            [article for article in self.articles if article.id in chosen],
        )


def collect(
    articles: Iterable[ArticleWithGold],
    labelers: Sequence[Labeler],
    context: LabelerContext,
    learners: Sequence[Learner],
    *,
    advance: Callable[[int], None] = lambda done: None,
) -> Collected:
    """Labels ``articles`` and makes the rows of all judges in one pass. Reads articles as a stream.

    The annotations should still have the values that nobody saw on a screen, since learners must know them.
    """
    collected = Collected({learner.judge: [] for learner in learners})
    ontology = context.ontology
    pipeline = Pipeline(labelers, ontology, analyser=context.analyser)
    finding = frozenset(item.name for item in labelers if "entities" in item.provides)
    by_name = {labeler.name: labeler for labeler in labelers}
    done = 0
    for batch in _batches(map(_composed, articles)):
        gold = {id(article): annotation for article, annotation in batch}

        def visitor(outcome: ArticleOutcome, draft: WorkDraft, gold: Mapping[int, Annotation] = gold) -> None:
            if outcome.failure is not None or outcome.record is None:
                if outcome.failure is not None:
                    collected.failed.append(outcome.failure)
                return
            annotation = gold[id(draft.article)]
            example = Example(
                draft,
                draft.merging.contributions,
                outcome.record.annotation,
                without_unreviewed(annotation),
                ontology,
                finding,
                _unseen_roles(annotation),
                by_name,
            )
            collected.articles.append(replace(judged(example), digest=gold_digest(annotation)))
            for learner in learners:
                collected.rows[learner.judge] += learner.rows(example)

        pipeline.visit([article for article, _ in batch], visitor)
        done += len(batch)
        advance(done)
    return collected


def with_text(record: GoldRecord, gold: Path | None) -> Article:
    """The record's article. Raises an `InputError` with the path of ``gold`` if the article has no text."""
    if isinstance(record.article, Article):
        return record.article
    raise InputError(
        "has no text, so no labeler can read it.",
        where=f"{gold}, article {record.article.id}",
        remedy="Put the texts back with 'annotate release join', or name gold that holds them.",
    )


def languages_of(gold: Iterable[GoldRecord]) -> tuple[str, ...]:
    """The languages of the articles that annotate has rules for, the most frequent first; French if none."""
    languages = (record.article.language for record in gold)
    counts = Counter(code for code in languages if code in known_languages())
    return tuple(sorted(counts, key=lambda code: (-counts[code], code))) or ("fr",)


def _composed(article: ArticleWithGold) -> ArticleWithGold:
    """The article with a composed text, and gold with positions of this text: labelers decide on these."""
    made = composed_article(article[0])
    return article if made is None else (made.composed, made.in_composed(article[1]))


def _unseen_roles(annotation: Annotation) -> frozenset[UnseenRole]:
    mentions = {entity.id: entity for entity in annotation.entities}
    return frozenset(
        (event.trigger.start, event.trigger.end, mention.start, mention.end)
        for event in annotation.events
        if event.trigger is not None
        for argument in event.arguments
        if ROLE in argument.unreviewed
        for mention in [mentions[argument.entity]]
    )


def _batches(articles: Iterable[ArticleWithGold]) -> Iterator[list[ArticleWithGold]]:
    remaining = iter(articles)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
