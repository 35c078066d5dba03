"""No command replaces what a project needs, whatever option names the file to write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from annotate.cli.checked_outputs import OUTPUTS
from annotate.cli.main import cli
from tests.commands import Annotate

RELEASE = Path(__file__).resolve().parents[2] / "exports" / "sample-1.0.0"
# What each command needs beside the output, so that click runs it. "in.jsonl" is an input of the command.
NEEDED = {
    "guidelines": [],
    "prelabel": ["in.jsonl"],
    "import": ["in.jsonl", "--format", "doccano"],
    "pull": [],
    "release create": ["r", "--from", "in.jsonl"],
    "release join": ["in.jsonl", "in.jsonl"],
    "release diff": ["in.jsonl", "in.jsonl"],
    "export": ["in.jsonl", "--format", "jsonl"],
    "train": ["in.jsonl"],
    "calibrate": ["in.jsonl"],
    "evaluate": ["in.jsonl", "in.jsonl"],
    "effort": ["--from", "in.jsonl"],
    "backup": [],
}
WITHOUT_INPUT = {"guidelines", "pull", "backup"}


def outputs(command: click.Command, name: str = "") -> Iterator[tuple[str, str]]:
    """Each command's name with an option that names a file or folder to write; ``output`` for an argument."""
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield from outputs(found, f"{name} {inner}".strip())
    for one in command.params:
        if one.name in OUTPUTS:
            yield name, one.opts[0]


def watched(command: click.Command) -> Iterator[str]:
    """The parameters that name a file to write, as their type says: a path that may be new, and no folder."""
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield from watched(found)
    for one in command.params:
        kind = one.type
        if (
            isinstance(one, click.Option)
            and isinstance(kind, click.Path)
            and not (kind.dir_okay or kind.exists or one.multiple)
        ):
            yield str(one.name)


ALL = sorted(set(outputs(cli)))


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an ontology of its own, a plan, weights, a release, and an input file."""
    shutil.copytree(RELEASE, tmp_path / "exports" / "s-1.0.0")
    shutil.copy(RELEASE / "ontology.yaml", tmp_path / "own.yaml")
    (tmp_path / "annotate.yaml").write_text(
        "format: 1\nname: camp\nontology: own\nweights: w.json\nstudio: {url: 'http://127.0.0.1:9'}\n"
    )
    (tmp_path / ".annotate").mkdir()
    (tmp_path / ".annotate" / "plan.sqlite").write_bytes(b"")
    (tmp_path / "w.json").write_text("{}")
    shutil.copy(RELEASE / "gold.jsonl", tmp_path / "in.jsonl")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOTATE_TOKEN", "t")
    return tmp_path


def test_every_option_that_names_a_file_to_write_is_checked() -> None:
    found = set(watched(cli))
    assert found >= {"output", "problems", "html"}
    assert found <= set(OUTPUTS)
    assert {name for name, _ in ALL} == NEEDED.keys()


@pytest.mark.parametrize(("command", "option"), ALL)
def test_no_output_replaces_what_a_project_needs(
    command: str, option: str, campaign: Path, annotate: Annotate
) -> None:
    (campaign / "link").symlink_to("gone/new")
    before = {path: path.read_bytes() for path in campaign.rglob("*") if path.is_file()}
    refused = {
        "annotate.yaml": 2,
        "own.yaml": 2,
        "w.json": 2,
        ".annotate/plan.sqlite": 2,
        ".annotate/new": 2,
        "exports/s-1.0.0/README.md": 2,
        "exports/s-1.0.0/new": 2,
        "link": 6,
        "in.jsonl": 2,
    }
    if command == "calibrate":
        del refused["w.json"]  # what it is for
    if command in WITHOUT_INPUT:
        del refused["in.jsonl"]
    more = ["-o", "new.jsonl"] if option not in ("-o", "output") and command in ("export", "import") else []
    for output, code in refused.items():
        given = [output] if option == "output" else [option, output]
        ended = annotate(*command.split(), *NEEDED[command], *more, *given)
        assert (ended.code, output in ended.err) == (code, True), (output, ended)
        if code == 2:
            assert f"with {'FILE' if option == 'output' else option}" in ended.err, (output, ended.err)
        assert {path: path.read_bytes() for path in campaign.rglob("*") if path.is_file()} == before
    assert not (campaign / "gone").exists()


def test_two_outputs_that_are_the_same_are_refused_with_both_options(
    campaign: Path, annotate: Annotate
) -> None:
    ended = annotate("import", "in.jsonl", "--format", "doccano", "-o", "a.jsonl", "--problems", "./a.jsonl")
    assert ended.code == 2
    assert "with -o and --problems" in ended.err


def test_a_link_to_a_new_file_in_a_folder_that_exists_is_written_through(
    campaign: Path, annotate: Annotate
) -> None:
    (campaign / "pages").mkdir()
    (campaign / "page.html").symlink_to("pages/guide.html")
    (campaign / "through").symlink_to("gone")
    assert annotate("guidelines", "-o", "page.html").code == 0
    assert (campaign / "pages" / "guide.html").stat().st_size > 1000
    ended = annotate("guidelines", "-o", "through/page.html")
    assert (ended.code, os.path.lexists(campaign / "gone")) == (6, False)
    assert "leads through the link through into" in ended.err


def test_outputs_are_checked_where_the_project_file_cannot_be_read(
    campaign: Path, annotate: Annotate
) -> None:
    (campaign / "annotate.yaml").write_text("format: 7\n")
    ended = annotate("release", "diff", "in.jsonl", "in.jsonl", "--html", "annotate.yaml")
    assert ended.code == 2
    assert (campaign / "annotate.yaml").read_text() == "format: 7\n"
