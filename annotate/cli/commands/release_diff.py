"""annotate release diff: what changed from one release to another."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.progress import progress, progress_option, watched


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write both versions of each changed sentence to this page.",
)
@progress_option
@output_options
def diff(before: Path, after: Path, html: Path | None, as_json: bool) -> int:
    """Show what changed from release BEFORE to release AFTER, each a folder or a gold .jsonl.

    Counts articles by the reason why they differ, changes of mentions and events, labels and decisions, and
    proposes a version.
    Exit code 1: something differs. --json lists every change.

    \b
    Example: annotate release diff exports/x-1.0.0 exports/x-1.1.0
    """
    from annotate.cli.words.release_diff import Report, show
    from annotate.core.files import writing
    from annotate.gold.diff.compare import Comparison
    from annotate.gold.load import load_gold

    sides = load_gold(before), load_gold(after)
    comparison = Comparison(*sides)
    report = Report(before.name, after.name, comparison.summary)
    with progress("comparing", "{done} articles were compared.") as advance:
        for article in watched(comparison.articles(), advance):
            report.take(article, page=html is not None, listed=as_json)
    if html is not None:
        with writing(html) as file:
            file.write(report.page())
    if as_json:
        emit_json({**report.as_dict(), "html": None if html is None else str(html)})
    else:
        show(report, html)
    return 1 if comparison.summary.differs else 0
