"""Progress where nobody looks at a terminal: with --progress, a line on standard error every few seconds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.cli.main import cli
from annotate.cli.progress import EVERY_S, Pace
from annotate.core import jsonl
from annotate.core.annotation import Status
from tests.builders import meeting

# A release whose articles arrive slowly. The lines come more often than for a user: the test is short.
PROGRAM = """
import sys, time
from annotate.cli import progress
from annotate.cli.commands import release_create
progress.EVERY_S = 0.1
watched = release_create.watched

def slowly(records, advance):
    for record in watched(records, advance):
        time.sleep(0.2)
        yield record

release_create.watched = slowly
from annotate.cli.main import main
main(sys.argv[1:])
"""


def released(project: Path, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    jsonl.write(project / "answers.jsonl", [meeting(f"a{n}", Status.SUBMITTED, "ana") for n in range(3)])
    words = ["release", "create", name, "--from", "answers.jsonl", *options]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], cwd=project, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_with_progress_a_command_without_a_terminal_says_how_far_it_is(
    project: Path, options: tuple[str, ...]
) -> None:
    ended = released(project, "k", "--progress", *options)
    assert ended.returncode == 0, ended.stderr
    lines = [line for line in ended.stderr.splitlines() if line.startswith("releasing: ")]
    assert len(lines) >= 3
    assert all(re.fullmatch(r"releasing: \d after \d s", line) for line in lines)
    done = [int(line.split()[1]) for line in lines]
    assert done == sorted(done) and done[-1] >= 2
    assert "releasing" not in ended.stdout


def test_without_the_option_it_is_silent(project: Path) -> None:
    assert "releasing: " not in released(project, "k").stderr


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
    assert EVERY_S == 10
