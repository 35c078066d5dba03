"""Push: makes the tasks that are missing in Label Studio, and none twice.

Suggestions become predictions, submitted and adjudicated annotations become annotations. What is there
is found by task key; what is missing is sent one import at a time. An import is one transaction whose
answer may get lost, so after any failure the server is asked what it holds before anything is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from annotate.core.annotation import Status
from annotate.core.errors import StudioError
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import Record
from annotate.studio.binding import Binding, bind
from annotate.studio.client import Studio, TransientError
from annotate.studio.codec import decode, encode
from annotate.studio.plan import Plan
from annotate.studio.tasks import task_data, task_key

CHUNK_TASKS = 250
CHUNK_BYTES = 8_000_000
SAMPLE = 20
_ATTEMPTS = 4
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Refused:
    """A record that was not sent, and why."""

    article: str
    why: str

    def __str__(self) -> str:
        return f"article {self.article}: {self.why}"


@dataclass
class PushReport:
    """What a push did: tasks that were there, tasks added, records refused, tasks read back and compared."""

    same: int = 0
    added: int = 0
    predictions: int = 0
    annotations: int = 0
    verified: int = 0
    other_suggestions: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def push(
    studio: Studio,
    project_id: int,
    records: Iterable[Record],
    ontology: Ontology,
    plan: Plan,
    progress: Progress = lambda done: None,
) -> PushReport:
    """Sends the records whose tasks the project does not hold yet.

    Raises `ConfigError` where the live configuration does not fit the ontology, `StudioError` where the
    server refuses or stays unreachable; what was added until then stays, and a second push adds the rest.
    """
    project = studio.project(project_id)
    binding = bind(ontology, project["label_config"])
    held = _keys_held(studio, project_id)
    report = PushReport()
    sent: list[Record] = []
    version: str | None = None
    for chunk in _chunks(_checked(records, ontology, plan, held, report), binding):
        plan.add(record for record, _ in chunk)
        _send(studio, project_id, chunk, held)
        for record, _ in chunk:
            report.added += 1
            if record.annotation.status is Status.SUGGESTED:
                report.predictions += 1
                version = record.annotation.author
            else:
                report.annotations += 1
        # The first and the last of each chunk: a fault shows at the edges, and the sample stays small.
        edges = [chunk[0][0], chunk[-1][0]][: len(chunk)]
        sent = [*sent, *edges][-SAMPLE:]
        progress(report.added)
    if version is not None and project.get("model_version") != version:
        studio.update_project(project_id, model_version=version)
    report.verified = _verify(studio, project_id, sent, ontology, binding)
    return report


def _checked(
    records: Iterable[Record], ontology: Ontology, plan: Plan, held: dict[str, str], report: PushReport
) -> Iterator[Record]:
    """The records to send: sound ones whose tasks are missing."""
    taken: dict[str, str] = {}
    held_keys = {article_id: key for key, article_id in held.items()}
    for record in records:
        article, annotation = record.article, record.annotation
        key = task_key(article.id, article.digest)
        if annotation.status in (Status.DRAFT, Status.SKIPPED):
            report.refused.append(Refused(article.id, f"a {annotation.status} annotation is not pushed"))
        elif annotation.ontology not in (None, ontology.id):
            report.refused.append(
                Refused(article.id, f"it was made with {annotation.ontology}, the project uses {ontology.id}")
            )
        elif found := [str(finding) for finding in findings(annotation, ontology)]:
            report.refused.append(Refused(article.id, "; ".join(found[:3])))
        elif held_keys.get(article.id, key) != key or taken.get(article.id, key) != key:
            report.refused.append(
                Refused(article.id, "the text differs from the one pushed before under this id")
            )
        elif article.id in taken:
            report.refused.append(Refused(article.id, "it stands twice in this input; the first was taken"))
        elif key in held:
            taken[article.id] = key
            report.same += 1
            suggested = annotation.status is Status.SUGGESTED
            if suggested and all(known.author != annotation.author for known in plan.sent(key)):
                report.other_suggestions.append(article.id)
        else:
            taken[article.id] = key
            yield record


def _chunks(records: Iterable[Record], binding: Binding) -> Iterator[list[tuple[Record, bytes]]]:
    """Records with their serialised tasks, cut by count and bytes."""
    chunk: list[tuple[Record, bytes]] = []
    size = 0
    for record in records:
        body = json.dumps(_task(record, binding), ensure_ascii=False).encode()
        if chunk and (len(chunk) >= CHUNK_TASKS or size + len(body) > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append((record, body))
        size += len(body)
    if chunk:
        yield chunk


def _task(record: Record, binding: Binding) -> dict[str, Any]:
    article, annotation = record.article, record.annotation
    task: dict[str, Any] = {"data": task_data(article, task_key(article.id, article.digest))}
    if annotation.status is Status.SUGGESTED:
        scores = [region.score for region in annotation.regions if region.score is not None]
        task["predictions"] = [
            {
                "model_version": annotation.author,
                "score": sum(scores) / len(scores) if scores else 0.0,
                "result": encode(annotation, binding, scores=True),
            }
        ]
    else:
        task["annotations"] = [{"result": encode(annotation, binding, scores=False)}]
    return task


def _send(studio: Studio, project_id: int, chunk: list[tuple[Record, bytes]], held: dict[str, str]) -> None:
    """Imports a chunk; after a failure asks what arrived and sends only the rest."""
    missing = {task_key(record.article.id, record.article.digest): body for record, body in chunk}
    for attempt in range(_ATTEMPTS):
        try:
            answer = studio.import_tasks(project_id, b"[" + b",".join(missing.values()) + b"]")
        except TransientError:
            if attempt == _ATTEMPTS - 1:
                raise
            held.update(_keys_held(studio, project_id))
            missing = {key: body for key, body in missing.items() if key not in held}
            if not missing:
                return
            continue
        if answer.get("task_count") != len(missing):
            raise StudioError(
                f"took {answer.get('task_count')} of {len(missing)} tasks.",
                where=studio.url,
                remedy="Run 'annotate push' again; what is there is not sent twice.",
            )
        return


def _keys_held(studio: Studio, project_id: int) -> dict[str, str]:
    """The task keys that the project holds, each with its article's id."""
    held: dict[str, str] = {}
    for task in studio.tasks(project_id, fields="task_only", include="id,data", page_size=500):
        data = task.get("data") or {}
        if isinstance(key := data.get("task_key"), str):
            held[key] = str(data.get("article_id"))
    return held


def _verify(studio: Studio, project_id: int, sent: list[Record], ontology: Ontology, binding: Binding) -> int:
    """Reads a sample back and compares it region by region. Raises `StudioError` at a difference."""
    if not sent:
        return 0
    records = {task_key(record.article.id, record.article.digest): record for record in sent}
    found = studio.tasks_by_key(
        project_id, list(records), include="id,data,predictions,annotations,result,model_version"
    )
    for task in found:
        record = records.pop(task["data"]["task_key"])
        annotation = record.annotation
        kind = "predictions" if annotation.status is Status.SUGGESTED else "annotations"
        stored = task[kind][0]["result"] if task.get(kind) else []
        back = decode(stored, record.article.text, binding, ontology, [annotation])
        if task["data"].get(binding.text_key) != record.article.text:
            raise _differs(record, "its text", studio)
        if (back.entities, back.events) != (annotation.entities, annotation.events):
            want = {region.id: region for region in annotation.regions}
            have = {region.id: region for region in back.regions}
            wrong = sorted(key for key in want.keys() | have.keys() if want.get(key) != have.get(key))
            raise _differs(record, f"region {wrong[0]}" if wrong else "the order of its regions", studio)
    if records:
        missing = next(iter(records.values()))
        raise _differs(missing, "all of it", studio)
    return len(sent)


def _differs(record: Record, what: str, studio: Studio) -> StudioError:
    return StudioError(
        f"{what} is not stored as it was sent.",
        where=f"{studio.url}, article {record.article.id}",
        remedy="Check that the project's labelling configuration was not changed during the push.",
    )
