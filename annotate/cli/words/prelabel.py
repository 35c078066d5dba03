"""The summary of `annotate prelabel`: details first, and at the end how many articles went where."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import Listed, listings, table
from annotate.cli.terminal import screen_lines
from annotate.core.errors import one_line
from annotate.core.wording import counted, first_of

if TYPE_CHECKING:
    from annotate.campaign.suggestions.suggest import SuggestReport
    from annotate.prelabel.outcome import RunSummary

_WIDTH = 80
_LABELS = 36  # characters of the labels that are named in a row
_LEAST_ROWS = 3
_AROUND_TABLE = 4  # its head, and the blank lines around it
Row = tuple[str, int, str]


def show(report: SuggestReport, output: Path) -> None:
    """Prints the lists, then the table, then the sentences. All of it fits on a terminal of 24 lines."""
    sentences = list(_sentences(report, output))
    rows: Sequence[Row] = list(_rows(report.summary.labels))
    lists = [one for one in _lists(report) if one.items]
    room = screen_lines() - sum(len(one) // _WIDTH + one.count("\n") + 1 for one in sentences)
    if rows:
        # Each list has a line at least, and the last one, which matters most, two more.
        most = room - _AROUND_TABLE - len(lists) - (2 if lists else 0)
        if most + 2 < _LEAST_ROWS:
            total = sum(count for _, count, _ in rows)
            sentences.insert(
                0, f"Suggestions: {total}, from {counted(len(rows), 'labeler')} (all with --json)."
            )
            rows, room = (), room - 1
        else:
            rows = _shortened(rows, max(_LEAST_ROWS, most))
    listings(lists, room - (len(rows) + _AROUND_TABLE if rows else 0))
    if rows:
        table(("labeler", "suggested", "labels"), rows)
    for sentence in sentences:
        click.echo(sentence)


def _shortened(rows: Sequence[Row], most: int) -> Sequence[Row]:
    """At most ``most`` rows; the last one stands for those that do not fit."""
    if len(rows) <= most:
        return rows
    rest = rows[most - 1 :]
    return [
        *rows[: most - 1],
        (f"{len(rest)} more", sum(count for _, count, _ in rest), "all with --json"),
    ]


def _rows(labels: Counter[tuple[str, str]]) -> Iterator[Row]:
    """A row for each labeler: how much it suggested of what was kept, the most frequent labels first."""
    by_labeler: dict[str, Counter[str]] = {}
    for (source, label), count in sorted(labels.items()):
        by_labeler.setdefault(_name(source), Counter())[label] += count
    for labeler, counts in by_labeler.items():
        named = [f"{label} {count}" for label, count in counts.most_common()]
        fit = max(1, sum(len(", ".join(named[: most + 1])) <= _LABELS for most in range(len(named))))
        yield labeler, counts.total(), first_of(named, fit, ", ")


def _sentences(report: SuggestReport, output: Path) -> Iterator[str]:
    if report.written:
        scoring, used = report.scoring, report.used
        told = [scoring.sentence(), *scoring.judge_lines(), *scoring.notices]
        if used is not None and used.made is not None:
            about = filter(None, (used.name, used.made.verdict, f"trained on {used.made.gold}"))
            told.insert(0, f"Model in use: {', '.join(about)}.")
        yield from (fill(one_line(one), _WIDTH, break_on_hyphens=False) for one in told)
    if report.llm_tokens:
        yield f"Language models used {counted(report.llm_tokens, 'token')} for prompts and answers."
    if report.replaced is not None and report.replaced.missing:
        replaced = report.replaced
        first = ", ".join(replaced.first) + (", …" if replaced.missing > len(replaced.first) else "")
        yield (
            f"It replaced a file with {counted(replaced.articles, 'article')};"
            f" {replaced.missing} of them are not in the new one: {first}."
        )
    if report.kept:
        yield f"{counted(report.kept, 'article')} of them came from the earlier run."
    if report.left_over:
        from annotate.campaign.suggestions.part_file import left_over_of

        yield (
            f"No longer in the input: {counted(report.left_over, 'article')} of the earlier run. The"
            f" suggestions are kept in {one_line(left_over_of(output).name)}, beside the output."
        )
    if report.damaged:
        yield f"Damaged in the earlier run, so labelled again: {counted(report.damaged, 'line')}."
    without = len(report.summary.failed) + report.read.refused + len(report.forgotten)
    if not report.written:
        yield f"No article could be labelled, so {one_line(output)} was not written. The reasons are above."
        return
    if without:
        yield f"Without suggestions: {counted(without, 'article')}, listed above."
    pace = f"{report.seconds:.1f} s, {report.articles_per_second:.1f} articles a second"
    yield f"Wrote suggestions for {counted(report.written, 'article')} to {one_line(output)} ({pace})."
    yield f"Next: {one_line(shlex.join(['annotate', 'push', str(output)]))}"


def _lists(report: SuggestReport) -> Iterator[Listed]:
    """What was left out, the least important first, so that the most important is nearest to the end."""
    summary, read = report.summary, report.read
    yield Listed("Files skipped, their suffix is unknown", read.skipped)
    yield Listed("Left out when merging", _counted(summary.dropped), summary.dropped.total())
    yield Listed(
        "Articles skipped by a labeler for their language",
        _skipped_for_language(summary),
        summary.partly_read,
    )
    yield Listed("Weights that are not used", report.scoring.warnings)
    yield Listed("Notices", [*report.notices, *read.notices])
    yield Listed("Suggestions rejected", summary.rejected)
    yield Listed("Processes that ended early", summary.deaths)
    yield Listed(
        "Articles not labelled, because they were forgotten ('annotate forget')",
        report.forgotten,
    )
    yield Listed("Articles refused", read.refusals, read.refused)
    yield Listed("Articles that could not be labelled", summary.failed)


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
