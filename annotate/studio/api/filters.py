"""Which tasks a listing asks for, in the form of Label Studio's data manager."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Filter = dict[str, Any]
BY_ID = "tasks:id"
LATEST_FIRST = "-tasks:updated_at"


def after_id(task_id: int) -> Filter:
    """Tasks with a higher id."""
    return _filter("id", "greater", "Number", task_id)


def with_ids(task_ids: Iterable[int]) -> Filter:
    """Exactly these tasks."""
    return _filter("id", "in_list", "Number", list(task_ids))


def changed_after(moment: datetime) -> Filter:
    """Tasks whose ``updated_at`` is later than ``moment``."""
    return _filter("updated_at", "greater", "Datetime", server_time(moment))


def with_key(key: str) -> Filter:
    """Tasks that carry this task key."""
    return _filter("data.task_key", "equal", "String", key)


def with_drafts() -> Filter:
    """Tasks on which somebody has a draft."""
    return _filter("draft_exists", "equal", "Boolean", True)


def query(filters: Sequence[Filter], order: str = BY_ID, *, any_of: bool = False) -> str:
    """The ``query`` parameter of ``/api/tasks``."""
    said: dict[str, Any] = {"ordering": [order]}
    if filters:
        said["filters"] = {"conjunction": "or" if any_of else "and", "items": list(filters)}
    return json.dumps(said, separators=(",", ":"))


def server_time(moment: datetime) -> str:
    """A moment as the data manager's filters read it: UTC, always with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(said: str) -> datetime:
    """A moment as the server says it."""
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def before(said: str, span: timedelta) -> datetime:
    """``span`` before a moment that the server said."""
    return moment_of(said) - span


def _filter(column: str, operator: str, kind: str, value: Any) -> Filter:
    return {"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}
