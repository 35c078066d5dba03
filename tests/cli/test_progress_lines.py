"""Progress where nobody looks at a terminal: with --progress, a line on standard error every few seconds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from annotate.cli import progress
from annotate.cli.commands import release_create
from annotate.cli.main import cli
from annotate.cli.progress import Pace
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.record import Record
from tests.builders import meeting
from tests.commands import Annotate, Ended


@pytest.fixture
def release(project: Path, annotate: Annotate, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Makes a release whose articles arrive slowly. The lines come more often than for a user."""
    jsonl.write(project / "answers.jsonl", [meeting(f"a{n}", Status.SUBMITTED, "ana") for n in range(3)])
    watched = progress.watched

    def slowly(records: Iterable[Record], advance: Callable[[int], None]) -> Iterator[Record]:
        for record in watched(records, advance):
            time.sleep(0.2)
            yield record

    monkeypatch.setattr(progress, "EVERY_S", 0.1)
    monkeypatch.setattr(release_create, "watched", slowly)
    return lambda *options: annotate("release", "create", "k", "--from", "answers.jsonl", *options)


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_with_progress_a_command_without_a_terminal_says_how_far_it_is(
    release: Callable[..., Ended], options: tuple[str, ...]
) -> None:
    ended = release("--progress", *options)
    assert ended.code == 0, ended.err
    lines = [line for line in ended.err.splitlines() if line.startswith("releasing: ")]
    assert len(lines) >= 3
    assert all(re.fullmatch(r"releasing: \d after \d s", line) for line in lines)
    done = [int(line.split()[1]) for line in lines]
    assert done == sorted(done) and done[-1] >= 2
    assert "releasing" not in ended.out


def test_without_the_option_it_is_silent(release: Callable[..., Ended]) -> None:
    assert "releasing: " not in release().err


@pytest.mark.parametrize(
    "words",
    ["prelabel", "push", "pull", "backup", "restore", "release create", "train", "evaluate", "export"],
)
def test_every_command_with_a_bar_takes_it(words: str) -> None:
    import click

    command: click.Command | None = cli
    context = click.Context(cli)
    for word in words.split():
        assert isinstance(command, click.Group)
        command = command.get_command(context, word)
    assert command is not None
    assert "--progress" in {name for one in command.params for name in one.opts}


def test_a_line_tells_the_pace_and_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    pace = Pace("pre-labelling", "articles", 600)
    now = 10.0
    assert pace.line(0) == "pre-labelling: 0 of 600 articles after 10 s, 0.0 articles/s"
    now = 20.0
    assert pace.line(40) == (
        "pre-labelling: 40 of 600 articles after 20 s, 2.0 articles/s, about 4 min 40 s left"
    )
    assert progress.EVERY_S == 10


def test_a_status_that_is_printed_again_says_since_when(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    status = progress._Current()
    assert status.line() == ""
    status.note("judges")
    assert status.line() == "judges"
    now = 70.0
    assert status.line() == "judges (since 1 min 10 s)"
    status.note("judges")
    assert status.line() == "judges", "it was said again meanwhile"
