"""Sending a push: chunk after chunk, each made ready while the one before it is under way, and checked.

Label Studio may answer that it took tasks and yet have dropped what was on them: on SQLite it begins a locked
import anew with tasks from which it has taken predictions and annotations off already. So the numbers in its
answer are compared with what was sent, and what is missing is added.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.studio.api.ahead import quick_switches, rare_collections
from annotate.studio.api.client import Studio
from annotate.studio.api.refusals import TransientError
from annotate.studio.codec.tasks import task_key
from annotate.studio.push.chunks import Chunk, body, cut, serialised
from annotate.studio.push.comparison import Need, Step
from annotate.studio.push.report import PushReport
from annotate.studio.push.safe_send import check_count, send
from annotate.studio.push.server_tasks import ServerTasks
from annotate.studio.push.task_states import task_states
from annotate.studio.screen.binding import Binding
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan, Revision

SAMPLE = 20
Progress = Callable[[int], None]
Made = list[tuple[int, str, str]]  # task id, key, article


class Sender:
    """Sends the steps of one push to one project; ``sample`` are records to be read back, by task id."""

    def __init__(
        self,
        studio: Studio,
        project_id: int,
        binding: Binding,
        plan: Plan,
        mirror: Mirror,
        held: ServerTasks,
        report: PushReport,
        progress: Progress,
    ) -> None:
        self.studio = studio
        self.project_id = project_id
        self.binding = binding
        self.plan = plan
        self.held = held
        self.report = report
        self.progress = progress
        self.sample: dict[int, Record] = {}
        self._sent = 0
        self._given_up = False
        self._mirror = mirror
        # What an earlier push sent twice may have arrived twice after it had looked for the last time.
        before = mirror.setting("sent_again") or {}
        self._keys_before = frozenset(before.get("keys", ()))
        self._predictions_before: dict[str, list[int]] = before.get("predictions", {})
        # What a push that was stopped, or whose read-back failed, had sent: looked at and shown by this one.
        unfinished = mirror.setting("unfinished") or {}
        self.unfinished: frozenset[str] = frozenset(unfinished.get("versions", ()))
        self._versions = set(self.unfinished)
        self.sample.update(self._sent_before(unfinished.get("sample", {})))
        self._keys_again: set[str] = set()
        self._predictions_again: dict[str, set[int]] = {}

    def send_all(self, steps: Iterable[Step]) -> None:
        """Sends chunk after chunk; the next ones are made ready while the server works on one."""
        under_way: deque[tuple[Chunk, Future[Made]]] = deque()
        with (
            quick_switches(),
            rare_collections(),
            ThreadPoolExecutor(1, thread_name_prefix="import") as pool,
        ):
            try:
                for chunk in cut(steps, self.binding):
                    self._note(chunk)
                    under_way.append((chunk, pool.submit(self._send_next, chunk)))
                    # One is on its way and one waits for it to arrive, so that the server has no pause.
                    if len(under_way) > 1:
                        self._settle(*under_way.popleft())
                while under_way:
                    self._settle(*under_way.popleft())
            except BaseException:
                self._given_up = True
                self.studio.stop_waiting()
                raise

    @property
    def sent_again(self) -> frozenset[str]:
        """The keys of tasks that this push or the one before it sent twice, which may have arrived twice."""
        return self._keys_before | self._keys_again

    @property
    def suggested_again(self) -> list[tuple[str, list[int]]]:
        """Versions with the tasks to which they were sent twice."""
        repeated = [*self._predictions_before.items(), *self._predictions_again.items()]
        return [(version, sorted(task_ids)) for version, task_ids in repeated]

    def _note(self, chunk: Chunk) -> None:
        """Writes into the plan what is going to be sent, before it is."""
        self.plan.add((step.record for step in chunk.steps), lines=[step.line for step in chunk.steps])
        self.plan.revise(Revision(old, step.key) for step in chunk.steps for old in step.old_keys)
        suggested = (step.annotation for step in chunk.steps if step.annotation.status is Status.SUGGESTED)
        self._versions.update(annotation.author for annotation in suggested)
        self._keep_unfinished()

    def _send_next(self, chunk: Chunk) -> Made:
        """Sends a chunk, unless the one before it did not arrive."""
        if self._given_up:
            return []
        try:
            return self._send(chunk)
        except BaseException:
            self._given_up = True
            raise

    def _send(self, chunk: Chunk) -> Made:
        """Sends a chunk and gives the tasks made. Runs beside the main thread."""
        if chunk.need is Need.SUGGESTIONS:
            self._send_suggestions(chunk)
            return []
        if chunk.need is Need.ANNOTATION:
            for step in chunk.steps:
                self._send_annotation(step)
            return []
        answer = send(
            self.studio,
            chunk.bodies,
            lambda body: self.studio.import_tasks(self.project_id, body),
            lambda keys: set(self._ids_of(keys)),
        )
        articles = {step.key: step.record.article.id for step in chunk.steps}
        ids = answer.get("task_ids") if isinstance(answer, dict) else None
        if answer is not None:
            check_count(answer, "task_count", len(chunk.bodies), self.studio)
        if isinstance(ids, list) and len(ids) == len(chunk.bodies):
            made = [(task_id, key, articles[key]) for task_id, key in zip(ids, chunk.bodies, strict=True)]
        else:
            self._keys_again.update(chunk.bodies)
            found = self._ids_of(list(chunk.bodies))
            made = [(task_id, key, articles[key]) for key, task_ids in found.items() for task_id in task_ids]
        if answer is None or not _is_whole(answer, chunk):
            self._complete(chunk, made)
        return made

    def _complete(self, chunk: Chunk, made: Made) -> None:
        """Adds the suggestions and annotations that did not arrive with their tasks."""
        states = task_states(self.studio, self.project_id, [task_id for task_id, _, _ in made])
        steps = {step.key: step for step in chunk.steps}
        rounds: list[dict[str, Step]] = []  # a twin has the same key, and needs suggestions of its own
        for task_id, key, _ in made:
            step, state = steps[key], states.get(task_id)
            if state is None:
                continue
            if step.annotation.status is not Status.SUGGESTED:
                if state.is_open:
                    self._send_annotation(replace(step, need=Need.ANNOTATION, task_id=task_id))
                    self.report.completed += 1
            elif step.annotation.author not in state.versions:
                lacking = replace(step, need=Need.SUGGESTIONS, task_id=task_id)
                fitting = next((one for one in rounds if key not in one), None)
                if fitting is None:
                    rounds.append(fitting := {})
                fitting[key] = lacking
                self.report.completed += 1
        for one in rounds:
            bodies = {key: serialised(step, self.binding) for key, step in one.items()}
            self._send_suggestions(Chunk(Need.SUGGESTIONS, tuple(one.values()), bodies))

    def _send_annotation(self, step: Step) -> None:
        for attempt in self.studio.repeating():
            with attempt:
                try:
                    self.studio.post(f"/api/tasks/{step.task_id}/annotations/", body(step, self.binding))
                except TransientError:
                    state = task_states(self.studio, self.project_id, [step.task_id or 0])
                    if all(one.is_open for one in state.values()):
                        raise

    def _send_suggestions(self, chunk: Chunk) -> None:
        version_of = {step.key: step.annotation.author for step in chunk.steps}
        task_of = {step.key: step.task_id or 0 for step in chunk.steps}

        def arrived(keys: list[str]) -> set[str]:
            states = task_states(self.studio, self.project_id, [task_of[key] for key in keys])
            return {
                key
                for key in keys
                # A task that is gone takes no suggestions any more.
                if (state := states.get(task_of[key])) is None or version_of[key] in state.versions
            }

        answer = send(
            self.studio,
            chunk.bodies,
            lambda body: self.studio.import_predictions(self.project_id, body),
            arrived,
        )
        if answer is not None:
            check_count(answer, "created", len(chunk.bodies), self.studio)
            return
        for key, version in version_of.items():
            self._predictions_again.setdefault(version, set()).add(task_of[key])

    def _settle(self, chunk: Chunk, sent: Future[Made]) -> None:
        """Waits for a chunk to arrive and takes it in."""
        made = sent.result()
        self.held.add(made)
        self._keep_sent_again()
        self.plan.note_arrived([(step.key, step.annotation.author) for step in chunk.steps])
        if chunk.need is Need.SUGGESTIONS:
            self.report.suggestions += len(chunk.steps)
        elif chunk.need is Need.ANNOTATION:
            self.report.annotations += len(chunk.steps)
        else:
            self.report.added += len(chunk.steps)
            for step in chunk.steps:
                suggested = step.annotation.status is Status.SUGGESTED
                self.report.predictions += suggested
                self.report.annotations += not suggested
                self.report.revised += bool(step.old_keys)
        # The first and the last of each chunk: a fault shows at the edges, and the sample stays small.
        ids = {key: task_id for task_id, key, _ in made}
        edges = {
            step.task_id or ids.get(step.key, 0): step.record for step in (chunk.steps[0], chunk.steps[-1])
        }
        self.sample = dict([*self.sample.items(), *edges.items()][-SAMPLE:])
        self._keep_unfinished()
        self._sent += len(chunk.steps)
        self.progress(self._sent)

    def _ids_of(self, keys: list[str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for task in self.studio.tasks_by_key(self.project_id, keys, include="id,data"):
            found.setdefault(task["data"]["task_key"], []).append(task["id"])
        return found

    def _sent_before(self, sample: dict[str, list[str]]) -> Iterator[tuple[int, Record]]:
        """The records of tasks that are still there, from the plan: task id, and the record sent."""
        for task_id, (key, version) in sample.items():
            article = self.plan.article(key)
            if article is not None and int(task_id) in self.held.index.ids(key):
                for annotation in self.plan.sent(key):
                    if annotation.author == version:
                        yield int(task_id), Record.of(article, annotation)

    def _keep_unfinished(self) -> None:
        """Writes down what is not read back and shown yet."""
        sample = {
            str(task_id): [task_key(record.article.id, record.article.digest), record.annotation.author]
            for task_id, record in self.sample.items()
        }
        self._mirror.set_settings(unfinished={"versions": sorted(self._versions), "sample": sample})

    def end(self) -> None:
        """Writes down that all that was sent is read back and shown, as far as it can be."""
        self._keep_sent_again()
        self._mirror.set_settings(unfinished=None)

    def _keep_sent_again(self) -> None:
        """Writes down what was sent twice in this push, for the next one to look at again."""
        # The thread that sends may be adding to these.
        predictions = {version: sorted(ids) for version, ids in list(self._predictions_again.items())}
        again = {"keys": sorted(self._keys_again), "predictions": predictions}
        self._mirror.set_settings(sent_again=again if any(again.values()) else None)


def _is_whole(answer: Any, chunk: Chunk) -> bool:
    """Whether the server says that it took the suggestions and annotations too, as far as it says so."""
    suggested = sum(step.annotation.status is Status.SUGGESTED for step in chunk.steps)
    wanted = {"prediction_count": suggested, "annotation_count": len(chunk.steps) - suggested}
    return all(answer.get(name, number) == number for name, number in wanted.items())
