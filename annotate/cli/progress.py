"""Progress of long commands on stderr: a bar or status line at a terminal, lines elsewhere if asked."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeVar

import click

from annotate.cli.output import is_quiet
from annotate.cli.terminal import console, visible_output
from annotate.core.wording import duration

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

EVERY_S = 10.0  # between two lines
_MARKS = 6  # lines over which the pace is measured
_asked = ContextVar("asked", default=False)
Item = TypeVar("Item")

_option = click.option(
    "--progress",
    "lines",
    is_flag=True,
    help="Print a line on standard error every ten seconds, where that is no terminal.",
)


def progress_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --progress to a command that shows a bar or a status line."""

    @_option
    @wraps(command)
    def with_lines(*arguments: Any, lines: bool, **options: Any) -> Any:
        token = _asked.set(lines)
        try:
            return command(*arguments, **options)
        finally:
            _asked.reset(token)

    return with_lines


@contextmanager
def progress(
    what: str,
    kept: str | Callable[[int], str],
    *,
    total: Callable[[], int | None] = lambda: None,
    unit: str = "",
) -> Iterator[Callable[[int], None]]:
    """Shows progress on stderr: a bar at a terminal, with --progress lines elsewhere, else nothing.

    Yields a function to call with the number done. ``kept`` is the message after an interrupt; ``{done}`` in
    the message becomes the number done. Calls ``total`` only if it shows something. With ``unit``, such as
    "articles", it shows the units per second and, if ``total`` returns a number, the time left.
    """
    so_far = 0

    def count(done: int) -> None:
        nonlocal so_far
        so_far = done

    try:
        if not _at_terminal():
            with _lines(Pace(what, unit, total() if _asked.get() else None).line, lambda: so_far):
                yield count
            return
        from rich.progress import Progress

        # Rich redirects what is printed beside the bar, so that is made visible again.
        bars = Progress(*_columns(unit), console=console(stderr=True), transient=True)
        with bars as bar, visible_output():
            task = bar.add_task(what, total=total())

            def advance(done: int) -> None:
                count(done)
                bar.update(task, completed=done)

            yield advance
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(kept(so_far) if callable(kept) else kept.format(done=so_far)) from stop


def _columns(unit: str) -> list[ProgressColumn]:
    from rich import progress as bars
    from rich.text import Text

    columns = [bars.TextColumn("{task.description}"), bars.BarColumn(20), bars.MofNCompleteColumn()]

    class Speed(bars.ProgressColumn):
        def render(self, task: bars.Task) -> Text:
            return Text(f"{task.speed:.1f} {unit}/s" if task.speed else "")

    if unit:
        columns += [Speed(), bars.TimeRemainingColumn(compact=True)]
    return [*columns, bars.TimeElapsedColumn()]


def watched(items: Iterable[Item], advance: Callable[[int], None]) -> Iterator[Item]:
    """Yields ``items``. After each item, calls ``advance`` with the number of items yielded so far."""
    for number, item in enumerate(items, start=1):
        yield item
        advance(number)


@contextmanager
def status_line(kept: str) -> Iterator[Callable[[str], None]]:
    """Shows a status line on stderr: at a terminal, or with --progress elsewhere.

    Yields a function that replaces the line.
    ``kept`` is the message after an interrupt.
    """
    try:
        if not _at_terminal():
            current = _Current()
            with _lines(lambda now: now.line(), lambda: current):
                yield current.note
            return
        with console(stderr=True).status("") as shown, visible_output():
            yield shown.update
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(kept) from stop


class _Current:
    """The latest line of a status. A line that is printed again says how long it has been the latest."""

    def __init__(self) -> None:
        self._latest = ("", 0.0)
        self._printed = self._latest

    def note(self, line: str) -> None:
        self._latest = (line, time.monotonic())

    def line(self) -> str:
        latest = text, since = self._latest
        again = text and latest == self._printed
        self._printed = latest
        return f"{text} (since {duration(time.monotonic() - since)})" if again else text


class Pace:
    """The lines of one progress: what is done, how fast it went lately, and how long the rest may take."""

    def __init__(self, what: str, unit: str, total: int | None) -> None:
        self._what = what
        self._unit = f" {unit}" if unit else ""
        self._total = total
        self._begun = time.monotonic()
        self._marks = deque([(self._begun, 0)], maxlen=_MARKS)

    def line(self, done: int) -> str:
        """The line for ``done`` at this moment."""
        now = time.monotonic()
        since, before = self._marks[0]
        self._marks.append((now, done))
        speed = (done - before) / (now - since) if now > since else 0.0
        of_all = "" if self._total is None else f" of {self._total}"
        parts = [f"{self._what}: {done}{of_all}{self._unit} after {duration(now - self._begun)}"]
        if self._unit:
            parts.append(f"{speed:.1f}{self._unit}/s")
        if self._total is not None and speed > 0:
            parts.append(f"about {duration(max(0, self._total - done) / speed)} left")
        return ", ".join(parts)


@contextmanager
def _lines(line_of: Callable[[Any], str], now: Callable[[], Any]) -> Iterator[None]:
    """With --progress, prints a line to stderr every ten seconds, until the block ends.

    A thread prints it, so that one sees a command that waits. An empty line is left out.
    """
    if not _asked.get():
        yield
        return
    ended = Event()

    def speak() -> None:
        while not ended.wait(EVERY_S):
            try:
                if line := line_of(now()):
                    click.echo(line, err=True)
            except (OSError, ValueError):  # nobody reads standard error any more
                return

    speaker = Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield
    finally:
        ended.set()
        speaker.join()


def _at_terminal() -> bool:
    return sys.stderr.isatty() and (_asked.get() or not is_quiet())
