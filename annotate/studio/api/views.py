"""Makes and renews a view of the data manager (a tab) that shows chosen tasks of a project."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotate.core.errors import StudioError
from annotate.studio.addresses import project_address
from annotate.studio.api.client import Studio
from annotate.studio.api.filters import Filter
from annotate.studio.api.tasks_page import wrong
from annotate.studio.api.transport import Json

_VIEWS = "/api/dm/views/"
_KEYS, _ANNOTATIONS = "filter:tasks:data.task_key", "filter:tasks:annotations_ids"
_DEFAULT = {"title": "Default", "type": "list", "target": "tasks"}


@dataclass(frozen=True)
class TaskView:
    """A view of the data manager: its id, its address, and whether it is new."""

    id: int
    address: str
    is_new: bool


# Both filters have an operator that the screen of 1.23 knows for the column. One that it does not know, such
# as "in_list", leaves the data manager of every annotator blank. Thousands of filters joined by "or" are too
# deep for SQLite.
def with_keys(keys: Iterable[str]) -> Filter:
    """Tasks with one of these task keys. 2,000 of 4,000 tasks take 0.3 s."""
    pattern = f"^(?:{'|'.join(sorted(map(re.escape, set(keys))))})$"
    return {"filter": _KEYS, "operator": "regex", "type": "String", "value": pattern}


def with_annotations(ids: Iterable[int]) -> Filter:
    """Tasks with one of these annotations, in a project whose tasks have no keys. 30 times as slow."""
    value = " ".join(str(id) for id in sorted(set(ids)))
    return {"filter": _ANNOTATIONS, "operator": "contains", "type": "String", "value": value}


def show_tasks(studio: Studio, project_id: int, title: str, tasks: Filter) -> TaskView:
    """Makes the view of the tasks that pass a filter made here, or gives it this filter. Changes no task.

    A project without a view gets Label Studio's view "Default" first, because the data manager makes that
    one only where there is none, and annotators would see no other task. Raises `StudioError` if there is a
    view of this title that is not ours.
    """
    views = _views(studio, project_id)
    known = _ours(views, project_id, title, studio.url)
    hidden = _hidden_columns(studio, project_id)
    if known is None and not views:
        studio.post(_VIEWS, {"project": project_id, "data": {**_DEFAULT, "hiddenColumns": hidden}})
    filters = {"conjunction": "and", "items": [tasks]}
    data = {**_DEFAULT, "title": title, "hiddenColumns": hidden, "ordering": ["tasks:id"], "filters": filters}
    body = {"project": project_id, "data": data}
    made = studio.post(_VIEWS, body) if known is None else studio.patch(f"{_VIEWS}{known}/", body)
    view_id = _id_of(made, studio.url)
    return TaskView(view_id, f"{project_address(studio.url, project_id)}?tab={view_id}", known is None)


def has_view(studio: Studio, project_id: int, title: str) -> bool:
    """Whether `show_tasks` made a view of this title. Raises `StudioError` if only others have this title."""
    return _ours(_views(studio, project_id), project_id, title, studio.url) is not None


def remove_view(studio: Studio, project_id: int, title: str) -> bool:
    """Deletes the view that `show_tasks` made under this title. Returns whether there was one."""
    known = _ours(_views(studio, project_id), project_id, title, studio.url)
    if known is not None:
        studio.delete(f"{_VIEWS}{known}/")
    return known is not None


def _ours(views: Iterable[Json], project_id: int, title: str, url: str) -> int | None:
    """The id of our view of this title, or None. Raises `StudioError` if only others have this title.

    Ours is known by its one filter. The screen drops every other mark when it saves a view.
    """
    others = False
    for view in views:
        data = view.get("data")
        if not isinstance(data, dict) or data.get("title") != title:
            continue
        filters = data.get("filters")
        items = filters.get("items") if isinstance(filters, dict) else None
        if isinstance(items, list) and [_column(item) for item in items] in ([_KEYS], [_ANNOTATIONS]):
            return _id_of(view, url)
        others = True
    if others:
        raise StudioError(
            f"project {project_id} has a view {title!r} that annotate did not make, or whose filters were"
            " changed.",
            where=url,
            remedy="Delete that view in the data manager, or give another title: --view TITLE.",
        )
    return None


def _column(item: Any) -> Any:
    return item.get("filter") if isinstance(item, dict) else None


def _views(studio: Studio, project_id: int) -> list[Json]:
    found: Any = studio.get(_VIEWS, project=project_id)
    if not isinstance(found, list) or not all(isinstance(view, dict) for view in found):
        raise wrong("the list of a project's views has another form", studio.url)
    return found


def _hidden_columns(studio: Studio, project_id: int) -> dict[str, list[str]]:
    """The columns that the data manager hides in a view that it makes itself."""
    found: Any = studio.get("/api/dm/columns", project=project_id)
    columns = found.get("columns") if isinstance(found, dict) else None
    if not isinstance(columns, list) or not all(isinstance(column, dict) for column in columns):
        raise wrong("the list of the data manager's columns has another form", studio.url)
    hidden: dict[str, list[str]] = {"explore": [], "labeling": []}
    for column in columns:
        parent = f"{column['parent']}." if column.get("parent") else ""
        for where, shown in (column.get("visibility_defaults") or {}).items():
            if where in hidden and not shown:
                hidden[where].append(f"{column.get('target')}:{parent}{column.get('id')}")
    return hidden


def _id_of(view: Json, url: str) -> int:
    if type(view.get("id")) is not int:
        raise wrong("a view of the data manager has no id", url)
    return int(view["id"])
