"""The output of `annotate status`: sentences and tables, with bars at a terminal, or the object of --json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from annotate.cli.secrets import without_secrets
from annotate.core.wording import counted, duration

if TYPE_CHECKING:
    from annotate.campaign.server.progress import (
        AnnotatorWork,
        CampaignProgress,
        DayWork,
        ServerNow,
        TaskCounts,
    )

WIDTH = 80
DAYS = 14
_DAY_BAR = 36
_AROUND_TABLE = 3  # the head of a table, and the blank line above it
_LEAST_PEOPLE, _LEAST_DAYS = 2, 3
# The blocks of the bars: one that is recognisable without colour, one in ASCII, and a colour.
_LOOKS = {
    "submitted": ("█", "#", "green"),
    "skipped": ("▓", "x", "yellow"),
    "draft": ("▒", "+", "cyan"),
    "open": ("░", ".", "dim"),
    "replaced": ("·", "-", "dim"),
}


class Bar:
    """A bar of ``width`` cells, divided in proportion to ``parts``. Each part above zero gets a cell."""

    def __init__(self, parts: dict[str, int], width: int, *, legend: bool = False) -> None:
        self._parts = {name: number for name, number in parts.items() if number}
        self._width = width
        self._legend = legend

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar, legend = Text(no_wrap=True), Text()
        for name, cells in shares(self._parts, self._width).items():
            block, plain, colour = _LOOKS[name]
            sign = plain if options.ascii_only else block
            bar.append(sign * cells, colour)
            legend.append(sign, colour).append(f" {name} {self._parts[name]}   ")
        yield bar
        if self._legend:
            legend.rstrip()
            yield legend


def shares(parts: dict[str, int], width: int) -> dict[str, int]:
    """Divides ``width`` in proportion to ``parts``, which must be above zero.

    Each part gets at least 1. The largest part takes the difference to ``width``.
    """
    total = sum(parts.values())
    if not total:
        return {}
    cells = {name: max(1, number * width // total) for name, number in parts.items()}
    largest = max(parts, key=lambda name: parts[name])
    cells[largest] = max(1, cells[largest] + width - sum(cells.values()))
    return cells


def drawn(progress: CampaignProgress, *, bars: bool, lines: int | None = None) -> Group:
    """Builds the whole output, at most 80 columns wide. Bars need a terminal, so only set ``bars`` there.

    With ``lines``, the tables of people and days are shortened so that the output fits on that many lines.
    """
    return Group(*_parts(progress, bars, lines))


def _parts(progress: CampaignProgress, bars: bool, lines: int | None) -> Iterator[RenderableType]:
    above = list(_above(progress, bars))
    yield from above
    people, days = progress.annotators, progress.days[-DAYS:]
    if not progress.pulled:
        return
    most_people, most_days = len(people), len(days)
    if lines is not None:
        room = lines - sum(map(_height, above)) - _AROUND_TABLE * (bool(people) + bool(days))
        most_days = min(len(days), max(_LEAST_DAYS, room - len(people)))
        most_people = min(len(people), max(_LEAST_PEOPLE, room - most_days))
    yield from _annotators(people, most_people)
    yield from _days(days, most_days, len(progress.days), bars)


def _height(part: RenderableType) -> int:
    """The lines of a part of the output."""
    if isinstance(part, Text):
        return -(-len(part) // WIDTH)
    if isinstance(part, Padding) and isinstance(part.renderable, Table):
        return part.renderable.row_count + _AROUND_TABLE
    return 2  # a bar with its legend


def _above(progress: CampaignProgress, bars: bool) -> Iterator[RenderableType]:
    yield Text(f"Sent to Label Studio from here: {counted(progress.pushed, 'article')}.")
    if progress.forgotten_articles or progress.forgotten_annotators:
        articles = counted(progress.forgotten_articles, "article")
        yield Text(f"Forgotten: {articles}, {counted(progress.forgotten_annotators, 'annotator')}.")
    if not progress.pulled:
        yield Text("Nothing was pulled yet. 'annotate pull' reads the annotations.")
        yield from _versions(progress)
        yield from _now(progress)
        return
    tasks = progress.tasks
    yield Text(_as_of(progress.seen_until))
    yield Text(f"It had {counted(tasks.on_server, 'task')}:" if tasks.on_server else "It had no tasks.")
    yield from _tasks(progress, bars)
    yield from _now(progress)  # before the tables, because a small terminal cuts off the end
    yield from _versions(progress)


def _as_of(seen_until: str | None) -> str:
    if seen_until is None:
        return "As of the last pull:"
    return f"As of the last pull, which has Label Studio's changes until {_local(seen_until)}:"


def _tasks(progress: CampaignProgress, bars: bool) -> Iterator[RenderableType]:
    tasks = progress.tasks
    if bars:
        yield Bar(_states(tasks), WIDTH - 2, legend=True)
    else:
        states = {name: number for name, number in _states(tasks).items() if number or name != "replaced"}
        yield Text(", ".join(f"{number} {name}" for name, number in states.items()) + ".")
    counts = {name: progress.statuses.get(name, 0) for name in ("submitted", "skipped", "draft")}
    if progress.statuses:
        empty = f" ({progress.empty} of them empty)" if progress.empty else ""
        yield Text(
            f"Annotations: {counts['submitted']} submitted{empty}, {counts['skipped']} skipped,"
            f" {counted(counts['draft'], 'draft')}."
        )
    if tasks.replaced:
        yield Text(
            f"{counted(tasks.replaced, 'task')} replaced by a newer text,"
            f" {tasks.replaced_untouched} of them untouched."
        )
    if tasks.unread:
        yield Text(f"{counted(tasks.unread, 'task')} not pulled yet.")
    if tasks.not_ours:
        yield Text(f"{counted(tasks.not_ours, 'task')} not made by annotate, left out.")
    if tasks.forgotten:
        yield Text(f"{counted(tasks.forgotten, 'task')} of forgotten articles, left out.")


def _states(tasks: TaskCounts) -> dict[str, int]:
    return {
        "submitted": tasks.submitted,
        "skipped": tasks.skipped,
        "draft": tasks.draft,
        "open": tasks.open,
        "replaced": tasks.replaced_untouched,
    }


def _versions(progress: CampaignProgress) -> Iterator[RenderableType]:
    current = progress.server.model_version if progress.server else progress.model_version
    if not progress.versions and current is None:
        return
    versions = {**({current: 0} if current else {}), **progress.versions}
    rows = [(name, tasks, "shown" if name == current else "") for name, tasks in sorted(versions.items())]
    yield _table(("version", "tasks", "to annotators"), rows)


def _annotators(people: Sequence[AnnotatorWork], most: int) -> Iterator[RenderableType]:
    if people:
        rows: list[tuple[Any, ...]] = [
            (work.name, work.submitted, work.skipped, work.drafts, _time(work.median_s), _time(work.total_s))
            for work in _first(people, most)
        ]
        if rest := people[len(rows) :]:
            sums = [sum(getattr(work, name) for work in rest) for name in ("submitted", "skipped", "drafts")]
            total = _time(sum(work.total_s for work in rest))
            rows.append((f"{len(rest)} more (--json)", *sums, "", total))
        yield _table(("annotator", "submitted", "skipped", "drafts", "median time", "total time"), rows)


def _first(people: Sequence[AnnotatorWork], most: int) -> Sequence[AnnotatorWork]:
    """The first people, so that a row for the others fits too."""
    return people if len(people) <= most else people[: most - 1]


def _days(days: Sequence[DayWork], most_days: int, number: int, bars: bool) -> Iterator[RenderableType]:
    shown = days[-most_days:]
    if not shown:
        return
    most = max(work.submitted + work.skipped for work in shown)
    columns = ("day", "submitted", "skipped", *([""] if bars else []))
    rows: list[tuple[Any, ...]] = []
    for work in shown:
        parts = {"submitted": work.submitted, "skipped": work.skipped}
        cells = max(1, round(_DAY_BAR * sum(parts.values()) / most))
        bar = [Bar(parts, max(cells, sum(number > 0 for number in parts.values())))] if bars else []
        rows.append((work.day.isoformat(), work.submitted, work.skipped, *bar))
    if number > len(shown):
        columns = (f"day ({number - len(shown)} earlier: --json)", *columns[1:])
    yield _table(columns, rows)


def _now(progress: CampaignProgress) -> Iterator[RenderableType]:
    if progress.not_asked is not None:
        yield Text(f"Changes since then are unknown: {without_secrets(progress.not_asked)}")
    elif progress.server is not None:
        yield Text(_server_now(progress.server, progress.pulled))
        if progress.server.deleted:
            versions = ", ".join(f"{tasks} of {name}" for name, tasks in progress.server.deleted.items())
            yield Text(
                f"Suggestions deleted in Label Studio: {versions}. 'annotate push' of the same file sends"
                " them again to tasks that nobody has worked on."
            )
        if (fault := progress.server.screen_fault) is not None:
            yield Text(f"Nothing can be pushed or pulled. The project in Label Studio: {fault}")


def _server_now(server: ServerNow, pulled: bool) -> str:
    drafts = f"{counted(server.with_drafts, 'task')} with a draft"
    if not pulled:
        return f"Label Studio has {counted(server.tasks, 'task')} now, {drafts}."
    if not (server.changed or server.added or server.gone):
        return f"Nothing changed in Label Studio since; it has {drafts}."
    dated_back = (
        f" The server's clock was set back: {server.dated_back} of the changes have an earlier time."
        if server.dated_back
        else ""
    )
    return (
        f"Since then in Label Studio: {counted(server.changed, 'task')} changed, {server.added} added,"
        f" {server.gone} deleted; it has {drafts}.{dated_back} 'annotate pull' reads these changes."
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Padding:
    """A table with a blank line above."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, name in enumerate(columns):
        numeric = name.endswith("time") or isinstance(rows[0][index], int)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Bar) else Text(str(cell)) for cell in row))
    return Padding(table, (1, 0, 0, 0))


def _time(seconds: float | None) -> str:
    return "-" if seconds is None else duration(seconds)


def _local(time: str) -> str:
    """Formats a server time by this machine's clock."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def as_object(progress: CampaignProgress) -> dict[str, Any]:
    """Builds the object of --json.

    ``annotators`` maps each name to the number of submitted annotations. ``work`` has all counts and times of
    each annotator.
    """
    tasks, server = progress.tasks, progress.server
    return {
        "pushed": progress.pushed,
        "pulled": progress.pulled,
        "statuses": progress.statuses,
        "annotators": {work.name: work.submitted for work in progress.annotators if work.submitted},
        "seen_until": progress.seen_until,
        "tasks": {**vars(tasks), "open": tasks.open, "on_server": tasks.on_server},
        "forgotten": {"articles": progress.forgotten_articles, "annotators": progress.forgotten_annotators},
        "empty": progress.empty,
        "versions": progress.versions,
        "model_version": progress.model_version,
        "work": [
            {
                "annotator": work.name,
                "submitted": work.submitted,
                "skipped": work.skipped,
                "drafts": work.drafts,
                "median_lead_time_s": work.median_s,
                "total_lead_time_s": work.total_s,
            }
            for work in progress.annotators
        ],
        "days": [
            {"day": work.day.isoformat(), "submitted": work.submitted, "skipped": work.skipped}
            for work in progress.days
        ],
        "server": vars(server) if server is not None else None,
        "not_asked": progress.not_asked,
    }
