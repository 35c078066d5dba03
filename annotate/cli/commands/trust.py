"""annotate trust: confirm the addresses of annotate.yaml that get your secrets."""

from __future__ import annotations

import click

from annotate.cli.output import emit_json, output_options


@click.command()
@click.option("--yes", is_flag=True, help="Confirm every address, without questions.")
@output_options
def trust(yes: bool, as_json: bool) -> None:
    """Confirm that the addresses in annotate.yaml may get your token, your key and the articles.

    Every command that needs such an address asks once at a terminal. This command is for scripts, and to
    look at the addresses first. Your state folder remembers the answer.

    \b
    Example: annotate trust --yes
    """
    from annotate.campaign.server.trust import addresses, confirm, shown, unconfirmed
    from annotate.cli.words.confirmation import at_terminal, may_get_secrets
    from annotate.project import FILE_NAME, Project

    project = Project.find()
    found = addresses(project)
    confirmed = {}
    for key in found:
        asked = unconfirmed(project, key)
        if asked is not None and yes:
            confirm(asked.key, asked.url, asked.authority)
        elif asked is not None and not at_terminal():
            raise asked
        confirmed[key] = asked is None or yes or may_get_secrets(asked)
    if as_json:
        emit_json({key: {"url": url, "confirmed": confirmed[key]} for key, url in found.items()})
        return
    for key, url in found.items():
        click.echo(f"{key} {shown(url)}: {'confirmed' if confirmed[key] else 'not confirmed'}.")
    if not found:
        click.echo(f"{project.root / FILE_NAME} names no address: Label Studio runs on this machine.")
