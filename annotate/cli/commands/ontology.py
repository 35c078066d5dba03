"""annotate ontology: compares versions of the ontology, and brings Label Studio to the present one."""

from __future__ import annotations

import click

from annotate.cli.lazy_group import LazyGroup

# Name -> module and command, in the order of the work.
_COMMANDS = {
    "diff": "annotate.cli.commands.ontology_diff:diff",
    "apply": "annotate.cli.commands.ontology_apply:apply",
}


@click.group(cls=LazyGroup, commands_by_name=_COMMANDS)
def ontology() -> None:
    """Change the ontology of a campaign that has begun."""
