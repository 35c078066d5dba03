"""The options that all subcommands of ``annotate forget`` have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from annotate.cli.output import output_options

STOPPED = "{done} tasks were looked at, and nothing was changed."
Command = TypeVar("Command", bound=Callable[..., Any])


def forget_options(*, unknown: str, whom: str, back: str) -> Callable[[Command], Command]:
    """Adds --even-if-unknown, --look-in, --allow and the options of output.

    ``unknown`` is the help text of the first; ``whom`` is who or what files hold; ``back`` says what --allow
    lets come back.
    """
    options = (
        click.option("--even-if-unknown", is_flag=True, help=unknown),
        click.option(
            "--look-in",
            "folders",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            multiple=True,
            help=f"List the files in this folder that still hold {whom}, too. Repeatable.",
        ),
        click.option("--allow", is_flag=True, help=f"The reverse: let {back}."),
        output_options,
    )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add
