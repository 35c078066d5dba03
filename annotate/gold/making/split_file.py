"""splits.json: which articles of a release are for training, development and test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.record import GoldRecord
from annotate.corpus.near_duplicates import NearDuplicates, find_near_duplicates
from annotate.gold.making.gold_file import KeptGold
from annotate.gold.making.options import ReleaseOptions
from annotate.gold.release_files import SPLITS_FILE, write_json
from annotate.gold.splitting.previous import Previous, read_previous, rule_to_use
from annotate.gold.splitting.rule import SplitRule
from annotate.gold.splitting.splits import SplitArticle, SplitArticles, split_articles


@dataclass(frozen=True)
class Splits:
    """The article ids of each split. ``manifest`` holds the keys that the manifest has of the splitting."""

    articles: Mapping[str, Sequence[str]]
    manifest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SplitPlan:
    """The rule of the splits, and the release whose articles keep theirs."""

    rule: SplitRule
    previous: Previous | None


def split_plan(options: ReleaseOptions) -> SplitPlan:
    """Reads the previous release, if there is one.

    Raises `ConfigError` if it was split by another rule, and `InputError` if it cannot be used.
    """
    previous = read_previous(options.previous) if options.previous is not None else None
    return SplitPlan(rule_to_use(options.split, previous), previous)


def write_splits(folder: Path, gold: KeptGold, plan: SplitPlan) -> Splits:
    """Splits the gold, and writes splits.json. Raises `ConfigError` for a rule that does not fit the gold."""
    rule, previous = plan.rule, plan.previous
    articles: list[SplitArticle] = []
    near = find_near_duplicates(_texts(gold(), articles))
    result = split_articles(articles, near, rule, previous.splits if previous else None)
    written = {
        "seed": rule.seed,
        "rule": rule.to_dict(),
        **_previous(previous),
        "splits": result.splits,
        "left_out": [item.to_dict() for item in result.left_out],
        "clusters": near.clusters,
        **_special(near, result),
    }
    write_json(folder / SPLITS_FILE, written)
    return Splits(
        result.splits,
        {
            "split_rule": rule.to_dict(),
            **_previous(previous),
            "clusters_of_near_duplicates": len(near.clusters),
            "articles_in_no_split": [item.to_dict() for item in result.left_out],
            **_special(near, result),
        },
    )


def _texts(gold: Iterator[GoldRecord], articles: list[SplitArticle]) -> Iterator[tuple[str, str]]:
    """Yields the id and text of each article, and adds what the splitting needs of it to ``articles``."""
    for record in gold:
        article, annotation = record.article, record.annotation
        labels = {f"entity {entity.label}" for entity in annotation.entities}
        labels |= {f"event {event.type}" for event in annotation.events}
        articles.append(SplitArticle(article.id, article.published, article.source, frozenset(labels)))
        yield article.id, record.text or ""


def _previous(previous: Previous | None) -> dict[str, Any]:
    return {} if previous is None else {"previous": previous.to_dict()}


def _special(near: NearDuplicates, result: SplitArticles) -> dict[str, Any]:
    """What is rare, by the key that says what it is. Absent if there is none."""
    found = {
        "before_test_from": result.before_date,
        "known_leaks": result.known_leaks,
        "boilerplate": list(near.boilerplate),
        "compared_with_some_only": list(near.limited),
    }
    return {key: value for key, value in found.items() if value}
