"""annotate ontology apply: brings the project in Label Studio to the project's ontology."""

from __future__ import annotations

import click

from annotate.cli.output import emit_json, output_options


@click.command(short_help="Change screen and instructions in Label Studio.")
@click.option("--dry-run", is_flag=True, help="Show what would change. Change nothing.")
@click.option("--yes", is_flag=True, help="Change the screen without asking.")
@output_options
def apply(dry_run: bool, yes: bool, as_json: bool) -> int:
    """Bring screen and instructions in Label Studio to the ontology of this project.

    Edit the ontology file, give it a new version, and run this. Annotators may work meanwhile. First comes a
    backup into the folder backups. Then the plan notes the version, and screen and instructions change. If
    the command was stopped, run it again.

    No task, suggestion or annotation is changed. A type, value or role that is gone from the file and was
    used stays on the screen, at the end and grey, as no longer asked. Pre-label and push again to have
    suggestions of new types.

    \b
    Example: annotate ontology apply --dry-run
    """
    from annotate.campaign.ontology.apply import apply_ontology
    from annotate.campaign.server.connect import connect
    from annotate.campaign.server.sync import untested_version
    from annotate.cli.words.ontology import application, asking, show_application
    from annotate.cli.words.server import say_repeated, warn_untested
    from annotate.project import Project

    project = Project.find()
    with connect(project) as studio:
        done = apply_ontology(project, studio, asking(yes=yes, as_json=as_json), dry_run=dry_run)
        other, repeated = untested_version(studio), dict(studio.repeated)
    if as_json:
        emit_json({**application(done, dry_run=dry_run), "repeated": repeated, "untested_version": other})
    else:
        show_application(done, dry_run=dry_run)
    warn_untested(other)
    say_repeated(repeated)
    return 0
