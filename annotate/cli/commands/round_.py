"""annotate round: from what people have submitted to better suggestions, and a page of what came out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import click

from annotate.cli.order_option import order_option
from annotate.cli.output import emit_json, output_options
from annotate.cli.process import one_thread_each, rare_collections
from annotate.cli.progress import progress, progress_option, status_line

_KEPT = "Finished steps are kept. 'annotate round' goes on from there."
_DOING = {
    "pull": "pulling",
    "lint": "looking for mistakes",
    "release": "releasing",
    "suggest": "pre-labelling",
    "push": "pushing",
    "order": "writing scores",
}


@click.command("round")
@click.option(
    "--go-on",
    is_flag=True,
    help="Where the round has stopped at findings: go on, and leave them as they are.",
)
@click.option(
    "--again", is_flag=True, help="Run a round although nothing was submitted or changed since the last one."
)
@click.option("--no-train", is_flag=True, help="Train no model: release, and order the open tasks anew.")
@click.option("--strict", is_flag=True, help="Stop at probable mistakes, too, not only at errors.")
@order_option("Which articles come first, as 'annotate next --help' lists them.")
@click.option("--seed", type=int, default=0, help="Of the training and of the order.")
@click.option(
    "--seconds",
    type=click.FloatRange(1, 10**6),
    default=600.0,
    show_default=True,
    help="Longest time for training the recogniser alone; judges and the comparison come on top.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="RELEASE",
    help="For the first round: a release whose articles stay in their splits.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 512),
    default=1,
    show_default=True,
    metavar="N",
    help="How many processes suggest; 0: one per core. The suggestions are the same.",
)
@click.option("--yes", is_flag=True, help="Work here although this folder is a copy of another campaign's.")
@progress_option
@output_options
def round_(
    go_on: bool,
    again: bool,
    no_train: bool,
    strict: bool,
    order: str,
    seed: int,
    seconds: float,
    previous: Path | None,
    workers: int,
    yes: bool,
    as_json: bool,
) -> int:
    """Let the corrections pay back: from what people have submitted to better suggestions.

    A round pulls, looks for mistakes, makes a release candidate, trains a model on it, compares the new
    suggestions with those in use, puts the model to use if it is not worse, suggests anew for the articles
    that nobody has touched, pushes these suggestions, and orders the open tasks. Tasks that people have
    annotated or begun stay as they are. The page rounds/round-N.html shows what came out.

    It stops where somebody must decide, and says what to do: at findings that hold articles back from gold,
    at a changed ontology, and without gold. Run it again after that. The same command goes on with a round
    that was stopped in any other way. A model that is refused stops no round: what suggests now stays.

    Exit code 0: done, or nothing new. Exit code 1: it waits for your decision. Exit code 4: done, but
    something could not be read, suggested, sent or ordered.

    \b
    Example: annotate round
    Another: annotate round --go-on
    """
    from annotate.campaign.rounds.progress import Steps
    from annotate.campaign.rounds.round import RoundOptions, run_round
    from annotate.campaign.server.own_folder import keep_folder
    from annotate.cli.words.round import report_as_json, say_end, say_resumed, say_step
    from annotate.project import Project
    from annotate.train.ordering.orders import Order

    project = Project.find()
    if yes:
        keep_folder(project)
    options = RoundOptions(
        go_on=go_on,
        again=again,
        training=not no_train,
        strict=strict,
        order=Order(order),
        seed=seed,
        seconds=seconds,
        workers=workers,
        previous=previous,
    )
    steps = Steps(_count, lambda step: status_line(_KEPT), _silent if as_json else say_step)
    if not as_json:
        steps = replace(steps, resumed=say_resumed)
    with rare_collections(), one_thread_each() if workers != 1 else nullcontext():
        report = run_round(project, options, steps)
    if as_json:
        emit_json(report_as_json(report))
    say_end(report, summary=not as_json)
    if report.state.content.stopped is not None:
        return 1
    return 4 if report.in_part else 0


def _count(step: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
    return progress(_DOING[step], _KEPT, total=lambda: total)


def _silent(step: str, sentence: str) -> None:
    """Says nothing: the JSON object has the steps."""
