"""The notice that commands print if a labeler is given by a name that an earlier version used."""

from __future__ import annotations

from collections.abc import Sequence

import click

from annotate.cli.output import is_quiet


def old_names_told(labelers: Sequence[str], *, as_json: bool) -> list[str]:
    """Returns a notice if a labeler has a former name, else an empty list.

    Without --json and --quiet, also prints the notice on standard error.
    """
    from annotate.prelabel.interface.former_names import notice

    told = notice(labelers)
    if told is None:
        return []
    sentence = f"{told[0].upper()}{told[1:]}"
    if not as_json and not is_quiet():
        click.echo(sentence, err=True)
    return [sentence]
