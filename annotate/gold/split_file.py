"""splits.json: which articles of a release are for training, development and test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.gold.gold_file import KeptGold
from annotate.gold.release_files import SPLITS_FILE, write_json
from annotate.gold.release_options import ReleaseOptions
from annotate.gold.splits import split_articles


@dataclass(frozen=True)
class Splits:
    """The article ids of each split. ``manifest`` holds the keys that the manifest has of the splitting."""

    articles: Mapping[str, Sequence[str]]
    manifest: Mapping[str, Any] = field(default_factory=dict)


def write_splits(folder: Path, gold: KeptGold, ids: Sequence[str], options: ReleaseOptions) -> Splits:
    """Splits the gold, whose article ids are ``ids``, and writes splits.json."""
    splits = split_articles(ids)
    write_json(folder / SPLITS_FILE, {"seed": 0, "splits": splits})
    return Splits(splits)
