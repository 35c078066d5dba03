"""annotate next: puts the open tasks into the order in which they help most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.order_option import order_option
from annotate.cli.output import emit_json, output_options
from annotate.cli.process import quick_switches, rare_collections
from annotate.cli.progress import progress, progress_option

if TYPE_CHECKING:
    from annotate.campaign.server.next_articles import Queue
    from annotate.project import Project

_KEPT = "{done} scores were written and stay. Run the same command again to write the rest."
_BY_ID = "sequential"


@click.command("next")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@order_option("Which articles come first, as listed above.", _BY_ID)
@click.option("--seed", type=int, default=0, help="Decides between equal articles, and the order random.")
@click.option(
    "--first", "shown", type=click.IntRange(min=0), default=10, show_default=True, help="Articles to print."
)
@click.option("--dry-run", is_flag=True, help="Print the order, and change nothing.")
@click.option("--yes", is_flag=True, help="Work here although this folder is a copy of another campaign's.")
@progress_option
@output_options
def next_(
    file: Path | None, order: str, seed: int, shown: int, dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Put the open tasks into the order in which correcting them helps most.

    Label Studio's own queue ("Label All Tasks") then serves them in this order. With one person at work, the
    order is exact; each of several people gets the first task that nobody else has open. Tasks that people
    have annotated or begun stay as they are. Run it again after a training or a push.

    With FILE, suggestions that are not pushed yet: keeps their order for the push, which then sends each
    with its place. That is faster for many articles. Run 'annotate next' after the push, too.

    \b
    mixture      uncertainty and errors, from every kind of text
    uncertainty  the most uncertain suggestions per expected action
    errors       the most errors to expect
    diversity    some of every kind of text (needs the extra train)
    random       by chance, to compare with
    sequential   by task id, as before the first 'annotate next'

    \b
    Example: annotate next
    Another: annotate next --order uncertainty --dry-run
    Another: annotate next suggestions.jsonl && annotate push suggestions.jsonl
    """
    from annotate.campaign.server.connect import connect
    from annotate.campaign.server.next_articles import order_by_id, order_queue
    from annotate.campaign.server.own_folder import keep_folder
    from annotate.campaign.server.sync import untested_version
    from annotate.cli.words.next_articles import queue_as_json, say_queue
    from annotate.cli.words.server import say_repeated, warn_untested
    from annotate.project import Project
    from annotate.train.ordering.orders import Order

    project = Project.find()
    if order == _BY_ID and dry_run:
        raise click.UsageError("--dry-run has nothing to show for --order sequential.")
    if yes:
        keep_folder(project)
    if file is not None:
        return _ahead(project, file, order, seed, shown, dry_run, as_json)
    with (
        rare_collections(),
        quick_switches(),
        connect(project) as studio,
        progress("writing scores", _KEPT) as advance,
    ):
        other = untested_version(studio)
        queue: Queue | None = None
        if order == _BY_ID:
            before = order_by_id(project, studio).sampling_before
        else:
            queue = order_queue(project, studio, Order(order), seed=seed, dry_run=dry_run, progress=advance)
    warn_untested(other)
    if queue is None:
        if as_json:
            emit_json({"order": order, "sampling_before": before, "untested_version": other})
        else:
            click.echo("Label Studio serves the tasks by their ids again.")
        return 0
    if as_json:
        emit_json({**queue_as_json(queue), "untested_version": other})
    say_repeated(queue.repeated)
    say_queue(queue, shown, summary=not as_json)
    return 4 if queue.unreadable or queue.out_of_order else 0


def _ahead(
    project: Project, file: Path, order: str, seed: int, shown: int, dry_run: bool, as_json: bool
) -> int:
    """Orders suggestions that are not pushed yet."""
    from annotate.campaign.server.next_suggestions import order_suggestions
    from annotate.cli.words.next_articles import ahead_as_json, say_ahead
    from annotate.train.ordering.orders import Order

    if order == _BY_ID:
        raise click.UsageError("--order sequential orders no file; leave FILE out.")
    ahead = order_suggestions(project, file, Order(order), seed=seed, dry_run=dry_run)
    if as_json:
        emit_json({"order": order, "seed": seed, "dry_run": dry_run, **ahead_as_json(ahead)})
    say_ahead(ahead, file, order, shown, dry_run=dry_run, summary=not as_json)
    return 0
