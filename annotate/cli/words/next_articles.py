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
    from annotate.train.ordering.reasons import Reason

_FIGURES = ("errors", "gestures")  # to expect


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
        "articles": [
            {"article": article, **_hopes(hopes), **_reason(ahead.ordered.reasons[key])}
            for key, (article, hopes) in zip(ahead.ordered.keys, ahead.articles, strict=True)
        ],
    }


def say_ahead(
    ahead: OrderedAhead, file: Path, order: str, shown: int, *, dry_run: bool, summary: bool
) -> None:
    """Prints the first articles of a file's order, and what comes next."""
    _say_clusters(ahead.ordered.without_clusters)
    if not summary:
        return
    reasons = ahead.ordered.reasons
    first = zip(ahead.ordered.keys, ahead.articles[:shown], strict=False)
    rows = [
        (number, article, *_figures(hopes), why(order, hopes, reasons[key]))
        for number, (key, (article, hopes)) in enumerate(first, 1)
    ]
    if rows:
        table(("", "article", *_FIGURES, "why here"), rows)
        _say_why(order, len(ahead.articles), ahead.ordered.clusters)
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
        (
            number,
            one.article,
            one.task_id,
            *_figures(one.expected),
            why(queue.order, one.expected, one.reason),
        )
        for number, one in enumerate(queue.articles[:shown], 1)
    ]
    if rows:
        table(("", "article", "task", *_FIGURES, "why here"), rows)
        _say_why(queue.order, len(queue.articles), queue.clusters)
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
    return {"article": one.article, "task": one.task_id, **_hopes(one.expected), **_reason(one.reason)}


def why(order: str, hopes: Expected, reason: Reason) -> str:
    """Why an article stands where it stands: the value that the order goes by, or its ranks."""
    kind = "" if reason.cluster is None else f"kind {reason.cluster}"
    if order == "uncertainty":
        return f"{hopes.bits_per_action:.2f} bits per action"
    if order == "errors":
        return f"{hopes.errors:.2f} errors"
    if order == "diversity":
        return f"{kind}, place {reason.in_cluster}"
    if order == "random":
        return "chance"
    ranks = f"uncertainty {reason.uncertainty}, errors {reason.errors}"
    return f"{ranks}, {kind}" if kind else ranks


def _say_why(order: str, articles: int, clusters: int | None) -> None:
    """Explains the last column of the table."""
    turns = f"The {counted(clusters or 0, 'kind')} of text take turns, in proportion to their size"
    explained = {
        "uncertainty": "First come the articles with the most bits of uncertainty per expected action.",
        "errors": "First come the articles with the most errors to expect.",
        "diversity": f"{turns}. In each, place 1 is the article that is most typical of it.",
        "mixture": (
            f"Places among {counted(articles, 'article')}: 1 has the most bits of uncertainty per expected"
            f" action, or the most errors to expect.{f' {turns}.' if clusters else ''}"
        ),
    }
    click.echo(f"Errors and gestures are those to expect. {explained.get(order, '')}".rstrip())


def _figures(hopes: Expected) -> tuple[str, str]:
    return _rounded(hopes.errors), _rounded(hopes.gestures)


def _hopes(hopes: Expected) -> dict[str, float]:
    names = ("bits", "errors", "gestures", "bits_per_action")
    return {name: round(getattr(hopes, name), 4) for name in names}


def _reason(reason: Reason) -> dict[str, int | None]:
    return {
        "uncertainty_rank": reason.uncertainty,
        "errors_rank": reason.errors,
        "cluster": reason.cluster,
        "rank_in_cluster": reason.in_cluster,
    }


def _rounded(number: float) -> str:
    return f"{number:.1f}"
