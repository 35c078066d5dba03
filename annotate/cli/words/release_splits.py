"""What `annotate release create` says of the splits: clusters, articles in no split, empty splits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.words.findings import Item, say_items
from annotate.core.errors import AnnotateError, one_line
from annotate.core.wording import counted, first_of, named_in_splits
from annotate.gold.release_files import SPLITS_FILE

if TYPE_CHECKING:
    from annotate.gold.making.release import Release


_KINDS = {
    "near-another-split": "near to another split than the rule puts them in",
    "near-several-splits": "near to articles in different splits, or in a cluster with such",
    "no-date": "without a date that says whether they are for test",
    "no-source": "without a source to split by",
}


def say_splits(release: Release, problems: Path | None) -> None:
    """Prints what is not plain about the splits on standard error."""
    manifest = release.manifest
    if clusters := manifest["clusters_of_near_duplicates"]:
        click.echo(
            f"Near duplicates: {counted(clusters, 'cluster')} of several articles, {_places(release)}"
            " (listed in splits.json).",
            err=True,
        )
    empty = [split for split, count in manifest["splits"].items() if not count]
    if empty:
        click.echo(f"Without articles: {' and '.join(empty)}. No article is moved to fill a split.", err=True)
    say_items(
        f"In no split ({len(manifest['articles_in_no_split'])})",
        [
            Item(item["article"], f"{item['article']}: {_reason(item)}", item["code"])
            for item in manifest["articles_in_no_split"]
        ],
        problems,
        _kinds,
    )
    _say_special(manifest)
    if "previous" not in manifest:
        _say_moved(release)


def _places(release: Release) -> str:
    """How many clusters are in one split, have articles in no split, or are in different splits."""
    data = json.loads((release.folder / SPLITS_FILE).read_text(encoding="utf-8"))
    leaks = [leak.keys() for leak in data.get("known_leaks", ())]
    in_none = {item["article"] for item in data["left_out"]}
    counts: Counter[str] = Counter()
    for cluster in map(set, data["clusters"]):
        if any(leak <= cluster for leak in leaks):
            counts["in different splits"] += 1
        elif cluster <= in_none:
            counts["in no split"] += 1
        else:
            counts["partly in no split" if cluster & in_none else "in one split"] += 1
    if counts.keys() == {"in one split"}:
        return "each in one split"
    order = ("in one split", "partly in no split", "in no split", "in different splits")
    return ", ".join(f"{counts[place]} {place}" for place in order if counts[place])


def lines_of_splits(release: Release) -> Iterator[dict[str, Any]]:
    """The articles in no split, as ``--problems`` lists them."""
    for item in release.manifest["articles_in_no_split"]:
        yield {"outcome": "in no split", **item}


def _say_moved(release: Release) -> None:
    """Names the articles that are in another split than in the last release of this name."""
    from annotate.gold.diff.compare import moved_articles
    from annotate.gold.gold import Gold
    from annotate.gold.splitting.previous import earlier_release

    manifest = release.manifest
    earlier = earlier_release(release.folder.parent, manifest["name"], manifest["version"])
    if earlier is None:
        return
    try:
        moved = list(moved_articles(Gold(earlier).splits, Gold(release.folder).splits))
    except AnnotateError:  # a damaged release; verify says what is wrong
        return
    if moved:
        named = first_of([f"{article} ({old} → {new})" for article, old, new in moved], 5, ", ")
        click.echo(
            f"In another split than in {earlier.name}: {counted(len(moved), 'article')}, {named}. A release"
            f" with --previous {one_line(earlier)} keeps them where they were.",
            err=True,
        )


def _say_special(manifest: dict[str, Any]) -> None:
    if before := manifest.get("before_test_from"):
        click.echo(
            f"In test although published before {manifest['split_rule']['test_from']}, as a near duplicate"
            f" was published later: {_named(before)}.",
            err=True,
        )
    for leak in manifest.get("known_leaks", ()):
        click.echo(
            f"Near duplicates in different splits, because articles of the previous release keep theirs:"
            f" {named_in_splits(leak)}.",
            err=True,
        )
    if boilerplate := manifest.get("boilerplate"):
        click.echo(
            f"Boilerplate, as more than 10 unrelated articles contain it: {_named(boilerplate)}. It does not"
            " make these near duplicates.",
            err=True,
        )
    if limited := manifest.get("compared_with_some_only"):
        click.echo(
            f"Made of phrases that very many articles share, so compared with some of these only:"
            f" {_named(limited)}.",
            err=True,
        )


def _kinds(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counted(count, 'article')} {_KINDS[code]}" for code, count in counts.items())


def _reason(item: dict[str, Any]) -> str:
    near = named_in_splits(item.get("near", {}), 3)
    return f"{item['reason']}: {near}" if near else str(item["reason"])


def _named(articles: list[str], most: int = 5) -> str:
    more = f" and {len(articles) - most} more" if len(articles) > most else ""
    return ", ".join(articles[:most]) + more
