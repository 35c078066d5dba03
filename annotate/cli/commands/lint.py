"""annotate lint: shows what is odd in submitted annotations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.progress import progress, progress_option, watched

if TYPE_CHECKING:
    from annotate.campaign.quality.lint import LintReport
    from annotate.project import Project

DEFAULT_TITLE = ""  # --view without a title
LONGEST_TITLE = 100  # characters; the data manager shows it on a tab


@click.command()
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="A file of annotations, or a release folder. Default: what the last pull brought.",
)
@click.option(
    "--ontology",
    metavar="NAME",
    help="With --from: a file, or the name of a built-in one.  [default: the project's, or the release's]",
)
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="Only findings of this code; repeatable."
)
@click.option(
    "--ignore", "ignored", multiple=True, metavar="CODE", help="No findings of this code; repeatable."
)
@click.option(
    "--annotator",
    "annotators",
    multiple=True,
    metavar="NAME",
    help="Only this annotator, as 'annotate status' names them; repeatable.",
)
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article; repeatable.")
@click.option("--strict", is_flag=True, help="Exit code 1 also if there are notes alone.")
@click.option(
    "--view",
    "view",
    is_flag=False,
    flag_value=DEFAULT_TITLE,
    default=None,
    metavar="[TITLE]",
    help="Make or renew a view of the data manager with the tasks found, so that their authors mend them."
    "  [default title: 'annotate lint', with the names that choose]",
)
@progress_option
@output_options
def lint(
    source: Path | None,
    ontology: str | None,
    codes: tuple[str, ...],
    ignored: tuple[str, ...],
    annotators: tuple[str, ...],
    articles: tuple[str, ...],
    strict: bool,
    view: str | None,
    as_json: bool,
) -> int:
    """Show what is odd in submitted annotations: the words in their sentence, the rule, who, and a link.

    Lint lists what the ontology does not allow, what could not be read, and what is probably a mistake: a
    name marked in one place and not in another, a region that cuts a word, a value that contradicts its date,
    an event without arguments beside a mention, and more. docs/findings.md lists all codes with examples.
    Nothing is changed, and a release holds nothing back because of what lint alone finds.

    --view makes one view of the data manager in Label Studio, which every annotator sees as a tab. Without
    findings, the view is deleted. Only its filter changes, never a task. Options that choose findings make a
    view of their own; a view is renewed only with the options that made it.

    Exit code 0: nothing is odd, or there are notes alone. Exit code 1: findings; with --strict, notes count.

    \b
    Example: annotate lint
    Example: annotate lint --annotator ana@example.org --view
    """
    from annotate.campaign.quality.lint import Request, linting
    from annotate.cli.words.lint import as_dict, show_article, show_summary
    from annotate.core import jsonl
    from annotate.project import Project

    if ontology is not None and source is None:
        raise click.UsageError("--ontology needs --from; the mirror has the project's ontology.")
    if view is not None and source is not None:
        raise click.UsageError("--view needs the tasks of the campaign, so it does not go with --from.")
    _check_codes((*codes, *ignored))
    _check_title(view or DEFAULT_TITLE)
    if both := sorted(set(codes) & set(ignored)):
        raise click.UsageError(f"--code and --ignore both name {both[0]!r}; leave out one of the two.")
    project = Project.find_or_default() if source else Project.find()
    if source is not None and not source.is_dir():
        source = click.get_current_context().with_resource(jsonl.rereadable(source))
    request = Request(
        source,
        ontology,
        frozenset(codes),
        frozenset(ignored),
        frozenset(annotators),
        frozenset(articles),
    )
    with (
        progress("reading", "{done} annotations were read; nothing was changed.") as advance,
        linting(project, request, lambda records: watched(records, advance)) as report,
    ):
        listed, is_read = [], True
        for article in report.articles():
            if as_json:
                listed.append(as_dict(article))
            elif is_read:
                is_read = _shown(partial(show_article, article))
        made = None if view is None else _renew_view(project, report, view)
    if as_json:
        emit_json(
            {
                "annotations": report.annotations,
                "articles_with_findings": report.odd_articles,
                "counts": dict(report.counts.most_common()),
                "forgotten": sorted(report.forgotten),
                "view": made,
                "articles": listed,
            }
        )
    elif is_read:
        _shown(partial(show_summary, report, made, of_file=source is not None))
    return 1 if report.counts and (strict or not report.is_clean) else 0


def _shown(show: Callable[[], None]) -> bool:
    """Prints, and returns whether somebody still reads: a closed pipe must not stop the view."""
    try:
        show()
    except BrokenPipeError:
        return False
    return True


def _check_title(title: str) -> None:
    if len(title) > LONGEST_TITLE or not title.isprintable():
        raise click.UsageError(f"a view's title has at most {LONGEST_TITLE} characters, all of them visible.")


def _check_codes(codes: tuple[str, ...]) -> None:
    from difflib import get_close_matches

    from annotate.core.findings import KINDS

    for code in codes:
        if code not in KINDS:
            near = get_close_matches(code, KINDS, n=3)
            meant = f" Did you mean {' or '.join(near)}?" if near else " docs/findings.md lists the codes."
            raise click.UsageError(f"there is no code {code!r}.{meant}")


def _renew_view(project: Project, report: LintReport, title: str) -> dict[str, object]:
    """Makes, renews or deletes the view of the tasks with findings. An empty title is the default one."""
    from annotate.campaign.quality.lint_view import renew_view

    return renew_view(project, report.request, title or None, report.tasks)
