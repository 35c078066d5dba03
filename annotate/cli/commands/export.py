"""annotate export: gold -> a training format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, listing, output_options, progress, watched
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.core.record import GoldRecord


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
    from annotate.core.errors import InputError
    from annotate.core.files import check_new_folder, check_not_input, writing
    from annotate.export.base import target_of
    from annotate.export.options import read_options
    from annotate.export.registry import get_exporter, run_exporter
    from annotate.gold.load import check_not_in_release, load_gold

    for written in filter(None, (output, losses_file)):
        check_not_input(written, release)
        check_not_in_release(written)
    exporter = get_exporter(format_name)
    options = read_options(exporter, given_options)
    if target_of(exporter) == "folder":
        check_new_folder(output)
    gold = load_gold(release, ontology=ontology)
    if next(iter(gold.split(split) if split else gold), None) is None:
        raise InputError(
            f"the split {split} is empty, so nothing was exported." if split else "has no records to export.",
            where=str(release),
            remedy="Export another split." if split else "Name a release with articles.",
        )
    used = gold.ontology
    regions = 0

    def chosen() -> Iterator[GoldRecord]:
        nonlocal regions
        for record in gold.split(split) if split else gold:
            regions += len(record.annotation.regions)
            yield record

    with progress("exporting", f"{{done}} articles were read, but {output} was not written.") as advance:
        losses = run_exporter(exporter, watched(chosen(), advance), used, output, options)
    notices = []
    if not regions:
        notices.append(f"{split or release}: no article has a mention or an event.")
    notices += [
        f"the split {name} is empty." for name, ids in gold.splits.items() if not ids and split is None
    ]
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
    listing(f"{exporter.name} cannot hold", losses.lines(most=5), losses.gold_lost)
