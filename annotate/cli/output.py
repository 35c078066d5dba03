"""How commands print: tables and sentences on stdout, lists on stderr, one JSON object with --json."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, redirect_stdout
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from annotate.cli.checked_outputs import check_outputs, outputs_of
from annotate.cli.replaced_outputs import told_if_replaced
from annotate.cli.secrets import without_secrets
from annotate.cli.terminal import console, visible
from annotate.core.errors import one_line

_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on standard output."
)
_quiet_option = click.option(
    "-q", "--quiet", is_flag=True, help="Print only errors and what was left out, on standard error."
)
_quiet = ContextVar("quiet", default=False)
_SHOWN = 10
Callback = TypeVar("Callback", bound=Callable[..., Any])


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --json and --quiet to a command. --quiet lets only the JSON object through to standard output.

    The outputs of the command are checked before it runs. Afterwards the command says on standard error which
    files it replaced.
    """

    @_json_option
    @_quiet_option
    @wraps(command)
    def with_output(*arguments: Any, as_json: bool, quiet: bool, **options: Any) -> Any:
        context = click.get_current_context()
        token = _quiet.set(quiet)
        try:
            check_outputs(context)
            with ExitStack() as stack:
                if quiet and not as_json:
                    nowhere = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
                    stack.enter_context(redirect_stdout(nowhere))
                if not quiet:
                    stack.enter_context(told_if_replaced(outputs_of(context).values()))
                return command(*arguments, as_json=as_json, **options)
        finally:
            _quiet.reset(token)

    return with_output


def labeler_option(help: str) -> Callable[[Callback], Callback]:
    """Adds the repeatable option --labeler to a command, as its parameter ``labelers``."""
    return click.option("--labeler", "labelers", multiple=True, metavar="NAME[:ARG]", help=help)


def map_option(command: Callback) -> Callback:
    """Adds the repeatable option --map to a command that reads articles, as its parameter ``columns``."""
    help = "Read this column of a table, or key of JSON Lines, as this field of an article; repeatable."
    return columns_option("--map", help)(command)


def columns_option(name: str, help: str) -> Callable[[Callback], Callback]:
    """Adds a repeatable option FIELD=COLUMN to a command, as its parameter ``columns``."""

    def parsed(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
        from annotate.corpus.columns import check_given

        columns: dict[str, str] = {}
        for value in values:
            field, equals, column = value.partition("=")
            if not (equals and field.strip() and column.strip()):
                raise click.BadParameter(f"{value!r} is not FIELD=COLUMN, for instance text=content.")
            if columns.setdefault(field.strip(), column) != column:
                raise click.BadParameter(f"{field.strip()} is given two columns.")
        return check_given(columns)

    return click.option(name, "columns", multiple=True, callback=parsed, metavar="FIELD=COLUMN", help=help)


def is_quiet() -> bool:
    """Whether --quiet was given. A command must then print findings on standard error."""
    return _quiet.get()


def emit_json(data: dict[str, Any]) -> None:
    """Prints the one JSON object of ``--json``."""
    click.echo(json_text(data, indent=1))


def json_text(data: dict[str, Any], *, indent: int | None = None) -> str:
    """``data`` as JSON without secrets, which can always be written as UTF-8."""
    text = without_secrets(json.dumps(data, ensure_ascii=False, indent=indent))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate (in an id, or in a name that is not UTF-8) needs an escape
        text = without_secrets(json.dumps(data, indent=indent))
    return text


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """Prints a table, at most as wide as the terminal, or 80 columns elsewhere. Aligns numbers right."""
    from rich import box
    from rich.table import Table

    drawn = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for index, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], (int, float)) for row in rows)
        drawn.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(f"{cell:.3f}" if isinstance(cell, float) else visible(str(cell)) for cell in row))
    console(width=None if sys.stdout.isatty() else 80).print(drawn)


def listing(heading: str, items: Sequence[object], count: int | None = None) -> None:
    """Prints the first ten items to stderr, under ``heading`` with the number of items.

    An item stays on one line. ``count``, if given, replaces that number. The last line says how many items
    were left out.
    """
    if not items:
        return
    click.echo(f"{heading} ({len(items) if count is None else count}):", err=True)
    for item in items[:_SHOWN]:
        click.echo(f"  {without_secrets(one_line(item))}", err=True)
    if len(items) > _SHOWN:
        click.echo(f"  … and {len(items) - _SHOWN} more (all of them with --json)", err=True)


@dataclass(frozen=True)
class Listed:
    """A list to print: its heading, its items, and the number to show if it is not that of the items."""

    heading: str
    items: Sequence[object]
    count: int | None = None


def listings(lists: Sequence[Listed], room: int) -> None:
    """Prints several lists to stderr, those with items. At a terminal, together at most ``room`` lines.

    Each list has its heading at least. Lists that come later get the lines that the earlier ones left.
    """
    shown = [one for one in lists if one.items]
    if not sys.stderr.isatty():
        for one in shown:
            listing(one.heading, one.items, one.count)
        return
    width = console(stderr=True).width
    for position, one in enumerate(shown):
        share = max(1, room // (len(shown) - position))
        room -= _fitted(one, share, width)


def _fitted(one: Listed, most: int, width: int) -> int:
    """Prints a list on at most ``most`` lines, and returns how many it needed."""
    number = len(one.items) if one.count is None else one.count
    lines = [f"  {without_secrets(one_line(item))}" for item in one.items[:_SHOWN]]
    rows = [-(-len(line) // width) for line in lines]
    fit = len(lines)
    while fit and 1 + sum(rows[:fit]) + (fit < len(one.items)) > most:
        fit -= 1
    if not fit:
        click.echo(f"{one.heading}: {number} (all with --json)", err=True)
        return 1
    click.echo(f"{one.heading} ({number}):", err=True)
    for line in lines[:fit]:
        click.echo(line, err=True)
    if fit < len(one.items):
        click.echo(f"  … and {len(one.items) - fit} more (all of them with --json)", err=True)
    return 1 + sum(rows[:fit]) + (fit < len(one.items))
