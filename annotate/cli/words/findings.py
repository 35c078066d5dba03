"""How pull and release list findings: by what to do about them, with the articles, and each remedy once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from annotate.cli.secrets import without_secrets
from annotate.core.findings import kind_of
from annotate.core.wording import counted

_SHOWN = 10


@dataclass(frozen=True)
class Item:
    """A line of a list. ``code`` is its kind, ``remedies`` are what to do about it."""

    article: str
    sentence: str
    code: str
    remedies: tuple[str, ...] = ()


Named = Callable[[Mapping[str, int]], str]


def say_items(heading: str, items: Sequence[Item], problems: Path | None, named: Named | None = None) -> None:
    """Prints items to stderr under ``heading``, those with the same remedies together.

    Each group has a line with its kinds, at most ten items, and its remedies. If it has more, it shows one
    item for each article. ``named`` puts the counts of the kinds into words.
    """
    if not items:
        return
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        groups.setdefault(item.remedies, []).append(item)
    click.echo(f"{heading}:", err=True)
    for remedies, group in groups.items():
        counts = dict(Counter(item.code for item in group).most_common())
        if named is None:
            articles = len({item.article for item in group})
            click.echo(f"  {in_words(counts)}, in {counted(articles, 'article')}:", err=True)
        else:
            click.echo(f"  {named(counts)}:", err=True)
        _say_lines(group, problems)
        for remedy in filter(None, remedies):
            click.echo(f"    Do: {remedy}", err=True)


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have a value, for JSON."""
    return {name: value for name, value in fields.items() if value is not None}


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Writes one JSON object per line, for ``--problems``."""
    from annotate.core.files import writing

    with writing(path) as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def in_words(counts: Mapping[str, int]) -> str:
    """Counts of findings by code: "2 regions without a label, 1 arrow without a role"."""
    return ", ".join(kind_of(code).counted(count) for code, count in counts.items())


def all_of_them(problems: Path | None) -> str:
    """Where the whole list is."""
    return "--problems FILE lists all" if problems is None else f"all are in {problems}"


def _say_lines(group: Sequence[Item], problems: Path | None) -> None:
    lines = [item.sentence for item in group]
    if len(lines) > _SHOWN:
        lines = list(_one_for_each_article(group))
    for line in lines[:_SHOWN]:
        click.echo(f"    {without_secrets(line)}", err=True)
    if len(lines) > _SHOWN:
        click.echo(f"    … and {len(lines) - _SHOWN} more articles ({all_of_them(problems)})", err=True)


def _one_for_each_article(group: Iterable[Item]) -> Iterable[str]:
    by_article: dict[str, list[str]] = {}
    for item in group:
        by_article.setdefault(item.article, []).append(item.sentence)
    for sentences in by_article.values():
        more = f" (and {len(sentences) - 1} more in this article)" if sentences[1:] else ""
        yield f"{sentences[0]}{more}"
