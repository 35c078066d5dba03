"""Reads what a test has written, and says what was refused."""

from __future__ import annotations

import gzip
from pathlib import Path

from annotate.core.article import Article
from annotate.corpus.read import ReadReport, Refusal, read_articles


def read(*inputs: str | Path, language: str | None = None) -> tuple[list[Article], ReadReport]:
    """The articles and the report."""
    stream = read_articles(inputs, language=language)
    return list(stream), stream.report


def only_refusal(*inputs: str | Path) -> Refusal:
    """The one refusal of inputs from which nothing else comes."""
    articles, report = read(*inputs)
    assert not articles
    assert report.nothing_read
    assert len(report.refusals) == 1, report.refusals
    refusal = report.refusals[0]
    assert refusal.where and refusal.what.endswith((".", ":")) and refusal.remedy
    return refusal


def file(folder: Path, name: str, content: str | bytes) -> Path:
    """A file in ``folder``, packed where its name ends in .gz; no line end is translated."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path
