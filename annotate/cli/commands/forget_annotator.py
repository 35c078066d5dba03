"""annotate forget annotator: forgets who an annotator is, with or without the person's answers."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click

from annotate.cli.commands.forget_options import STOPPED, forget_options
from annotate.cli.progress import progress


@click.command()
@click.argument("name")
@click.option("--answers", is_flag=True, help="Remove the person's answers too, here and in Label Studio.")
@click.option("--yes", is_flag=True, help="With --answers: delete them in Label Studio without asking.")
@click.option("--keep-on-server", is_flag=True, help="With --answers: leave them in Label Studio.")
@forget_options(
    unknown="Forget a name that the campaign does not know, too.",
    whom="the person",
    back="the person's name come back with a pull",
)
def annotator(
    name: str,
    answers: bool,
    yes: bool,
    keep_on_server: bool,
    even_if_unknown: bool,
    folders: tuple[Path, ...],
    allow: bool,
    as_json: bool,
) -> int:
    """Forget who an annotator is. NAME is an e-mail address, the number of an account, or a pseudonym.

    The name goes from plan, mirror and pseudonyms. The person's answers stay, under the pseudonym that they
    have in releases, which leads to nobody any more; later pulls keep it. With --answers the answers go too.

    Not changed, but listed: releases, backups and your own files. The account in Label Studio stays: an
    administrator removes it there (docs/take-down.md says how).

    \b
    Example: annotate forget annotator ana@example.org
    """
    from annotate.campaign.forget.forget import allow as allow_again
    from annotate.campaign.forget.forget import forget_annotator
    from annotate.campaign.server.connect import connect
    from annotate.cli.words.forget import asking, say, say_allowed
    from annotate.project import Project

    project = Project.find()
    if allow:
        return say_allowed(allow_again(project, annotators=[name]), [name], as_json=as_json)
    with ExitStack() as bar:
        advance = bar.enter_context(progress("looking at the tasks", STOPPED))
        done = forget_annotator(
            project,
            None if keep_on_server else partial(connect, project),
            name,
            asking("answers", yes=yes, first=bar.close),
            answers=answers,
            even_if_unknown=even_if_unknown,
            look_in=folders,
            progress=advance,
        )
    return say(done, "the annotator", as_json=as_json)
