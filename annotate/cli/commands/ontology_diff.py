"""annotate ontology diff: what changes from one version of an ontology to another."""

from __future__ import annotations

import click

from annotate.cli.output import emit_json, output_options


@click.command(short_help="Show what changes between two versions.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@output_options
def diff(old: str | None, new: str | None, as_json: bool) -> int:
    """Show what changes from OLD to NEW, on the screen and for what was annotated.

    Each is a file, a built-in ontology, or NAME@VERSION as the plan, configs or releases know it. Without
    OLD, it is the version in use in Label Studio. Without NEW, it is the project's file.

    Counts the annotations of the last pull: regions that stay, are renamed, or are no longer asked, and the
    articles to look at again. Proposes the next version. Refuses a name that stood for something else before.
    Exit code 1: something differs. Changes nothing.

    \b
    Example: annotate ontology diff
    """
    from annotate.campaign.ontology.effects import Effects, effects_here
    from annotate.campaign.ontology.versions import find_version, live_ontology, refuse_reused
    from annotate.cli.words.ontology import comparison, show_comparison
    from annotate.core.ontology_changes import changes
    from annotate.core.ontology_versions import digest_of
    from annotate.project import Project

    project = Project.find() if old is None or new is None else Project.find_or_default()
    before = live_ontology(project) if old is None else find_version(project, old)
    after = project.ontology if new is None else find_version(project, new)
    refuse_reused(project, before, after)
    differs = digest_of(before) != digest_of(after) or bool(changes(before, after))
    effects = effects_here(project, before, after) if differs else Effects()
    if as_json:
        emit_json(comparison(before, after, effects))
    else:
        show_comparison(before, after, effects)
        if differs and old is None and new is None:
            click.echo(
                "\nTo bring Label Studio to it: annotate ontology apply --dry-run, then without --dry-run."
            )
    return 1 if differs else 0
