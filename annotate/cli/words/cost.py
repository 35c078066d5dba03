"""The output of `annotate prelabel --dry-run`: the requests to language models, and the cost."""

from __future__ import annotations

from collections.abc import Mapping

import click

from annotate.cli.output import emit_json, listing, table
from annotate.cli.progress import progress
from annotate.cli.words.labeler_names import old_names_told
from annotate.core.wording import counted


def tell_cost(
    articles: tuple[str, ...],
    labelers: tuple[str, ...],
    columns: Mapping[str, str],
    *,
    strict: bool,
    as_json: bool,
) -> int:
    """Prints the estimate and returns the exit code. Asks no language model and writes nothing."""
    from annotate.campaign.suggestions.estimate import estimate
    from annotate.project import Project

    project = Project.find_or_default()
    notices = old_names_told(labelers or project.settings.labelers, as_json=as_json)
    with progress("estimating", "Nothing was asked.") as advance:
        report = estimate(
            project, articles, labelers=labelers, columns=columns, strict=strict, progress=advance
        )
    if as_json:
        emit_json(
            {
                "articles": report.articles,
                "labelers": {name: vars(cost) for name, cost in report.labelers.items()},
                "refused": [str(item) for item in report.read.refusals],
                "skipped": report.read.skipped,
                "notices": [*notices, *map(str, report.read.notices)],
            }
        )
    else:
        rows = [
            (name, cost.requests, cost.cached, cost.prompt_tokens) for name, cost in report.labelers.items()
        ]
        table(("labeler", "requests", "answered before", "prompt tokens, about"), rows)
        click.echo(f"{counted(report.articles, 'article')} read; nothing was asked and nothing written.")
        if rows:
            click.echo("Prompt tokens are estimated at four characters each. Answers are not included.")
        else:
            click.echo("None of these labelers asks a language model.")
        listing("Articles refused", report.read.refusals, report.read.refused)
        listing("Files skipped, their suffix is unknown", report.read.skipped)
        listing("Notices", report.read.notices)
    return 4 if report.read.refusals else 0
