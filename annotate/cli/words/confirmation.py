"""Asks at a terminal what only the user can confirm: an address, a copied folder. Shows warnings."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import click

from annotate.cli.secrets import without_secrets
from annotate.core.errors import CopiedFolderError, UnconfirmedAddressError


def may_get_secrets(error: UnconfirmedAddressError) -> bool:
    """Asks the user, and remembers a yes. False without a terminal, where nobody can answer."""
    if not at_terminal():
        return False
    from annotate.campaign.server.trust import confirm, question

    click.echo(error.where, err=True)
    if not click.confirm(question(error), err=True):
        return False
    confirm(error.key, error.url, error.authority)
    return True


def may_be_used(error: CopiedFolderError) -> bool:
    """Asks whether to use the copy of a folder, and remembers a yes. False without a terminal."""
    if not at_terminal():
        return False
    from annotate.campaign.server.own_folder import keep_folder
    from annotate.project import FILE_NAME, Project

    click.echo(without_secrets(f"{error.where}: {error.what}"), err=True)
    if not click.confirm("Work on the same project from here?", err=True):
        return False
    keep_folder(Project.load(error.root / FILE_NAME))
    return True


def at_terminal() -> bool:
    """Whether somebody can be asked: standard input and standard error are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


@contextmanager
def project_warnings() -> Iterator[None]:
    """Shows each warning about a project or campaign once, as a sentence on standard error."""
    shown: set[str] = set()
    with warnings.catch_warnings():
        before = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: object, **more: object) -> None:
            if category.__name__ not in ("ProjectFileWarning", "CampaignWarning"):
                before(message, category, *place, **more)  # type: ignore[arg-type]
            elif str(message) not in shown:
                shown.add(str(message))
                click.echo(f"Warning: {without_secrets(str(message))}", err=True)

        warnings.showwarning = show
        yield
