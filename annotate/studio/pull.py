"""Pull: brings the mirror up to date, and gives the annotations in it as records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from annotate.core.annotation import Annotation, Status
from annotate.core.jsonl import validation_sentence
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.binding import Binding, bind
from annotate.studio.client import Studio
from annotate.studio.codec import decode
from annotate.studio.mirror import Changes, Mirror, MirroredTask
from annotate.studio.plan import Plan
from annotate.studio.tasks import article_of

# `include` filters the keys of nested annotations as well, so theirs are named here.
_INCLUDE = (
    "id,data,updated_at,annotations,result,completed_by,was_cancelled,lead_time,created_at,"
    "ground_truth,parent_prediction,parent_annotation"
)
# Not `created_ago`, which is another one at every look.
_DRAFT_KEYS = ("id", "user", "result", "lead_time", "created_at", "updated_at", "annotation")
_PAGE = 100
Progress = Callable[[int], None]


@dataclass
class PullReport:
    """What changed on the server since the last pull."""

    tasks: int = 0
    changes: Changes = field(default_factory=Changes)


@dataclass
class DecodeReport:
    """What reading the mirror gave: annotations by status, what was dropped or not understood, by article."""

    statuses: dict[str, int] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def pull(
    studio: Studio,
    project_id: int,
    ontology: Ontology,
    mirror: Mirror,
    *,
    drafts: bool = False,
    progress: Progress = lambda done: None,
) -> PullReport:
    """Copies the project's tasks and annotations (drafts where asked) into the mirror.

    Raises `ConfigError` where the live configuration does not fit the ontology.
    """
    project = studio.project(project_id)
    bind(ontology, project["label_config"])
    for key, value in (("label_config", project["label_config"]), ("users", studio.users())):
        if mirror.setting(key) != _as_stored(value):
            mirror.set_setting(key, value)
    report = PullReport()
    present: set[int] = set()
    page: list[dict[str, Any]] = []

    def take_page() -> None:
        report.changes += mirror.update(page, drafts=drafts)
        present.update(task["id"] for task in page)
        page.clear()
        progress(len(present))

    include = _INCLUDE + ",draft_exists" if drafts else _INCLUDE
    for task in studio.tasks(project_id, fields="all", include=include, page_size=_PAGE):
        if task.get("draft_exists"):
            task["drafts"] = [
                {key: draft.get(key) for key in _DRAFT_KEYS} for draft in studio.drafts(task["id"])
            ]
        page.append(task)
        if len(page) == _PAGE:
            take_page()
    take_page()
    report.changes += mirror.mark_gone(present)
    report.tasks = len(present)
    return report


def records(
    mirror: Mirror, plan: Plan, ontology: Ontology, report: DecodeReport, *, drafts: bool = False
) -> Iterator[Record]:
    """Each annotation in the mirror as a record: submitted and skipped ones, drafts where asked."""
    config = mirror.setting("label_config")
    if config is None:
        return
    binding = bind(ontology, config)
    users = {int(key): name for key, name in (mirror.setting("users") or {}).items()}
    for task in mirror.tasks():
        article = (plan.article(task.task_key) if task.task_key else None) or article_of(task.data)
        if article is None:
            report.problems.append(f"task {task.task_id}: is not one of ours; left out")
            continue
        if task.data.get(binding.text_key) != article.text:
            report.problems.append(
                f"article {article.id}, task {task.task_id}: its text was changed in Label Studio, so no"
                f" position can be trusted; {len(task.annotations)} annotations left out"
            )
            continue
        reader = _TaskReader(task, article.id, binding, ontology, plan, users, report)
        for annotation in reader.annotations(article.text, article.digest, drafts=drafts):
            yield Record.of(article, annotation)


def untouched(mirror: Mirror, plan: Plan) -> Iterator[str]:
    """The ids of articles in Label Studio on which nobody has submitted, skipped or begun anything."""
    for task in mirror.tasks():
        if not task.annotations and not task.drafts:
            article = (plan.article(task.task_key) if task.task_key else None) or article_of(task.data)
            if article is not None:
                yield article.id


class _TaskReader:
    """Decodes what people did on one task."""

    def __init__(
        self,
        task: MirroredTask,
        article_id: str,
        binding: Binding,
        ontology: Ontology,
        plan: Plan,
        users: dict[int, str],
        report: DecodeReport,
    ) -> None:
        self.task = task
        self.article_id = article_id
        self.binding = binding
        self.ontology = ontology
        self.users = users
        self.report = report
        self.sent = plan.sent(task.task_key) if task.task_key else []

    def annotations(self, text: str, digest: str, *, drafts: bool) -> Iterator[Annotation]:
        for body in self.task.annotations:
            status = Status.SKIPPED if body.get("was_cancelled") else Status.SUBMITTED
            yield from self._annotation(body, status, text, digest)
        if drafts:
            for body in self.task.drafts:
                # A draft on top of a submitted annotation is work in progress on that one.
                yield from self._annotation(body, Status.DRAFT, text, digest)

    def _annotation(
        self, body: dict[str, Any], status: Status, text: str, digest: str
    ) -> Iterator[Annotation]:
        decoded = decode(body.get("result") or [], text, self.binding, self.ontology, self.sent)
        place = f"article {self.article_id}, {status} annotation {body.get('id')}"
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
            self.report.problems.append(f"{place}: {validation_sentence(error)}; left out")
            return
        self.report.problems.extend(f"{place}, {problem}" for problem in decoded.problems)
        self.report.dropped.extend(f"{place}, {dropped}" for dropped in decoded.dropped)
        self.report.statuses[status] = self.report.statuses.get(status, 0) + 1
        yield annotation

    def _author(self, body: dict[str, Any]) -> str:
        account = body.get("completed_by", body.get("user"))
        if isinstance(account, dict):
            account = account.get("id")
        if isinstance(account, int):
            return self.users.get(account, f"user-{account}")
        return str(account) if account else "unknown"

    def _based_on(self, body: dict[str, Any]) -> str | None:
        """The suggestion that the annotator was shown; Label Studio says only that there was one."""
        suggestions = [known.author for known in self.sent if known.status is Status.SUGGESTED]
        return suggestions[0] if body.get("parent_prediction") and suggestions else None


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and value >= 0 else None


def _as_stored(value: Any) -> Any:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else value
