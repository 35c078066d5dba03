"""Names the annotations that were deleted on the server since the last pull."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.core.findings import Finding
from annotate.studio.pull.decode_report import Trouble, trouble
from annotate.studio.pull.originals import ANNOTATION, author_name, with_original
from annotate.studio.store.mirrored import GoneAnnotation
from annotate.studio.store.plan import Plan


def deleted_work(gone: Iterable[GoneAnnotation], plan: Plan, users: dict[int, str]) -> Iterator[Trouble]:
    """A finding for each annotation. Drafts have none: a draft is gone when it is submitted."""
    removed = {answer.annotation_id: answer for answer in plan.removed_answers.all()}
    for item in gone:
        if item.is_draft:
            continue
        body = with_original(item.body, ANNOTATION, plan)
        author = author_name(body.get("completed_by"), users)
        copy = removed.get(body.get("id", 0))
        if copy is not None and copy.created_at == body.get("created_at"):
            what = "was removed with --remove-duplicates, because another annotation says the same"
        else:
            what = f"was deleted in Label Studio{', with its task' if item.task_gone else ''}"
        sent = plan.article(item.task_key) if item.task_key else None
        article = sent.id if sent is not None else item.article_id
        yield trouble(
            Finding("deleted", f"the annotation of {author} {what}"),
            f"article {article}" if article is not None else f"task {item.task_id}",
            article=article,
            task=item.task_id,
            annotation=body.get("id"),
            author=author,
        )
