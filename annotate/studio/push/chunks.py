"""Serialises the steps of a push and cuts them into calls, by number of tasks and by bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from annotate.core.annotation import Annotation, Status
from annotate.core.ontology import Ontology
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data
from annotate.studio.push.comparison import Need, Step
from annotate.studio.screen.binding import Binding

CHUNK_TASKS = 250
CHUNK_BYTES = 8_000_000


@dataclass(frozen=True)
class Chunk:
    """The content of one call: steps of one kind, and their serialised bodies by task key."""

    need: Need
    steps: tuple[Step, ...]
    bodies: dict[str, bytes]


def cut(steps: Iterable[Step], binding: Binding, directed_by: Ontology | None = None) -> Iterator[Chunk]:
    """Cuts steps into chunks of one kind each. Keeps the order of the steps of each kind.

    ``directed_by`` is the ontology whose directions say roles, as `encode` has it.
    """
    growing: dict[Need, tuple[list[Step], dict[str, bytes]]] = {need: ([], {}) for need in Need}
    sizes = dict.fromkeys(Need, 0)
    for step in steps:
        made = serialised(step, binding, directed_by)
        chunk, bodies = growing[step.need]
        if chunk and (len(chunk) >= CHUNK_TASKS or sizes[step.need] + len(made) > CHUNK_BYTES):
            yield Chunk(step.need, tuple(chunk), bodies)
            chunk, bodies = growing[step.need] = ([], {})
            sizes[step.need] = 0
        chunk.append(step)
        bodies[step.key] = made
        sizes[step.need] += len(made)
    for need, (chunk, bodies) in growing.items():
        if chunk:
            yield Chunk(need, tuple(chunk), bodies)


def serialised(step: Step, binding: Binding, directed_by: Ontology | None = None) -> bytes:
    """Returns the JSON bytes that a step sends."""
    return json.dumps(body(step, binding, directed_by), ensure_ascii=False).encode()


def body(step: Step, binding: Binding, directed_by: Ontology | None = None) -> dict[str, Any]:
    """Returns the object that a step sends.

    This is a new task with a prediction or annotation, or a prediction or annotation for an existing task.
    """
    annotation = step.annotation
    if annotation.status is not Status.SUGGESTED:
        result = encode(annotation, binding, scores=False, directed_by=directed_by)
        made = {"result": result, "ground_truth": False}
        return made if step.need is Need.ANNOTATION else {"data": _data(step, binding), "annotations": [made]}
    prediction = {
        "model_version": annotation.author,
        "score": step.place if step.place is not None else _mean_score(annotation),
        "result": encode(annotation, binding, scores=True, directed_by=directed_by),
    }
    if step.need is Need.SUGGESTIONS:
        return {"task": step.task_id, **prediction}
    return {"data": _data(step, binding), "predictions": [prediction]}


def _mean_score(annotation: Annotation) -> float:
    scores = [region.score for region in annotation.regions if region.score is not None]
    return sum(scores) / len(scores) if scores else 0.0


def _data(step: Step, binding: Binding) -> dict[str, Any]:
    return task_data(step.record.article, step.key, binding.text_key, binding.blank_keys)
