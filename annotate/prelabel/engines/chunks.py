"""Chunks: some articles that are labelled together, and what came of them in a form that travels cheaply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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
    for given in pipeline.run(articles):
        outcome, line = _written(given)
        summary.add(outcome)
        lines.append(line)
    return Labelled(articles, lines, summary)


def _written(outcome: Outcome) -> tuple[Outcome, str | None]:
    """The outcome with its line; a failure where a labeler made something up that cannot be written."""
    if outcome.record is None:
        return outcome, None
    try:
        line = outcome.record.to_json()
        line.encode("utf-8")
    except ValueError as error:  # a lone surrogate
        what = f"their suggestions cannot be written: {' '.join(str(error).split())}"
        return replace(outcome, record=None, failure=Failure(outcome.article.id, "labelers", what)), None
    return outcome, line


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
