"""Push: makes the tasks that are missing in Label Studio, none twice, and adds new suggestions to old ones.

Suggestions become predictions, submitted and adjudicated annotations become annotations. What is there is
found by task key; what is missing is sent one call at a time, each made ready while the one before it is
under way. It may be stopped anywhere: a second push finds what arrived and sends the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from annotate.core.annotation import Status
from annotate.core.jsonl import RawRecord
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.studio.binding import Binding, bind
from annotate.studio.client import Studio, task_number
from annotate.studio.codec import encode
from annotate.studio.held import Held
from annotate.studio.mirror import Mirror
from annotate.studio.plan import Plan, Revision
from annotate.studio.push_plan import Comparison, Need, Step
from annotate.studio.push_report import PushReport
from annotate.studio.sending import check_count, send
from annotate.studio.tasks import marked_as_replaced, task_data
from annotate.studio.verify import verify
from annotate.studio.versions import remove_second_predictions, task_states

CHUNK_TASKS = 250
CHUNK_BYTES = 8_000_000
SAMPLE = 20
Progress = Callable[[int], None]


@dataclass(frozen=True)
class PushOptions:
    """What a push may do beyond adding: give articles a new text, take back twins, switch what is shown."""

    revise: bool = False
    remove_twins: bool = False
    make_current: bool = False


DEFAULTS = PushOptions()


@dataclass(frozen=True)
class _Chunk:
    need: Need
    steps: tuple[Step, ...]
    bodies: dict[str, bytes]


def push(
    studio: Studio,
    project_id: int,
    records: Iterable[Record | RawRecord],
    ontology: Ontology,
    plan: Plan,
    mirror: Mirror,
    *,
    options: PushOptions = DEFAULTS,
    progress: Progress = lambda done: None,
) -> PushReport:
    """Sends what the project does not hold yet.

    Raises `ConfigError` where the live configuration does not fit the ontology, `StudioError` where the
    server refuses or stays unreachable; what was added until then stays, and a second push adds the rest.
    """
    project = studio.project(project_id)
    binding = bind(ontology, project["label_config"])
    held = Held(studio, project_id, mirror)
    held.refresh(task_number(project))
    report = PushReport()
    comparison = Comparison(studio, project_id, ontology, plan, held, binding, options.revise, report)
    sender = _Sender(studio, project_id, binding, plan, held, report, progress)
    sender.send_all(comparison.steps(records))
    report.missing_here = comparison.missing_here()
    sender.finish(comparison.versions, options)
    ids = [held.by_key[key][0] for key in sender.sample if key in held]
    sample = list(sender.sample.values())
    report.verified = verify(studio, project_id, sample, ids, ontology, binding)
    report.repeated = dict(studio.repeated)
    return report


def push_plan(
    studio: Studio,
    project_id: int | None,
    records: Iterable[Record | RawRecord],
    ontology: Ontology,
    plan: Plan,
    mirror: Mirror,
) -> PushReport:
    """What `push` would do with ``revise``, changing nothing. Without a project all is new."""
    held = binding = None
    if project_id is not None:
        project = studio.project(project_id)
        binding = bind(ontology, project["label_config"])
        held = Held(studio, project_id, mirror)
        held.refresh(task_number(project))
    report = PushReport()
    comparison = Comparison(studio, project_id, ontology, plan, held, binding, True, report)
    for step in comparison.steps(records):
        if step.need is Need.SUGGESTIONS:
            report.suggestions += 1
        else:
            report.added += 1
            report.revised += bool(step.old_keys)
    report.missing_here = comparison.missing_here()
    return report


class _Sender:
    def __init__(
        self,
        studio: Studio,
        project_id: int,
        binding: Binding,
        plan: Plan,
        held: Held,
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
        self.sample: dict[str, Record] = {}
        self._sent_again: set[str] = set()

    def send_all(self, steps: Iterable[Step]) -> None:
        """Sends chunk after chunk; the next one is made ready while the server works on the last."""
        under_way: Future[list[tuple[int, str, str]]] | None = None
        last: _Chunk | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="import") as pool:
            try:
                for chunk in self._chunks(steps):
                    self._note(chunk)
                    made = under_way.result() if under_way is not None else []
                    before, last, under_way = last, chunk, pool.submit(self._send, chunk)
                    if before is not None:
                        self._settle(before, made)
                if under_way is not None and last is not None:
                    self._settle(last, under_way.result())
            except BaseException:
                self.studio.stop_waiting()
                raise

    def finish(self, versions: set[str], options: PushOptions) -> None:
        """Looks for twins, marks old texts, and makes the new suggestions the ones that are shown."""
        project = self.studio.project(self.project_id)
        self.held.refresh(task_number(project))
        for key, ids in list(self.held.twins.items()):
            left = ids
            if options.remove_twins or key in self._sent_again:
                left = self._remove_twins(ids)
            if len(left) > 1:
                self.report.twins[self.held.article(key)] = left
        self._mark_replaced()
        if len(versions) == 1:
            self._show(next(iter(versions)), project.get("model_version"), options.make_current)
        self.held.keep(task_number(project) - len(self.report.removed))

    def _chunks(self, steps: Iterable[Step]) -> Iterator[_Chunk]:
        """Steps of one kind with their bodies, cut by count and bytes."""
        open_chunks: dict[Need, tuple[list[Step], dict[str, bytes]]] = {need: ([], {}) for need in Need}
        sizes = dict.fromkeys(Need, 0)
        for step in steps:
            body = json.dumps(self._body(step), ensure_ascii=False).encode()
            chunk, bodies = open_chunks[step.need]
            if chunk and (len(chunk) >= CHUNK_TASKS or sizes[step.need] + len(body) > CHUNK_BYTES):
                yield _Chunk(step.need, tuple(chunk), bodies)
                chunk, bodies = open_chunks[step.need] = ([], {})
                sizes[step.need] = 0
            chunk.append(step)
            bodies[step.key] = body
            sizes[step.need] += len(body)
        for need, (chunk, bodies) in open_chunks.items():
            if chunk:
                yield _Chunk(need, tuple(chunk), bodies)

    def _body(self, step: Step) -> dict[str, Any]:
        annotation = step.annotation
        if annotation.status is not Status.SUGGESTED:
            made = {"result": encode(annotation, self.binding, scores=False), "ground_truth": False}
            return {
                "data": task_data(step.record.article, step.key, self.binding.text_key),
                "annotations": [made],
            }
        scores = [region.score for region in annotation.regions if region.score is not None]
        prediction = {
            "model_version": annotation.author,
            "score": sum(scores) / len(scores) if scores else 0.0,
            "result": encode(annotation, self.binding, scores=True),
        }
        if step.need is Need.SUGGESTIONS:
            return {"task": step.task_id, **prediction}
        return {
            "data": task_data(step.record.article, step.key, self.binding.text_key),
            "predictions": [prediction],
        }

    def _note(self, chunk: _Chunk) -> None:
        """Writes into the plan what is going to be sent, before it is."""
        self.plan.add((step.record for step in chunk.steps), lines=[step.line for step in chunk.steps])
        self.plan.revise(Revision(old, step.key) for step in chunk.steps for old in step.old_keys)

    def _send(self, chunk: _Chunk) -> list[tuple[int, str, str]]:
        """Sends a chunk and gives id, key and article of the tasks made. Runs beside the main thread."""
        if chunk.need is Need.SUGGESTIONS:
            self._send_suggestions(chunk)
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
            return [(task_id, key, articles[key]) for task_id, key in zip(ids, chunk.bodies, strict=True)]
        self._sent_again.update(chunk.bodies)
        found = self._ids_of(list(chunk.bodies))
        return [(task_id, key, articles[key]) for key, task_ids in found.items() for task_id in task_ids]

    def _send_suggestions(self, chunk: _Chunk) -> None:
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
        for version in sorted(set(version_of.values())):
            ids = [task_of[key] for key in version_of if version_of[key] == version]
            remove_second_predictions(self.studio, self.project_id, ids, version)

    def _settle(self, chunk: _Chunk, made: list[tuple[int, str, str]]) -> None:
        """Takes in that a chunk has arrived."""
        self.held.add(made)
        self.plan.note_arrived([(step.key, step.annotation.author) for step in chunk.steps])
        if chunk.need is Need.SUGGESTIONS:
            self.report.suggestions += len(chunk.steps)
        else:
            self.report.added += len(chunk.steps)
            for step in chunk.steps:
                suggested = step.annotation.status is Status.SUGGESTED
                self.report.predictions += suggested
                self.report.annotations += not suggested
                self.report.revised += bool(step.old_keys)
        # The first and the last of each chunk: a fault shows at the edges, and the sample stays small.
        edges = {step.key: step.record for step in (chunk.steps[0], chunk.steps[-1])}
        self.sample = dict([*self.sample.items(), *edges.items()][-SAMPLE:])
        self.progress(self.report.added + self.report.suggestions)

    def _ids_of(self, keys: list[str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for task in self.studio.tasks_by_key(self.project_id, keys, include="id,data"):
            found.setdefault(task["data"]["task_key"], []).append(task["id"])
        return found

    def _remove_twins(self, ids: list[int]) -> list[int]:
        """Deletes tasks that say the same as another, but none that people have worked on; gives the rest."""
        states = task_states(self.studio, self.project_id, ids)
        drafted = {task_id for task_id in ids if states[task_id].is_open and self.studio.drafts(task_id)}
        free = [task_id for task_id in ids if states[task_id].is_open and task_id not in drafted]
        kept = [task_id for task_id in ids if task_id not in free] or [min(free)]
        for task_id in free:
            if task_id not in kept:
                self.studio.delete_task(task_id)
                self.held.remove(task_id)
                self.report.removed.append(task_id)
        return kept

    def _mark_replaced(self) -> None:
        """Tells annotators, above the text, that an old task has a newer text beside it."""
        for revision in self.plan.unmarked_revisions():
            if revision.new_key not in self.held:
                continue
            old = self.held.by_key.get(revision.old_key, [])
            article = self.plan.article(revision.old_key)
            for task in self.studio.tasks_with_data(self.project_id, old):
                language = article.language if article is not None else None
                self.studio.change_task(
                    task["id"], marked_as_replaced(task["data"], revision.new_key, language)
                )
            self.plan.note_marked(revision)

    def _show(self, version: str, shown: str | None, force: bool) -> None:
        """Makes ``version`` the one that annotators see, once every open task has it."""
        if shown == version:
            return
        arrived = self.plan.arrived(version)
        lacking = [task_id for key, ids in self.held.by_key.items() if key not in arrived for task_id in ids]
        states = task_states(self.studio, self.project_id, lacking)
        self.report.waiting = sum(
            state.is_open and version not in state.versions for state in states.values()
        )
        if self.report.waiting == 0 or force:
            self.studio.update_project(self.project_id, model_version=version)
            self.report.made_current = version
