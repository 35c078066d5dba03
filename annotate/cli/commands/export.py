"""annotate export: gold -> a training format."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import counted, emit_json, listing, output_options, progress, watched


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--format", "format_name", required=True, help="jsonl, conll, spacy, or a plug-in's name.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The file or, for some formats, the new folder to write.",
)
@click.option(
    "--ontology",
    metavar="NAME",
    help="For a .jsonl: an ontology file, or the name of a built-in one. Default: the one that its records"
    " name.",
)
@click.option(
    "--option",
    "given_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="An option of the format; repeatable.",
)
@click.option("--split", help="Only this split: train, dev or test.")
@click.option(
    "--losses",
    "losses_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the format cannot hold to this file, one line per item.",
)
@output_options
def export(
    release: Path,
    format_name: str,
    output: Path,
    ontology: str | None,
    given_options: tuple[str, ...],
    split: str | None,
    losses_file: Path | None,
    as_json: bool,
) -> None:
    """Write RELEASE (a release folder or a gold .jsonl) in another format.

    Reports how much was written, and examples of what the format cannot hold. --losses lists all losses.

    \b
    Example: annotate export exports/sample-1.0.0 --format conll -o gold.conll
    """
    from annotate.core.files import check_new_folder, check_not_input, writing
    from annotate.export.base import target_of
    from annotate.export.options import read_options
    from annotate.export.registry import get_exporter, run_exporter
    from annotate.gold.load import check_not_in_release, load_gold
    from annotate.project import Project

    for written in filter(None, (output, losses_file)):
        check_not_input(written, release)
        check_not_in_release(written)
    exporter = get_exporter(format_name)
    options = read_options(exporter, given_options)
    if target_of(exporter) == "folder":
        check_new_folder(output)
    gold = load_gold(release, ontology=ontology)
    notices = [] if next(iter(gold), None) else [f"{release} has no records, so none were exported."]
    names_no_ontology = bool(notices) and ontology is None and gold.path.is_file()
    used = Project.find_or_default().ontology if names_no_ontology else gold.ontology
    chosen = gold.split(split) if split else gold
    with progress("exporting", f"{{done}} articles were read, but {output} was not written.") as advance:
        losses = run_exporter(exporter, watched(chosen, advance), used, output, options)
    if losses_file is not None:
        with writing(losses_file) as file:
            file.writelines(f"{loss}\n" for loss in losses.lost)
    if as_json:
        emit_json(
            {
                "output": str(output),
                "notices": notices,
                "articles": losses.articles,
                "entities": losses.entities_written,
                "events": losses.events_written,
                "triggers": losses.triggers_written,
                "arguments": losses.arguments_written,
                "entities_lost": losses.entities_lost,
                "events_lost": losses.events_lost,
                "triggers_lost": losses.triggers_lost,
                "arguments_lost": losses.arguments_lost,
                "provenance_lost": losses.provenance_lost,
                "lost": [str(loss) for loss in losses.lost],
            }
        )
        return
    click.echo(
        f"Wrote {counted(losses.articles, 'article')} with {counted(losses.entities_written, 'entity')} and"
        f" {counted(losses.events_written, 'event')} to {output}."
    )
    listing("Notices", notices)
    listing(f"{exporter.name} cannot hold", losses.lines(most=5), len(losses.lost))
