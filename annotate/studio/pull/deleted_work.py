"""Names the annotations that were deleted on the server, or replaced by newer ones, since the last pull."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotate.core.findings import Finding
from annotate.studio.api.filters import moment_of
from annotate.studio.pull.decode_report import Trouble, trouble
from annotate.studio.pull.originals import ANNOTATION, author_name, with_original
from annotate.studio.store.mirrored import GoneAnnotation
from annotate.studio.store.plan import Plan


def deleted_work(gone: Iterable[GoneAnnotation], plan: Plan, users: dict[int, str]) -> Iterator[Trouble]:
    """A finding for each deleted annotation. Drafts have none: a draft is gone when it is submitted."""
    removed = {answer.annotation_id: answer for answer in plan.removed_answers.all()}
    for item in gone:
        if item.is_draft:
            continue
        body = with_original(item.body, ANNOTATION, plan)
        author = author_name(body.get("completed_by"), users)
        copy = removed.get(body.get("id", 0))
        code = "deleted"
        if copy is not None and copy.created_at == body.get("created_at"):
            what = "was removed with --remove-duplicates, because another annotation says the same"
        elif _is_replaced(body, item, plan):
            code = "replaced"
            what = "was replaced by a newer one, as after a skip that was cancelled"
        else:
            what = f"was deleted in Label Studio{', with its task' if item.task_gone else ''}"
        sent = plan.article(item.task_key) if item.task_key else None
        article = sent.id if sent is not None else item.article_id
        yield trouble(
            Finding(code, f"the annotation of {author} {what}"),
            f"article {article}" if article is not None else f"task {item.task_id}",
            article=article,
            task=item.task_id,
            annotation=body.get("id"),
            author=author,
        )


def _is_replaced(body: dict[str, Any], item: GoneAnnotation, plan: Plan) -> bool:
    """Whether the task has an annotation by the same person that was made later.

    Label Studio deletes a skipped annotation when its skip is cancelled, and makes a new one at the submit.
    """
    author, made_at = _account(body), body.get("created_at")
    if author is None or not isinstance(made_at, str):
        return False
    others = (with_original(other, ANNOTATION, plan) for other in item.beside)
    return any(
        _account(other) == author
        and isinstance(at := other.get("created_at"), str)
        and moment_of(at) > moment_of(made_at)
        for other in others
    )


def _account(body: dict[str, Any]) -> Any:
    account = body.get("completed_by")
    return account.get("id") if isinstance(account, dict) else account
