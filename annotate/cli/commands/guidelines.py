"""annotate guidelines: the annotators' guidelines, made from the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, output_options
from annotate.core.errors import one_line


@click.command()
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The HTML file."
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    help="A language, such as fr; repeatable. Default: that of the labelling screen.",
)
@click.option("--codes", is_flag=True, help="For leads: the names in files, all attributes, all examples.")
@output_options
def guidelines(output: Path, languages: tuple[str, ...], codes: bool, as_json: bool) -> None:
    """Write the annotators' guidelines, made from the ontology, as one self-contained HTML page.

    Label Studio shows the same text as the project's instructions. The page prints well, and Ctrl+F finds any
    word in it.

    \b
    Example: annotate guidelines -o guidelines.html
    """
    from annotate.core.files import writing
    from annotate.project import Project
    from annotate.report.guidelines import build_page

    project = Project.find_or_default()
    ontology = project.ontology
    shown = project.guidelines_language
    page = build_page(ontology, languages or ((shown,) if shown in ontology.languages else ()), codes=codes)
    with writing(output) as file:
        file.write(page)
    if as_json:
        emit_json({"output": str(output), "ontology": ontology.id})
    else:
        click.echo(f"Wrote the guidelines of {ontology.id} to {one_line(output)}.")
