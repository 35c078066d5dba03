"""Turns the tasks of a request into articles, and suggestions into predictions of Label Studio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.core.article import Article
from annotate.core.jsonl import parse_own
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.wording import counted
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
    none. ``notes`` name tasks whose suggestions lack an invalid part.
    """

    results: list[list[Prediction]] = field(default_factory=list)
    records: list[tuple[Task, Record]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, why: str) -> None:
        """Adds a task without predictions."""
        self.results.append([])
        self.left_out.append(why)


@dataclass(frozen=True)
class Answer:
    """The suggestion for one article as record and prediction, or ``why`` there is none.

    ``rejected`` counts invalid parts of the labelers' answers.
    """

    record: Record | None = None
    prediction: Prediction = field(default_factory=dict)
    why: str = ""
    rejected: int = 0


class Reading:
    """The articles of a request's tasks, and the way from their suggestions to predictions."""

    def __init__(self, tasks: Sequence[Task], binding: Binding, ontology: Ontology) -> None:
        self._tasks = tasks
        self._binding = binding
        self._ontology = ontology
        self._read = [task.article(binding.text_key, adopted=ontology.adopted) for task in tasks]
        self._known = Known()
        self._rules = Rules(ontology, binding)

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

    def answers(self, labelled: Labelled) -> list[Answer]:
        """The suggestion for each article of a chunk, or why there is none."""
        failures = {failure.article: failure for failure in labelled.summary.failed}
        rejected = Counter(item.article for item in labelled.summary.rejected)
        found: list[Answer] = []
        for article, line in zip(labelled.articles, labelled.lines, strict=True):
            if line is None:
                why = failures.get(article.id) or f"article {article.id} could not be labelled"
                found.append(Answer(why=str(why)))
                continue
            record = parse_own(Record, line)
            if (objection := self._rules.objection(record.annotation)) is not None:
                found.append(Answer(why=f"article {article.id}: {objection}"))
            else:
                found.append(Answer(record, self._prediction(record), rejected=rejected[article.id]))
        return found

    def suggested(self, answers: Sequence[Answer]) -> Suggested:
        """The predictions for the tasks. ``answers`` are those for the `wanted` articles, in order.

        A task without suggestion gets an empty list: Label Studio then stores nothing, and asks again.
        """
        given = iter(answers)
        found = Suggested()
        for task, article in zip(self._tasks, self._read, strict=True):
            if isinstance(article, Unreadable):
                found.leave_out(f"{task.name} {article.why}")
            elif article.id in self._known.forgotten:
                found.leave_out(f"{task.name}: its article is forgotten")
            elif (answer := next(given)).record is None:
                found.leave_out(f"{task.name}: {answer.why}")
            else:
                found.results.append([answer.prediction])
                found.records.append((task, answer.record))
                if answer.rejected:
                    parts = counted(answer.rejected, "invalid part")
                    found.notes.append(f"{task.name}: {parts} of the labelers' answers left out")
        return found

    def _prediction(self, record: Record) -> Prediction:
        """The prediction of a record, the same that a push sends."""
        key = task_key(record.article.id, record.article.digest)
        step = Step(Need.SUGGESTIONS, record, key, place=self._known.places.get(key))
        sent = body(step, self._binding, self._ontology)
        return {name: value for name, value in sent.items() if name != "task"}
