"""What annotators answered on duplicate tasks, in a form in which equal answers are equal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.core.text import digest
from annotate.studio.api.filters import with_drafts, with_ids_in_turn
from annotate.studio.codec.tasks import task_key
from annotate.studio.pull.originals import ANNOTATION, author_name, with_original
from annotate.studio.pull.task_keys import own_key
from annotate.studio.store.plan import Plan
from annotate.studio.workspace import Workspace

_INCLUDE = (
    "id,data,predictions,model_version,annotations,result,completed_by,was_cancelled,lead_time,created_at,"
    "updated_at,import_id"
)
_SETS = ("labels", "choices")  # lists whose order says nothing


@dataclass(frozen=True)
class Answer:
    """A submitted or skipped annotation. ``content`` is equal for answers that say the same."""

    task_id: int
    annotation_id: int
    author: str
    skipped: bool
    content: str
    created_at: str | None
    updated_at: str | None
    lead_time: float | None

    @property
    def says(self) -> tuple[bool, str]:
        """What two answers must have in common to be identical."""
        return self.skipped, self.content


@dataclass(frozen=True)
class DuplicateTask:
    """One of several tasks with the same key. ``drafts`` names the annotators who have a draft.

    ``same_text`` says that the task's text is the one that its key belongs to.
    """

    task_id: int
    same_text: bool
    versions: tuple[str, ...]
    answers: tuple[Answer, ...]
    drafts: tuple[str, ...]

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has worked on the task."""
        return not self.answers and not self.drafts

    def __str__(self) -> str:
        people = [f"{answer.author}{' (skipped)' if answer.skipped else ''}" for answer in self.answers]
        people += [f"{name} (draft)" for name in self.drafts]
        changed = "" if self.same_text else ", text changed in Label Studio"
        return f"task {self.task_id} ({', '.join(people) or 'nobody'}{changed})"


def read_tasks(
    workspace: Workspace, task_ids: Sequence[int], users: Mapping[int, str]
) -> list[DuplicateTask]:
    """Reads these tasks with all answers. Leaves out tasks that do not exist or cannot be read."""
    server, project_id = workspace.server, workspace.project_id
    text_key, names = workspace.binding.text_key, dict(users)
    drafted: set[int] = set()
    for some in with_ids_in_turn(task_ids):
        drafted |= server.task_ids(project_id, [with_drafts(), some])
    found = []
    for page in workspace.reader(_INCLUDE).by_ids(task_ids):
        for task in page:
            drafts = server.drafts(task["id"]) if task["id"] in drafted else []
            begun = tuple(author_name(draft.get("user"), names) for draft in drafts)
            same_text = _is_of_its_key(task.get("data") or {}, text_key, workspace.plan)
            bodies = [
                {**body, "completed_by": with_original(body, ANNOTATION, workspace.plan).get("completed_by")}
                for body in task.get("annotations") or []
            ]
            found.append(_task({**task, "annotations": bodies}, begun, names, same_text=same_text))
    return sorted(found, key=lambda task: task.task_id)


def content(results: Any) -> str:
    """A digest of the regions with labels, attributes and relations. Ids and the order do not matter."""
    if not isinstance(results, list):
        return _digest(results)
    regions: dict[str, list[str]] = {}
    relations = []
    for number, item in enumerate(results):
        if not isinstance(item, dict):
            regions[f"\0{number}"] = [_json(item)]
        elif item.get("type") == "relation":
            relations.append(item)
        else:
            regions.setdefault(str(item.get("id", f"\0{number}")), []).append(_part(item))
    named = {id: _digest(sorted(parts)) for id, parts in regions.items()}
    arrows = [
        _json(
            [
                *(named.get(str(item.get(end)), str(item.get(end))) for end in ("from_id", "to_id")),
                item.get("direction"),
                _sorted(item.get("labels")),
            ]
        )
        for item in relations
    ]
    return _digest([sorted(named.values()), sorted(arrows)])


def _part(item: dict[str, Any]) -> str:
    value = item.get("value")
    if isinstance(value, dict):
        value = {name: _sorted(part) if name in _SETS else part for name, part in value.items()}
        if item.get("type") != "textarea":
            value.pop("text", None)  # the words at the position: browsers change their white space
    return _json(
        [item.get("from_name"), item.get("to_name"), item.get("type"), value, item.get("meta") or None]
    )


def _is_of_its_key(data: dict[str, Any], text_key: str, plan: Plan) -> bool:
    """Whether a task has the text that its key belongs to. The text may have been changed on the server."""
    text, key = data.get(text_key), own_key(data, text_key, plan)
    if not isinstance(text, str) or key is None:
        return False
    if (sent := plan.article(key)) is not None:
        return sent.text == text
    return task_key(str(data.get("article_id")), digest(text)) == key


def _task(
    task: dict[str, Any], drafts: tuple[str, ...], users: dict[int, str], *, same_text: bool
) -> DuplicateTask:
    return DuplicateTask(
        task["id"],
        same_text,
        tuple(str(item.get("model_version")) for item in task.get("predictions") or []),
        tuple(
            Answer(
                task["id"],
                body["id"],
                author_name(body.get("completed_by"), users),
                bool(body.get("was_cancelled")),
                content(body.get("result")),
                body.get("created_at"),
                body.get("updated_at"),
                body.get("lead_time"),
            )
            for body in sorted(task.get("annotations") or [], key=lambda body: int(body["id"]))
        ),
        drafts,
    )


def _sorted(values: Any) -> Any:
    return sorted(values, key=_json) if isinstance(values, list) else values


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _digest(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()
