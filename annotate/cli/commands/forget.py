"""annotate forget: takes articles or annotators out of the campaign, for good."""

from __future__ import annotations

import click

from annotate.cli.lazy_group import LazyGroup

# Name -> module and command.
_COMMANDS = {
    "article": "annotate.cli.commands.forget_article:article",
    "annotator": "annotate.cli.commands.forget_annotator:annotator",
}


@click.group(cls=LazyGroup, commands_by_name=_COMMANDS)
def forget() -> None:
    """Take articles or annotators out of the campaign, for good.

    What was forgotten is removed here and, after asking, in Label Studio. Pull, push, restore and release
    leave it out from then on: a salted hash stays in .annotate/forgotten.json.

    \b
    Example: annotate forget article vna-2024-03-01
    """
