"""Splits articles into train, dev and test, in the same way in every release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

NAMES = ("train", "dev", "test")
_SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}
_SMALLEST = 3


def split_articles(ids: Iterable[str], seed: int = 0) -> dict[str, list[str]]:
    """Maps each split to its article ids; each list is sorted.

    The split of an article depends only on the hash of its id and ``seed``, so it stays the same when
    articles are added. If a small release (of at least 3) would leave a split empty, one article moves there
    from another split. With one or two articles, all are in the train split.
    """
    splits: dict[str, list[str]] = {name: [] for name in NAMES}
    ranked = sorted((_fraction(article, seed), article) for article in ids)
    if len(ranked) < _SMALLEST:  # not by hash: that may leave nothing to train on
        splits["train"] = sorted(article for _, article in ranked)
        return splits
    for fraction, article in ranked:
        if fraction < _SHARES["train"]:
            splits["train"].append(article)
        elif fraction < _SHARES["train"] + _SHARES["dev"]:
            splits["dev"].append(article)
        else:
            splits["test"].append(article)
    for empty, giver in (
        ("test", "dev"),
        ("dev", "train"),
        ("test", "train"),
        ("train", "dev"),
        ("train", "test"),
    ):
        if not splits[empty] and len(splits[giver]) > 1:
            splits[empty].append(splits[giver].pop())
    return {name: sorted(articles) for name, articles in splits.items()}


def _fraction(article: str, seed: int) -> float:
    digest = hashlib.sha256(f"{seed}\0{article}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
