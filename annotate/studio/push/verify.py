"""Reads back a sample of the records that a push sent, and compares each, region by region."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.core.annotation import Status
from annotate.core.errors import StudioError
from annotate.core.record import Record
from annotate.studio.api.client import Studio
from annotate.studio.api.filters import moment_of, with_ids
from annotate.studio.codec.results import Decoded, decode, encode
from annotate.studio.codec.stored_text import text_at
from annotate.studio.codec.tasks import task_key
from annotate.studio.workspace import Workspace

_INCLUDE = "id,data,updated_at,predictions,annotations,result,model_version"


def verify(workspace: Workspace, sent: Mapping[int, Record]) -> tuple[int, str | None]:
    """Reads back the records ``sent``, by task id. Returns how many agree, and the latest ``updated_at``.

    Raises `StudioError` at the first difference.
    """
    if not sent:
        return 0, None
    studio, project_id, binding = workspace.server, workspace.project_id, workspace.binding
    records = dict(sent)
    changes = []
    for task in studio.tasks(project_id, fields="all", include=_INCLUDE, filters=[with_ids(sent)]):
        record = records.pop(task["id"])
        changes.append(task["updated_at"])
        annotation = record.annotation
        if annotation.status is Status.SUGGESTED:
            versions = [
                item for item in task["predictions"] if item.get("model_version") == annotation.author
            ]
        else:
            versions = task["annotations"]
        stored = versions[0].get("result") if versions else []
        back = decode(
            stored if isinstance(stored, list) else [],
            record.article.text,
            binding,
            workspace.ontology,
            [annotation],
            repair=False,
        )
        if text_at(task["data"], binding.text_key) != record.article.text:
            raise _differs(record, "its text", studio)
        kept = _as_kept(record, workspace)
        if (back.entities, back.events) != (kept.entities, kept.events):
            want = {region.id: region for region in kept.regions}
            have = {region.id: region for region in back.regions}
            wrong = sorted(key for key in want.keys() | have.keys() if want.get(key) != have.get(key))
            raise _differs(record, f"region {wrong[0]}" if wrong else "the order of its regions", studio)
    # Another program may have deleted a duplicate task meanwhile; the article must still have a task.
    keys = {task_key(record.article.id, record.article.digest): record for record in records.values()}
    for task in studio.tasks_by_key(project_id, list(keys), include="id,data"):
        keys.pop(task["data"]["task_key"], None)
    if keys:
        raise _differs(next(iter(keys.values())), "all of it", studio)
    return len(sent) - len(records), max(changes, key=moment_of, default=None)


def _as_kept(record: Record, workspace: Workspace) -> Decoded:
    """The regions as Label Studio keeps them: without empty values, for which its results have no form."""
    annotation, binding, ontology = record.annotation, workspace.binding, workspace.ontology
    results = encode(annotation, binding, scores=False)
    return decode(results, record.article.text, binding, ontology, [annotation], repair=False)


def _differs(record: Record, what: str, studio: Studio) -> StudioError:
    return StudioError(
        f"{what} is not stored as it was sent.",
        where=f"{studio.url}, article {record.article.id}",
        remedy="Look whether somebody changed the task or the project's labelling configuration during the"
        " push, then push again.",
    )
