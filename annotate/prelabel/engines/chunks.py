"""Chunks are articles that are labelled together. Their records are in a form that is cheap to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotate.core.article import Article
from annotate.prelabel.outcome import ArticleOutcome, Failure, RunSummary
from annotate.prelabel.pipeline import Pipeline

CHUNK_ARTICLES = 16
CHUNK_CHARACTERS = 200_000  # long articles have a chunk of their own, so that no chunk is large


@dataclass(frozen=True)
class Labelled:
    """A labelled chunk: the record of each article as a line of JSON (None after a failure), and totals."""

    articles: Sequence[Article]
    lines: Sequence[str | None]
    summary: RunSummary


def chunks_of(articles: Iterable[Article], most: int = CHUNK_ARTICLES) -> Iterator[list[Article]]:
    """Cuts the articles, in order, into chunks of at most ``most``. Long articles make smaller chunks."""
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
    """Runs one chunk through the labelers."""
    summary = RunSummary()
    lines = []
    for given in pipeline.run(articles):
        outcome, line = _written(given)
        summary.add(outcome)
        lines.append(line)
    return Labelled(articles, lines, summary)


def _written(outcome: ArticleOutcome) -> tuple[ArticleOutcome, str | None]:
    """The outcome and the line of its record; a failure if a suggestion cannot be written as UTF-8."""
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
    """Makes the chunk of one article that could not be labelled."""
    summary = RunSummary()
    summary.add(ArticleOutcome(article, None, Failure(article.id, source, error)))
    return Labelled([article], [None], summary)


def joined(parts: Sequence[Labelled]) -> Labelled:
    """Joins the parts of one chunk, given in order."""
    summary = RunSummary()
    for part in parts:
        summary.merge(part.summary)
    return Labelled(
        [article for part in parts for article in part.articles],
        [line for part in parts for line in part.lines],
        summary,
    )
