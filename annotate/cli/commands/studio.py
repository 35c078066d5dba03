"""annotate studio up, down, open: the project's own Label Studio."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.progress import status_line

if TYPE_CHECKING:
    from annotate.project import Project

_KEPT = (
    "Label Studio may still be starting: 'annotate studio up' waits for it, 'annotate studio down' stops it."
)

_OPEN = (
    "Warning: an earlier version of annotate started this Label Studio. Every user of this machine can"
    " make an account there. Run 'annotate studio down' and 'annotate studio up', then look who is a member."
)


_BACKEND = (
    "It may ask prediction backends at addresses of this machine and network (ML_BLOCK_LOCAL_IP=false)."
    " All other protections stay on, so it sends no webhooks there."
)

_copy_option = click.option(
    "--yes", is_flag=True, help="Do it although this folder is a copy of another campaign's."
)


@click.group()
def studio() -> None:
    """The project's own Label Studio on this machine."""


@studio.command()
@click.option(
    "--port", type=click.IntRange(1024, 65535), help="The port; default: the same as at the last start."
)
@click.option(
    "--backend",
    is_flag=True,
    help="Let Label Studio ask a prediction backend on this machine or network, such as 'annotate serve'.",
)
@click.option("--allow-local-backend", is_flag=True, hidden=True)  # its former name
@click.option("--show-login", is_flag=True, help="Print the account's e-mail, password and token.")
@_copy_option
@output_options
def up(
    port: int | None, backend: bool, allow_local_backend: bool, show_login: bool, yes: bool, as_json: bool
) -> None:
    """Start Label Studio, wait until it is healthy, and print its address.

    Only people who have the invitation link can make an account. The port stays the same at every start.
    Your state folder keeps Label Studio's data and account. Only you can read them.

    \b
    Example: annotate studio up
    """
    from annotate.campaign.server.connect import embedded_server
    from annotate.core.errors import ConfigError
    from annotate.project import FILE_NAME, Project

    project = Project.find()
    if project.settings.studio.url is not None:
        raise ConfigError(
            f"this project uses the Label Studio at {project.settings.studio.url}.",
            where=str(project.root / FILE_NAME),
            remedy="Remove studio.url to run the project's own.",
        )
    server = embedded_server(project)
    _check_folder(project, yes=yes)
    project.keep_state()
    with status_line(_KEPT) as show:
        running = server.up(show, port=port, local_backend=backend or allow_local_backend)
    account = server.credentials()
    link = _invitation(running.url, account.token)
    if not running.closed:
        click.echo(_OPEN, err=True)
    if as_json:
        server_data = {
            "url": running.url,
            "pid": running.pid,
            "log": str(server.log),
            "invitation": link,
            "closed": running.closed,
            "local_backend": running.local_backend,
        }
        shown = {"email": account.email, "password": account.password, "token": account.token}
        login = shown if show_login else {}
        emit_json({**server_data, **login})
        return
    click.echo(f"Label Studio is at {running.url} (log: {server.log}).")
    if running.local_backend:
        click.echo(_BACKEND)
    if link:
        click.echo(f"An annotator makes an account at {link}")
    if show_login:
        click.echo(f"Sign in as {account.email} with the password {account.password}")
        click.echo(f"Its token, for ANNOTATE_TOKEN in another folder or a program: {account.token}")
    else:
        click.echo("'annotate studio up --show-login' prints e-mail and password.")


def _check_folder(project: Project, *, yes: bool) -> None:
    from annotate.campaign.server.own_folder import check_own_server, keep_folder

    if yes:
        keep_folder(project)
    check_own_server(project)


def _invitation(url: str, token: str) -> str | None:
    """The invitation link, or None if the server does not tell it: the server is up all the same."""
    from annotate.core.errors import AnnotateError
    from annotate.studio.api.accounts import invitation_link
    from annotate.studio.api.client import Studio

    try:
        with Studio(url, token, deadline_s=10) as owner:
            return invitation_link(owner)
    except AnnotateError:
        return None


@studio.command()
@_copy_option
@output_options
def down(yes: bool, as_json: bool) -> None:
    """Stop the Label Studio that 'up' started, and no other process. The data stays.

    \b
    Example: annotate studio down
    """
    from annotate.campaign.server.connect import embedded_server
    from annotate.project import Project

    project = Project.find()
    server = embedded_server(project)
    _check_folder(project, yes=yes)
    stopped = server.down()
    if as_json:
        emit_json({"stopped": stopped})
    else:
        click.echo("Stopped." if stopped else "It was not running.")


@studio.command(name="open")
@output_options
def open_browser(as_json: bool) -> None:
    """Open the project's page in a browser.

    \b
    Example: annotate studio open
    """
    from annotate.campaign.server.connect import connect, open_plan
    from annotate.project import Project
    from annotate.studio.addresses import project_address

    project = Project.find()
    with connect(project) as reached:
        url = reached.url
        reached.version()
    link = open_plan(project).link
    address = project_address(url, link.project_id) if link else url
    if as_json:
        emit_json({"url": address})
        return
    click.echo(address)
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        click.launch(address)
