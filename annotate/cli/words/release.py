"""The output of `annotate release create`: what is gold, what was left out and why, and what was noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import table
from annotate.cli.words.findings import Item, all_of_them, given, in_words, say_items, write_lines
from annotate.cli.words.pull import as_items, is_listed
from annotate.cli.words.release_splits import lines_of_splits, say_splits
from annotate.cli.words.release_texts import parts_in_words
from annotate.core.errors import one_line
from annotate.core.wording import counted, first_of
from annotate.gold.left_out_words import REASONS
from annotate.gold.release_files import TEXTS
from annotate.gold.texts_left_out import not_restored

if TYPE_CHECKING:
    from annotate.campaign.release import Released
    from annotate.core.findings import Finding
    from annotate.gold.policy import LeftOut
    from annotate.gold.selection import Noted

_LAST = ("nobody", "not-submitted", "not-pulled")  # not yet done, so nothing is wrong


def show(made: Released, problems: Path | None = None, *, of_file: bool = False) -> None:
    """Prints the counts on standard output, and everything that is not plain gold on standard error.

    ``problems`` is the file that lists everything, if there is one. ``of_file`` says that the annotations
    come from a file.
    """
    manifest = made.release.manifest
    labels = {**manifest["entities"], **manifest["events"]}
    table(("label", "gold"), [(label, count) for label, count in labels.items() if count])
    splits = ", ".join(f"{count} {split}" for split, count in manifest["splits"].items())
    click.echo(
        f"Released {counted(manifest['articles'], 'article')} ({splits}) in {one_line(made.release.folder)}."
    )
    if made.release.proposal is not None:
        click.echo(f"Version {made.release.proposal}, after the last release.")
    if manifest["articles_left_out"]:
        left_out = manifest["articles_left_out"]
        click.echo(f"{counted(manifest['articles_in'], 'article')} came in, {left_out} left out.")
    if not manifest.get("about"):
        click.echo("Title, licence, authors: not stated (`release:` in annotate.yaml).")
    folder = one_line(made.release.folder)
    if TEXTS in manifest:
        click.echo(
            f"To train or export, restore the texts: annotate release join {folder} ARTICLES… -o OUTPUT"
        )
        if parts := not_restored(manifest):
            click.echo(f"Left out with the texts, and not restored by it: {parts_in_words(parts)}.", err=True)
    elif any(labels.values()):
        click.echo(f"Next: annotate train {folder} -o MODEL, or annotate export for other trainers.")
    if not any(labels.values()):
        click.echo("No article has a mention or an event, so there is nothing to train on yet.")
    _values(manifest)
    _said_of_the_file(made, problems)
    _left_out(made, problems)
    say_splits(made.release, problems)
    for version, count in manifest["lifted"].items():
        click.echo(
            f"Lifted to {manifest['ontology']}: {counted(count, 'article')} annotated with {version}"
            + (", before it was changed." if version == manifest["ontology"] else "."),
            err=True,
        )
    losses = _items(made.release.losses, made.links, of_file)
    say_items("Released although a part was lost", losses, problems)
    _unusual(made, problems, of_file=of_file)
    say_items("Tasks that are not in the release", as_items(made.problems), problems)


def _said_of_the_file(made: Released, problems: Path | None) -> None:
    if repeated := made.release.repeated:
        click.echo(
            f"{counted(repeated, 'annotation')} came in twice, equal in everything: each was used once.",
            err=True,
        )
    say_items(
        "Not used, because it was forgotten ('annotate forget')",
        [_forgotten(article, whole) for article, whole in made.forgotten.items()],
        problems,
    )
    if missing := len(made.not_in_file):
        click.echo(
            f"Not in the file, and so not in the release: {counted(missing, 'article')} of the campaign,"
            f" {first_of(made.not_in_file, 5, ', ')} ({all_of_them(problems)}).",
            err=True,
        )


def _forgotten(article: str, whole: bool) -> Item:
    if whole:
        return Item(article, f"{article}: the article", "forgotten-article")
    return Item(article, f"{article}: an answer of a forgotten annotator", "forgotten-answer")


def _unusual(made: Released, problems: Path | None, *, of_file: bool) -> None:
    """Lists what the gold holds although it is unusual. A file does not say what a pull noted."""
    remedies = {kind: _remedy(kind, of_file=of_file) for kind in made.release.manifest["findings"]}
    noted = _items([item for item in made.release.noted if remedies[item.finding.code]], made.links, of_file)
    pulled = made.unusual or []
    heading = "Kept in the gold, although unusual"
    if made.unusual is None:
        heading += " (what 'annotate pull' noted is not in the file)"
    say_items(heading, [*noted, *as_items([item for item in pulled if is_listed(item)])], problems)
    counts = Counter(item.finding.code for item in made.release.noted if not remedies[item.finding.code])
    counts.update(item.kind for item in pulled if not is_listed(item))
    if counts:
        sums = in_words(dict(counts.most_common()))
        click.echo(f"In the gold, and unusual: {sums} ({all_of_them(problems)}).", err=True)


def _values(manifest: Mapping[str, Any]) -> None:
    if addresses := manifest.get("addresses_withheld"):
        of_others = "e-mail address" if addresses == 1 else "e-mail addresses"
        click.echo(
            f"Withheld {addresses} {of_others} in notes, reasons and other values; no annotator has it."
            " 'e-mail address withheld' stands in the place.",
            err=True,
        )
    if manifest["unreviewed"]:
        click.echo(
            f"Values that nobody saw on a screen: {_sums(manifest['unreviewed'])}. The gold marks them;"
            " --reviewed-only leaves them out.",
            err=True,
        )
    if manifest["unreviewed_left_out"]:
        click.echo(
            f"Left out values that nobody saw on a screen: {_sums(manifest['unreviewed_left_out'])}.",
            err=True,
        )


def _left_out(made: Released, problems: Path | None) -> None:
    left_out = sorted(made.release.left_out, key=lambda item: (item.code in _LAST, str(item.code)))
    items = [
        Item(
            item.article,
            _with_link(f"{item.article}: {item.reason}", made.links.get(item.article)),
            str(item.code),
            (item.remedy,),
        )
        for item in left_out
    ]
    say_items(f"Articles left out ({len(items)})", items, problems, _reasons)


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{counted(count, 'article')} {REASONS.get(code, 'left out by the policy')}"
        for code, count in counts.items()
    )


def _remedy(code: str, *, of_file: bool) -> str:
    from annotate.core.findings import kind_of

    return kind_of(code).remedy_for(file=of_file)


def _items(noted: Sequence[Noted], links: Mapping[str, str], of_file: bool = False) -> list[Item]:
    return [
        Item(
            item.article,
            _with_link(str(item), links.get(item.article)),
            item.finding.code,
            (_remedy(item.finding.code, of_file=of_file),),
        )
        for item in noted
    ]


def _with_link(sentence: str, link: str | None) -> str:
    return f"{sentence}. {link}" if link else sentence


def _sums(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name.removeprefix('attributes.')} {count}" for name, count in counts.items())


def as_dict(made: Released) -> dict[str, Any]:
    """The object of ``--json``."""
    return {
        "folder": str(made.release.folder),
        "manifest": made.release.manifest,
        "left_out": [_of_left_out(item, made.links) for item in made.release.left_out],
        "noted": [_of_noted(item, made.links) for item in made.release.noted],
        "with_losses": [_of_noted(item, made.links) for item in made.release.losses],
        "unusual": [given(vars(trouble)) for trouble in made.unusual or ()],
        "repeated": made.release.repeated,
        "proposal": None if made.release.proposal is None else vars(made.release.proposal),
        "not_in_file": made.not_in_file,
        "forgotten": [*made.forgotten],
        "problems": [str(problem) for problem in made.problems],
        "unread": made.unread,
    }


def write_problems(path: Path, made: Released) -> None:
    """Writes each article left out, finding and problem to ``path``, one JSON object per line."""
    write_lines(path, _lines(made))


def _lines(made: Released) -> Iterator[dict[str, Any]]:
    for item in made.release.left_out:
        yield {"outcome": "left out", **_of_left_out(item, made.links)}
    yield from lines_of_splits(made.release)
    for noted in made.release.noted:
        yield {"outcome": "noted", **_of_noted(noted, made.links)}
    for lost in made.release.losses:
        yield {"outcome": "released with a loss", **_of_noted(lost, made.links)}
    for trouble in made.unusual or ():
        yield {"outcome": "noted", **given(vars(trouble))}
    for article, whole in made.forgotten.items():
        yield {"outcome": "forgotten", "article": article, "code": _forgotten(article, whole).code}
    for article in made.not_in_file:
        yield {"outcome": "not in the file", "article": article}
    for problem in made.problems:
        yield {"outcome": "problem", **given(vars(problem))}


def _of_left_out(item: LeftOut, links: Mapping[str, str]) -> dict[str, Any]:
    return given(
        {
            "article": item.article,
            "reason": item.reason,
            "code": str(item.code),
            "remedy": item.remedy or None,
            "task": item.task,
            "link": links.get(item.article),
            "findings": [_of_finding(finding) for finding in item.findings] or None,
        }
    )


def _of_noted(item: Noted, links: Mapping[str, str]) -> dict[str, Any]:
    return given({"article": item.article, **_of_finding(item.finding), "link": links.get(item.article)})


def _of_finding(finding: Finding) -> dict[str, Any]:
    return given({**vars(finding), "severity": str(finding.severity), "sentence": str(finding)})
