"""Articles -> a file of suggestions, with the project's labelers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotate.core import jsonl
from annotate.core.errors import InputError, MissingExtraError
from annotate.core.record import Record
from annotate.corpus.read import ReadReport, read_articles
from annotate.prelabel.outcome import Summary
from annotate.prelabel.pipeline import prelabel
from annotate.prelabel.registry import LabelerContext, make_labelers
from annotate.project import Project


@dataclass
class SuggestReport:
    """What was read, what was suggested, and what was not."""

    read: ReadReport
    summary: Summary = field(default_factory=Summary)
    written: int = 0


def suggest(
    project: Project,
    inputs: Sequence[str],
    output: Path,
    *,
    labelers: Sequence[str] = (),
    strict: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> SuggestReport:
    """Pre-labels ``inputs`` into ``output`` (JSON Lines), a batch at a time.

    Raises `InputError` where nothing usable was read.
    """
    try:
        import spacy  # noqa: F401  # the extra's marker
    except ImportError as error:
        raise MissingExtraError("spaCy", "prelabel") from error
    context = LabelerContext(project.ontology, (project.settings.language,), folder=project.root)
    chosen = make_labelers(labelers or project.settings.labelers, context)
    report = SuggestReport(ReadReport())
    articles = read_articles(inputs, language=project.settings.language, strict=strict, report=report.read)

    def outcomes() -> Iterator[Record]:
        for done, outcome in enumerate(
            prelabel(articles, chosen, project.ontology, analyser=context.analyser), start=1
        ):
            report.summary.add(outcome)
            progress(done)
            if outcome.record is not None:
                yield outcome.record
        if report.read.nothing_read:
            raise InputError(
                "no article could be read.",
                where=", ".join(inputs),
                remedy="; ".join(str(refusal) for refusal in report.read.refusals[:3])
                or "Name a file or folder that holds articles.",
            )

    report.written = jsonl.write(output, outcomes())
    return report
