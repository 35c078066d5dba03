"""The option --format of the commands that read or write foreign formats."""

from __future__ import annotations

from typing import Any

import click


class FormatOption(click.Option):
    """The option --format. Its help lists the built-in formats of an entry point, without importing them."""

    def __init__(self, *given: Any, group: str, page: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self._group = group
        self._page = page

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from importlib.metadata import entry_points

        points = entry_points(group=self._group)
        names = sorted({point.name for point in points if point.value.startswith("annotate.")})
        self.help = f"{', '.join(names)}; or a plug-in's name. {self._page} describes each."
        return super().get_help_record(ctx)
