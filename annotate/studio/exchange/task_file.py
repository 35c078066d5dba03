"""The tasks of a file of Label Studio's, in one form whatever version of Label Studio wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.export.importing.json_objects import json_objects

Body = dict[str, Any]
_MIN_MARKS = ("annotation_id", "annotator", "lead_time", "completed_by_id")  # of JSON_MIN


@dataclass
class FileTask:
    """A task with its annotations, drafts and predictions, each an object with a list ``result``."""

    where: str
    id: int | str | None
    data: Body
    annotations: list[Body] = field(default_factory=list)
    drafts: list[Body] = field(default_factory=list)
    predictions: list[Body] = field(default_factory=list)

    @property
    def results(self) -> Iterator[list[Any]]:
        """The lists of results of all of them."""
        for body in (*self.annotations, *self.drafts, *self.predictions):
            if isinstance(body.get("result"), list):
                yield body["result"]


def file_tasks(path: Path, bad: Callable[[str, str], None]) -> Iterator[FileTask]:
    """Yields the tasks of a file, or of each file of a folder or zip.

    Known are the export "JSON" of Label Studio 1 (``annotations``) and of versions before (``completions``),
    and files with one annotation and its task, as a target storage gets them. ``bad`` gets the place and the
    reason for an object that is no task. Raises `InputError` for the export "JSON_MIN", which does not say
    which attributes and relations belong to which region, and for a file that cannot be read.
    """
    for item in json_objects(path, bad):
        data, content = item.data.get("data"), item.data
        if isinstance(content.get("result"), list) and isinstance(content.get("task"), dict):
            data, content = content["task"].get("data"), {**content["task"], "annotations": [content]}
        if not isinstance(data, dict):
            if any(mark in item.data for mark in _MIN_MARKS):
                raise InputError(
                    "is Label Studio's JSON_MIN, which has no ids of regions: nobody can tell which"
                    " attributes and relations belong to which mention.",
                    where=item.where,
                    remedy="Export again as JSON.",
                )
            bad(item.where, "is no task of Label Studio's: it has no object 'data'")
            continue
        id = content.get("id")
        yield FileTask(
            item.where,
            id if isinstance(id, (int, str)) and id != "" else None,
            data,
            _bodies(content.get("annotations", content.get("completions"))),
            _bodies(content.get("drafts")),
            _bodies(content.get("predictions")),
        )


def _bodies(given: Any) -> list[Body]:
    """The objects of a list. Some exports list the ids of drafts and predictions alone."""
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
