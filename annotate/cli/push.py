"""annotate push: suggestions (or annotations) -> Label Studio."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import counted, emit_json, listing, output_options, progress

_KEPT = "{done} articles were sent and are kept, the rest was not. The same command sends what is missing."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@output_options
def push(file: Path, as_json: bool) -> int:
    """Make tasks in Label Studio from FILE; what is there already is not sent again.

    Suggestions become predictions, submitted and adjudicated annotations become annotations.

    \b
    Example: annotate push suggestions.jsonl
    """
    from annotate.campaign.connect import connect, open_plan
    from annotate.campaign.sync import push_file
    from annotate.project import Project

    project = Project.find()
    with connect(project) as studio, progress("pushing", _KEPT) as advance:
        outcome = push_file(project, studio, open_plan(project), file, advance)
    report = outcome.report
    if as_json:
        emit_json(
            {
                "project": outcome.project_id,
                "made": outcome.made,
                "url": outcome.url,
                "added": report.added,
                "same": report.same,
                "predictions": report.predictions,
                "annotations": report.annotations,
                "verified": report.verified,
                "other_suggestions": report.other_suggestions,
                "refused": [str(item) for item in report.refused],
            }
        )
    else:
        if outcome.made:
            click.echo(f"Made the project {outcome.project_id} in Label Studio.")
        click.echo(
            f"Added {counted(report.added, 'task')} to project {outcome.project_id}"
            f" ({report.predictions} with suggestions, {report.annotations} with annotations);"
            f" {report.same} were there already."
        )
        if report.verified:
            click.echo(f"Read {report.verified} of them back: every region as it was sent.")
        click.echo(f"They are at {outcome.url}")
        listing("There already with other suggestions, which were not sent", report.other_suggestions)
        listing("Not sent", report.refused)
    return 4 if report.refused else 0
