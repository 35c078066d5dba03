"""Estimates what language models would cost for the articles. Sends and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.campaign.models.in_use import in_use
from annotate.campaign.models.pipeline import context_of
from annotate.core.errors import InputError
from annotate.corpus.language import with_languages
from annotate.corpus.read import ReadReport, read_articles
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, source
from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.models.cost import Costly, Estimate
from annotate.project import Project


@dataclass
class CostReport:
    """The number of articles read, and the estimate for each labeler that asks a language model."""

    read: ReadReport
    articles: int = 0
    labelers: dict[str, Estimate] = field(default_factory=dict)


def estimate(
    project: Project,
    inputs: Sequence[str],
    *,
    labelers: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> CostReport:
    """Reads the articles and adds up each labeler's estimates. Does not need a language model's endpoint.

    Raises `InputError` if no article could be read.
    """
    used = in_use(project, labelers)
    context = context_of(project, LlmSettings.from_environment(asking=False), used)
    chosen = make_labelers(used.labelers, context)
    costly = [labeler for labeler in chosen if isinstance(labeler, Costly)]
    report = CostReport(ReadReport(), labelers={source(labeler): Estimate() for labeler in costly})
    articles = read_articles(inputs, columns=columns, strict=strict, report=report.read)
    for article in with_languages(articles, project.languages):
        report.articles += 1
        for labeler in costly:
            if ANY_LANGUAGE in labeler.languages or article.language in labeler.languages:
                report.labelers[source(labeler)] += labeler.estimate(article)
        progress(report.articles)
    if report.read.nothing_read:
        raise InputError("no article could be read.", where=", ".join(inputs))
    return report
