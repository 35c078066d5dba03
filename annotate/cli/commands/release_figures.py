"""annotate release figures: computes the figures of a release's card again."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, output_options, table


@click.command()
@click.argument("folder", metavar="RELEASE", type=click.Path(path_type=Path))
@click.argument("names", metavar="[FIGURE]...", nargs=-1)
@click.option("--all", "whole", is_flag=True, help="All rows of long figures. The card shows the first 20.")
@output_options
def figures(folder: Path, names: tuple[str, ...], whole: bool, as_json: bool) -> None:
    """Compute the figures of a release's dataset card again, from its files.

    RELEASE is the folder of the release. FIGURE is a name that the card gives; without it, all figures are
    computed. Numbers are counted in gold.jsonl, annotations.jsonl and splits.json. The manifest
    gives only what stands nowhere else: the articles left out, and what the makers state.

    \b
    Example: annotate release figures exports/caribbean-1.0.0 people effort
    """
    from annotate.gold.card.figures import figures as compute
    from annotate.gold.sums import check_sums

    check_sums(folder)
    found = [figure if whole else figure.bounded() for figure in compute(folder, names)]
    if as_json:
        emit_json(
            {
                "release": str(folder),
                "figures": {
                    figure.name: {
                        "title": figure.title,
                        "columns": figure.columns,
                        "rows": figure.rows,
                        "note": figure.note,
                    }
                    for figure in found
                },
            }
        )
        return
    for figure in found:
        table(figure.columns, figure.rows, title=f"{figure.title} ({figure.name})")
        if figure.note:
            click.echo(figure.note)
        click.echo()
