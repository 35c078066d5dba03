"""Bounds and forms of the members of a backup, checked before anything is unpacked."""

from __future__ import annotations

import zipfile
from typing import Any

from annotate.studio.backup.members import MIRROR, PLAN, PROJECT, PSEUDONYMS, TASKS, USERS

LARGEST_SMALL = 64 << 20  # manifest, settings, accounts, pseudonyms, ontology; 100,000 accounts have 10 MB
LARGEST_LINE = 1 << 30  # one task with all its annotations; a text of 2 MB with 5,000 regions has 5 MB
# JSON of many like regions packs to a fiftieth, empty database pages to less; deflate ends at a thousandth.
HIGHEST_RATIO = 400
_SMALLEST_BOMB = 256 << 20  # bytes unpacked, below which no ratio matters
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
        for number, user in enumerate(content, start=1):
            if not isinstance(user, dict) or type(user.get("id")) is not int:
                return f"account {number} of its {USERS} has no id"
            if not isinstance(user.get("email"), str):
                return f"account {number} of its {USERS} has no e-mail address"
    if name == PROJECT:
        for key in ("title", "label_config"):
            if not isinstance(content.get(key), str):
                return f"its {PROJECT} has no {key}"
    if name == PSEUDONYMS and not all(isinstance(value, str) for value in content.values()):
        return f"its {PSEUDONYMS} has the wrong form"
    return None


def manifest_problem(manifest: dict[str, Any]) -> str | None:
    """The reason why a manifest has the wrong form; None if it has the right one."""
    for key in ("counts", "set_aside"):
        if not isinstance(manifest.get(key, {}), dict):
            return f"its {key} has the wrong form"
    return None
