"""Pre-labels articles into a file of suggestions, with the project's labelers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import filterfalse
from pathlib import Path

from annotate.campaign.models.in_use import InUse
from annotate.campaign.models.pipeline import make_pipeline
from annotate.campaign.suggestions.part_file import PartFile, open_part
from annotate.campaign.suggestions.replaced import Replaced, id_of_line, replaced_by
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.record import Record
from annotate.corpus.language import with_languages
from annotate.corpus.read import ReadReport, read_articles
from annotate.prelabel.engines.local import label_all
from annotate.prelabel.interface.labeler_kinds import kind_notice
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.protocol import source
from annotate.prelabel.languages.display_names import language_name
from annotate.prelabel.merging.choosing import Scoring
from annotate.prelabel.models.llm.store import Store
from annotate.prelabel.outcome import LANGUAGE, ArticleOutcome, Failure, RunSummary
from annotate.project import FILE_NAME, Project
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten


@dataclass
class SuggestReport:
    """The result of a run: articles read, suggestions written, and articles left out.

    Three fields are about an earlier run: ``kept`` counts the articles taken over, ``left_over`` the articles
    that are no longer in the input, and ``damaged`` the lines that could not be read. ``llm_tokens`` counts
    the tokens of prompts and answers in this run. ``replaced`` is about a file that the output replaced.
    ``forgotten`` are articles of the input or the earlier run that the campaign has forgotten. ``used`` is
    what suggested. If no article could be labelled, nothing is written.
    """

    read: ReadReport
    scoring: Scoring
    summary: RunSummary = field(default_factory=RunSummary)
    written: int = 0
    kept: int = 0
    left_over: int = 0
    damaged: int = 0
    seconds: float = 0
    llm_tokens: int = 0
    notices: list[str] = field(default_factory=list)
    replaced: Replaced | None = None
    forgotten: list[str] = field(default_factory=list)
    used: InUse | None = None

    @property
    def articles_per_second(self) -> float:
        """The number of articles that this run labelled per second. The time includes loading the models."""
        return (self.summary.articles - self.kept) / self.seconds if self.seconds else 0


def suggest(
    project: Project,
    inputs: Sequence[str],
    output: Path,
    *,
    labelers: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
    resume: bool = False,
    strict: bool = False,
    max_tokens_total: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> SuggestReport:
    """Pre-labels ``inputs`` into ``output`` (JSON Lines), chunk by chunk through a part file.

    ``columns`` maps fields of an article to columns, as `read_articles` takes it.

    ``workers`` is the number of processes; 0 means one per core. The output does not depend on this number.
    With ``resume``, takes over the articles that an interrupted run finished, and tries failed articles
    again. ``max_tokens_total`` limits the tokens of language models; articles beyond the limit fail.

    Raises `InputError` if no article could be read, and `ConfigError` and `WriteError` like `open_part`.
    """
    begun = time.monotonic()
    made = make_pipeline(project, labelers, LlmSettings.from_environment(max_tokens_total=max_tokens_total))
    chosen, scoring, pipeline, context = made.labelers, made.scoring, made.pipeline, made.context
    notices = [notice for labeler in chosen if (notice := kind_notice(labeler, labeler.name)) is not None]
    notices += made.used.notices
    report = SuggestReport(ReadReport(), scoring, notices=notices, used=made.used)

    def keep(record: Record) -> None:
        report.summary.add(ArticleOutcome(record.article, record))
        progress(report.summary.articles)

    replaces, ids = output.is_file() and not resume, set[str]()
    sources = [source(labeler) for labeler in chosen]
    others: dict[str, str | None] = {}
    is_forgotten = partial(_is_forgotten, Forgotten(project.local / FORGOTTEN_FILE), report)
    with open_part(
        output, resume=resume, author=pipeline.author, labelers=sources, is_forgotten=is_forgotten
    ) as part:
        given = read_articles(inputs, columns=columns, strict=strict, report=report.read)
        articles = with_languages(filterfalse(is_forgotten, given), project.languages, others)
        for labelled in label_all(part.left(articles, keep), pipeline, workers):
            part.add(labelled.lines)
            if replaces:
                ids.update(filter(None, (id_of_line(line.encode()) for line in labelled.lines if line)))
            report.summary.merge(labelled.summary)
            progress(report.summary.articles)
        _finish(part, report, inputs, replaced_by(output, ids) if replaces else None)
    report.summary.failed = [_in_another_language(item, others, project) for item in report.summary.failed]
    report.llm_tokens = Store(context.llm.folder()).spent(context.llm.run)
    report.seconds = time.monotonic() - begun
    return report


def _is_forgotten(forgotten: Forgotten, report: SuggestReport, article: Article) -> bool:
    """Whether the campaign has forgotten the article. If so, the report names it."""
    found = forgotten.has(article.id, article.digest)
    if found and article.id not in report.forgotten:
        report.forgotten.append(article.id)
    return found


def _in_another_language(failure: Failure, others: Mapping[str, str | None], project: Project) -> Failure:
    """Returns the failure with a message for articles in a language that the project lacks.

    The message names the languages and what to do. Returns other failures unchanged.
    """
    language = others.get(failure.article)
    if failure.source != LANGUAGE or language is None or language in project.languages:
        return failure
    configured = ", ".join(sorted(project.languages))
    if (project.root / FILE_NAME).is_file():
        known = (
            f"`languages` in {FILE_NAME} has {configured}. Add {language} there with a labeler that reads it"
        )
    else:
        known = f"without {FILE_NAME}, languages are {configured}. Make a project: 'annotate init DIR'"
    what = f"is in {language_name(language)}; {known}, or leave the article out."
    return replace(failure, error=what)


def _finish(part: PartFile, report: SuggestReport, inputs: Sequence[str], replaced: Replaced | None) -> None:
    if report.read.nothing_read:
        raise InputError(
            "no article could be read.",
            where=", ".join(inputs),
            remedy="; ".join(str(refusal) for refusal in report.read.refusals[:3])
            or "Name a file or folder that holds articles.",
        )
    report.kept, report.left_over, report.damaged = part.kept, part.left_over, part.damaged
    if report.summary.suggested:  # else an empty file would look like a result, and replace the former one
        report.replaced = replaced
        report.written = part.finish()
