"""Reads the annotations in the mirror as records. Reports each part that was left out or repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.authorship import authorship_findings
from annotate.core.filled_in import filled_in
from annotate.core.findings import Finding, lost_of
from annotate.core.jsonl import validation_sentence
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings as checks
from annotate.core.record import Record
from annotate.core.renaming import renamed
from annotate.core.unsure import unsure_findings
from annotate.studio.addresses import task_address
from annotate.studio.codec.open_arrow import RoleJudge
from annotate.studio.codec.results import Decoded, decode
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.tasks import Unreadable
from annotate.studio.codec.usual_values import fill_in
from annotate.studio.pull.articles import TaskArticles
from annotate.studio.pull.as_made import Version, VersionsInUse
from annotate.studio.pull.blanks_before import blanks_before
from annotate.studio.pull.decode_report import DecodeReport, trouble
from annotate.studio.pull.former_parts import no_longer_asked
from annotate.studio.pull.originals import (
    ANNOTATION,
    BASED_ON,
    DRAFT,
    author_name,
    rewritten_by,
    with_original,
)
from annotate.studio.pull.seen import seen
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.mirrored import MirroredTask
from annotate.studio.store.plan import Plan

_TIMES = frozenset({"created_at", "updated_at"})
LONGEST_S = 1e8  # about three years; a longer lead time cannot be real


def records(
    mirror: Mirror,
    plan: Plan,
    ontology: Ontology,
    report: DecodeReport,
    *,
    drafts: bool = False,
    judge: RoleJudge | None = None,
    decide_again: bool = False,
) -> Iterator[Record]:
    """Yields each submitted or skipped annotation in the mirror as a record. With ``drafts``, drafts too.

    ``judge`` chooses the role of an arrow without one whose direction leaves several; by default the built-in
    rule. A role that the plan has keeps its value, unless ``decide_again``. So does any other value that an
    earlier pull read from a blank.

    An annotation that cannot be read, or whose task has another text by now, is yielded without regions: its
    ``lost`` says why. Only tasks that annotate did not make yield nothing.
    """
    found = task_records(
        mirror, plan, ontology, report, drafts=drafts, judge=judge, decide_again=decide_again
    )
    return (item.record for item in found)


@dataclass(frozen=True)
class TaskRecord:
    """A record of the mirror with the ids of its task and annotation (or draft).

    ``sent`` is what was sent to that task, the latest first. ``ontology`` is the one whose names it has.
    """

    record: Record
    task_id: int
    annotation_id: int | None
    sent: Sequence[Annotation]
    ontology: Ontology


def task_records(
    mirror: Mirror,
    plan: Plan,
    ontology: Ontology,
    report: DecodeReport,
    *,
    drafts: bool = False,
    judge: RoleJudge | None = None,
    decide_again: bool = False,
    as_made: bool = False,
) -> Iterator[TaskRecord]:
    """Like `records`, with the task of each. Reports what is found in an annotation before its record.

    With ``as_made``, an annotation has the names of the version that was in use when it was saved last, and
    so has what was sent.
    """
    config = mirror.setting("label_config")
    if config is None:
        return
    present = Version.of(plan, ontology, config, judge, decide_again=decide_again)
    in_use = VersionsInUse(plan, present, config) if as_made else None
    users = {int(key): name for key, name in (mirror.setting("users") or {}).items()}
    articles = TaskArticles(mirror, plan, ontology, present.binding)
    server = plan.link
    for task in mirror.tasks():
        link = task_address(server.url, server.project_id, task.task_id) if server else None
        article = articles.of(task)
        if isinstance(article, Unreadable):
            finding = Finding("other-task", f"{article.why}; left out")
            place = f"task {task.task_id}"
            # The task may hold work that somebody misses, or be an article of an adopted project.
            drops = bool(task.annotations) or bool(task.drafts) or article.article is not None
            where = {"article": article.article, "task": task.task_id, "link": link}
            report.add(trouble(finding, place, drops=drops, **where))
            continue
        stored = articles.stored(task)
        key = articles.key(task)
        obstacle = articles.obstacle(task, article, stored, key)
        bodies = list(_bodies(task, plan, drafts=drafts))
        versions = [present] if in_use is None else in_use.at_each([_saved(body) for body, _ in bodies])
        for version in versions:
            reader = _TaskReader(task, article, stored, key, obstacle, version, plan, users, report, link)
            for body, annotation in reader.annotations(
                [one for one in bodies if in_use is None or in_use.at(_saved(one[0])) is version]
            ):
                record = Record.of(article, annotation)
                yield TaskRecord(record, task.task_id, body.get("id"), reader.sent, version.ontology)


class _TaskReader:
    """Decodes the annotations and drafts of one task."""

    def __init__(
        self,
        task: MirroredTask,
        article: Article,
        stored: StoredText,
        key: str | None,
        obstacle: Finding | None,
        version: Version,
        plan: Plan,
        users: dict[int, str],
        report: DecodeReport,
        link: str | None,
    ) -> None:
        self.task = task
        self.article = article
        self.stored = stored
        self.binding = version.binding
        self.ontology = version.ontology
        self.stated = version.stated
        self.users = users
        self.report = report
        self.plan = plan
        self.link = link
        self.key = key
        self.arrows = version.arrows
        self.sent = [_present(sent, version.ontology) for sent in plan.sent(key)] if key else []
        self.obstacle = obstacle

    def annotations(
        self, bodies: Sequence[tuple[dict[str, Any], Status]]
    ) -> Iterator[tuple[dict[str, Any], Annotation]]:
        """Each annotation, after the body that it was read from."""
        for body, status in bodies:
            yield body, self._annotation(body, status)
        if self.obstacle is not None and not bodies:
            rule = f"{self.obstacle.rule}; nobody has annotated it yet"
            self._report(replace(self.obstacle, rule=rule), {}, None, None)

    def _annotation(self, body: dict[str, Any], status: Status) -> Annotation:
        findings, decoded = self._decoded(body)
        fields = {
            "author": self._author(body),
            "rewritten_by": rewritten_by(body, self.users) if status is not Status.DRAFT else None,
            "status": status,
            "ontology": self._made_with(body),
            "digest": self.article.digest,
            "created_at": body.get("created_at"),
            "updated_at": body.get("updated_at"),
            "lead_time_s": _seconds(body.get("lead_time")),
            "based_on": self._based_on(body),
            "entities": decoded.entities,
            "events": decoded.events,
            "lost": lost_of(findings),
            "unsure": decoded.unsure,
        }
        annotation = self._made(fields, findings)
        findings.extend(authorship_findings(annotation))
        findings.extend(unsure_findings(annotation))
        for finding in (*findings, *decoded.dropped):
            self._report(finding, body, annotation.author, status)
        self.report.filled_in.update(name for region in annotation.regions for name in filled_in(region))
        self.report.statuses[status] = self.report.statuses.get(status, 0) + 1
        return annotation

    def _decoded(self, body: dict[str, Any]) -> tuple[list[Finding], Decoded]:
        """The regions of an annotation, and everything found. No region if there is an obstacle."""
        if self.obstacle is not None:
            why = "so the positions of this annotation cannot be trusted"
            if self.obstacle.code == "other-key":
                why = "so nobody can tell which of the two this annotation is of"
            rule = f"{self.obstacle.rule}, {why}; its regions are left out"
            return [replace(self.obstacle, rule=rule)], Decoded((), ())
        results = body.get("result")
        findings = []
        if not isinstance(results, list):
            kind = "nothing" if results is None else f"a {type(results).__name__}"
            rule = f"an annotation has {kind} instead of a list of regions; read as empty"
            findings.append(Finding("no-list-of-regions", rule))
            results = []
        self.report.used.take(results)
        before = seen(self.sent, self._based_on(body))
        blanks = blanks_before(body, self.task, self.key, self.plan, self.ontology, self.binding)
        roles = self.arrows.reading(self.key, _saved(body), blanks.known.roles)
        decoded = decode(results, self.stored, self.binding, self.ontology, before.sent, roles=roles)
        self.report.roles_by_direction += roles.by_direction
        self.report.filled_roles.extend((self.key or "", one) for one in roles.filled)
        decoded.dropped.extend(before.findings(decoded, self.binding))
        findings.extend(decoded.findings)
        usual, ontology = self.stated.at(_saved(body))
        decoded = fill_in(decoded, usual, ontology, before.sent, self.stored.text, blanks.values)
        self.report.kept_roles += roles.stayed
        self.report.kept_values += blanks.values.kept
        self.report.blanks.extend(blanks.read(roles))
        return findings, decoded

    def _made(self, fields: dict[str, Any], findings: list[Finding]) -> Annotation:
        """The annotation. Adds findings, and leaves out times or regions that make no annotation."""
        try:
            annotation = Annotation(**fields)
        except ValidationError as error:
            wrong = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
            if wrong and wrong <= _TIMES:
                findings.append(
                    Finding("bad-time", f"an annotation has no usable {', '.join(sorted(wrong))}")
                )
                return self._made({**fields, **dict.fromkeys(wrong)}, findings)
            finding = Finding("not-usable", f"{validation_sentence(error)}; its regions are left out")
            findings.append(finding)
            lost = {**fields["lost"], finding.code: (str(finding),)}
            times = dict.fromkeys(_TIMES)
            annotation = Annotation(**{**fields, **times, "entities": (), "events": (), "lost": lost})
        findings.extend(self._checked(annotation))
        return annotation

    def _checked(self, annotation: Annotation) -> list[Finding]:
        """What the ontology does not allow, as a release will judge it. All of it is kept."""
        found = list(checks(annotation, self.ontology))
        if any(finding.severity.holds_back for finding in found):
            with suppress(ValueError):  # a release lifts what was made with a former version
                found = list(checks(renamed(annotation, self.ontology), self.ontology))
        # Doubles that are still there were reported by the decoder.
        former = self.binding.former
        return [
            replace(finding, rule=f"{finding.rule}; kept")
            if finding.code == "nesting"
            else no_longer_asked(finding, annotation, former)
            for finding in found
            if finding.code != "double"
        ]

    def _report(
        self, finding: Finding, body: dict[str, Any], author: str | None, status: Status | None
    ) -> None:
        found = trouble(
            finding,
            f"article {self.article.id}",
            article=self.article.id,
            task=self.task.task_id,
            annotation=body.get("id"),
            author=author,
            link=self.link,
            status=None if status is None else str(status),
            drops=False if status is None else None,  # nobody annotated the task
        )
        self.report.add(found)

    def _made_with(self, body: dict[str, Any]) -> str:
        """The ontology that was in use when a person last saved the annotation."""
        used = self.plan.ontologies.at(_saved(body))
        return self.ontology.id if used is None else used.id

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


def _bodies(task: MirroredTask, plan: Plan, *, drafts: bool) -> Iterator[tuple[dict[str, Any], Status]]:
    """The annotations of a task and, with ``drafts``, its drafts, as they were before any restore."""
    for body in task.annotations:
        status = Status.SKIPPED if body.get("was_cancelled") else Status.SUBMITTED
        yield with_original(body, ANNOTATION, plan), status
    # A draft of a change to a submitted annotation is read as a draft too.
    for body in task.drafts if drafts else ():
        yield with_original(body, DRAFT, plan), Status.DRAFT


def _saved(body: dict[str, Any]) -> Any:
    """When a person last saved an annotation or draft."""
    return body.get("updated_at") or body.get("created_at")


def _present(sent: Annotation, ontology: Ontology) -> Annotation:
    """What was sent, with the names of the present version, so that its regions are recognised.

    A suggestion need not say which version it was made with: then what has no place in the present one is
    taken for a former name.
    """
    if sent.ontology == ontology.id or not ontology.renamed:
        return sent
    try:
        return renamed(sent, ontology)
    except ValueError:
        return sent  # two attributes became one and have different values


def _seconds(value: Any) -> float | None:
    """Returns a lead time in seconds, or None if the value is not plausible."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value <= LONGEST_S else None
