"""Messages about Label Studio that several commands print on standard error."""

from __future__ import annotations

import click

from annotate.core.wording import counted


def warn_untested(version: str | None) -> None:
    """Warns that the server's version was not tested with this toolkit."""
    if version is not None:
        from annotate.studio.api.client import TESTED_VERSIONS

        click.echo(
            f"This Label Studio has version {version};"
            f" annotate was tested with {', '.join(TESTED_VERSIONS)}.",
            err=True,
        )


def say_repeated(repeated: dict[str, int]) -> None:
    """Reports how many calls failed and were retried."""
    if repeated:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(repeated.items()))
        click.echo(f"{counted(sum(repeated.values()), 'call')} failed and were repeated ({kinds}).", err=True)
