"""Reads the annotations in the mirror as records. Reports each part that was left out or repaired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import ValidationError

from annotate.core.annotation import Annotation, Status
from annotate.core.jsonl import validation_sentence
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import nesting_findings
from annotate.core.record import Record
from annotate.studio.codec.results import decode
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.tasks import Unreadable
from annotate.studio.pull.articles import TaskArticles
from annotate.studio.pull.originals import (
    ANNOTATION,
    BASED_ON,
    DRAFT,
    author_name,
    with_original,
)
from annotate.studio.screen.binding import Binding, bind
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import MirroredTask
from annotate.studio.store.plan import Plan

LONGEST_S = 1e8  # about three years; a longer lead time cannot be real


@dataclass(frozen=True)
class Trouble:
    """A part of an annotation or task that was left out, repaired, or kept although it is not allowed.

    ``place`` and ``what`` form a sentence. ``article``, ``task``, ``annotation`` and ``region`` identify the
    same place for programs, and are None where they do not apply.
    """

    kind: str
    place: str
    what: str
    article: str | None = None
    task: int | None = None
    annotation: int | None = None
    region: str | None = None

    def __str__(self) -> str:
        return f"{self.place}{', ' if self.what.startswith('region ') else ': '}{self.what}"


@dataclass
class DecodeReport:
    """Counts of the annotations read, by status, and lists of parts that were not read unchanged.

    ``problems`` lists parts that were left out or repaired. ``noted`` lists parts that were kept although the
    ontology does not allow them. ``dropped`` lists fields of a suggestion that no longer apply, because an
    annotator changed the region.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    dropped: list[Trouble] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    noted: list[Trouble] = field(default_factory=list)

    @property
    def kinds(self) -> dict[str, int]:
        """Counts by kind, the most frequent kind first."""
        every = (*self.problems, *self.noted, *self.dropped)
        return dict(Counter(trouble.kind for trouble in every).most_common())


def records(
    mirror: Mirror, plan: Plan, ontology: Ontology, report: DecodeReport, *, drafts: bool = False
) -> Iterator[Record]:
    """Yields each submitted or skipped annotation in the mirror as a record. With ``drafts``, drafts too."""
    config = mirror.setting("label_config")
    if config is None:
        return
    binding = bind(ontology, config)
    users = {int(key): name for key, name in (mirror.setting("users") or {}).items()}
    articles = TaskArticles(mirror, plan, ontology, binding)
    for task in mirror.tasks():
        article = articles.of(task)
        if isinstance(article, Unreadable):
            report.problems.append(
                Trouble(
                    "other task",
                    f"task {task.task_id}",
                    f"{article.why}; left out",
                    article.article,
                    task=task.task_id,
                )
            )
            continue
        stored = articles.stored(task)
        if stored.text != article.text:
            report.problems.append(
                Trouble(
                    "text changed there",
                    f"article {article.id}, task {task.task_id}",
                    "its text was changed in Label Studio, so its positions cannot be trusted;"
                    f" its annotations ({len(task.annotations)}) are left out",
                    article.id,
                    task.task_id,
                )
            )
            continue
        reader = _TaskReader(task, article.id, binding, ontology, plan, users, report, stored)
        for annotation in reader.annotations(article.text, article.digest, drafts=drafts):
            yield Record.of(article, annotation)


class _TaskReader:
    """Decodes the annotations and drafts of one task."""

    def __init__(
        self,
        task: MirroredTask,
        article_id: str,
        binding: Binding,
        ontology: Ontology,
        plan: Plan,
        users: dict[int, str],
        report: DecodeReport,
        stored: StoredText,
    ) -> None:
        self.task = task
        self.article_id = article_id
        self.binding = binding
        self.ontology = ontology
        self.users = users
        self.report = report
        self.stored = stored
        self.plan = plan
        self.sent = plan.sent(task.task_key) if task.task_key else []

    def annotations(self, text: str, digest: str, *, drafts: bool) -> Iterator[Annotation]:
        for body in self.task.annotations:
            status = Status.SKIPPED if body.get("was_cancelled") else Status.SUBMITTED
            made = with_original(body, ANNOTATION, self.plan)
            yield from self._annotation(made, status, text, digest)
        if drafts:
            for body in self.task.drafts:
                # A draft of a change to a submitted annotation is read as a draft too.
                made = with_original(body, DRAFT, self.plan)
                yield from self._annotation(made, Status.DRAFT, text, digest)

    def _annotation(
        self, body: dict[str, Any], status: Status, text: str, digest: str
    ) -> Iterator[Annotation]:
        place = f"article {self.article_id}, {status} annotation {body.get('id')}"
        named = partial(
            Trouble, place=place, article=self.article_id, task=self.task.task_id, annotation=body.get("id")
        )
        results = body.get("result")
        if not isinstance(results, list):
            kind = "nothing" if results is None else f"a {type(results).__name__}"
            what = f"has {kind} instead of a list of regions; read as empty"
            self.report.problems.append(named("no list of regions", what=what))
            results = []
        decoded = decode(self.stored.read(results), text, self.binding, self.ontology, self.sent)
        try:
            annotation = Annotation(
                author=self._author(body),
                status=status,
                ontology=self.ontology.id,
                digest=digest,
                created_at=body.get("created_at"),
                updated_at=body.get("updated_at"),
                lead_time_s=_seconds(body.get("lead_time")),
                based_on=self._based_on(body),
                entities=decoded.entities,
                events=decoded.events,
            )
        except ValidationError as error:
            what = f"{validation_sentence(error)}; left out"
            self.report.problems.append(named("not usable", what=what))
            return
        for problems, trouble in (
            (decoded.problems, self.report.problems),
            (decoded.dropped, self.report.dropped),
        ):
            trouble.extend(
                named(problem.kind, what=str(problem), region=problem.region) for problem in problems
            )
        self.report.noted.extend(
            named("overlap", what=f"{finding}; kept", region=finding.region)
            for finding in nesting_findings(annotation, self.ontology)
        )
        self.report.statuses[status] = self.report.statuses.get(status, 0) + 1
        yield annotation

    def _author(self, body: dict[str, Any]) -> str:
        return author_name(body.get("completed_by", body.get("user")), self.users)

    def _based_on(self, body: dict[str, Any]) -> str | None:
        """The version of the suggestion that the annotation began with, or None if there was none.

        Also None if the version is unknown.
        """
        if (known := body.get(BASED_ON)) is not None:
            return str(known)
        prediction = body.get("parent_prediction")
        return self.plan.predictions.version(prediction) if type(prediction) is int else None


def _seconds(value: Any) -> float | None:
    """Returns a lead time in seconds, or None if the value is not plausible."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value <= LONGEST_S else None
