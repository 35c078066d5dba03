"""Filters for task listings, in the form of Label Studio's data manager."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Filter = dict[str, Any]
BY_ID = "tasks:id"
LATEST_FIRST = "-tasks:updated_at"
_IDS_AT_ONCE = 250  # so the request line stays below the 8 KB that proxies accept


def after_id(task_id: int) -> Filter:
    """Tasks with an id above ``task_id``."""
    return _filter("id", "greater", "Number", task_id)


def with_ids(task_ids: Iterable[int]) -> Filter:
    """Tasks with one of these ids."""
    return _filter("id", "in_list", "Number", list(task_ids))


def with_ids_in_turn(task_ids: Sequence[int]) -> Iterator[Filter]:
    """Filters that together pass the tasks with these ids. Each fits into a request."""
    for start in range(0, len(task_ids), _IDS_AT_ONCE):
        yield with_ids(task_ids[start : start + _IDS_AT_ONCE])


def changed_after(moment: datetime) -> Filter:
    """Tasks whose ``updated_at`` is later than ``moment``."""
    return _filter("updated_at", "greater", "Datetime", server_time(moment))


def with_key(key: str) -> Filter:
    """Tasks with this task key."""
    return _filter("data.task_key", "equal", "String", key)


def with_drafts() -> Filter:
    """Tasks that have a draft by any annotator."""
    return _filter("draft_exists", "equal", "Boolean", True)


def unannotated() -> list[Filter]:
    """Tasks without a submitted and without a skipped annotation."""
    columns = ("total_annotations", "cancelled_annotations")
    return [_filter(column, "equal", "Number", 0) for column in columns]


def query(filters: Sequence[Filter], order: str = BY_ID, *, any_of: bool = False) -> str:
    """The ``query`` parameter of ``/api/tasks``. Tasks must pass all filters, or any with ``any_of``."""
    content: dict[str, Any] = {"ordering": [order]}
    if filters:
        content["filters"] = {"conjunction": "or" if any_of else "and", "items": list(filters)}
    return json.dumps(content, separators=(",", ":"))


def server_time(moment: datetime) -> str:
    """Formats a moment for the data manager's filters: UTC, always with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(time: str) -> datetime:
    """Parses a time in the server's form. A time without a zone is UTC."""
    moment = datetime.fromisoformat(time)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def before(time: str, span: timedelta) -> datetime:
    """The moment that lies ``span`` before ``time``, which is in the server's form."""
    return moment_of(time) - span


def _filter(column: str, operator: str, kind: str, value: Any) -> Filter:
    return {"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}
