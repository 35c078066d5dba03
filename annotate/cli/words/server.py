"""What commands that speak with Label Studio say about it on standard error."""

from __future__ import annotations

import click

from annotate.cli.output import counted


def warn_untested(version: str | None) -> None:
    """Says on standard error that the server is of a version that nobody tested this toolkit with."""
    if version is not None:
        from annotate.studio.api.client import TESTED_VERSIONS

        click.echo(
            f"This Label Studio is version {version}; tested was {', '.join(TESTED_VERSIONS)}.", err=True
        )


def say_repeated(repeated: dict[str, int]) -> None:
    """Says on standard error how often a call had to be repeated."""
    if repeated:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(repeated.items()))
        click.echo(
            f"{counted(sum(repeated.values()), 'call')} failed and were made again ({kinds}).", err=True
        )
