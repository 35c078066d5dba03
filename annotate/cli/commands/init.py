"""annotate init: a new project."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click
from click.core import ParameterSource

from annotate.cli.output import emit_json, output_options
from annotate.core.errors import AnnotateError, one_line


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The project's name; default: the folder's name.")
@click.option("--language", default="fr", show_default=True, help="The articles' language (ISO 639-1).")
@click.option(
    "--ontology", default="diplomacy", show_default=True, help="diplomacy, conll, or your own file."
)
@click.option("--url", help="An existing Label Studio; without it, 'annotate studio up' runs one.")
@click.option("--defaults", is_flag=True, help="Ask no questions, even at a terminal.")
@output_options
def init(
    folder: Path,
    name: str | None,
    language: str,
    ontology: str,
    url: str | None,
    defaults: bool,
    as_json: bool,
) -> None:
    """Make a new project in DIR: annotate.yaml, a copy of the ontology, a README.

    At a terminal, init asks for language, ontology and Label Studio, except for those that an option gives.

    \b
    Example: annotate init caribbean --language fr --ontology diplomacy
    """
    from annotate.campaign.server.trust import STUDIO, confirm
    from annotate.campaign.setup.new_project import check_folder, new_project
    from annotate.prelabel.interface.analyser import default_model

    check_folder(folder)
    if not (defaults or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
        language, ontology, url = _ask(language, ontology, url)
    project = new_project(folder, name=name, language=language, ontology=ontology, url=url)
    if url is not None:
        confirm(STUDIO, url)  # the user has just typed it
    if as_json:
        emit_json({"project": str(project.root), "name": project.settings.name})
        return
    click.echo(f"Made the project {project.settings.name} in {one_line(project.root)}.")
    server = "set ANNOTATE_TOKEN" if url else "'annotate studio up'"
    here = folder.resolve() == Path.cwd()
    go = "" if here else f"cd {one_line(shlex.quote(str(folder)))}, then "
    click.echo(f"Next: {go}{server} and 'annotate prelabel ARTICLES… -o FILE'.")
    if default_model(language) is None:
        click.echo(
            f"There is no built-in spaCy model and lexicon for {language!r}. Name your own model in"
            " annotate.yaml: labelers: [spacy:MODEL]. For articles without suggestions, write labelers: []."
        )


def _ask(language: str, ontology: str, url: str | None) -> tuple[str, str, str | None]:
    """Asks for each value that no option gave, until the answer is valid."""
    from annotate.campaign.setup.new_project import check_language, check_url
    from annotate.core.ontology import Ontology

    if _not_given("language"):
        language = _answer("The articles' language (two letters, such as fr)", language, check_language)
    if _not_given("ontology"):
        ontology = _answer("The ontology (diplomacy, conll, or a file)", ontology, Ontology.load)
    if _not_given("url"):
        own = "own"
        answer = _answer(
            "Label Studio: 'own' to run one on this machine, or the address of one",
            own,
            lambda given: None if given == own else check_url(given),
        )
        url = None if answer == own else answer
    return language, ontology, url


def _not_given(option: str) -> bool:
    return click.get_current_context().get_parameter_source(option) is ParameterSource.DEFAULT


def _answer(question: str, default: str, check: Callable[[str], object]) -> str:
    def checked(given: str) -> str:
        try:
            check(given)
        except AnnotateError as error:
            raise click.UsageError(str(error)) from error
        return given

    answer: str = click.prompt(question, default=default, value_proc=checked)
    return answer
