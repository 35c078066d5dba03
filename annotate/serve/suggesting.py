"""Turns the tasks of a request into articles, and suggestions into predictions of Label Studio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.core.article import Article
from annotate.core.jsonl import parse_own
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.prelabel.engines.chunks import Labelled
from annotate.serve.notes import Known
from annotate.serve.protocol import Task
from annotate.studio.codec.tasks import Unreadable, task_key
from annotate.studio.push.chunks import body
from annotate.studio.push.comparison import Need, Step
from annotate.studio.push.rules import Rules
from annotate.studio.screen.binding import Binding

Prediction = dict[str, Any]


@dataclass
class Suggested:
    """The answer to a request: for each task its predictions, one or none.

    ``records`` are the suggestions, each with its task. ``left_out`` says for each other task why it has
    none.
    """

    results: list[list[Prediction]] = field(default_factory=list)
    records: list[tuple[Task, Record]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def leave_out(self, why: str) -> None:
        """Adds a task without predictions."""
        self.results.append([])
        self.left_out.append(why)


class Reading:
    """The articles of a request's tasks. ``labelled`` fills in the suggestions afterwards."""

    def __init__(self, tasks: Sequence[Task], binding: Binding, ontology: Ontology) -> None:
        self._tasks = tasks
        self._binding = binding
        self._ontology = ontology
        self._read = [task.article(binding.text_key, adopted=ontology.adopted) for task in tasks]
        self._known = Known()

    @property
    def readable(self) -> list[Article]:
        """The articles of the tasks that have one, in order."""
        return [article for article in self._read if isinstance(article, Article)]

    def take(self, known: Known) -> None:
        """Takes what the campaign knows of the articles. Forgotten ones are left out."""
        self._known = known

    @property
    def wanted(self) -> list[Article]:
        """The articles to be labelled, in order."""
        return [article for article in self.readable if article.id not in self._known.forgotten]

    def suggested(self, labelled: Labelled) -> Suggested:
        """The predictions for the tasks. ``labelled`` has the `wanted` articles, in order.

        A task without suggestion gets an empty list: Label Studio then stores nothing, and asks again.
        """
        failures = {failure.article: failure for failure in labelled.summary.failed}
        rules = Rules(self._ontology, self._binding)
        lines = iter(labelled.lines)
        found = Suggested()
        for task, article in zip(self._tasks, self._read, strict=True):
            if isinstance(article, Unreadable):
                found.leave_out(f"{task.name} {article.why}")
            elif article.id in self._known.forgotten:
                found.leave_out(f"{task.name}: its article is forgotten")
            elif (line := next(lines)) is None:
                why = failures.get(article.id) or f"article {article.id} could not be labelled"
                found.leave_out(f"{task.name}: {why}")
            else:
                record = parse_own(Record, line)
                if (objection := rules.objection(record.annotation)) is not None:
                    found.leave_out(f"{task.name}: article {article.id}: {objection}")
                    continue
                found.results.append([self._prediction(record)])
                found.records.append((task, record))
        return found

    def _prediction(self, record: Record) -> Prediction:
        """The prediction of a record, the same that a push sends."""
        key = task_key(record.article.id, record.article.digest)
        step = Step(Need.SUGGESTIONS, record, key, place=self._known.places.get(key))
        sent = body(step, self._binding, self._ontology)
        return {name: value for name, value in sent.items() if name != "task"}
