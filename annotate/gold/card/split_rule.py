"""Says in sentences how the articles of a release were split, from splits.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotate.gold.card.figure import Figure
from annotate.gold.card.tally import Tallies

# Lists that splits.json has only if there is something to list.
_SPECIAL = (
    ("before_test_from", "In test although published earlier, as near duplicates of later articles"),
    ("known_leaks", "Groups of near duplicates that the earlier release has in different splits"),
    ("boilerplate", "Not counted as near duplicates, as they stand in many unrelated articles"),
    ("compared_with_some_only", "Compared with some similar articles only, as very many share their phrases"),
)


def split_rule(t: Tallies) -> Figure:
    """How the articles were split, in sentences."""
    rows = tuple((sentence,) for sentence in _sentences(t.release.split_file))
    return Figure("split-rule", "How the articles were split", ("rule",), rows)


def _sentences(splits: Mapping[str, Any]) -> Iterator[str]:
    rule = splits.get("rule")
    if isinstance(rule, dict):
        yield _rule(rule, splits.get("clusters"))
    elif "seed" in splits:
        yield f"By chance, seed {splits['seed']}"
    previous = splits.get("previous")
    if isinstance(previous, dict):
        yield (
            f"Articles of the earlier release {previous.get('name')} {previous.get('version')} kept their"
            f" splits. SHA-256 of its SHA256SUMS: {str(previous.get('sha256sums')).removeprefix('sha256:')}"
        )
    for key, words in _SPECIAL:
        if isinstance(listed := splits.get(key), list) and listed:
            yield f"{words}: {len(listed):,}"


def _rule(rule: Mapping[str, Any], clusters: object) -> str:
    """The rule as one sentence: "80/10/10 by clusters of near duplicates (0 found), seed 0"."""
    shares = rule.get("shares")
    parts = ["/".join(map(str, shares.values())) if isinstance(shares, dict) else ""]
    found = f" ({len(clusters):,} found)" if isinstance(clusters, list) else ""
    if rule.get("by") == "source":
        parts.append(f"by source, and by clusters of near duplicates{found}")
    else:
        parts.append(f"by clusters of near duplicates{found}")
    sentence = " ".join(filter(None, parts))
    if "test_from" in rule:
        sentence += f", test: articles from {rule['test_from']} on"
    if isinstance(sources := rule.get("test_sources"), list) and sources:
        sentence += f", test: the sources {'; '.join(map(str, sources))}"
    return f"{sentence}, seed {rule.get('seed')}"
