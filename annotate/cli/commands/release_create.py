"""annotate release create: annotations -> exports/NAME-VERSION/."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.progress import progress, progress_option, watched


@click.command()
@click.argument("name")
@click.option(
    "--version",
    "release_version",
    metavar="VERSION",
    help="MAJOR.MINOR.PATCH.  [default: 1.0.0, later the one that follows from the last release]",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="A file of annotations. Default: what the last pull brought.",
)
@click.option(
    "--annotations/--no-annotations",
    default=True,
    show_default=True,
    help="Put each person's answers into annotations.jsonl, under pseudonyms.",
)
@click.option(
    "--with-losses",
    is_flag=True,
    help="Release articles of which a part could not be read, too. The gold names what was lost.",
)
@click.option(
    "--reviewed-only",
    is_flag=True,
    help="Leave out values that nobody saw on a screen: refs, attributes that are not asked for, roles that"
    " a rule filled in.",
)
@click.option(
    "--hold-back-unsure",
    is_flag=True,
    help="Leave out and list articles that somebody was unsure of, or of a region in them.",
)
@click.option(
    "--no-text",
    is_flag=True,
    help="Leave out all words of the articles: ids, digests, offsets and labels stay.",
)
@click.option(
    "--split",
    "shares",
    metavar="T/D/T",
    help="Percentages for train, dev and test.  [default: 80/10/10, or those of --previous]",
)
@click.option(
    "--split-by",
    type=click.Choice(["cluster", "source"]),
    help="What is never in two splits: a cluster of near duplicates, or all articles of a source."
    "  [default: cluster]",
)
@click.option(
    "--test-from", metavar="DATE", help="Put articles from this date on into test: 2025, 2025-06, …"
)
@click.option(
    "--test-source", "test_sources", multiple=True, metavar="NAME", help="Put this source into test."
)
@click.option("--split-seed", type=int, help="Chooses among equal ways to split.  [default: 0]")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="RELEASE",
    help="An earlier release: its articles stay in their splits.",
)
@click.option(
    "--problems",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was left out or noted to this file, with ids, one JSON object per line.",
)
@progress_option
@output_options
def create(
    name: str,
    release_version: str | None,
    source: Path | None,
    annotations: bool,
    with_losses: bool,
    reviewed_only: bool,
    hold_back_unsure: bool,
    no_text: bool,
    shares: str | None,
    split_by: str | None,
    test_from: str | None,
    test_sources: tuple[str, ...],
    split_seed: int | None,
    previous: Path | None,
    problems: Path | None,
    as_json: bool,
) -> int:
    """Release the submitted annotations as gold, in a new folder exports/NAME-VERSION/.

    An article with one submitted annotation becomes gold. Every other article is left out and listed:
    articles with several annotations, and those whose annotation lost a part or breaks the ontology.
    Exit code 0: done, even if articles are left out by this rule. Exit code 4: part of what people did
    in Label Studio could not be read.

    Title, licence, authors and what else the card states come from 'release:' in annotate.yaml.

    A release with --no-text has no text, title, url, meta, note or words of a region, and no attribute that
    is a free string. Ids stay: if they were made from words, such as those of a title, these words stay.
    'annotate release join' restores texts, titles, urls, meta, words of regions, and refs made of words of a
    mention. Not restored, but counted under "texts" in the manifest: notes, remarks on what somebody was
    unsure of, sentences about lost parts, free attributes, other refs with words of the text, labels and
    other names that the ontology does not have, unknown keys, and reasons that quote words. If there is none
    of these, the joined release is that with texts, byte for byte. Sources of articles stay as they are, like
    ids.

    Without --version, a release after an earlier one of this name gets the next version: a major one if
    articles were removed, changed their text or their split, or if the ontology breaks annotations; a minor
    one if articles were added or the ontology allows more; else a patch.

    Near duplicates, such as a dispatch and its update, are never in different splits. Only articles of
    --previous keep their splits in any case; the card names such near duplicates. A new article that is near
    to articles of --previous in two splits is left out of the splits and listed. So is one without the date
    or source that --test-from, --test-source or --split-by source asks for.

    \b
    Example: annotate release create caribbean
    """
    from annotate.campaign.release import Request
    from annotate.campaign.release import release as make
    from annotate.cli.words.release import as_dict, show, write_problems
    from annotate.core import jsonl
    from annotate.gold.making.options import ReleaseOptions
    from annotate.gold.splitting.rule import asked_rule
    from annotate.project import Project

    project = Project.find_or_default() if source else Project.find()
    if source is not None:
        # The file is read twice, so the content of a pipe is kept in a file first.
        source = click.get_current_context().with_resource(jsonl.rereadable(source))
    options = ReleaseOptions(
        annotations=annotations,
        with_losses=with_losses,
        reviewed_only=reviewed_only,
        no_text=no_text,
        hold_back_unsure=hold_back_unsure,
        split=asked_rule(shares, split_by, test_from, test_sources, split_seed),
        previous=previous,
    )
    request = Request(name, release_version, source, options)
    with progress("releasing", "{done} annotations were read, but no release was made.") as advance:
        made = make(project, request, lambda records: watched(records, advance))
    if problems is not None:
        write_problems(problems, made)
    if as_json:
        emit_json(as_dict(made))
    else:
        show(made, problems, of_file=source is not None)
    return 4 if made.in_part else 0
