"""annotate init: a new project."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, json_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The project's name; else the folder's.")
@click.option("--language", default="fr", show_default=True, help="The articles' language (ISO 639-1).")
@click.option(
    "--ontology", default="diplomacy", show_default=True, help="diplomacy, conll, or a file of yours."
)
@click.option("--url", help="An existing Label Studio; else 'annotate studio up' runs one.")
@json_option
def init(
    folder: Path, name: str | None, language: str, ontology: str, url: str | None, as_json: bool
) -> None:
    """Make a new project in DIR: annotate.yaml, a copy of the ontology, a README.

    \b
    Example: annotate init caribbean --language fr --ontology diplomacy
    """
    from annotate.campaign.new_project import new_project
    from annotate.prelabel.analysis import DEFAULT_MODELS

    project = new_project(folder, name=name, language=language, ontology=ontology, url=url)
    if as_json:
        emit_json({"project": str(project.root), "name": project.settings.name})
        return
    click.echo(f"Made the project {project.settings.name} in {project.root}.")
    server = "set ANNOTATE_TOKEN" if url else "'annotate studio up'"
    click.echo(f"Next: cd {folder}, then {server} and 'annotate prelabel ARTICLES… -o FILE'.")
    if language not in DEFAULT_MODELS:
        click.echo(
            f"No spaCy model and lexicon come along for {language!r}: name a model of yours, as"
            " labelers: [spacy:MODEL] in annotate.yaml."
        )
