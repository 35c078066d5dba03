"""annotate backup: saves a campaign, with its Label Studio project and its local files, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, listing, output_options
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.server import say_repeated, warn_untested
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.backup.backup import BackedUp

_KEPT = "{done} tasks were read, but no backup was written. Run the same command again."


@click.command()
@click.argument("output", metavar="FILE", type=click.Path(path_type=Path))
@progress_option
@output_options
def backup(output: Path, as_json: bool) -> int:
    """Save the whole campaign in FILE, a zip archive.

    FILE contains the project in Label Studio (settings, tasks, suggestions, annotations and all drafts), and
    the local plan, mirror, pseudonyms and ontology.

    FILE must not exist yet. If the backup fails, no file is left. Annotators may continue to work meanwhile.
    FILE contains no token and no password, but it contains the articles, and the annotators' e-mail addresses
    and pseudonyms.

    \b
    Example: annotate backup campaign-2024-03-31.zip
    """
    from annotate.campaign.backup.backup import back_up
    from annotate.campaign.server.connect import connect
    from annotate.campaign.server.sync import untested_version
    from annotate.project import Project

    project = Project.find()
    with connect(project) as studio, progress("backing up", _KEPT) as advance:
        done = back_up(project, studio, output, advance)
        other, repeated = untested_version(studio), dict(studio.repeated)
    if as_json:
        emit_json(_as_json(done, output, repeated, other))
    else:
        dumped = done.dumped
        click.echo(
            f"Wrote {counted(dumped.tasks, 'task')} of project {done.project_id} to {output}"
            f" ({done.bytes / 1e6:.1f} MB): {counted(dumped.predictions, 'prediction')},"
            f" {counted(dumped.annotations, 'annotation')}, {counted(dumped.drafts, 'draft')}."
        )
        if done.model is not None:
            click.echo(f"Not in it: the model in use, {one_line(done.model)}. Keep a copy of this folder.")
        if dumped.forgotten:
            click.echo(
                f"Left out: {counted(dumped.forgotten, 'task')} on the server whose articles were forgotten"
                " ('annotate forget')."
            )
    warn_untested(other)
    say_repeated(repeated)
    listing(
        "Tasks that Label Studio failed to return; they are not in the backup",
        [f"task {task_id}: {why}" for task_id, why in done.dumped.set_aside.items()],
    )
    return 4 if done.dumped.set_aside else 0


def _as_json(
    done: BackedUp, file: Path, repeated: dict[str, int], other_version: str | None
) -> dict[str, Any]:
    return {
        "file": str(file),
        "project": done.project_id,
        **done.dumped.counts,
        "forgotten": done.dumped.forgotten,
        "bytes": done.bytes,
        "members": done.members,
        "model": str(done.model) if done.model is not None else None,
        "set_aside": {str(task_id): why for task_id, why in done.dumped.set_aside.items()},
        "repeated": repeated,
        "untested_version": other_version,
    }
