"""Checks a page of tasks where it enters: its form, its order, and each task in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from annotate.studio.api.filters import BY_ID, Filter
from annotate.studio.api.refusals import NOT_OURS, UnfitTaskError, WrongAnswerError
from annotate.studio.api.values import (
    all_finite,
    form,
    is_account,
    is_count,
    is_id,
    is_name,
    is_number,
    is_time,
)

Json = Any
Check = Callable[[Any], bool]


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


# What these keys of an annotation, a draft or a prediction may hold, besides nothing.
_FIELDS: dict[str, tuple[Check, str]] = {
    "completed_by": (is_account, "account"),
    "updated_by": (is_account, "account"),
    "user": (is_account, "account"),
    "created_at": (is_time, "time"),
    "updated_at": (is_time, "time"),
    "lead_time": (is_number, "number that can be stored"),
    "score": (is_number, "number that can be stored"),
    "was_cancelled": (_is_flag, "true or false"),
    "ground_truth": (_is_flag, "true or false"),
    "parent_prediction": (is_id, "id that can be stored"),
    "parent_annotation": (is_id, "id that can be stored"),
    "import_id": (is_id, "id that can be stored"),
    "annotation": (is_id, "id that can be stored"),
    "model_version": (is_name, "name of a version"),
}


def checked_page(
    answer: Json,
    url: str,
    *,
    fields: str,
    include: str,
    filters: Sequence[Filter],
    order: str = BY_ID,
    any_of: bool = False,
    tolerant: bool = False,
) -> Json:
    """Returns a page of tasks. Adds ``unfit``: the ids of the tasks in another form, with the reason.

    ``tasks`` keeps only the other tasks. Raises `WrongAnswerError` if the page is wrong as a whole, for
    instance because it repeats tasks that were read before. Without ``tolerant``, raises that for an unfit
    task too. With ``tolerant``, raises `UnfitTaskError` if a task has no usable id.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("tasks"), list):
        raise wrong("the server's answer is no list of tasks", url)
    tasks = answer["tasks"]
    _check_ids(tasks, url, tolerant)
    _check_asked(tasks, filters, url, any_of=any_of)
    if order == BY_ID:
        _check_ascending([task["id"] for task in tasks], filters, url)
    names = set(include.split(","))
    whole = fields == "all"
    unfit = {task["id"]: why for task in tasks if (why := _fault(task, names, whole, order)) is not None}
    if unfit and not tolerant:
        task_id, why = next(iter(unfit.items()))
        raise wrong(f"task {task_id} has another form than Label Studio's: {why}", url)
    return {**answer, "tasks": [task for task in tasks if task["id"] not in unfit], "unfit": unfit}


def item_fault(item: Any, kind: str) -> str | None:
    """Says what is wrong with an annotation, a draft or a prediction, or returns None."""
    if not isinstance(item, dict):
        return f"{kind} is {form(item)} instead of an object"
    if not is_id(item.get("id")):
        return f"the id of {kind} is {form(item.get('id'))}"
    for name, (fits, what) in _FIELDS.items():
        value = item.get(name)
        if value is not None and not fits(value):
            return f"{name} of {kind} {item['id']} is {form(value)}, which is no {what}"
    if not all_finite(item.get("result")):
        return f"{kind} {item['id']} has a number that is infinite or none at all"
    return None


def wrong(what: str, url: str) -> WrongAnswerError:
    """Returns the error for an answer that Label Studio does not give."""
    return WrongAnswerError(f"{what}.", where=url, remedy=NOT_OURS)


def _check_ids(tasks: list[Any], url: str, tolerant: bool) -> None:
    for task in tasks:
        if not isinstance(task, dict):
            raise wrong(f"the server's list of tasks has {form(task)} instead of a task", url)
        if not is_id(task.get("id")):
            what = f"a task came without a usable id, but with {form(task.get('id'))}"
            if tolerant:
                raise UnfitTaskError(f"{what}.", where=url, remedy=NOT_OURS)
            raise wrong(what, url)


def _check_asked(tasks: list[Any], filters: Sequence[Filter], url: str, *, any_of: bool) -> None:
    """Checks that each task is one of those asked for by id, or by key with ``any_of``."""
    lists: list[Collection[int]] = []
    keys = set()
    for item in filters:
        match item["filter"].removeprefix("filter:tasks:"), item["operator"]:
            case "id", "in_list":
                lists.append(set(item["value"]))
            case "data.task_key", "equal":
                keys.add(item["value"])
    for task in tasks:
        other = not any_of and any(task["id"] not in ids for ids in lists)
        if keys and isinstance(data := task.get("data"), dict) and (any_of or len(keys) == 1):
            other = other or data.get("task_key") not in keys
        if other:
            raise wrong(f"the server returned task {task['id']}, which was not asked for", url)


def _check_ascending(ids: list[int], filters: Sequence[Filter], url: str) -> None:
    """Checks that the ids ascend, and continue after the id that the page was asked to begin after."""
    last = max((item["value"] for item in filters if _is_after(item)), default=0)
    for id in ids:
        if id <= last:
            raise WrongAnswerError(
                f"the server returned task {id} again, although the tasks after {last} were asked for.",
                where=url,
                remedy="If a proxy or a cache stands before Label Studio, switch its cache off for /api/."
                f" {NOT_OURS}",
            )
        last = id


def _is_after(item: Filter) -> bool:
    return bool(item["filter"] == "filter:tasks:id" and item["operator"] == "greater")


def _fault(task: dict[str, Any], names: Collection[str], whole: bool, order: str) -> str | None:
    """Says what is wrong with a task of which ``names`` were asked for, or returns None."""
    if "data" in names and not isinstance(task.get("data"), dict):
        return f"its data is {form(task.get('data'))}"
    if not whole:
        if "updated_at" in names and (order != BY_ID or "updated_at" not in task):
            return None if is_time(task.get("updated_at")) else _no_time(task, "updated_at")
        return None
    if not all_finite(task.get("data")):
        return "its data has a number that is infinite or none at all"
    for name in ("created_at", "updated_at"):
        if name in names and not is_time(task.get(name)):
            return _no_time(task, name)
    for name in ("total_annotations", "cancelled_annotations"):
        if name in names and task.get(name) is not None and not is_count(task[name]):
            return f"its {name} is {form(task[name])}"
    for name in ("annotations", "predictions"):
        if name in names and (why := _list_fault(task.get(name), name)) is not None:
            return why
    return None


def _list_fault(items: Any, name: str) -> str | None:
    if not isinstance(items, list):
        return f"its {name} are {form(items)} instead of a list"
    seen = set()
    for item in items:
        if (why := item_fault(item, name.removesuffix("s"))) is not None:
            return why
        if item["id"] in seen:
            return f"{name.removesuffix('s')} {item['id']} comes twice"
        seen.add(item["id"])
    return None


def _no_time(task: dict[str, Any], name: str) -> str:
    return f"its {name} is {form(task.get(name))}, which is no time"
