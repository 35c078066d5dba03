"""What each record of a push needs: desired state against actual state, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from annotate.core.annotation import Annotation, Status
from annotate.core.errors import InputError
from annotate.core.jsonl import RawRecord
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.codec.tasks import task_key
from annotate.studio.push.report import PushReport, Refused
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.task_states import TaskState, task_states
from annotate.studio.screen.binding import Binding
from annotate.studio.store.plan import Plan


class Need(Enum):
    """What has to be done for a record."""

    TASK = "a task of its own"
    SUGGESTIONS = "another version of suggestions on its task"
    ANNOTATION = "an annotation on its task, on which there is none"


@dataclass(frozen=True)
class Step:
    """A record with what it needs; ``old_keys`` are tasks with an older text of the article."""

    need: Need
    record: Record
    key: str
    line: str | None = None
    task_id: int | None = None
    old_keys: tuple[str, ...] = ()

    @property
    def annotation(self) -> Annotation:
        """What the record says."""
        return self.record.annotation


@dataclass
class Comparison:
    """Compares records with what the server holds; counts in ``report`` what needs nothing."""

    studio: Studio
    project_id: int | None
    ontology: Ontology
    plan: Plan
    held: ServerTasks | None
    binding: Binding | None
    revise: bool
    report: PushReport
    preview: bool = False  # nothing is noted in the plan
    versions: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # The articles of this input: each with the key that was taken, or None where it was refused.
        self._taken: dict[str, str | None] = {}
        self._states: dict[int, TaskState] | None = None

    def steps(self, records: Iterable[Record | RawRecord]) -> Iterator[Step]:
        """What has to be done, record by record."""
        for given in records:
            if isinstance(given, RawRecord):
                if self._is_known(given):
                    continue
                try:
                    record, line = given.record(), given.digest
                except InputError as error:  # this line costs no other
                    self.report.refused.append(Refused(None, str(error)))
                    continue
            else:
                record, line = given, None
            self._taken.setdefault(record.article.id, None)
            if refusal := self._refusal(record):
                self.report.refused.append(Refused(record.article.id, refusal))
            elif (step := self._step(record, line)) is not None:
                yield step

    def missing_here(self) -> list[str]:
        """The articles that the project holds and the records did not."""
        if self.held is None:
            return []
        return [article for article in self.held.index.articles() if article not in self._taken]

    def _is_known(self, given: RawRecord) -> bool:
        """Whether this very line was sent before and its task is still there: no need to look into it."""
        arrived = self.plan.arrived_line(given.digest)
        if arrived is None or self.held is None or arrived[0] not in self.held:
            return False
        key, article, version = arrived
        if self._taken.get(article) is not None:
            return False
        self._taken[article] = key
        self.known.add(version)
        self.report.same += 1
        return True

    def _refusal(self, record: Record) -> str | None:
        article, annotation = record.article, record.annotation
        if annotation.status in (Status.DRAFT, Status.SKIPPED):
            return f"a {annotation.status} annotation is not pushed"
        if annotation.ontology not in (None, self.ontology.id):
            return f"it was made with {annotation.ontology}, the project uses {self.ontology.id}"
        if found := [str(finding) for finding in findings(annotation, self.ontology)]:
            return "; ".join(found[:3])
        if self.binding is not None and (lacking := self.binding.without_place(annotation)):
            return f"the screen has no place for {', '.join(lacking[:3])}"
        key = task_key(article.id, article.digest)
        taken = self._taken.get(article.id)
        if taken is not None:
            return (
                "it stands twice in this input; the first was taken"
                if taken == key
                else "it stands in this input with two texts; the first was taken"
            )
        return None

    def _step(self, record: Record, line: str | None) -> Step | None:
        article = record.article
        key = task_key(article.id, article.digest)
        held = self.held
        old_keys: tuple[str, ...] = ()
        if held is not None:
            ids = held.index.ids(key)
            if ids and self.plan.is_replaced(key):
                if not self._may_revise(article.id, "the text was replaced by a newer one", "counts again"):
                    return None
                if not self.preview:
                    self.plan.take_back(
                        key, [other for other in held.index.keys_of(article.id) if other != key]
                    )
            if ids:
                self._taken[article.id] = key
                return self._other_version(record, key, line, ids[0])
            old_keys = tuple(held.index.keys_of(article.id))
        if old_keys and not self._may_revise(
            article.id,
            "the text differs from the one pushed before under this id",
            "becomes a new task beside the old one",
        ):
            return None
        self._taken[article.id] = key
        if record.annotation.status is Status.SUGGESTED:
            self.versions.add(record.annotation.author)
        return Step(Need.TASK, record, key, line, old_keys=old_keys)

    def _may_revise(self, article: str, why: str, what: str) -> bool:
        """Whether the article may have another text than before; says so where it may not."""
        self.report.texts.append(article)
        if not self.revise:
            self.report.refused.append(Refused(article, f"{why} (with --revise it {what})"))
        return self.revise

    def _other_version(self, record: Record, key: str, line: str | None, task_id: int) -> Step | None:
        version = record.annotation.author
        if self.plan.has_arrived(key, version):
            self.known.add(version)
            self.report.same += 1
            return None
        state = self._state(task_id)
        if state.text not in (None, record.article.digest):
            self.report.refused.append(
                Refused(record.article.id, f"the text of its task {task_id} was changed in Label Studio")
            )
            return None
        if record.annotation.status is not Status.SUGGESTED:
            if state.is_open:
                return Step(Need.ANNOTATION, record, key, line, task_id)
            self.report.same += 1
            self.report.closed.append(record.article.id)
            return None
        self.versions.add(version)
        if version in state.versions:
            if not self.preview:
                self.plan.add([record], lines=[line])
                self.plan.note_arrived([(key, version)])
            self.report.same += 1
        elif not state.is_open:
            self.report.same += 1
            self.report.closed.append(record.article.id)
        else:
            return Step(Need.SUGGESTIONS, record, key, line, task_id)
        return None

    def _state(self, task_id: int) -> TaskState:
        if self._states is None:
            assert self.project_id is not None, "a task is held by a project"
            text_key = self.binding.text_key if self.binding is not None else None
            self._states = task_states(self.studio, self.project_id, text_key=text_key)
        return self._states.get(task_id, TaskState((), is_open=True))
