"""The README shows commands that exist, with options that they have."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from annotate.cli.main import cli

PAGE = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SHOWN = sorted({line.strip() for line in re.findall(r"^    (annotate .*?)(?:  +#.*)?$", PAGE, re.MULTILINE)})


@pytest.mark.parametrize("line", SHOWN)
def test_each_line_is_a_command_with_its_options(line: str) -> None:
    for call in line.split("&&"):
        words = call.split()
        if words[0] != "annotate":
            continue
        command: click.Command = cli
        context = click.Context(cli)
        names = words[1:]
        while isinstance(command, click.Group) and names:
            found = command.get_command(context, names.pop(0))
            assert found is not None, call
            command = found
        known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        assert {word for word in names if word.startswith("-")} <= known, call


def test_the_campaign_ends_with_a_round() -> None:
    assert "annotate round" in SHOWN
