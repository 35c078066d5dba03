"""annotate import: gold of another program -> annotations on articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.format_option import FormatOption
from annotate.cli.output import columns_option, emit_json, output_options
from annotate.cli.progress import progress, progress_option

if TYPE_CHECKING:
    from annotate.core.ontology import Ontology


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    required=True,
    cls=FormatOption,
    group="annotate.importers",
    page="docs/importing.md",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The .jsonl to write.")
@click.option(
    "--articles",
    multiple=True,
    metavar="FILE",
    help="The articles that the gold is about: a file, folder or glob, as for 'annotate prelabel';"
    " repeatable.",
)
@columns_option(
    "--articles-map",
    "Read this column of a table of articles, or key of JSON Lines, as this field; repeatable.",
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FOREIGN=OURS",
    help="The type, role (role:FOREIGN=OURS) or attribute (attribute:FOREIGN=OURS) for one of the file;"
    " nothing after = leaves it out; repeatable.",
)
@click.option("--author", help="The author, where the file names none.  [default: the name of the format]")
@click.option("--adjudicated", is_flag=True, help="The annotations are final: people have settled them.")
@click.option(
    "--ontology",
    metavar="NAME",
    help="An ontology file, or the name of a built-in one. Default: the project's.",
)
@click.option(
    "--problems",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was not imported to this file, one line per item.",
)
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the format; repeatable."
)
@progress_option
@output_options
def import_(
    file: Path,
    format_name: str,
    output: Path,
    articles: tuple[str, ...],
    columns: dict[str, str],
    mapping: tuple[str, ...],
    author: str | None,
    adjudicated: bool,
    ontology: str | None,
    problems: Path | None,
    options: tuple[str, ...],
    as_json: bool,
) -> int:
    """Read the gold in FILE, made with another program, as annotations of articles.

    FILE is a file or folder of the format; - is standard input. The annotations can be pushed, evaluated and
    released ('annotate release create NAME --from FILE').

    With --articles, the gold is aligned to these articles: white space, quotes, dashes and the tokens of the
    file may differ from the text. Without --articles, the articles are made from the texts of the file.

    Labels are mapped by --map, then by the ontology's 'mapping', then by their own names. What has no label
    in the ontology, or does not stand in its article, is listed with its words. The rest is imported, and the
    exit code is 4. It is 4 too if the file gives a mention words that do not stand at its place.

    \b
    Example: annotate import t.conll --format conll --articles news/ -o a.jsonl
    Another: annotate import all.zip --format doccano --map PERSON=PER -o a.jsonl
    """
    from annotate.campaign.import_gold import ImportRequest, import_gold
    from annotate.cli.words.imported import as_dict, show

    request = ImportRequest(
        file=file,
        format=format_name,
        output=output,
        ontology=_ontology(ontology),
        articles=articles,
        columns=columns,
        mapping=mapping,
        author=author,
        adjudicated=adjudicated,
        options=options,
        problems=problems,
    )
    with progress("importing", f"{{done}} documents were read, but {output} was not written.") as advance:
        report = import_gold(request, advance)
    if as_json:
        emit_json(as_dict(request, report))
    else:
        show(request, report)
    return 4 if report.in_part else 0


def _ontology(name: str | None) -> Ontology:
    from annotate.core.ontology import Ontology
    from annotate.project import Project

    return Ontology.load(name) if name is not None else Project.find_or_default().ontology
