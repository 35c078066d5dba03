"""annotate studio up, down, open: the project's own Label Studio."""

from __future__ import annotations

import os
import sys

import click

from annotate.cli.output import emit_json, output_options, status_line

_KEPT = (
    "Label Studio may still be starting: 'annotate studio up' waits for it, 'annotate studio down' stops it."
)


@click.group()
def studio() -> None:
    """The project's own Label Studio on this machine."""


@studio.command()
@click.option("--port", type=click.IntRange(1024, 65535), help="The port; default: a free one.")
@click.option("--show-login", is_flag=True, help="Print the account's e-mail, password and token.")
@output_options
def up(port: int | None, show_login: bool, as_json: bool) -> None:
    """Start Label Studio, wait until it is healthy, and print its address.

    Your state folder keeps Label Studio's data and account. The file with the secrets has mode 0600.

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
    project.keep_state()
    with status_line(_KEPT) as show:
        running = server.up(show, port=port)
    account = server.credentials()
    if as_json:
        server_data = {"url": running.url, "pid": running.pid, "log": str(server.log)}
        shown = {"email": account.email, "password": account.password, "token": account.token}
        login = shown if show_login else {}
        emit_json({**server_data, **login})
        return
    click.echo(f"Label Studio is at {running.url} (log: {server.log}).")
    if show_login:
        click.echo(f"Sign in as {account.email} with the password {account.password}")
        click.echo(f"Its token, for ANNOTATE_TOKEN in another folder or a program: {account.token}")
    else:
        click.echo("'annotate studio up --show-login' prints e-mail and password.")


@studio.command()
@output_options
def down(as_json: bool) -> None:
    """Stop the Label Studio that 'up' started, and no other process. The data stays.

    \b
    Example: annotate studio down
    """
    from annotate.campaign.server.connect import embedded_server
    from annotate.project import Project

    stopped = embedded_server(Project.find()).down()
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

    project = Project.find()
    with connect(project) as reached:
        url = reached.url
        reached.version()
    link = open_plan(project).link
    address = f"{url}/projects/{link.project_id}/data" if link else url
    if as_json:
        emit_json({"url": address})
        return
    click.echo(address)
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        click.launch(address)
