"""The output of `annotate release create`: what is gold, what was left out and why, and what was noted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import counted, listing, listing_by_article, table
from annotate.cli.words.remedies import say_remedies

if TYPE_CHECKING:
    from annotate.campaign.release import Released
    from annotate.core.findings import Finding
    from annotate.gold.policy import LeftOut
    from annotate.gold.selection import Noted

_LAST = ("nobody", "not-submitted", "not-pulled")  # not yet done, so nothing is wrong


def show(made: Released) -> None:
    """Prints the counts on standard output, and everything that is not plain gold on standard error."""
    manifest = made.release.manifest
    labels = {**manifest["entities"], **manifest["events"]}
    table(("label", "gold"), [(label, count) for label, count in labels.items() if count])
    splits = ", ".join(f"{count} {split}" for split, count in manifest["splits"].items())
    click.echo(f"Released {counted(manifest['articles'], 'article')} ({splits}) in {made.release.folder}.")
    if manifest["articles_left_out"]:
        left_out = manifest["articles_left_out"]
        click.echo(f"{counted(manifest['articles_in'], 'article')} came in, {left_out} left out.")
    if any(labels.values()):
        folder = made.release.folder
        click.echo(f"Next: annotate train {folder} -o MODEL, or annotate export for other trainers.")
    else:
        click.echo("No article has a mention or an event, so there is nothing to train on yet.")
    _values(manifest)
    _left_out(made)
    for version, count in manifest["lifted"].items():
        click.echo(
            f"Lifted to {manifest['ontology']}: {counted(count, 'article')} annotated with {version}"
            + (", before it was changed." if version == manifest["ontology"] else "."),
            err=True,
        )
    if manifest["lost"]:
        click.echo(
            f"Released with losses: {counted(manifest['articles_with_losses'], 'article')}"
            f" ({_sums(manifest['lost'])}).",
            err=True,
        )
    noted = [
        (item.article, _with_link(str(item), made.links.get(item.article))) for item in made.release.noted
    ]
    listing_by_article(f"Kept in the gold, although unusual: {', '.join(manifest['findings'])}", noted)
    listing("Tasks that are not in the release", [str(problem) for problem in made.problems])


def _values(manifest: Mapping[str, Any]) -> None:
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


def _left_out(made: Released) -> None:
    left_out = sorted(made.release.left_out, key=lambda item: item.code in _LAST)
    listing(
        "Articles left out",
        [_with_link(f"{item.article}: {item.reason}", made.links.get(item.article)) for item in left_out],
    )
    say_remedies((remedy for item in left_out for remedy in _remedies(item)), "article")


def _remedies(item: LeftOut) -> list[str]:
    """The remedies of an article's findings, each alone, so that each is printed once for all articles."""
    from annotate.core.findings import kind_of
    from annotate.gold.selection import WITH_LOSSES

    if not item.findings:
        return [item.remedy]
    remedies = dict.fromkeys(kind_of(finding.code).remedy for finding in item.findings)
    return [*remedies, *([WITH_LOSSES] if WITH_LOSSES in item.remedy else [])]


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
        "problems": [str(problem) for problem in made.problems],
        "unread": made.unread,
    }


def write_problems(path: Path, made: Released) -> None:
    """Writes each article left out, finding and problem to ``path``, one JSON object per line."""
    from annotate.core.files import writing

    with writing(path) as file:
        for line in _lines(made):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _lines(made: Released) -> Iterator[dict[str, Any]]:
    for item in made.release.left_out:
        yield {"outcome": "left out", **_of_left_out(item, made.links)}
    for noted in made.release.noted:
        yield {"outcome": "noted", **_of_noted(noted, made.links)}
    for problem in made.problems:
        yield {"outcome": "problem", **_given(vars(problem))}


def _of_left_out(item: LeftOut, links: Mapping[str, str]) -> dict[str, Any]:
    return _given(
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
    return _given({"article": item.article, **_of_finding(item.finding), "link": links.get(item.article)})


def _of_finding(finding: Finding) -> dict[str, Any]:
    return _given({**vars(finding), "severity": str(finding.severity), "sentence": str(finding)})


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
