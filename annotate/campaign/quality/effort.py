"""Compares what annotators submitted with the suggestions that they started from, and counts gestures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.campaign.quality.started_from import Start, Suggestions, SuggestionsInFiles, SuggestionsInPlan
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.renaming import renamed
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.pace import READING_SPEED, TooFast, least_seconds
from annotate.evaluate.effort.tables import NONE, Facts, Group, Row, Tables
from annotate.project import Project

if TYPE_CHECKING:
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.plan import Plan

SEVERAL = "several people"  # stands for the annotator of what a second person saved
NOTHING = "none"  # stands for the version of the suggestion where there was none
Watch = Callable[[Iterable[Record]], Iterable[Record]]


@dataclass(frozen=True)
class Request:
    """What to count. ``file`` holds the annotations; None: the mirror.

    ``suggestions`` are files of suggestions; if empty, the plan has the suggestions as they were pushed.
    ``speed`` is the reading speed, in characters a second, above which a submission is too fast.
    """

    groups: tuple[Group, ...]
    file: Path | None = None
    suggestions: tuple[Path, ...] = ()
    speed: float = READING_SPEED


@dataclass(frozen=True)
class NotCompared:
    """A submitted annotation that could not be compared, and why not."""

    article: str
    annotator: str
    why: str


@dataclass
class EffortReport:
    """The tables, and what is counted apart.

    ``statuses`` counts every annotation that was read. The submitted ones are compared, except those that a
    push has sent (``pushed``) and those in ``not_compared``. Of the compared ones, ``from_nothing`` started
    without a suggestion, and ``rewritten`` were saved last by another person than their author.
    """

    tables: Tables
    statuses: dict[str, int] = field(default_factory=dict)
    compared: int = 0
    from_nothing: int = 0
    rewritten: int = 0
    pushed: int = 0
    without_time: int = 0
    not_compared: list[NotCompared] = field(default_factory=list)
    too_fast: list[TooFast] = field(default_factory=list)
    forgotten: dict[str, bool] = field(default_factory=dict)

    @property
    def total(self) -> Row:
        """The sums over all compared annotations."""
        return self.tables.rows[()].get((), Row())


def effort(project: Project, request: Request, watch: Watch = lambda records: records) -> EffortReport:
    """Counts the edits of every submitted annotation. Reads article by article, and keeps only sums.

    ``watch`` sees each record as it is read. Raises `InputError` for a file that cannot be read.
    """
    ontology = project.ontology
    report = EffortReport(Tables(((), *request.groups)))
    with ExitStack() as stack:
        started: Suggestions
        read: Iterable[Record]
        if request.file is None:
            plan, mirror = stack.enter_context(_stores(project))
            started, read = SuggestionsInPlan(plan), _of_mirror(plan, mirror, ontology)
        else:
            read = _of_file(project, request.file, report)
            if not request.suggestions:
                _check_pushed(project, request.file)
                started = SuggestionsInPlan(stack.enter_context(_stores(project))[0])
        if request.suggestions:
            started = stack.enter_context(SuggestionsInFiles.opened(request.suggestions))
        for record in watch(read):
            _take(report, record, started, ontology, request.speed)
        if request.file is None and report.too_fast:
            _add_links(report, project, plan, mirror, ontology)
    report.too_fast.sort(key=lambda one: (one.seconds / one.least_s, one.article, one.annotator))
    return report


def _check_pushed(project: Project, file: Path) -> None:
    from annotate.campaign.server.connect import PLAN

    if not (project.local / PLAN).is_file():
        raise ConfigError(
            "nothing was pushed from this folder, so it has no suggestions to compare with.",
            where=str(file),
            remedy="Name the file of the suggestions with --suggestions.",
        )


@contextmanager
def _stores(project: Project) -> Iterator[tuple[Plan, Mirror]]:
    from annotate.campaign.server.connect import one_moment
    from annotate.campaign.server.own_folder import look_at_folder

    with one_moment(project) as (plan, mirror):
        look_at_folder(project, plan)
        yield plan, mirror


def _of_mirror(plan: Plan, mirror: Mirror, ontology: Ontology) -> Iterator[Record]:
    from annotate.studio.pull.decode_report import DecodeReport
    from annotate.studio.pull.reading import records

    return records(mirror, plan, ontology, DecodeReport(), drafts=True)


def _of_file(project: Project, file: Path, report: EffortReport) -> Iterator[Record]:
    from annotate.studio.store.forgotten import FORGOTTEN_FILE
    from annotate.studio.store.forgotten_content import without_forgotten

    return without_forgotten(jsonl.read_records(file), project.local / FORGOTTEN_FILE, report.forgotten)


def _take(
    report: EffortReport, record: Record, started: Suggestions, ontology: Ontology, speed: float
) -> None:
    article, annotation = record.article, record.annotation
    status = str(annotation.status)
    report.statuses[status] = report.statuses.get(status, 0) + 1
    if annotation.status is not Status.SUBMITTED:
        return
    start = started.of(record)
    if annotation.lost:
        why = f"a part of it could not be read ({', '.join(sorted(annotation.lost))})"
        report.not_compared.append(NotCompared(article.id, annotation.author, why))
        return
    if start is Start.PUSHED:
        report.pushed += 1
        return
    if start is Start.UNKNOWN:
        why = f"the suggestion that it started from ({annotation.based_on}) is not here"
        if annotation.based_on is None:
            why = "it is not known from which of several suggestions it started"
        report.not_compared.append(NotCompared(article.id, annotation.author, why))
        return
    suggestion = start if isinstance(start, Annotation) else None
    items = compare(
        None if suggestion is None else _present(suggestion, ontology),
        _present(annotation, ontology),
        ontology,
    )
    made = annotation.created_at or annotation.updated_at
    facts = Facts(
        annotator=annotation.author if annotation.rewritten_by is None else SEVERAL,
        day=NONE if made is None else made.astimezone(UTC).date().isoformat(),
        version=NOTHING if suggestion is None else suggestion.author,
        source=article.source or NONE,
        characters=len(article.text),
        seconds=annotation.lead_time_s,
    )
    report.tables.take(items, facts)
    report.compared += 1
    report.from_nothing += suggestion is None
    report.rewritten += annotation.rewritten_by is not None
    if facts.seconds is None:
        report.without_time += 1
        return
    gestures = sum(item.gestures for item in items)
    least, rule = least_seconds(facts.characters, gestures, speed)
    if facts.seconds < least:
        found = TooFast(
            article=article.id,
            annotator=annotation.author,
            seconds=facts.seconds,
            least_s=least,
            characters=facts.characters,
            gestures=gestures,
            rule=rule,
            rewritten_by=annotation.rewritten_by,
        )
        report.too_fast.append(found)


def _present(annotation: Annotation, ontology: Ontology) -> Annotation:
    """The annotation with the present names of its labels, so that a renamed type is no relabelling."""
    if annotation.ontology == ontology.id or not ontology.renamed:
        return annotation
    with suppress(ValueError):  # two names became one: it is compared with the names that it has
        return renamed(annotation, ontology)
    return annotation


def _add_links(
    report: EffortReport, project: Project, plan: Plan, mirror: Mirror, ontology: Ontology
) -> None:
    from annotate.campaign.release import task_address
    from annotate.studio.pull.article_tasks import article_tasks

    if (address := task_address(project, plan)) is None:
        return
    wanted = {one.article for one in report.too_fast}
    links: dict[str, str] = {}
    for task in article_tasks(mirror, plan, ontology):
        if task.article in wanted:
            links.setdefault(task.article, address(task.task_id))
    report.too_fast[:] = [replace(one, link=links.get(one.article)) for one in report.too_fast]
