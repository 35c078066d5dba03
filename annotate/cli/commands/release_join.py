"""annotate release join: a release without texts and its articles -> the release with texts."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, listing, map_option, output_options, progress, watched
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

    DIR is the release; ARTICLES are files, folders or globs, as 'annotate prelabel' reads them. An article is
    joined if its id and its text are those of the release. gold.jsonl is then the same, byte for byte, as in
    the release made with texts, and so are the other files.

    Not restored, because nothing in DIR says what they were: notes of annotators, sentences about lost parts,
    attributes that are free strings, refs with words of the text, and some reasons why articles are left out.
    The command counts them, and so does manifest.json under "not_restored".

    Exit code 5: an article is missing or differs, and nothing was written. Exit code 4: with --partial, the
    articles listed are not as they were.

    \b
    Example: annotate release join open-1.0.0 articles/ -o exports/joined-1.0.0
    """
    from annotate.corpus.read import read_articles
    from annotate.gold.load import check_not_in_release
    from annotate.gold.without_texts.join import join_release

    check_not_in_release(output)
    given = read_articles(articles, columns=columns)
    try:
        with progress("joining", "{done} articles were read, but nothing was written.") as advance:
            made = join_release(release, watched(given, advance), output, partial=partial)
    finally:
        listing("Articles that could not be read", given.report.refusals)
    if as_json:
        emit_json(
            {
                "folder": str(made.folder),
                "not_joined": [vars(item) for item in made.not_joined],
                "identical": made.identical,
                "not_restored": made.parts,
                "refused": [str(item) for item in given.report.refusals],
                "manifest": made.manifest,
            }
        )
        return 4 if made.not_joined else 0
    click.echo(f"Joined {counted(made.manifest['articles'], 'article')} in {one_line(made.folder)}.")
    for name, same in made.identical.items():
        click.echo(f"{name}: {'every byte is restored' if same else 'not as it was with texts'}.")
    if made.parts:
        parts = ", ".join(f"{kind} {count}" for kind, count in made.parts.items())
        click.echo(f"Not restored, because the release without texts does not hold them: {parts}.", err=True)
    listing("Articles that are not as they were", made.not_joined)
    return 4 if made.not_joined else 0
