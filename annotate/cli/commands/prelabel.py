"""annotate prelabel: articles -> suggestions."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, labeler_option, map_option, output_options
from annotate.cli.process import one_thread_each, rare_collections
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.cost import tell_cost
from annotate.cli.words.labeler_names import old_names_told
from annotate.core.errors import AnnotateError, ConfigError, one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.suggestions.suggest import SuggestReport

_MOST_WORKERS = 512


def _number_of_workers(context: click.Context, parameter: click.Parameter, value: str) -> int:
    if value == "auto":
        return 0
    if not value.isascii() or not value.isdigit() or int(value) > _MOST_WORKERS:
        raise click.BadParameter(f"{value!r} is neither a number from 0 to {_MOST_WORKERS} nor 'auto'.")
    return int(value)


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLES…")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file for suggestions (JSON Lines; compressed if it ends in .gz).  [required without --dry-run]",
)
@labeler_option("Use these labelers instead of the configured ones; repeatable.")
@map_option
@click.option(
    "--workers",
    callback=_number_of_workers,
    default="1",
    show_default=True,
    metavar="N",
    help="How many processes to run; 0 or auto: one per core. The output is the same.",
)
@click.option("--resume", is_flag=True, help="Continue an output that was interrupted or cut off.")
@click.option("--strict", is_flag=True, help="Stop at the first bad article.")
@click.option(
    "--max-tokens-total",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop asking language models after N tokens of prompts and answers; lists the articles left.",
)
@click.option("--dry-run", is_flag=True, help="Only estimate what language models would cost; ask nothing.")
@progress_option
@output_options
def prelabel(
    articles: tuple[str, ...],
    output: Path | None,
    labelers: tuple[str, ...],
    columns: dict[str, str],
    workers: int,
    resume: bool,
    strict: bool,
    max_tokens_total: int | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Suggest entities and events for ARTICLES (files, folders, globs, or - for standard input).

    \b
    Reads .txt (agency dispatches too), .jsonl, .csv, .tsv, .parquet,
    each also as .gz. Finished articles stay in OUTPUT.part until all are done.
    Columns are found by name: id, text, title, published, language, source, url,
    or a usual other name, such as body or headline; --map names any other.
    Example: annotate prelabel articles/ -o suggestions.jsonl
    """
    from annotate.campaign.suggestions.part_file import part_of
    from annotate.campaign.suggestions.suggest import suggest
    from annotate.cli.words.prelabel import show
    from annotate.core.files import check_not_input, is_own
    from annotate.corpus.count import count_articles
    from annotate.project import Project

    if dry_run:
        return tell_cost(articles, labelers, columns, strict=strict, as_json=as_json)
    if output is None:
        raise click.MissingParameter(param_hint="'-o' / '--output'", param_type="option")
    part = part_of(output)
    check_not_input(part, *articles)
    project = Project.find_or_default()
    notices = old_names_told(labelers or project.settings.labelers, as_json=as_json)
    way_on = _way_on(articles, output, labelers, columns, workers, strict, max_tokens_total)

    def kept(done: int) -> str:
        if not is_own(part):
            return f"{one_line(output)} was not written."
        done_ones = f"{counted(done, 'article')} of {one_line(output)} are done"
        return f"{done_ones} and kept in {one_line(part)}. Continue with: {way_on}"

    with (
        rare_collections(),
        one_thread_each() if workers != 1 else nullcontext(),
        progress("pre-labelling", kept, total=lambda: count_articles(articles), unit="articles") as advance,
    ):
        try:
            report = suggest(
                project,
                articles,
                output,
                labelers=labelers,
                columns=columns,
                workers=workers,
                resume=resume,
                strict=strict,
                max_tokens_total=max_tokens_total,
                progress=advance,
            )
        except AnnotateError as error:
            if is_own(part) and not isinstance(error, ConfigError):
                error.remedy = (
                    f"{error.remedy or ''} Finished articles are kept in {part}. Continue with: {way_on}"
                )
            raise
    if as_json:
        emit_json(_as_json(report, output, notices))
    else:
        show(report, output)
    if not report.written:
        return 5
    unanswered = any(item.kind == "answer" for item in report.summary.rejected)
    return 4 if report.read.refusals or report.summary.failed or unanswered else 0


def _as_json(report: SuggestReport, output: Path, notices: Sequence[str]) -> dict[str, Any]:
    return {
        "written": report.written,
        "output": str(output),
        "kept": report.kept,
        "replaced": None if report.replaced is None else vars(report.replaced),
        "left_over": report.left_over,
        "damaged": report.damaged,
        "seconds": round(report.seconds, 3),
        "articles_per_second": round(report.articles_per_second, 3),
        "llm_tokens": report.llm_tokens,
        "model": report.used.name if report.used is not None else None,
        **report.scoring.to_dict(),
        **report.summary.to_dict(),
        "forgotten": report.forgotten,
        "refused": [str(item) for item in report.read.refusals],
        "skipped": report.read.skipped,
        "notices": [*notices, *report.notices, *map(str, report.read.notices)],
    }


def _way_on(
    articles: tuple[str, ...],
    output: Path,
    labelers: tuple[str, ...],
    columns: Mapping[str, str],
    workers: int,
    strict: bool,
    max_tokens_total: int | None,
) -> str:
    """The command that continues this run."""
    words = ["annotate", "prelabel", *articles, "-o", str(output)]
    for labeler in labelers:
        words += ["--labeler", labeler]
    for field, column in columns.items():
        words += ["--map", f"{field}={column}"]
    if workers != 1:
        words += ["--workers", str(workers or "auto")]
    if max_tokens_total is not None:
        words += ["--max-tokens-total", str(max_tokens_total)]
    return one_line(shlex.join([*words, *(["--strict"] if strict else []), "--resume"]))
