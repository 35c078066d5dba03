"""annotate status: shows the progress of the campaign."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.terminal import Visible, console, screen_lines, visible_output

if TYPE_CHECKING:
    from annotate.project import Project

REFRESH_S = 10.0
_LEAST_S = 2.0


@click.command()
@click.option(
    "--watch",
    "every_s",
    is_flag=False,
    flag_value=REFRESH_S,
    default=None,
    type=click.FloatRange(min=_LEAST_S),
    metavar="[SECONDS]",
    help="Refresh at the terminal every SECONDS (default 10, at least 2) until Ctrl-C.",
)
@output_options
def status(every_s: float | None, as_json: bool) -> None:
    """Show what was submitted, skipped and begun, by annotator and day, as of the last pull.

    If Label Studio can be reached, status also counts the changes there since then, but pulls nothing.
    Times are Label Studio's lead times of submitted annotations. Days follow this machine's clock. Drafts
    are counted as of the last 'annotate pull --drafts'.

    \b
    Example: annotate status
    Example: annotate status --watch 30
    """
    from annotate.campaign.server.progress import campaign_progress
    from annotate.cli.words.status import WIDTH, as_object, drawn
    from annotate.project import Project

    if every_s is not None and (as_json or not sys.stdout.isatty()):
        raise click.UsageError("--watch needs a terminal; without one, call 'annotate status' repeatedly.")
    project = Project.find()
    if every_s is not None:
        _watch(project, every_s)
        return
    progress = campaign_progress(project)
    if as_json:
        emit_json(as_object(progress))
        return
    at_terminal = sys.stdout.isatty()
    screen = console(width=None if at_terminal else WIDTH)
    lines = screen_lines() if at_terminal else None
    screen.print(drawn(progress, bars=at_terminal, lines=lines), width=min(screen.width, WIDTH))


def _watch(project: Project, every_s: float) -> None:
    """Redraws the status every ``every_s`` seconds, until Ctrl-C."""
    from rich.console import Group
    from rich.live import Live
    from rich.text import Text

    from annotate.campaign.server.progress import campaign_progress
    from annotate.cli.words.status import WIDTH, drawn

    screen = console()
    screen.width = min(screen.width, WIDTH)
    try:
        with Live(console=screen, auto_refresh=False) as live, visible_output():
            while True:
                progress = campaign_progress(project)
                head = f"{time.strftime('%H:%M:%S')}, again every {every_s:g} s; Ctrl-C ends."
                live.update(
                    Visible(Group(Text(head, "dim"), drawn(progress, bars=True, lines=screen_lines() - 1))),
                    refresh=True,
                )
                time.sleep(every_s)
    except KeyboardInterrupt:
        return
