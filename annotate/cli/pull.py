"""annotate pull: human corrections -> annotations."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import counted, emit_json, listing, output_options, progress

_KEPT = "{done} tasks were read; the file of annotations was not written. The same command pulls again."


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the annotations here (JSON Lines); else only the mirror is brought up to date.",
)
@click.option("--drafts", is_flag=True, help="Drafts too: work that was saved but not submitted.")
@output_options
def pull(output: Path | None, drafts: bool, as_json: bool) -> int:
    """Bring what people did in Label Studio back.

    \b
    Example: annotate pull -o annotations.jsonl
    """
    from annotate.campaign.connect import connect, open_mirror, open_plan
    from annotate.campaign.sync import pull_file
    from annotate.project import Project

    project = Project.find()
    with connect(project) as studio, progress("pulling", _KEPT) as advance:
        pulled = pull_file(
            project,
            studio,
            open_plan(project),
            open_mirror(project),
            output,
            drafts=drafts,
            progress=advance,
        )
    changes, decoded = pulled.report.changes, pulled.decoded
    if as_json:
        emit_json(
            {
                "tasks": pulled.report.tasks,
                "new": changes.new,
                "changed": changes.changed,
                "gone": changes.gone,
                "statuses": decoded.statuses,
                "written": pulled.written if output else 0,
                "dropped": decoded.dropped,
                "problems": decoded.problems,
            }
        )
    else:
        click.echo(
            f"{counted(pulled.report.tasks, 'task')}; annotations since the last pull:"
            f" {changes.new} new, {changes.changed} changed, {changes.gone} gone."
        )
        counts = ", ".join(f"{count} {status}" for status, count in sorted(decoded.statuses.items()))
        click.echo(f"The mirror holds {counts or 'no annotations yet'}.")
        if output:
            click.echo(f"Wrote {counted(pulled.written, 'annotation')} to {output}.")
        if decoded.dropped:
            click.echo(
                f"On {counted(len(decoded.dropped), 'region')} that people changed, what the suggestion said"
                " beside the screen (references, provenance) no longer holds; --json names them.",
                err=True,
            )
        listing("Not understood", decoded.problems)
    return 4 if decoded.problems else 0
