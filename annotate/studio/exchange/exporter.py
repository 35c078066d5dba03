"""Gold as tasks with annotations in Label Studio's own JSON, and the labelling configuration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from annotate.core.files import write_errors, writing_folder
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses, Target, article_with_text
from annotate.studio.codec.results import encode
from annotate.studio.codec.tasks import task_data, task_key
from annotate.studio.exchange.shown import shown_of
from annotate.studio.screen.binding import Binding, own_binding
from annotate.studio.screen.label_config import build_label_config

RECORD = "record"  # the key of a task's data with the exported record
CONFIG = "config.xml"
_RESULT = ("id", "from_name", "to_name", "type", "from_id", "to_id", "direction", "labels")
_VALUE = ("start", "end", "labels", "choices", "text")
_PART = 50_000_000  # characters of a file; Label Studio refuses files of 250 MB and more


class LabelStudioExporter:
    """Writes a folder for Label Studio: ``config.xml`` and the tasks, in files of at most 50 MB.

    Make a project, paste ``config.xml`` under Settings > Labeling Interface > Code, and import the files
    ``tasks-001.json``, … Each article is a task with one annotation, marked as ground truth. The form of the
    files: https://labelstud.io/guide/export and /guide/task_format.

    The screen shows mentions, events, roles, attributes and notes as `annotate push` sends them. What it has
    no place for is in the task's data under ``record``: refs, scores, provenance, author and decision,
    attributes that nobody is asked for, labels that the ontology does not have. Label Studio keeps data and
    ids of regions. So `annotate import` restores all of it after the work there, for each region that nobody
    changed. Who opens the data of a task can read it.
    """

    name = "labelstudio"
    target: Target = "folder"
    suffix = ""
    cannot_hold: frozenset[str] = frozenset()
    reads = """\
import json
task = json.load(open("labelstudio/train/tasks-001.json", encoding="utf-8"))[0]
[one["value"]["text"] for one in task["annotations"][0]["result"] if one["type"] == "labels"]
"""

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes all records. Raises `InputError` (no text) and `WriteError`."""
        losses = Losses()
        ontology = for_own_screen(ontology)
        binding = own_binding(ontology)
        with writing_folder(path) as folder, _Parts(folder) as files:
            config = build_label_config(ontology, ontology.languages[0])
            with write_errors(folder):
                (folder / CONFIG).write_text(config + "\n", encoding="utf-8", newline="\n")
            for number, record in enumerate(records, start=1):
                files.write(json.dumps(_task(record, number, ontology, binding), ensure_ascii=False))
                losses.written(record)
        return losses


def for_own_screen(ontology: Ontology) -> Ontology:
    """The ontology for the screen that annotate generates, also if it was adopted from another project."""
    if not ontology.adopted:
        return ontology
    return Ontology.model_validate(
        {**ontology.model_dump(mode="json"), "adopted": False, "text_tag": None, "renamed": {}}
    )


class _Parts:
    """The files of the tasks; each is a JSON array."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._size = 0  # characters in the file that is open
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._end()

    def write(self, task: str) -> None:
        """Adds a task, to another file if this one has become too large."""
        if self._size and self._size + len(task) > _PART:
            self._end()
            self._begin()
        self._put((",\n" if self._size else "\n") + task)
        self._size += len(task)

    def _begin(self) -> None:
        self._number, self._size = self._number + 1, 0
        path = self._folder / f"tasks-{self._number:03}.json"
        with write_errors(self._folder):
            self._file = path.open("w", encoding="utf-8", newline="\n")
        self._put("[")

    def _end(self) -> None:
        assert self._file is not None
        with self._file, write_errors(self._folder):
            self._file.write("\n]\n")

    def _put(self, text: str) -> None:
        assert self._file is not None
        with write_errors(self._folder):
            self._file.write(text)


def _task(record: GoldRecord, number: int, ontology: Ontology, binding: Binding) -> dict[str, Any]:
    article, annotation = article_with_text(record, LabelStudioExporter.name), record.annotation
    data = task_data(article, task_key(article.id, article.digest))
    body: dict[str, Any] = {
        "id": number,
        "result": encode(shown_of(annotation, binding, ontology), binding, scores=False),
        "was_cancelled": False,
        "ground_truth": True,
    }
    if annotation.lead_time_s is not None:
        body["lead_time"] = annotation.lead_time_s
    content = _without_texts(record)
    data[RECORD] = {"annotation_id": number, "shown": results_digest(body["result"]), "content": content}
    return {"data": data, "annotations": [body]}


def _without_texts(record: GoldRecord) -> dict[str, Any]:
    """The record as JSON, without what the text in the task's data says already."""
    data = record.to_dict()
    del data["article"]["text"]
    for region in (*data["annotation"].get("entities", ()), *data["annotation"].get("events", ())):
        region.pop("text", None)
        (region.get("trigger") or {}).pop("text", None)
    return data


def results_digest(results: Iterable[Any]) -> str:
    """The SHA-256 of what results say, whatever their order and the keys that Label Studio adds."""
    said = sorted(json.dumps(_said(result), sort_keys=True) for result in results)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _said(result: Any) -> Any:
    if not isinstance(result, dict):
        return result
    value, meta = result.get("value"), result.get("meta")
    kept = {name: result[name] for name in _RESULT if name in result}
    if isinstance(value, dict):
        kept["value"] = {name: value[name] for name in _VALUE if name in value}
    if isinstance(meta, dict) and meta.get("text"):
        kept["note"] = meta["text"]
    return kept
