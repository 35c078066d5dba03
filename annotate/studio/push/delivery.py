"""Sends one chunk of a push and checks that all of it arrived.

Label Studio on SQLite may drop predictions and annotations although the answer reports success. If the
database is locked, Label Studio retries the import, but the first attempt has already removed predictions and
annotations from the tasks. So a push compares the numbers in the answer with the chunk, and adds what is
missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.core.annotation import Status
from annotate.studio.api.refusals import TransientError
from annotate.studio.push.chunks import Chunk, body, serialised
from annotate.studio.push.comparison import Need, Step
from annotate.studio.push.prediction_ids import SentPredictions
from annotate.studio.push.safe_send import check_count, send
from annotate.studio.push.task_states import task_states
from annotate.studio.push.unfinished import Unfinished
from annotate.studio.workspace import Workspace

Made = list[tuple[int, str, str]]  # task id, key, article


@dataclass
class Delivered:
    """The tasks and predictions of a chunk that arrived.

    ``completed`` counts tasks that first arrived without their suggestions or annotation.
    """

    made: Made = field(default_factory=list)
    predictions: list[SentPredictions] = field(default_factory=list)
    completed: int = 0


class Delivery:
    """Sends chunks to one project. All methods run in the sending thread, not in the main thread."""

    def __init__(self, workspace: Workspace, unfinished: Unfinished) -> None:
        self._workspace = workspace
        self._server = workspace.server
        self._unfinished = unfinished

    def send(self, chunk: Chunk) -> Delivered:
        """Sends a chunk. Returns the tasks and predictions that arrived."""
        delivered = Delivered()
        if chunk.need is Need.SUGGESTIONS:
            self._send_suggestions(chunk, delivered)
        elif chunk.need is Need.ANNOTATION:
            for step in chunk.steps:
                self._send_annotation(step)
        else:
            self._send_tasks(chunk, delivered)
        return delivered

    def _send_tasks(self, chunk: Chunk, delivered: Delivered) -> None:
        answer = send(
            self._server,
            chunk.bodies,
            lambda body: self._server.import_tasks(self._workspace.project_id, body),
            lambda keys: set(self._ids_of(keys)),
        )
        articles = {step.key: step.record.article.id for step in chunk.steps}
        ids = answer.get("task_ids") if isinstance(answer, dict) else None
        if answer is not None:
            check_count(answer, "task_count", len(chunk.bodies), self._server)
        in_order = isinstance(ids, list) and len(ids) == len(chunk.bodies)
        if isinstance(ids, list) and in_order:
            found = {key: [task_id] for key, task_id in zip(chunk.bodies, ids, strict=True)}
        else:
            self._unfinished.note_tasks_again(chunk.bodies)
            found = self._ids_of(list(chunk.bodies))
        delivered.made = [
            (task_id, key, articles[key]) for key, task_ids in found.items() for task_id in task_ids
        ]
        whole = answer is not None and _is_whole(answer, chunk)
        if not whole:
            self._complete(chunk, delivered)
        versions = {step.key: step.annotation.author for step in chunk.steps if _is_suggested(step)}
        predicted = [(task_id, versions[key]) for task_id, key, _ in delivered.made if key in versions]
        delivered.predictions.append(SentPredictions(tuple(predicted), in_one_call=whole and in_order))

    def _complete(self, chunk: Chunk, delivered: Delivered) -> None:
        """Adds the suggestions and annotations that did not arrive with their tasks."""
        states = task_states(self._workspace, [task_id for task_id, _, _ in delivered.made])
        steps = {step.key: step for step in chunk.steps}
        rounds: list[dict[str, Step]] = []  # more than one if duplicate tasks share a key
        for task_id, key, _ in delivered.made:
            step, state = steps[key], states.get(task_id)
            if state is None:
                continue
            if not _is_suggested(step):
                if state.is_open:
                    self._send_annotation(replace(step, need=Need.ANNOTATION, task_id=task_id))
                    delivered.completed += 1
            elif step.annotation.author not in state.versions:
                lacking = replace(step, need=Need.SUGGESTIONS, task_id=task_id)
                fitting = next((one for one in rounds if key not in one), None)
                if fitting is None:
                    rounds.append(fitting := {})
                fitting[key] = lacking
                delivered.completed += 1
        for one in rounds:
            bodies = {
                key: serialised(step, self._workspace.binding, self._workspace.ontology)
                for key, step in one.items()
            }
            self._send_suggestions(Chunk(Need.SUGGESTIONS, tuple(one.values()), bodies), Delivered())

    def _send_annotation(self, step: Step) -> None:
        for attempt in self._server.repeating():
            with attempt:
                try:
                    self._server.post(
                        f"/api/tasks/{step.task_id}/annotations/",
                        body(step, self._workspace.binding, self._workspace.ontology),
                    )
                except TransientError:
                    state = task_states(self._workspace, [step.task_id or 0])
                    if all(one.is_open for one in state.values()):
                        raise

    def _send_suggestions(self, chunk: Chunk, delivered: Delivered) -> None:
        version_of = {step.key: step.annotation.author for step in chunk.steps}
        task_of = {step.key: step.task_id or 0 for step in chunk.steps}

        def arrived(keys: list[str]) -> set[str]:
            states = task_states(self._workspace, [task_of[key] for key in keys])
            return {
                key
                for key in keys
                # A task that was deleted needs no suggestions any more.
                if (state := states.get(task_of[key])) is None or version_of[key] in state.versions
            }

        answer = send(
            self._server,
            chunk.bodies,
            lambda body: self._server.import_predictions(self._workspace.project_id, body),
            arrived,
        )
        predicted = tuple((task_of[key], version_of[key]) for key in chunk.bodies)
        delivered.predictions.append(SentPredictions(predicted, in_one_call=answer is not None))
        if answer is not None:
            check_count(answer, "created", len(chunk.bodies), self._server)
            return
        for key, version in version_of.items():
            self._unfinished.note_predictions_again(version, [task_of[key]])

    def _ids_of(self, keys: Sequence[str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for task in self._server.tasks_by_key(self._workspace.project_id, list(keys), include="id,data"):
            found.setdefault(task["data"]["task_key"], []).append(task["id"])
        return found


def _is_suggested(step: Step) -> bool:
    return step.annotation.status is Status.SUGGESTED


def _is_whole(answer: Any, chunk: Chunk) -> bool:
    """Whether the answer counts all suggestions and annotations. True if the answer has no such counts."""
    suggested = sum(map(_is_suggested, chunk.steps))
    wanted = {"prediction_count": suggested, "annotation_count": len(chunk.steps) - suggested}
    return all(answer.get(name, number) == number for name, number in wanted.items())
