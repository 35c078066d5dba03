"""The words and the JSON object of `annotate next`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing, table
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.server.next_articles import NextArticle, Queue
    from annotate.campaign.server.next_suggestions import OrderedAhead
    from annotate.train.ordering.expected import Expected


def queue_as_json(queue: Queue) -> dict[str, Any]:
    """The queue as one JSON object, with all its articles in order."""
    written = queue.written
    return {
        "project": queue.project_id,
        "url": queue.url,
        "version": queue.version,
        "order": queue.order,
        "seed": queue.seed,
        "dry_run": written is None,
        "open": len(queue.articles),
        "done": queue.done,
        "begun": queue.begun,
        "replaced": queue.replaced,
        "not_sent_from_here": queue.unknown,
        "clusters": queue.clusters,
        "without_clusters": queue.without_clusters,
        "scores_to_write": queue.to_write,
        "scores_written": written.written if written else 0,
        "predictions_gone": written.gone if written else 0,
        "sampling_before": written.sampling_before if written else None,
        "out_of_order": queue.out_of_order,
        "without_suggestions": queue.without,
        "without_scores": queue.unscored,
        "annotators_per_task": queue.annotators,
        "unreadable": {str(task): why for task, why in queue.unreadable.items()},
        "repeated": queue.repeated,
        "articles": [_article(one) for one in queue.articles],
    }


def say_queue(queue: Queue, shown: int, *, summary: bool) -> None:
    """Prints what was left out on standard error and, with ``summary``, the first articles and the result."""
    _say_clusters(queue.without_clusters)
    if queue.annotators > 1:
        click.echo(
            f"Each task is for {queue.annotators} annotators. Label Studio first serves, at random, the tasks"
            " that others have annotated already. The others come in this order.",
            err=True,
        )
    listing(f"Served last, because they have no suggestions of {queue.version} (push them)", queue.without)
    listing(f"Ordered without scores, because {queue.version} was not pushed from here", queue.unscored)
    listing("Not in order, because somebody else changed their scores", queue.out_of_order)
    listing("Not read", [f"task {task}: {why}" for task, why in queue.unreadable.items()])
    if queue.unknown:
        click.echo(f"{counted(queue.unknown, 'open task')} not sent by annotate; left as they are.", err=True)
    if summary:
        _say_summary(queue, shown)


def ahead_as_json(ahead: OrderedAhead) -> dict[str, Any]:
    """The order of a file's suggestions as an object for JSON, with all articles."""
    return {
        "version": ahead.version,
        "done": ahead.done,
        "clusters": ahead.ordered.clusters,
        "without_clusters": ahead.ordered.without_clusters,
        "articles": [{"article": article, **_hopes(hopes)} for article, hopes in ahead.articles],
    }


def say_ahead(
    ahead: OrderedAhead, file: Path, order: str, shown: int, *, dry_run: bool, summary: bool
) -> None:
    """Prints the first articles of a file's order, and what comes next."""
    _say_clusters(ahead.ordered.without_clusters)
    if not summary:
        return
    rows = [
        (number, article, _rounded(hopes.errors), _rounded(hopes.gestures))
        for number, (article, hopes) in enumerate(ahead.articles[:shown], 1)
    ]
    if rows:
        table(("", "article", "errors expected", "gestures expected"), rows)
    number = counted(len(ahead.articles), "article")
    if dry_run:
        click.echo(f"This is the order {order} of {number}; nothing was kept.")
        return
    click.echo(f"Kept the order {order} of {number} for 'annotate push {one_line(file)}'.")


def _say_clusters(without: bool) -> None:
    if without:
        click.echo(
            "The mixture went without clusters, because scikit-learn is not installed"
            " (pip install 'annotate-gold[train]').",
            err=True,
        )


def _say_summary(queue: Queue, shown: int) -> None:
    if not queue.articles:
        click.echo("No open task has suggestions to order by.")
        return
    rows = [
        (number, one.article, one.task_id, _rounded(one.expected.errors), _rounded(one.expected.gestures))
        for number, one in enumerate(queue.articles[:shown], 1)
    ]
    if rows:
        table(("", "article", "task", "errors expected", "gestures expected"), rows)
    number, written = counted(len(queue.articles), "open task"), queue.written
    left = [(queue.begun, "begun"), (queue.done - queue.begun, "annotated")]
    beside = ", ".join(f"{count} {what}" for count, what in left if count > 0)
    untouched = f" Left as they are: {beside}." if beside else ""
    if written is None:
        click.echo(
            f"The order {queue.order} of {number} would change {counted(queue.to_write, 'score')};"
            f" nothing was changed.{untouched}"
        )
        return
    click.echo(
        f"Label Studio serves {number} in the order {queue.order}"
        f" ({counted(written.written, 'score')} written).{untouched}"
    )
    if written.gone:
        click.echo(f"{counted(written.gone, 'prediction')} had been deleted meanwhile.", err=True)
    click.echo(f"The tasks are at {queue.url}")


def _article(one: NextArticle) -> dict[str, Any]:
    return {"article": one.article, "task": one.task_id, **_hopes(one.expected)}


def _hopes(hopes: Expected) -> dict[str, float]:
    return {name: round(getattr(hopes, name), 4) for name in ("bits", "errors", "gestures")}


def _rounded(number: float) -> str:
    return f"{number:.1f}"
