"""Bounds and forms of the members of a backup, checked before anything is unpacked."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable
from typing import Any

from annotate.core.text import refused_character
from annotate.studio.backup.members import MIRROR, PLAN, PROJECT, PSEUDONYMS, TASKS, USERS

LARGEST_SMALL = 64 << 20  # manifest, settings, accounts, pseudonyms, ontology; 100,000 accounts have 10 MB
LARGEST_LINE = 1 << 30  # one task with all its annotations; a text of 2 MB with 5,000 regions has 5 MB
# JSON of many like regions packs to a fiftieth, empty database pages to less; deflate ends at a thousandth.
HIGHEST_RATIO = 400
_SMALLEST_BOMB = 256 << 20  # bytes unpacked, below which no ratio matters
LONGEST_NAME = 1_000  # an e-mail address has at most 320 characters
_LARGE = (TASKS, PLAN, MIRROR)


def size_problem(archive: zipfile.ZipFile, members: dict[str, Any]) -> tuple[str, str] | None:
    """The first member whose size is not plausible, and why; None if all are.

    Reads only the archive's directory. ``members`` is the part of the manifest with the sizes.
    """
    for name, expected in members.items():
        try:
            found = archive.getinfo(name)
        except KeyError:
            return name, "it is missing"
        if not isinstance(expected, dict) or found.file_size != expected.get("bytes"):
            return name, "its size is not the one in the manifest"
        if name not in _LARGE and found.file_size > LARGEST_SMALL:
            return name, f"it has {found.file_size:,} bytes, more than such a file can have"
        packed = max(found.compress_size, 1)
        if found.file_size > _SMALLEST_BOMB and found.file_size / packed > HIGHEST_RATIO:
            return name, f"it unpacks from {packed:,} to {found.file_size:,} bytes"
    return None


def form_problem(name: str, content: Any) -> str | None:
    """The reason why a JSON member does not have the form that a backup has; None if it has."""
    if name == USERS:
        ids: set[int] = set()
        for number, user in enumerate(content, start=1):
            if not isinstance(user, dict) or not _is_id(user.get("id")):
                return f"account {number} of its {USERS} has no id"
            if user["id"] in ids:
                return f"account {number} of its {USERS} has the id of an account before it"
            ids.add(user["id"])
            if not isinstance(user.get("email"), str):
                return f"account {number} of its {USERS} has no e-mail address"
            names = (user["email"], user.get("name"), user.get("joined"))
            if not all(one is None or _is_plain(one) for one in names):
                return f"account {number} of its {USERS} has a name that is no text of one line"
    if name == PROJECT:
        for key in ("title", "label_config"):
            if not isinstance(content.get(key), str):
                return f"its {PROJECT} has no {key}"
    if name == PSEUDONYMS and not all(isinstance(value, str) for value in content.values()):
        return f"its {PSEUDONYMS} has the wrong form"
    return None


def task_problem(task: Any) -> str | None:
    """What is wrong with the form of a task of a backup; None if nothing is."""
    if not isinstance(task, dict) or not _is_id(task.get("id")) or not isinstance(task.get("data"), dict):
        return "is no task"
    for name, fields in _FORMS.items():
        items = task.setdefault(name, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return "is no task"
        for item in items:
            for field, fits in fields.items():
                if item.get(field) is not None and not fits(item[field]):
                    return f"has {name} with a wrong {field}"
    return None


def _is_id(value: Any) -> bool:
    return type(value) is int and abs(value) < 1 << 63


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _is_plain(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        return False
    return refused_character(value) is None and len(value.splitlines()) <= 1


def _is_account(value: Any) -> bool:
    return _is_account(value.get("id")) if isinstance(value, dict) else _is_id(value) or _is_plain(value)


def _is_flag(value: Any) -> bool:
    return type(value) in (bool, int)


_COMMON: dict[str, Callable[[Any], bool]] = {
    "id": _is_id,
    "created_at": _is_plain,
    "updated_at": _is_plain,
    "lead_time": _is_number,
}
_FORMS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "predictions": {"id": _is_id, "model_version": lambda value: isinstance(value, str), "score": _is_number},
    "annotations": {
        **_COMMON,
        "completed_by": _is_account,
        "was_cancelled": _is_flag,
        "ground_truth": _is_flag,
        "parent_prediction": _is_id,
        "parent_annotation": _is_id,
        "import_id": _is_id,
    },
    "drafts": {**_COMMON, "user": _is_account, "annotation": _is_id},
}


def manifest_problem(manifest: dict[str, Any]) -> str | None:
    """The reason why a manifest has the wrong form; None if it has the right one."""
    for key in ("counts", "set_aside"):
        if not isinstance(manifest.get(key, {}), dict):
            return f"its {key} has the wrong form"
    if not all(_is_id(number) for number in manifest.get("counts", {}).values()):
        return "its counts have the wrong form"
    return None
