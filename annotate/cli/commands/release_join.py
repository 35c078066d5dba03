"""annotate release join: a release without texts and its articles -> the release with texts."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, listing, map_option, output_options
from annotate.cli.progress import progress, progress_option, watched
from annotate.core.errors import one_line
from annotate.core.wording import counted


@click.command()
@click.argument("release", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The new folder to write."
)
@click.option(
    "--partial",
    is_flag=True,
    help="Join what can be joined. Articles that are missing or have another text stay without text.",
)
@map_option
@progress_option
@output_options
def join(
    release: Path,
    articles: tuple[str, ...],
    output: Path,
    partial: bool,
    columns: dict[str, str],
    as_json: bool,
) -> int:
    """Restore the texts of a release that was made with --no-text.

    DIR is the release; ARTICLES are files, folders or globs, as 'annotate prelabel' reads them. They must
    include the articles that were left out of gold but have answers in annotations.jsonl. An article is
    joined if its id and its text are those of the release. Give every text of an id that has several: the
    release may have answers about each.

    Restored are all texts, titles, urls and meta, the words of mentions and triggers, and refs made of words
    of a mention. Not restored, because nothing in DIR says what they were: notes and remarks of annotators,
    sentences about lost parts, attributes that are free strings, other refs with words of the text, labels
    and other names that the ontology does not have, unknown keys, and some reasons why articles are left out.
    The command counts them, and so does manifest.json under "not_restored". If there is none of these, every
    file but provenance.json is byte for byte that of the release made with texts.

    An article that 'annotate forget' took out of the campaign stays without text, and is listed.

    Exit code 5: an article is missing or differs, and nothing was written. Exit code 4: with --partial, the
    articles listed are not as they were.

    \b
    Example: annotate release join open-1.0.0 articles/ -o exports/joined-1.0.0
    """
    from annotate.campaign.join import join as join_release
    from annotate.cli.words.release_texts import parts_in_words
    from annotate.corpus.read import read_articles
    from annotate.project import Project

    project = Project.find_or_default()
    given = read_articles(articles, columns=columns, every_version=True)
    try:
        with progress("joining", "{done} articles were read, but nothing was written.") as advance:
            made = join_release(project, release, watched(given, advance), output, partial=partial)
    finally:
        listing("Articles that could not be read", given.report.refusals)
    if as_json:
        emit_json(
            {
                "folder": str(made.folder),
                "with_text": made.with_text,
                "not_joined": [vars(item) for item in made.not_joined],
                "identical": made.identical,
                "not_restored": made.parts,
                "refused": [str(item) for item in given.report.refusals],
                "manifest": made.manifest,
            }
        )
        return 4 if made.not_joined else 0
    gold = counted(made.manifest["articles"], "article")
    some = "" if made.with_text == made.manifest["articles"] else f"{made.with_text} of "
    click.echo(f"Joined {some}{gold} in {one_line(made.folder)}.")
    for name, same in made.identical.items():
        click.echo(f"{name}: {'every byte is restored' if same else 'not as it was with texts'}.")
    if made.parts:
        click.echo(
            f"Not restored, because the release without texts does not hold them:"
            f" {parts_in_words(made.parts)}.",
            err=True,
        )
    listing("Articles that are not as they were", made.not_joined)
    return 4 if made.not_joined else 0
