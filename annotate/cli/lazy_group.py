"""A group of commands whose modules are imported when the command runs, not when help lists them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that imports a command on demand. Help lists the commands in the given order.

    ``commands_by_name`` maps names to ``module:attribute``.
    """

    def __init__(self, *arguments: Any, commands_by_name: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._places = dict(commands_by_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        module, attribute = self._places[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
