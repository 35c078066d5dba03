"""Comparison: decides for each record of a push what has to be sent.

This module sends, requests and writes nothing. `Knowledge` answers questions about the server, and
`Comparison` yields a decision for each record. Each article is decided once, so a caller may write to the
plan between two decisions.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from annotate.core.annotation import Annotation, Status
from annotate.core.errors import InputError
from annotate.core.jsonl import RawRecord
from annotate.core.record import Record
from annotate.studio.codec.tasks import task_key
from annotate.studio.push.alike import differ_in_versions_alone
from annotate.studio.push.rules import Rules
from annotate.studio.push.spool import Spool
from annotate.studio.push.task_states import TaskState

__all__ = ["Comparison", "Decision", "Knowledge", "Need", "Rules", "Step", "Verdict"]


class Need(Enum):
    """What has to be sent for a record."""

    TASK = "a new task"
    SUGGESTIONS = "another version of suggestions for its task"
    ANNOTATION = "an annotation for its task, which has none"


@dataclass(frozen=True)
class Step:
    """A record and the kind of call that it needs. ``line`` is the digest of the record's line in the file.

    ``old_keys`` are the keys of tasks with older texts of the article. ``restores`` says that this
    step sends again what somebody deleted in Label Studio. ``place`` is the task's place in the queue, as the
    score that 'annotate next' gave its prediction.
    """

    need: Need
    record: Record
    key: str
    line: str | None = None
    task_id: int | None = None
    old_keys: tuple[str, ...] = ()
    restores: bool = False
    place: float | None = None

    @property
    def annotation(self) -> Annotation:
        """The record's annotation."""
        return self.record.annotation


class Verdict(Enum):
    """What a push does with a record."""

    SEND = "it is sent"
    SAME = "nothing: by the plan, its task has it"
    SEEN = "nothing: its task has it, which the plan did not know"
    CLOSED = "nothing: an annotator has worked on its task"
    VERSION_ALONE = "nothing: it differs from what annotators see only in versions"
    REFUSED = "nothing: it cannot be sent"
    FORGOTTEN = "nothing: its article or annotator is forgotten"


@dataclass(frozen=True)
class Decision:
    """What a push does with one record.

    ``version`` is the version of the record's suggestions, or the author of the record's annotation. ``step``
    is the step that the push sends, holds back, or finds done on the server. ``text_differs`` says that the
    article's newest text on the server is another version. ``returned`` is the key of a task whose text was
    replaced and is the newest again. ``replaces`` are then the keys of the article's other tasks.
    """

    verdict: Verdict
    article: str | None = None
    version: str | None = None
    suggested: bool = False
    step: Step | None = None
    why: str = ""
    text_differs: bool = False
    returned: str | None = None
    replaces: tuple[str, ...] = ()


class Knowledge(Protocol):
    """What is known about the server, by task or article."""

    def task_ids(self, key: str) -> Sequence[int]:
        """The ids of the tasks with this key. More than one means duplicate tasks."""

    def keys_of(self, article: str) -> Sequence[str]:
        """The keys of an article's tasks: one for each version of the article's text."""

    def is_replaced(self, key: str) -> bool:
        """Whether the article has a newer text than this task."""

    def has_arrived(self, key: str, version: str) -> bool:
        """Whether the plan knows that the task with this key has this version."""

    def arrived_line(self, digest: str) -> tuple[str, str, str] | None:
        """The task key, article and version of the file line with this digest, if the line arrived before."""

    def was_deleted(self, key: str, version: str) -> bool:
        """Whether somebody deleted this version of the task on the server."""

    def state(self, task_id: int) -> TaskState:
        """The versions that a task has, and whether an annotator has worked on it."""

    def shown(self, key: str) -> Annotation | None:
        """The suggestions of this task that annotators see, as they were sent, or None."""

    def is_begun(self, version: str) -> bool:
        """Whether any task has this version already, or a stopped push began to send this version."""

    def shown_elsewhere(self, articles: Container[str]) -> bool:
        """Whether an open task of an article outside ``articles`` has the version that annotators see."""


@dataclass
class Comparison:
    """Decides record by record.

    ``taken`` maps each article of the input to the task key of the accepted record, or to None.

    Records wait in a `Spool` if their suggestions differ only in versions from those that annotators see. The
    push sends waiting records in two cases. First, it has to send other suggestions: annotators see one
    version, so every open task needs the new version. Second, the input lacks an article whose open task has
    the shown version: another input may have new suggestions for that article.
    """

    rules: Rules
    known: Knowledge
    taken: dict[str, str | None] = field(default_factory=dict)
    _all_needed: bool = field(default=False, init=False)  # send those that differ in versions alone too

    def decisions(self, records: Iterable[Record | RawRecord]) -> Iterator[Decision]:
        """Yields a decision for each record. Decisions on records that waited come later."""
        with Spool() as waiting:
            for given in records:
                decision = self._decision(given)
                if decision.verdict is Verdict.VERSION_ALONE and not self._all_needed:
                    assert decision.step is not None
                    waiting.add(decision.step.record, decision.step.line)
                    continue
                if decision.verdict in _BEGINNING and decision.suggested and not self._all_needed:
                    self._all_needed = True
                    yield from self._released(waiting)
                yield decision
            if not self._all_needed and waiting and self.known.shown_elsewhere(self.taken):
                self._all_needed = True
                yield from self._released(waiting)
            if not self._all_needed:
                for record, _ in waiting:
                    yield Decision(Verdict.VERSION_ALONE, record.article.id, record.annotation.author)

    def _released(self, waiting: Spool) -> Iterator[Decision]:
        for record, line in waiting:
            key = task_key(record.article.id, record.article.digest)
            yield self._on_a_task(record, key, line, self.known.task_ids(key)[0])

    def _decision(self, given: Record | RawRecord) -> Decision:
        if not isinstance(given, RawRecord):
            return self._of_record(given, None)
        if (decision := self._of_known_line(given.digest)) is not None:
            return decision
        try:
            record = given.record()
        except InputError as error:  # the other lines are still sent
            return Decision(Verdict.REFUSED, why=str(error))
        return self._of_record(record, given.digest)

    def _of_known_line(self, digest: str) -> Decision | None:
        """Decides about a line that arrived before, without parsing the line.

        Returns None if the line is new, or if the task of the line no longer exists.
        """
        arrived = self.known.arrived_line(digest)
        if arrived is None or not self.known.task_ids(arrived[0]):
            return None
        key, article, version = arrived
        if self.taken.get(article) is not None:
            return None
        self.taken[article] = key
        return Decision(Verdict.SAME, article, version)

    def _of_record(self, given: Record, line: str | None) -> Decision:
        if (known := self.rules.known(given)) is None:
            return Decision(Verdict.FORGOTTEN, given.article.id)
        record = self.rules.lifted(known)
        article, annotation = record.article, record.annotation
        key = task_key(article.id, article.digest)
        taken = self.taken.setdefault(article.id, None)
        why = self.rules.objection(annotation)
        if why is None and taken is not None:
            why = (
                "the input has this article twice; only the first is used"
                if taken == key
                else "the input has this article with two texts; only the first is used"
            )
        if why is not None:
            return Decision(Verdict.REFUSED, article.id, why=why)
        ids = self.known.task_ids(key)
        others = tuple(one for one in self.known.keys_of(article.id) if one != key)
        returned = bool(ids) and self.known.is_replaced(key)
        text_differs = returned or (not ids and bool(others))
        if text_differs and not self.rules.revise:
            return Decision(Verdict.REFUSED, article.id, why=_TEXTS[returned], text_differs=True)
        self.taken[article.id] = key
        if ids:
            return self._on_a_task(record, key, line, ids[0], others if returned else None)
        return Decision(
            Verdict.SEND,
            article.id,
            annotation.author,
            suggested=annotation.status is Status.SUGGESTED,
            step=Step(Need.TASK, record, key, line, old_keys=others),
            text_differs=text_differs,
        )

    def _on_a_task(
        self,
        record: Record,
        key: str,
        line: str | None,
        task_id: int,
        replaces: tuple[str, ...] | None = None,
    ) -> Decision:
        """Decides about a record whose task exists.

        If the record's text was replaced and is the newest again, ``replaces`` are the article's other tasks.
        """
        article, annotation = record.article.id, record.annotation
        suggested = annotation.status is Status.SUGGESTED
        need = Need.SUGGESTIONS if suggested else Need.ANNOTATION
        restores = self.known.was_deleted(key, annotation.author)
        step = Step(need, record, key, line, task_id, restores=restores)

        def decided(verdict: Verdict, step: Step | None = None, why: str = "") -> Decision:
            return Decision(
                verdict,
                article,
                annotation.author,
                suggested=suggested,
                step=step,
                why=why,
                text_differs=replaces is not None,
                returned=key if replaces is not None else None,
                replaces=replaces or (),
            )

        if self.known.has_arrived(key, annotation.author):
            return decided(Verdict.SAME)
        state = self.known.state(task_id)
        if state.text not in (None, record.article.digest):
            return decided(Verdict.REFUSED, why=f"the text of its task {task_id} was changed in Label Studio")
        if suggested and annotation.author in state.versions:
            return decided(Verdict.SEEN, step)
        if not state.is_open:
            return decided(Verdict.CLOSED)
        if suggested and replaces is None and not self._all_needed and self._is_shown(step, state):
            return decided(Verdict.VERSION_ALONE, step)
        return decided(Verdict.SEND, step)

    def _is_shown(self, step: Step, state: TaskState) -> bool:
        """Whether annotators see these suggestions on the task already, under another version."""
        if self.known.is_begun(step.annotation.author):
            return False
        shown = self.known.shown(step.key)
        # Somebody may have deleted the predictions on the server.
        if shown is None or shown.author not in state.versions:
            return False
        return differ_in_versions_alone(step.annotation, shown)


_BEGINNING = (Verdict.SEND, Verdict.SEEN)  # a task has, or gets, the new version
_TEXTS = {
    False: "its text differs from the text pushed before under this id (--revise makes a new task for it and"
    " keeps the old one)",
    True: "its text was replaced by a newer one (--revise makes it the current text again)",
}
