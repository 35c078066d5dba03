"""Chunks: some articles that are labelled together, and what came of them in a form that travels cheaply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotate.core.article import Article
from annotate.prelabel.outcome import Failure, Outcome, Summary
from annotate.prelabel.pipeline import Pipeline

CHUNK_ARTICLES = 16
CHUNK_CHARACTERS = 200_000  # long articles travel alone, so that no chunk is large


@dataclass(frozen=True)
class Labelled:
    """What came of a chunk: per article its record as a line of JSON, or None; and the sum of it."""

    articles: Sequence[Article]
    lines: Sequence[str | None]
    summary: Summary


def chunks_of(articles: Iterable[Article], most: int = CHUNK_ARTICLES) -> Iterator[list[Article]]:
    """The articles in order, at most ``most`` at a time and fewer where they are long."""
    chunk: list[Article] = []
    size = 0
    for article in articles:
        if chunk and (len(chunk) == most or size + len(article.text) > CHUNK_CHARACTERS):
            yield chunk
            chunk, size = [], 0
        chunk.append(article)
        size += len(article.text)
    if chunk:
        yield chunk


def label(pipeline: Pipeline, articles: Sequence[Article]) -> Labelled:
    """One chunk through the labelers."""
    summary = Summary()
    lines = []
    for outcome in pipeline.run(articles):
        summary.add(outcome)
        lines.append(outcome.record.to_json() if outcome.record is not None else None)
    return Labelled(articles, lines, summary)


def failed(article: Article, source: str, error: str) -> Labelled:
    """What is left of an article that could not be labelled at all."""
    summary = Summary()
    summary.add(Outcome(article, None, Failure(article.id, source, error)))
    return Labelled([article], [None], summary)


def joined(parts: Sequence[Labelled]) -> Labelled:
    """Parts of one chunk, in order, as one."""
    summary = Summary()
    for part in parts:
        summary.merge(part.summary)
    return Labelled(
        [article for part in parts for article in part.articles],
        [line for part in parts for line in part.lines],
        summary,
    )
