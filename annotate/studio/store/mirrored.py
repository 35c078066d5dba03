"""The values that the mirror returns: tasks with or without content, and the changes of an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MirroredTask:
    """One task with its annotations and drafts that are still on the server, each in the latest version."""

    task_id: int
    task_key: str | None
    data: dict[str, Any]
    annotations: list[dict[str, Any]]
    drafts: list[dict[str, Any]]


@dataclass(frozen=True)
class KnownTask:
    """A task's key, article and time of change. ``pulled`` says whether the mirror has the content too."""

    task_id: int
    key: str | None
    article_id: str | None
    updated_at: str | None
    pulled: bool


@dataclass(frozen=True)
class CountedTask:
    """A task's time of change and its numbers of submitted and skipped annotations."""

    task_id: int
    updated_at: str | None
    pulled: bool
    submitted: int
    skipped: int


@dataclass(frozen=True)
class GoneAnnotation:
    """An annotation or draft that was deleted on the server. ``body`` is as the server last gave it.

    ``beside`` are the annotations that the task has now.
    """

    task_id: int
    task_key: str | None
    article_id: str | None
    task_gone: bool
    is_draft: bool
    body: dict[str, Any]
    beside: tuple[dict[str, Any], ...] = ()


@dataclass
class Changes:
    """How many tasks and annotations an update of the mirror changed."""

    tasks: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0

    def __iadd__(self, other: Changes) -> Changes:
        self.tasks += other.tasks
        self.new += other.new
        self.changed += other.changed
        self.gone += other.gone
        return self

    def __bool__(self) -> bool:
        return bool(self.tasks or self.new or self.changed or self.gone)
