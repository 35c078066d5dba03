"""Writes docs/commands, one page per command, from the help texts: python -m annotate.cli.pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from annotate.cli.main import cli

FOLDER = Path("docs") / "commands"
INDEX = "README.md"
_WIDTH = 78  # the width that click uses at a terminal of 80 columns


def pages() -> dict[str, str]:
    """The text of every page, by file name."""
    made = {}
    root = click.Context(cli, info_name="annotate", terminal_width=_WIDTH, **cli.context_settings)
    index = ["# Commands", "", "The help text of each command. `make pages` generates these pages.", ""]
    for context in _contexts(root):
        name = context.command_path.removeprefix("annotate").strip().replace(" ", "-") or "annotate"
        made[f"{name}.md"] = _page(context)
        index.append(f"- [`{context.command_path}`]({name}.md): {_first_sentence(context.command)}")
    made[INDEX] = "\n".join([*index, ""])
    return made


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None:
                yield from _contexts(
                    click.Context(command, info_name=name, parent=context, terminal_width=_WIDTH)
                )


def _page(context: click.Context) -> str:
    usage = context.command.get_help(context)
    parts = [f"# {context.command_path}", f"```text\n{usage}\n```"]
    if (example := re.search(r"Example: (annotate .+)", context.command.help or "")) is not None:
        parts.append(f"An example to copy:\n\n```bash\n{example[1]}\n```")
    if context.parent is not None:
        parts.append(f"{_exit_codes()}\n\n[All commands]({INDEX})")
    return "\n\n".join(parts) + "\n"


def _exit_codes() -> str:
    """The exit codes, as `annotate --help` lists them."""
    found = re.search(r"Exit codes:.*?\.(?=\s*$)", cli.help or "", re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def _first_sentence(command: click.Command) -> str:
    return " ".join((command.help or "").split("\n\n")[0].split())


def main() -> None:
    """Writes the pages into docs/commands of the current folder. Deletes pages without a command."""
    made = pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for page in FOLDER.glob("*.md"):
        if page.name not in made:
            page.unlink()


if __name__ == "__main__":
    main()
