"""Reads the JSON files of a release: objects, and the articles that splits.json lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError
from annotate.core.ordinary_files import read_small

_MOST_BYTES = 256_000_000  # manifest, splits and checksums; 1,000,000 articles have 100,000,000
_DAMAGED = "The release is damaged; get it again."


def read_object(path: Path) -> dict[str, Any]:
    """The object of a JSON file. Raises `InputError` if the file cannot be read or holds something else."""
    try:
        data = json.loads(read_small(path, _MOST_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"cannot be read: {error}.",
            where=str(path),
            remedy="The release is incomplete; get it again.",
        ) from error
    if not isinstance(data, dict):
        raise InputError("is not an object.", where=str(path), remedy=_DAMAGED)
    return data


def ids_of_splits(data: Mapping[str, Any], path: Path) -> dict[str, list[str]]:
    """Maps each split to its article ids. Raises `InputError` if splits.json does not list them."""
    splits = data.get("splits")
    if not isinstance(splits, dict) or not all(
        isinstance(ids, list) and all(isinstance(article, str) for article in ids) for ids in splits.values()
    ):
        raise InputError("does not list article ids by split.", where=str(path), remedy=_DAMAGED)
    return splits


def ids_in_no_split(data: Mapping[str, Any], path: Path) -> list[str]:
    """The articles that splits.json lists as left out. Raises `InputError` if the list has another form."""
    left_out = data.get("left_out", [])
    if not isinstance(left_out, list) or not all(
        isinstance(item, dict) and isinstance(item.get("article"), str) for item in left_out
    ):
        raise InputError(
            "does not list the articles that are left out of the splits.", where=str(path), remedy=_DAMAGED
        )
    return [item["article"] for item in left_out]
