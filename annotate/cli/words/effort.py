"""The output of `annotate effort`: tables, too-fast submissions, the object of --json, and a CSV file."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from annotate.campaign.quality.effort import EffortReport
from annotate.cli.output import listing
from annotate.cli.terminal import console, visible
from annotate.core.csv_cells import csv_cell
from annotate.core.files import writing
from annotate.core.wording import counted
from annotate.evaluate.effort.edits import Edit, Part
from annotate.evaluate.effort.pace import TooFast
from annotate.evaluate.effort.tables import DIMENSIONS, NONE, Group, Row, has_times

# The tables that --json and --csv always have. Labels stand with their part: a role may be named like a type.
ALWAYS: tuple[Group, ...] = (
    ("part",),
    ("part", "label"),
    ("labeler",),
    ("annotator",),
    ("day",),
    ("version",),
    ("source",),
)
WIDTH = 80
_SHOWN: tuple[Group, ...] = (("part",), ("version",))
_PARTS = {str(part): index for index, part in enumerate(Part)}


def show(made: EffortReport, groups: Sequence[Group]) -> None:
    """Prints the tables that were asked for, and names what is too fast and what was not compared."""
    click.echo(_counts(made))
    if made.compared:
        for group in dict.fromkeys(groups or _SHOWN):
            _edits(made, group)
            if has_times(group):
                _times(made, group)
        click.echo(_saved(made.total))
        if any("labeler" in group for group in groups):
            click.echo("What several labelers proposed counts for each of them.")
        if made.without_time:
            click.echo(f"{counted(made.without_time, 'annotation')} without a known time.")
    if made.came_twice:
        click.echo(
            f"{counted(made.came_twice, 'line')} came twice, equal in everything, and were counted once."
        )
    listing("Submitted faster than possible", [too_fast(one) for one in made.too_fast])
    listing(
        "Not compared",
        [f"article {one.article}, {one.annotator}: {one.why}" for one in made.not_compared],
    )
    listing(
        "Forgotten, not counted ('annotate forget')",
        [name if whole else f"an annotator of {name}" for name, whole in made.forgotten.items()],
    )


def too_fast(one: TooFast) -> str:
    """A sentence on a submission that was too fast."""
    who = one.annotator if one.rewritten_by is None else f"{one.annotator} and {one.rewritten_by}"
    link = "" if one.link is None else f" {one.link}"
    return f"article {one.article}, {who}: {one.seconds:.0f} s; {one.rule}.{link}"


def _counts(made: EffortReport) -> str:
    if not made.statuses:
        return _nothing(made.tasks)
    apart = ", ".join(
        counted(number, "draft") if status == "draft" else f"{number} {status}"
        for status, number in sorted(made.statuses.items())
        if status != "submitted"
    )
    said = f"Compared {counted(made.compared, 'submitted annotation')}."
    if not made.statuses.get("submitted"):
        said = "Nobody has submitted an annotation yet, so there is nothing to compare."
    if made.from_nothing:
        said += f" {_of(made.from_nothing, made)} started without a suggestion."
    if made.rewritten:
        were = "was" if made.rewritten == 1 else "were"
        said += f" {_of(made.rewritten, made)} {were} saved last by somebody other than the author."
    if made.pushed:
        said += f" Not counted: {made.pushed} that a push has sent."
    return f"{said} Apart: {apart}." if apart else said


def _of(number: int, made: EffortReport) -> str:
    return "It" if made.compared == 1 else f"{number} of them"


def _nothing(tasks: int | None) -> str:
    """Why there are no annotations. ``tasks`` counts those that the last pull read; None for a file."""
    if tasks is None:
        return "The file has no annotations."
    if not tasks:
        return "There are no annotations. 'annotate pull' reads them from Label Studio."
    return (
        f"Nobody has submitted or skipped an annotation yet, in {counted(tasks, 'task')} of the last pull."
        " 'annotate pull --drafts' reads drafts too."
    )


def _saved(total: Row) -> str:
    if not total.from_nothing:
        return f"Gestures: {total.gestures}."
    share = total.saved / total.from_nothing
    return (
        f"Gestures: {total.gestures}, where drawing everything takes {total.from_nothing}:"
        f" {total.saved} saved ({share:.0%})."
    )


def _edits(made: EffortReport, group: Group) -> None:
    headings = [{"relabelled": "re-\nlabelled"}.get(edit, str(edit)) for edit in Edit]
    rows = [
        (key, [*(str(row.edits[edit]) for edit in Edit), str(row.gestures)])
        for key, row in _ordered(made, group)
    ]
    _table(group, [*headings, "gestures"], rows)


def _times(made: EffortReport, group: Group) -> None:
    """Prints the cost of an annotation. The first rows are the earliest versions, so a trend shows."""
    rows = [
        (
            key,
            [
                str(row.annotations),
                f"{row.gestures / row.annotations:.1f}",
                f"{row.saved / row.from_nothing:.0%}" if row.from_nothing else NONE,
                _seconds(row.median_s),
                _seconds(row.median_s_per_1000),
            ],
        )
        for key, row in _ordered(made, group)
    ]
    headings = ["anno-\ntations", "gestures\neach", "saved", "median time,\nabout", "for 1,000\ncharacters"]
    _table(group, headings, rows)


def _table(
    names: Sequence[str], headings: Sequence[str], rows: Sequence[tuple[tuple[str, ...], Sequence[str]]]
) -> None:
    """Prints a table of at most 80 columns. Only names are broken. A group has a line above its rows.

    Prints nothing if there are no rows: annotations without a mark have no parts.
    """
    if not rows:
        return
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    drawn.add_column(", ".join(names), overflow="fold")
    for index, heading in enumerate(headings):
        widest = max(map(len, (*heading.split("\n"), *(numbers[index] for _, numbers in rows))))
        drawn.add_column(heading, justify="right", no_wrap=True, min_width=widest)
    above: tuple[str, ...] = ()
    for key, numbers in rows:
        if key[:-1] != above:
            above = key[:-1]
            drawn.add_row(visible(", ".join(above)))
        drawn.add_row(f"{'  ' if above else ''}{visible(key[-1])}", *numbers)
    screen = console(width=None if sys.stdout.isatty() else WIDTH)
    screen.print(drawn, width=min(screen.width, WIDTH))


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f} s"


def _ordered(made: EffortReport, group: Group) -> list[tuple[tuple[str, ...], Row]]:
    """The rows: parts in their usual order, versions in the order of their first day."""
    first = {key[0]: row.first_day for key, row in made.tables.rows.get(("version",), {}).items()}

    def order(item: tuple[tuple[str, ...], Row]) -> list[tuple[object, ...]]:
        places: list[tuple[object, ...]] = []
        for name, value in zip(group, item[0], strict=True):
            if name == "part":
                places.append((_PARTS[value],))
            else:
                places.append((first.get(value, "") if name == "version" else "", value))
        return places

    return sorted(made.tables.rows[group].items(), key=order)


def as_object(made: EffortReport) -> dict[str, Any]:
    """The object of --json. Times are Label Studio's lead times, which are approximate; days are in UTC."""
    return {
        "statuses": dict(sorted(made.statuses.items())),
        "compared": made.compared,
        "from_nothing": made.from_nothing,
        "rewritten": made.rewritten,
        "pushed": made.pushed,
        "without_time": made.without_time,
        "came_twice": made.came_twice,
        "total": made.total.as_dict(with_times=True),
        "by": {
            ",".join(group): [
                {
                    **dict(zip(group, key, strict=True)),
                    **row.as_dict(with_times=has_times(group)),
                }
                for key, row in _ordered(made, group)
            ]
            for group in made.tables.rows
            if group
        },
        "too_fast": [vars(one) for one in made.too_fast],
        "not_compared": [vars(one) for one in made.not_compared],
        "forgotten": made.forgotten,
    }


def write_csv(path: Path, made: EffortReport) -> None:
    """Writes the rows of all tables to one file; the column ``by`` tells the tables apart."""
    with writing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        for line in _lines(made):
            writer.writerow([csv_cell(cell) for cell in line])


def _lines(made: EffortReport) -> Iterator[Sequence[Any]]:
    sums = list(Row().as_dict(with_times=True))
    yield ("by", *DIMENSIONS, *sums)
    for group in made.tables.rows:
        for key, row in _ordered(made, group):
            values = dict(zip(group, key, strict=True))
            numbers = row.as_dict(with_times=has_times(group))
            yield (
                ",".join(group) or "all",
                *(values.get(name) for name in DIMENSIONS),
                *(numbers.get(name) for name in sums),
            )
