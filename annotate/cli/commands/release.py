"""annotate release: annotations -> exports/NAME-VERSION/."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.output import counted, emit_json, listing, output_options, progress, table, watched

if TYPE_CHECKING:
    from annotate.core.record import Record
    from annotate.studio.pull.reading import Trouble


@click.group()
def release() -> None:
    """Make gold releases."""


@release.command()
@click.argument("name")
@click.option("--version", "release_version", default="1.0.0", show_default=True, help="MAJOR.MINOR.PATCH")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="A file of annotations. Default: what the last pull brought.",
)
@output_options
def create(name: str, release_version: str, source: Path | None, as_json: bool) -> int:
    """Release the submitted annotations as gold, in a new folder exports/NAME-VERSION/.

    An article with one submitted annotation becomes gold. Articles with several are left out and listed.
    Exit code 0: done, even if articles are left out by this rule. Exit code 4: part of what Label
    Studio holds could not be read.

    \b
    Example: annotate release create caribbean --version 1.0.0
    """
    from annotate.campaign.server.connect import open_mirror, open_plan
    from annotate.core import jsonl
    from annotate.core.configs import find_config
    from annotate.gold.pseudonyms import Pseudonyms
    from annotate.gold.release import create_release
    from annotate.project import Project

    project = Project.find_or_default() if source else Project.find()
    if source is not None:  # it is read twice, so the content of a pipe is kept in a file first
        source = click.get_current_context().with_resource(jsonl.rereadable(source))
    problems: list[Trouble] = []

    def annotations() -> Iterable[Record]:
        if source is not None:
            return jsonl.read_records(source)
        from annotate.studio.pull.reading import DecodeReport, records

        decoded = DecodeReport(problems=problems)
        problems.clear()
        # With drafts, so that an article with a draft is listed among those left out.
        return records(open_mirror(project), open_plan(project), project.ontology, decoded, drafts=True)

    def nobody_annotated() -> Iterable[str]:
        from annotate.studio.pull.reading import untouched

        return untouched(open_mirror(project), open_plan(project), project.ontology)

    with progress("releasing", "{done} annotations were read, but no release was made.") as advance:
        made = create_release(
            lambda: watched(annotations(), advance),
            project.ontology,
            find_config(project.settings.ontology, project.root),
            project.exports,
            Pseudonyms(project.local / "pseudonyms.json"),
            name,
            release_version,
            () if source else nobody_annotated(),
        )
    manifest = made.manifest
    if as_json:
        emit_json({"folder": str(made.folder), "manifest": manifest, "problems": problems})
    else:
        labels = {**manifest["entities"], **manifest["events"]}
        table(("label", "gold"), [(label, count) for label, count in labels.items() if count])
        splits = ", ".join(f"{count} {split}" for split, count in manifest["splits"].items())
        click.echo(f"Released {counted(manifest['articles'], 'article')} ({splits}) in {made.folder}.")
        if any(labels.values()):
            click.echo(f"Next: annotate train {made.folder} -o MODEL, or annotate export for other trainers.")
        else:
            click.echo("No article has a mention or an event, so there is nothing to train on yet.")
        listing("Articles left out", made.left_out)
        listing("Not understood", problems)
    return 4 if problems else 0
