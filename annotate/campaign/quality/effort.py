"""Compares what annotators submitted with the suggestions that they started from, and counts gestures.

Each annotation is compared under the version of the ontology with which it was made, so that a later change
of the ontology changes no count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotate.campaign.quality.lint_sources import check_pulled
from annotate.campaign.quality.started_from import Start, Suggestions, SuggestionsInFiles, SuggestionsInPlan
from annotate.campaign.server.edited_ontology import as_on_screen
from annotate.campaign.server.ontology_in_use import FormerOntologies, known_ontologies
from annotate.core import jsonl
from annotate.core.annotation import Annotation, Status
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.renaming import renamed, with_usual_values_of
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.pace import READING_SPEED, TooFast, least_seconds
from annotate.evaluate.effort.tables import NONE, Facts, Group, Row, Tables
from annotate.project import Project

if TYPE_CHECKING:
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.ontology_log import OntologyLog
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
    ``came_twice`` are lines of a file that repeat an earlier one, which are counted once.
    """

    tables: Tables
    statuses: dict[str, int] = field(default_factory=dict)
    compared: int = 0
    from_nothing: int = 0
    rewritten: int = 0
    pushed: int = 0
    without_time: int = 0
    came_twice: int = 0
    not_compared: list[NotCompared] = field(default_factory=list)
    too_fast: list[TooFast] = field(default_factory=list)
    forgotten: dict[str, bool] = field(default_factory=dict)
    tasks: int | None = None

    @property
    def total(self) -> Row:
        """The sums over all compared annotations."""
        return self.tables.rows[()].get((), Row())


def effort(project: Project, request: Request, watch: Watch = lambda records: records) -> EffortReport:
    """Counts the edits of every submitted annotation. Reads article by article, and keeps only sums.

    ``watch`` sees each record as it is read. Raises `InputError` for a file that cannot be read.
    """
    report = EffortReport(Tables(((), *request.groups)))
    with ExitStack() as stack:
        started: Suggestions
        read: Source
        if request.file is None:
            check_pulled(project)
            project = as_on_screen(project)
            plan, mirror = stack.enter_context(_stores(project))
            check_pulled(project, mirror)
            started, read = SuggestionsInPlan(plan), _OfMirror(plan, mirror, project.ontology)
        else:
            read = _OfFile(project, request.file, stack.enter_context(known_ontologies(project)), report)
            if not request.suggestions:
                _check_pushed(project, request.file)
                started = SuggestionsInPlan(stack.enter_context(_stores(project))[0])
        if request.suggestions:
            started = stack.enter_context(SuggestionsInFiles.opened(request.suggestions))
        for record in watch(read.records()):
            _take(report, record, started, read, request.speed)
        if request.file is None:
            report.tasks = mirror.count()
            if report.too_fast:
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


class Source(Protocol):
    """Where annotations are read. ``ontology`` is the one under which the latest record is compared."""

    ontology: Ontology

    def records(self) -> Iterator[Record]:
        """The annotations, one by one."""


class _OfMirror:
    """The annotations of the mirror, each read by the version of the ontology with which it was made."""

    def __init__(self, plan: Plan, mirror: Mirror, ontology: Ontology) -> None:
        self._plan, self._mirror, self._present = plan, mirror, ontology
        self.ontology = ontology

    def records(self) -> Iterator[Record]:
        from annotate.studio.pull.decode_report import DecodeReport
        from annotate.studio.pull.reading import task_records

        read = task_records(
            self._mirror, self._plan, self._present, DecodeReport(), drafts=True, as_made=True
        )
        for found in read:
            self.ontology = found.ontology
            yield found.record


class _OfFile:
    """The annotations of a file. A pull wrote them with the names of its time, so present names are used.

    Usual values are those of the version with which an annotation was made.
    """

    def __init__(self, project: Project, file: Path, log: OntologyLog | None, report: EffortReport) -> None:
        self._project, self._file, self._report = project, file, report
        self._formers = FormerOntologies(project, log, file)
        self._known: dict[int, tuple[Ontology, Ontology]] = {}
        self.ontology = project.ontology

    def records(self) -> Iterator[Record]:
        from annotate.studio.store.forgotten import FORGOTTEN_FILE
        from annotate.studio.store.forgotten_content import without_forgotten

        forgotten = self._project.local / FORGOTTEN_FILE
        seen: set[bytes] = set()
        for record in without_forgotten(jsonl.read_records(self._file), forgotten, self._report.forgotten):
            digest = hashlib.blake2b(record.to_json().encode(), digest_size=16).digest()
            if digest in seen:
                self._report.came_twice += 1
                continue
            seen.add(digest)
            self.ontology = self._compared_under(record.annotation)
            yield record

    def _compared_under(self, annotation: Annotation) -> Ontology:
        present = self._project.ontology
        if not (formers := self._formers(annotation)):
            return present
        former = formers[-1]
        if id(former) not in self._known:
            # With the former, so that its identity is not given again.
            self._known[id(former)] = former, with_usual_values_of(former, present)
        return self._known[id(former)][1]


def _take(report: EffortReport, record: Record, started: Suggestions, source: Source, speed: float) -> None:
    ontology = source.ontology
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
        None if suggestion is None else _with_names_of(ontology, suggestion),
        _with_names_of(ontology, annotation),
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
    wanted = {one.article for one in report.too_fast}
    links: dict[str, str] = {}
    for task in article_tasks(mirror, plan, ontology):
        if task.article in wanted:
            links.setdefault(task.article, address(task.task_id))
    report.too_fast[:] = [replace(one, link=links.get(one.article)) for one in report.too_fast]
