"""annotate prelabel: articles -> suggestions."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import (
    emit_json,
    labeler_option,
    listing,
    map_option,
    output_options,
    progress,
    table,
)
from annotate.cli.process import one_thread_each, rare_collections
from annotate.cli.words.cost import tell_cost
from annotate.cli.words.labeler_names import old_names_told
from annotate.core.errors import AnnotateError, ConfigError, one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.suggestions.suggest import SuggestReport
    from annotate.prelabel.outcome import RunSummary

_MOST_WORKERS = 512


def _number_of_workers(context: click.Context, parameter: click.Parameter, value: str) -> int:
    if value == "auto":
        return 0
    if not value.isascii() or not value.isdigit() or int(value) > _MOST_WORKERS:
        raise click.BadParameter(f"{value!r} is neither a number from 0 to {_MOST_WORKERS} nor 'auto'.")
    return int(value)


_WIDTH = 80


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
    from annotate.core.files import check_not_input, is_own
    from annotate.corpus.count import count_articles
    from annotate.project import Project

    if dry_run:
        return tell_cost(articles, labelers, columns, strict=strict, as_json=as_json)
    if output is None:
        raise click.MissingParameter(param_hint="'-o' / '--output'", param_type="option")
    check_not_input(output, *articles)
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
        _show(report, output)
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
        **report.scoring.to_dict(),
        **report.summary.to_dict(),
        "forgotten": report.forgotten,
        "refused": [str(item) for item in report.read.refusals],
        "skipped": report.read.skipped,
        "notices": [*notices, *report.notices, *map(str, report.read.notices)],
    }


def _show(report: SuggestReport, output: Path) -> None:
    from annotate.campaign.suggestions.part_file import left_over_of

    summary, read = report.summary, report.read
    by_name: Counter[tuple[str, str]] = Counter()
    for (source, label), count in summary.labels.items():
        by_name[_name(source), label] += count
    table(("labeler", "label", "suggested"), [(*key, count) for key, count in sorted(by_name.items())])
    pace = f"{report.seconds:.1f} s, {report.articles_per_second:.1f} articles a second"
    if report.written:
        click.echo(
            f"Wrote suggestions for {counted(report.written, 'article')} to {one_line(output)} ({pace})."
        )
    else:
        click.echo(
            f"No article could be labelled, so {one_line(output)} was not written. The reasons are below."
        )
    if report.llm_tokens:
        click.echo(f"Language models used {counted(report.llm_tokens, 'token')} for prompts and answers.")
    if report.replaced is not None and report.replaced.missing:
        replaced = report.replaced
        first = ", ".join(replaced.first) + (", …" if replaced.missing > len(replaced.first) else "")
        click.echo(
            f"It replaced a file with {counted(replaced.articles, 'article')};"
            f" {replaced.missing} of them are not in the new one: {first}."
        )
    for sentence in (report.scoring.sentence(), *report.scoring.notices) if report.written else ():
        click.echo(fill(sentence, _WIDTH))
    if report.kept:
        click.echo(f"{counted(report.kept, 'article')} of them came from the earlier run.")
    if report.left_over:
        click.echo(
            f"No longer in the input: {counted(report.left_over, 'article')} of the earlier run. The"
            f" suggestions are kept in {one_line(left_over_of(output).name)}, beside the output."
        )
    if report.damaged:
        click.echo(f"Damaged in the earlier run, so labelled again: {counted(report.damaged, 'line')}.")
    listing("Articles not labelled, because they were forgotten ('annotate forget')", report.forgotten)
    listing("Articles refused", read.refusals, read.refused)
    listing("Articles that could not be labelled", summary.failed)
    listing("Processes that ended early", summary.deaths)
    listing("Suggestions rejected", summary.rejected)
    listing(
        "Articles skipped by a labeler for their language",
        _skipped_for_language(summary),
        summary.partly_read,
    )
    listing("Left out when merging", _counted(summary.dropped), summary.dropped.total())
    listing("Files skipped, their suffix is unknown", read.skipped)
    listing("Notices", [*report.notices, *read.notices])


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


def _counted(counts: Counter[Any]) -> list[str]:
    return [
        f"{key if isinstance(key, str) else ', '.join((_name(key[0]), *key[1:]))}: {n}"
        for key, n in counts.most_common()
    ]


def _skipped_for_language(summary: RunSummary) -> list[str]:
    """A line for each labeler: how many articles it skipped, and the first of them."""
    lines = []
    for labeler, count in summary.passed_over.most_common():
        first = summary.passed_over_first[labeler]
        more = ", …" if count > len(first) else ""
        lines.append(f"{labeler}: {counted(count, 'article')} ({', '.join(first)}{more})")
    return lines


def _name(source: str) -> str:
    """A labeler's name without its version, which only --json shows."""
    return source.partition("@")[0]
