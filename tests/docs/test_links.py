"""What the pages name is there: files behind links, export formats, commands with their options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from annotate.cli.main import cli
from annotate.export.importing.registry import known_import_formats
from annotate.export.registry import known_formats

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [
    README,
    ROOT / "CHANGELOG.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
EXPORTED, IMPORTED = known_formats(), known_import_formats()
_LINK = re.compile(r"\]\(\s*([^)\s]+)\s*\)")


def heading_ids(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if heading and target.suffix == ".md":
            assert heading in heading_ids(target), f"{page.name}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_format_that_is_named_is_registered(page: Path) -> None:
    for line in page.read_text(encoding="utf-8").splitlines():
        known = IMPORTED if "annotate import" in line else EXPORTED
        for name in re.findall(r"--format[ =]([a-z][\w-]*)", line):
            assert name in known, f"{page.name}: {line}"


def test_the_table_of_the_readme_names_every_format() -> None:
    (table,) = re.findall(
        r"^\| you train or work with.*?\n\n", README.read_text(encoding="utf-8"), re.S | re.M
    )
    named = set(re.findall(r"`(?:[^`]*--format )?([a-z-]+)[^`]*`", table))
    assert {*EXPORTED} <= named


def commands(page: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """What each page types: the text, the words up to the first argument, and the options."""
    for part in re.findall(r"`(annotate [^`]+)`|^ {4}(annotate .+)$", page.read_text(encoding="utf-8"), re.M):
        for typed in re.split(r"&&|\|", "".join(part).partition("#")[0]):
            words = typed.split()
            if words[:1] == ["annotate"]:
                yield typed, words[1:], re.findall(r"(?<!\S)(--[a-z][\w-]*)", typed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    for typed, words, options in commands(page):
        command: click.Command = cli
        while isinstance(command, click.Group) and words and re.fullmatch(r"[a-z][a-z-]*", words[0]):
            found = command.get_command(click.Context(command), words.pop(0))
            assert found is not None, f"{page.name}: {typed}"
            command = found
        known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
        assert {*options} <= known, f"{page.name}: {typed}"


def test_the_readme_names_commands_at_all() -> None:
    assert sum(1 for _ in commands(README)) > 15
