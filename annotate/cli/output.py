"""How commands speak: tables and sentences on stdout, progress on stderr, one JSON object with --json."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_SHOWN = 10


def emit_json(data: dict[str, Any]) -> None:
    """The one JSON object of ``--json``."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one: "1 article", "2 entities"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """A table of at most 80 columns; numbers to the right; colour only at a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for index, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], (int, float)) for row in rows)
        drawn.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 80, highlight=False)
    console.print(drawn)


def listing(heading: str, items: Sequence[object]) -> None:
    """Names things on stderr: the first ten, and how many more there are."""
    if not items:
        return
    click.echo(f"{heading} ({len(items)}):", err=True)
    for item in items[:_SHOWN]:
        click.echo(f"  {item}", err=True)
    if len(items) > _SHOWN:
        click.echo(f"  … and {len(items) - _SHOWN} more (all of them with --json)", err=True)


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, at a terminal only; call what it gives with the number done so far."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """A line on stderr, at a terminal only, that is written over."""
    if not sys.stderr.isatty():
        yield lambda line: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as shown:
        yield shown.update
