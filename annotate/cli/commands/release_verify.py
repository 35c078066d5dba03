"""annotate release verify: checks a release against itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, is_quiet, listing, output_options
from annotate.cli.progress import progress, progress_option
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.gold.checking.verify import Verified


@click.command()
@click.argument("release", metavar="DIR", type=click.Path(path_type=Path))
@progress_option
@output_options
def verify(release: Path, as_json: bool) -> int:
    """Check that a release is whole, and that its files agree with each other.

    Checked are the checksum of every file, files that SHA256SUMS does not name, the form of every line, the
    Parquet files against gold.jsonl, the splits and near duplicates across them, the ontology, digests of
    texts, pseudonyms, the numbers of the manifest, and the figures of the card. What an earlier version of
    annotate did not write, or wrote in other words, is a note and no finding.

    Checksums show damage. They do not show who made the release: somebody who changes a file can write
    SHA256SUMS again. Compare SHA256SUMS itself with a copy that you trust.

    Exit code 0: nothing is wrong. Exit code 1: findings, all of them with --json. Exit code 5: DIR is no
    folder, or has no SHA256SUMS.

    \b
    Example: annotate release verify exports/sample-1.0.0
    """
    from annotate.gold.checking.verify import verify_release

    with progress("verifying", "{done} lines were read.") as advance:
        verified = verify_release(release, advance)
    if as_json:
        emit_json(_as_dict(verified))
    else:
        _show(verified)
    return 1 if verified.found else 0


def _show(verified: Verified) -> None:
    answers = f" and {counted(verified.answers, 'answer')}" if verified.answers else ""
    contents = f"{counted(verified.files, 'file')}, {counted(verified.articles, 'article')} of gold{answers}"
    outcome = f"{counted(len(verified.found), 'finding')}." if verified.found else "nothing is wrong."
    click.echo(f"{one_line(verified.folder)}: {contents}; {outcome}", err=is_quiet() and bool(verified.found))
    for note in verified.notes:
        click.echo(f"Note: {note}", err=True)
    listing("Findings", verified.found)


def _as_dict(verified: Verified) -> dict[str, object]:
    return {
        "release": str(verified.folder),
        "files": verified.files,
        "articles": verified.articles,
        "answers": verified.answers,
        "findings": [{**vars(item), "sentence": str(item)} for item in verified.found],
        "notes": verified.notes,
    }
