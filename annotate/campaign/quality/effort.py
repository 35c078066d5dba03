"""Compares what annotators submitted with the suggestions that they started from, and counts gestures.

Each annotation is compared under the version of the ontology with which it was made, so that a later change
of the ontology changes no count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.campaign.quality.effort_sources import (
    Annotations,
    AnnotationsOfFile,
    AnnotationsOfMirror,
    FileNotes,
)
from annotate.campaign.quality.lint_sources import check_pulled
from annotate.campaign.quality.replaying import ReplayedFile, Replays
from annotate.campaign.quality.started_from import Start, Suggestions, SuggestionsInFiles, SuggestionsInPlan
from annotate.campaign.server.edited_ontology import as_on_screen
from annotate.campaign.server.ontology_in_use import known_ontologies
from annotate.core.annotation import Annotation, Status
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.renaming import renamed
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.minutes import LONGEST_S, Outlier, Timed, Times
from annotate.evaluate.effort.pace import READING_SPEED, TooFast, least_seconds
from annotate.evaluate.effort.tables import NOBODY, NONE, Facts, Group, Row, Tables
from annotate.project import Project

if TYPE_CHECKING:
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.plan import Plan

SEVERAL = "several people"  # stands for the annotator of what a second person saved
Watch = Callable[[Iterable[Record]], Iterable[Record]]


@dataclass(frozen=True)
class Request:
    """What to count. ``file`` holds the annotations; None: the mirror.

    ``suggestions`` are files of suggestions; if empty, the plan has the suggestions as they were pushed.
    ``speed`` is the reading speed, in characters a second, above which a submission is too fast.
    ``longest_s`` is the longest time, in seconds, that counts for one article. ``replayed`` are files of
    suggestions to replay.
    """

    groups: tuple[Group, ...]
    file: Path | None = None
    suggestions: tuple[Path, ...] = ()
    speed: float = READING_SPEED
    longest_s: float = LONGEST_S
    replayed: tuple[Path, ...] = ()


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
    ``notes`` counts lines of a file that repeat an earlier one, which are counted once. ``rounds`` are the
    versions of suggestions, the earliest first. ``outliers`` are the times that do not count as they are.
    """

    tables: Tables
    times: Times = field(default_factory=Times)
    rounds: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    compared: int = 0
    from_nothing: int = 0
    rewritten: int = 0
    pushed: int = 0
    without_time: int = 0
    notes: FileNotes = field(default_factory=FileNotes)
    not_compared: list[NotCompared] = field(default_factory=list)
    too_fast: list[TooFast] = field(default_factory=list)
    outliers: list[Outlier] = field(default_factory=list)
    replays: list[ReplayedFile] = field(default_factory=list)
    tasks: int | None = None

    @property
    def in_part(self) -> bool:
        """Whether an annotation could not be compared, or not with each replayed file."""
        return bool(self.not_compared) or any(one.missing or one.other_text for one in self.replays)

    @property
    def total(self) -> Row:
        """The sums over all compared annotations."""
        return self.tables.rows[()].get((), Row())


def effort(project: Project, request: Request, watch: Watch = lambda records: records) -> EffortReport:
    """Counts the edits of every submitted annotation. Reads article by article, and keeps only sums.

    ``watch`` sees each record as it is read. Raises `InputError` for a file that cannot be read.
    """
    report = EffortReport(Tables(((), *request.groups)), Times(request.longest_s))
    with ExitStack() as stack:
        started: Suggestions
        read: Annotations
        if request.file is None:
            check_pulled(project)
            project = as_on_screen(project)
            plan, mirror = stack.enter_context(_stores(project))
            check_pulled(project, mirror)
            started, read = SuggestionsInPlan(plan), AnnotationsOfMirror(plan, mirror, project.ontology)
        else:
            log = stack.enter_context(known_ontologies(project))
            read = AnnotationsOfFile(project, request.file, log, report.notes)
            if not request.suggestions:
                _check_pushed(project, request.file)
                started = SuggestionsInPlan(stack.enter_context(_stores(project))[0])
        if request.suggestions:
            started = stack.enter_context(SuggestionsInFiles.opened(request.suggestions))
        report.rounds = started.versions()
        replays = stack.enter_context(Replays.opened(request.replayed))
        report.replays = replays.made
        counting = _Counting(report, started, replays, request.speed)
        for record in watch(read.records()):
            counting.take(record, read.ontology)
        report.outliers = report.times.outliers
        if request.file is None:
            report.tasks = mirror.count()
            if report.too_fast or report.outliers:
                _add_links(report, project, plan, mirror, project.ontology)
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


class _Counting:
    """Counts annotations one by one, in a report."""

    def __init__(self, report: EffortReport, started: Suggestions, replays: Replays, speed: float) -> None:
        self._report, self._started, self._replays, self._speed = report, started, replays, speed
        self._rounds = {version: str(number) for number, version in enumerate(report.rounds, 1)}

    def take(self, record: Record, ontology: Ontology) -> None:
        """Counts an annotation, which was made with this version of the ontology."""
        report, annotation = self._report, record.annotation
        status = str(annotation.status)
        report.statuses[status] = report.statuses.get(status, 0) + 1
        if annotation.status is not Status.SUBMITTED:
            return
        start = self._started.of(record)
        if start is Start.PUSHED and not annotation.lost:
            report.pushed += 1
        elif (why := _not_comparable(annotation, start)) is not None:
            report.not_compared.append(NotCompared(record.article.id, annotation.author, why))
        else:
            self._compare(record, start if isinstance(start, Annotation) else None, ontology)

    def _compare(self, record: Record, suggestion: Annotation | None, ontology: Ontology) -> None:
        report, article, annotation = self._report, record.article, record.annotation
        items = compare(
            None if suggestion is None else _with_names_of(ontology, suggestion),
            _with_names_of(ontology, annotation),
            ontology,
        )
        self._replays.take(record, suggestion, ontology, _with_names_of)
        made = annotation.created_at or annotation.updated_at
        version = NOBODY if suggestion is None else suggestion.author
        facts = Facts(
            annotator=annotation.author if annotation.rewritten_by is None else SEVERAL,
            day=NONE if made is None else made.astimezone(UTC).date().isoformat(),
            version=version,
            source=article.source or NONE,
            characters=len(article.text),
            seconds=annotation.lead_time_s,
            round=self._rounds.get(version, version),
        )
        if facts.seconds is None:
            report.without_time += 1
        else:
            gestures = sum(item.gestures for item in items)
            facts = replace(facts, time=self._take_time(record, facts.seconds, gestures))
        report.tables.take(items, facts)
        report.compared += 1
        report.from_nothing += suggestion is None
        report.rewritten += annotation.rewritten_by is not None

    def _take_time(self, record: Record, seconds: float, gestures: int) -> int:
        """Keeps the time of an annotation, and whether it is too short. Returns the number of the time."""
        article, characters = record.article.id, len(record.article.text)
        author, rewritten_by = record.annotation.author, record.annotation.rewritten_by
        least, rule = least_seconds(characters, gestures, self._speed)
        if seconds < least:
            found = TooFast(
                article=article,
                annotator=author,
                seconds=seconds,
                least_s=least,
                characters=characters,
                gestures=gestures,
                rule=rule,
                rewritten_by=rewritten_by,
            )
            self._report.too_fast.append(found)
        return self._report.times.take(Timed(article, author, seconds, characters, least, rewritten_by))


def _not_comparable(annotation: Annotation, start: Annotation | Start) -> str | None:
    """Why an annotation cannot be compared with its suggestion, or None if it can."""
    if annotation.lost:
        return f"a part of it could not be read ({', '.join(sorted(annotation.lost))})"
    if start is not Start.UNKNOWN:
        return None
    if annotation.based_on is None:
        return "it is not known from which of several suggestions it started"
    return f"the suggestion that it started from ({annotation.based_on}) is not here"


def _with_names_of(ontology: Ontology, annotation: Annotation) -> Annotation:
    """The annotation with the names of the ontology, so that a renamed type is no relabelling."""
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
    wanted = {one.article for one in report.too_fast} | {one.article for one in report.outliers}
    links: dict[str, str] = {}
    for task in article_tasks(mirror, plan, ontology):
        if task.article in wanted:
            links.setdefault(task.article, address(task.task_id))
    report.too_fast[:] = [replace(one, link=links.get(one.article)) for one in report.too_fast]
    report.outliers[:] = [replace(one, link=links.get(one.article)) for one in report.outliers]
