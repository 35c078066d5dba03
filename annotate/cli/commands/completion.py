"""annotate completion: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click

from annotate.cli.output import emit_json, output_options


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@output_options
def completion(shell: str, as_json: bool) -> None:
    """Print the completion script for SHELL.

    \b
    bash: eval "$(annotate completion bash)" in ~/.bashrc
    zsh:  eval "$(annotate completion zsh)" in ~/.zshrc
    fish: annotate completion fish > ~/.config/fish/completions/annotate.fish

    \b
    Example: annotate completion bash
    """
    from click.shell_completion import get_completion_class

    from annotate.cli.main import cli

    completer = get_completion_class(shell)
    assert completer is not None  # the choice above holds only shells that click knows
    script = completer(cli, {}, "annotate", "_ANNOTATE_COMPLETE").source()
    if as_json:
        emit_json({"shell": shell, "script": script})
    else:
        click.echo(script)
