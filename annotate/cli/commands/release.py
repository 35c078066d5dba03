"""annotate release: makes releases, and looks at them."""

from __future__ import annotations

from contextlib import suppress

import click

from annotate.cli.lazy_group import LazyGroup

# Name -> module and command, in the order of the work.
_COMMANDS = {
    "create": "annotate.cli.commands.release_create:create",
    "figures": "annotate.cli.commands.release_figures:figures",
    "verify": "annotate.cli.commands.release_verify:verify",
    "join": "annotate.cli.commands.release_join:join",
    "diff": "annotate.cli.commands.release_diff:diff",
}


@click.group(cls=LazyGroup, commands_by_name=_COMMANDS)
def release() -> None:
    """Make gold releases."""
    from annotate.core.errors import AnnotateError
    from annotate.gold.release_folder import remove_left_over
    from annotate.project import Project

    # A killed run may have left names of annotators. Another command reports a folder that cannot be read.
    with suppress(AnnotateError, OSError):
        remove_left_over(Project.find().exports)
