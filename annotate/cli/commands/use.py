"""annotate use: puts a trained model to use, and goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, listing, output_options
from annotate.core.errors import one_line

if TYPE_CHECKING:
    from annotate.campaign.models.use import Use


@click.command()
@click.argument("model", type=click.Path(path_type=Path), required=False)
@click.option("--former", is_flag=True, help="Go back to what was in use before; can be repeated.")
@click.option("--none", "no_model", is_flag=True, help="Use no model.")
@click.option("--anyway", is_flag=True, help="Use MODEL also if its suggestions were worse than before.")
@output_options
def use(model: Path | None, former: bool, no_model: bool, anyway: bool, as_json: bool) -> None:
    """Put MODEL, a folder of 'annotate train', to use in this project. Without MODEL: show what is in use.

    Writes `model:` into annotate.yaml; the file's comments and order stay. The model's labelers then suggest
    beside those of annotate.yaml, and its weights go before the project's.

    \b
    Example: annotate use models/round-2
    Another: annotate use --former
    """
    from annotate.campaign.models.use import model_in_use, use_former, use_model, use_none
    from annotate.project import Project

    if sum((model is not None, former, no_model)) > 1:
        raise click.UsageError("MODEL, --former and --none exclude each other.")
    if anyway and model is None:
        raise click.UsageError("--anyway needs MODEL.")
    project = Project.find()
    if model is not None:
        used = use_model(project, model, anyway=anyway)
    elif former:
        used = use_former(project)
    elif no_model:
        used = use_none(project)
    else:
        used = model_in_use(project)
    if as_json:
        emit_json(_to_dict(used))
    else:
        _show(used, asked=model is None and not former and not no_model)


def _to_dict(used: Use) -> dict[str, Any]:
    made = None if used.made is None else used.made.model_dump(mode="json", exclude={"seen"})
    return {
        "model": used.model,
        "changed": used.changed,
        "before": used.before,
        "former": [one.model_dump() for one in used.former],
        "version": used.version,
        "about": made,
        "notices": list(used.notices),
    }


def _show(used: Use, *, asked: bool) -> None:
    from annotate.cli.words.training import show_comparison

    if used.made is not None and used.made.scores:
        show_comparison(used.made)
    for line in _lines(used, asked=asked):
        click.echo(one_line(line))
    listing("Notices", used.notices)


def _lines(used: Use, *, asked: bool) -> list[str]:
    lines = []
    if used.model is None:
        lines.append("No model is in use: the labelers and weights of annotate.yaml suggest.")
    else:
        still = "" if used.changed or asked else " (as before)"
        lines.append(f"In use: {used.model}{still}.")
    if used.made is not None:
        verdict = used.made.verdict
        found = f" Its suggestions are {verdict}." if verdict is not None else " It was not compared."
        lines.append(f"Trained by {used.made.trainer} on {used.made.gold}.{found}")
    if used.changed:
        lines.append(f"Before: {used.before or 'no model'}.")
    elif used.former:
        last = used.former[-1]
        lines.append(f"Before: {last.model or 'no model'}, until {last.until}.")
    if used.former:
        lines.append("To go back: annotate use --former")
    if used.version is not None:
        lines.append(f"The suggestions have the version {used.version}.")
    if used.changed:
        lines.append(
            "Next: annotate prelabel ARTICLES… -o FILE, then annotate push FILE. A running 'annotate serve'"
            " loads the change by itself."
        )
    elif asked and used.model is None:
        lines.append("Next: annotate train RELEASE -o MODEL, then annotate use MODEL.")
    return lines
