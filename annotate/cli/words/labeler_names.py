"""What commands say where labelers are written by their names of earlier versions."""

from __future__ import annotations

from collections.abc import Sequence

import click

from annotate.cli.output import is_quiet


def old_names_told(labelers: Sequence[str], *, as_json: bool) -> list[str]:
    """Notices for ``--json``; else each of them goes to standard error, unless the command is quiet."""
    from annotate.prelabel.interface.former_names import notice

    told = notice(labelers)
    if told is None:
        return []
    sentence = f"{told[0].upper()}{told[1:]}"
    if not as_json and not is_quiet():
        click.echo(sentence, err=True)
    return [sentence]
