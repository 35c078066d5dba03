"""annotate status: how far the campaign is."""

from __future__ import annotations

import click

from annotate.cli.output import counted, emit_json, output_options, table


@click.command()
@output_options
def status(as_json: bool) -> None:
    """Show how many articles were pushed, submitted and skipped, as of the last pull.

    \b
    Example: annotate status
    """
    from annotate.campaign.connect import open_mirror, open_plan
    from annotate.campaign.progress import count_progress
    from annotate.project import Project

    project = Project.find()
    done = count_progress(open_mirror(project), open_plan(project), project.ontology)
    if as_json:
        emit_json(
            {
                "pushed": done.pushed,
                "pulled": done.pulled,
                "statuses": done.statuses,
                "annotators": done.annotators,
            }
        )
        return
    click.echo(f"Sent to Label Studio from here: {counted(done.pushed, 'article')}.")
    if not done.pulled:
        click.echo("Nothing was pulled yet: 'annotate pull' brings what people did.")
        return
    click.echo("As of the last pull:")
    table(("status", "annotations"), sorted(done.statuses.items()))
    table(("annotator", "submitted"), sorted(done.annotators.items()))
