"""annotate forget article: takes articles out of the campaign, for good."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click

from annotate.cli.commands.forget_options import STOPPED, forget_options
from annotate.cli.progress import progress


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Delete the tasks in Label Studio without asking.")
@click.option("--keep-on-server", is_flag=True, help="Leave the tasks in Label Studio; nothing reads them.")
@forget_options(
    unknown="Forget an id that the campaign does not know (yet), too.",
    whom="it",
    back="these articles come back with a push or pull",
)
def article(
    ids: tuple[str, ...],
    yes: bool,
    keep_on_server: bool,
    even_if_unknown: bool,
    folders: tuple[Path, ...],
    allow: bool,
    as_json: bool,
) -> int:
    """Remove articles with all their texts and annotations, here and in Label Studio.

    Removed here: from plan, mirror (with its history), and the files of unfinished pre-labellings. Later
    releases do not have them, and pull, push, prelabel, restore and 'release create --from' skip them. An
    article with the same text under another id goes too.

    Not changed, but listed: releases, backups, models and your own files that still hold them. If the command
    was stopped, run it again. Exit code 4: something is left to do in Label Studio.

    \b
    Example: annotate forget article vna-2024-03-01
    """
    from annotate.campaign.forget.forget import allow as allow_again
    from annotate.campaign.forget.forget import forget_articles
    from annotate.campaign.server.connect import connect
    from annotate.cli.words.forget import asking, say, say_allowed
    from annotate.project import Project

    project = Project.find()
    if allow:
        return say_allowed(allow_again(project, articles=ids), ids, as_json=as_json)
    with ExitStack() as bar:
        advance = bar.enter_context(progress("looking at the tasks", STOPPED))
        done = forget_articles(
            project,
            None if keep_on_server else partial(connect, project),
            list(dict.fromkeys(ids)),
            asking("articles", yes=yes, first=bar.close),
            even_if_unknown=even_if_unknown,
            look_in=folders,
            progress=advance,
        )
    return say(done, f"{len(set(ids))} articles" if len(set(ids)) > 1 else "the article", as_json=as_json)
