"""annotate prelabel: articles -> suggestions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from annotate.cli.output import counted, emit_json, listing, output_options, progress, table


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLES…")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The suggestions' file (JSON Lines; .gz packs it).",
)
@click.option(
    "--labeler",
    "labelers",
    multiple=True,
    metavar="NAME[:ARG]",
    help="Use these labelers instead of the configured ones; repeatable.",
)
@click.option("--strict", is_flag=True, help="Stop at the first bad article.")
@output_options
def prelabel(
    articles: tuple[str, ...], output: Path, labelers: tuple[str, ...], strict: bool, as_json: bool
) -> int:
    """Suggest entities and events for ARTICLES (files, folders, globs, or - for standard input).

    \b
    Reads .txt (agency dispatches too), .jsonl, .csv, .tsv, .parquet,
    each also as .gz.
    Example: annotate prelabel articles/ -o suggestions.jsonl
    """
    from annotate.campaign.suggest import suggest
    from annotate.core.files import check_not_input
    from annotate.project import Project

    check_not_input(output, *articles)
    project = Project.find_or_default()
    with progress("pre-labelling", f"{{done}} articles were read, but {output} was not written.") as advance:
        report = suggest(project, articles, output, labelers=labelers, strict=strict, progress=advance)
    summary, read = report.summary, report.read
    bad = [*read.refusals, *summary.failed]
    if as_json:
        emit_json(
            {
                "written": report.written,
                "output": str(output),
                **summary.to_dict(),
                "refused": [str(item) for item in read.refusals],
                "skipped": read.skipped,
                "notices": [str(item) for item in read.notices],
            }
        )
    else:
        rows = [(source, label, count) for (source, label), count in sorted(summary.labels.items())]
        table(("labeler", "label", "suggested"), rows)
        click.echo(f"Wrote suggestions for {counted(report.written, 'article')} to {output}.")
        listing("Articles refused", read.refusals)
        listing("Articles that a labeler could not read", summary.failed)
        listing("Suggestions rejected", summary.rejected)
        listing("Labelers passed over, articles", _counted(summary.passed_over))
        listing("Left out when merging", _counted(summary.dropped))
        listing("Files passed over, their suffix is unknown", read.skipped)
        listing("Notices", read.notices)
    return 4 if bad else 0


def _counted(counts: Counter[Any]) -> list[str]:
    return [f"{key if isinstance(key, str) else ', '.join(key)}: {n}" for key, n in counts.most_common()]
