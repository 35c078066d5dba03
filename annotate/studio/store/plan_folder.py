"""The folder that a plan was made for: whether a campaign is still there, was moved, or was copied."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from annotate.studio.store.plan import Plan

_FOLDER = "folder"  # the plan's setting
_PATHS = 8  # former paths that are kept


class Place(Enum):
    """What became of the folder that a plan was made for."""

    UNKNOWN = auto()  # the plan does not know its folder yet
    HERE = auto()
    MOVED = auto()  # the folder is not there any more
    COPIED = auto()  # it is still there, with a plan of the same campaign
    HIDDEN = auto()  # nobody can tell whether it is still there


@dataclass(frozen=True)
class Found:
    """What became of the folder, and the path that the plan knows. The path is "" if it knows none."""

    place: Place
    path: str = ""


def find_folder(plan: Plan, root: Path) -> Found:
    """Compares ``root``, the project's folder, with the folder that its plan was made for."""
    known = plan.setting(_FOLDER)
    if not isinstance(known, dict) or not known.get("path"):
        return Found(Place.UNKNOWN)
    path, here = str(known["path"]), _identity(root)
    if path == here["path"]:
        return Found(Place.HERE, path)
    former = Path(path) / plan.path.parent.name
    try:
        if former.samefile(plan.path.parent):
            return Found(Place.HERE, path)  # another path of the same folder
        (former / plan.path.name).stat()
    except (FileNotFoundError, NotADirectoryError):
        # In a container the folder has another path, and each of its paths is gone where the other one is.
        again = here["path"] in known.get("also", ()) and _is_same(known, here)
        return Found(Place.HERE if again else Place.MOVED, path)
    except OSError:
        return Found(Place.HIDDEN, path)
    same = _same_campaign(former / plan.path.name, plan)
    if same is None:
        return Found(Place.HIDDEN, path)
    return Found(Place.COPIED if same else Place.MOVED, path)


def note_folder(plan: Plan, root: Path) -> None:
    """Stores ``root`` as the folder of the plan."""
    _ = plan.campaign  # made now, so that a copy has the same mark
    known = plan.setting(_FOLDER) or {}
    here = _identity(root)
    former = [path for path in (known.get("path"), *known.get("also", ())) if path and path != here["path"]]
    plan.set_setting(_FOLDER, {**here, "also": list(dict.fromkeys(former))[:_PATHS]})


def _identity(root: Path) -> dict[str, Any]:
    path = root.resolve()
    status = path.stat()
    return {"path": str(path), "device": status.st_dev, "inode": status.st_ino}


def _is_same(known: dict[str, Any], here: dict[str, Any]) -> bool:
    return all(known.get(key) == here[key] for key in ("device", "inode"))


def _same_campaign(file: Path, plan: Plan) -> bool | None:
    """Whether another plan belongs to the same campaign and project. None if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            other = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('campaign', 'link')"))
    except (sqlite3.Error, ValueError):
        return None
    if "campaign" in other and other["campaign"] != plan.campaign:
        return False
    link = json.loads(other["link"]) if "link" in other else None
    mine = plan.link
    if link is None or mine is None:
        return "campaign" in other  # a stopped first push is found again by its mark
    return bool((link.get("project_id"), link.get("created_at")) == (mine.project_id, mine.created_at))
