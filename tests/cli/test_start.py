"""No command loads what it does not need; help and its list of commands tell the truth."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from annotate.cli.main import COMMANDS, STEPS, cli
from annotate.core import jsonl
from annotate.core.annotation import Status
from tests.commands import Annotate

HEAVY = {"spacy", "pyarrow", "label_studio_sdk", "thinc", "numpy"}


def loaded_after(*words: str | Path, cwd: Path) -> tuple[int, set[str]]:
    """The exit code of a command, and which modules its process had loaded in the end."""
    program = (
        "import json, sys; from annotate.cli.main import run; code = run(sys.argv[1:]);"
        "print('\\n' + json.dumps([code, sorted(sys.modules)]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(ended.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_loads_click_and_nothing_heavy(name: str, tmp_path: Path) -> None:
    code, modules = loaded_after(*name.split(), "--help", cwd=tmp_path)
    assert code == 0
    assert not modules & {*HEAVY, "pydantic", "rich", "yaml", "httpx"}


def test_commands_load_heavy_packages_only_where_they_need_them(project: Path) -> None:
    gold = [
        record.with_(annotation=record.annotation.with_(status=Status.ADJUDICATED).to_dict())
        for record in jsonl.read_records(project / "suggestions.jsonl")
    ]
    jsonl.write(project / "gold.jsonl", gold)
    runs: list[tuple[tuple[str, ...], int, set[str]]] = [
        (("status",), 0, set()),
        (("push", "suggestions.jsonl"), 3, set()),
        (("pull",), 3, set()),
        (("export", "gold.jsonl", "--format", "jsonl", "-o", "o.jsonl"), 0, set()),
        (("export", "gold.jsonl", "--format", "conll", "-o", "o.conll"), 0, set()),
        (("release", "create", "x", "--from", "gold.jsonl"), 0, {"pyarrow", "numpy"}),
    ]
    for words, code, allowed in runs:
        ended, modules = loaded_after(*words, cwd=project)
        assert ended == code, words
        assert modules & HEAVY <= allowed, words


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        ("push suggestions.jsonl", "studio"),
        ("pull", "studio"),
        ("status", "studio"),
        ("release create x", None),
        ("release create x --from suggestions.jsonl", None),
        ("studio up", "server"),
        ("prelabel suggestions.jsonl -o o.jsonl", "prelabel"),
        ("demo --folder d", "studio"),
        ("guidelines -o g.html", None),
    ],
)
def test_the_base_install_names_the_extra_that_a_command_needs(
    project: Path, words: str, extra: str | None
) -> None:
    absent = [*HEAVY, "httpx", "tenacity", "psutil", "defusedxml"]
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({absent}));"
        "from annotate.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *words.split()],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    if extra is None:
        assert ended.returncode in (0, 5), ended
    else:
        assert ended.returncode == 2, ended
        assert f"pip install 'annotate-gold[{extra}]'" in ended.stderr


def commands(group: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command that does something, with the words that lead to it."""
    if not isinstance(group, click.Group):
        return [path]
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.extend(commands(command, (*path, name)))
    return found


@pytest.mark.parametrize("path", commands(cli), ids=" ".join)
def test_every_command_has_an_example_and_a_json_form(annotate: Annotate, path: tuple[str, ...]) -> None:
    page = annotate(*path, "--help")
    assert page.code == 0
    assert f"Example: annotate {' '.join(path)}" in page.out
    assert "--json" in page.out


def test_the_list_of_commands_fits_a_line_each(annotate: Annotate) -> None:
    page = annotate("--help").out
    for name, (_, summary) in COMMANDS.items():
        assert f"  {name} " in page
        assert summary in page
    assert sorted(name for names in STEPS.values() for name in names) == sorted(COMMANDS)
    assert max(map(len, page.splitlines())) <= 80


def test_the_version_is_the_packages(annotate: Annotate) -> None:
    from importlib.metadata import version

    assert annotate("--version").out.strip() == f"annotate, version {version('annotate-gold')}"
