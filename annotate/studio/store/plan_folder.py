"""The folder that a plan was made for: whether a campaign is still there, was moved, or was copied."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from annotate.core.errors import WriteError
from annotate.core.files import writing
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


def find_folder(plan: Plan, root: Path, known: KnownFolders) -> Found:
    """Compares ``root``, the project's folder, with the folders that its campaign is known to be in."""
    found = _by_plan(plan, root)
    if found.place in (Place.COPIED, Place.HIDDEN):
        return found
    campaign = plan.known_campaign
    others = known.of(campaign) if campaign is not None else []
    renamed = found.place is Place.MOVED and _is_same(plan.setting(_FOLDER) or {}, _identity(root))
    if renamed and found.path in others:
        return found  # it was in use beside the others before
    if _identity(root)["path"] in others:
        return found
    # The plan of a copy that was made before a move knows only the folder before that move.
    for path in others:
        place = _look_at(path, plan)
        if place is Place.HERE:
            return found
        if place is Place.COPIED:
            return Found(Place.COPIED, path)
    return found


def note_folder(plan: Plan, root: Path, folders: KnownFolders) -> None:
    """Stores ``root`` as the folder of the plan."""
    campaign = plan.campaign  # made now, so that a copy has the same mark
    known = plan.setting(_FOLDER) or {}
    here = _identity(root)
    former = [path for path in (known.get("path"), *known.get("also", ())) if path and path != here["path"]]
    plan.set_setting(_FOLDER, {**here, "also": list(dict.fromkeys(former))[:_PATHS]})
    listed = folders.of(campaign)
    if here["path"] not in listed:
        there = (path for path in listed if _look_at(path, plan) in (Place.COPIED, Place.HIDDEN))
        folders.keep(campaign, [here["path"], *there])


@dataclass(frozen=True)
class KnownFolders:
    """The folders of this user's campaigns, in files outside of them, so that no copy has them."""

    path: Path

    def of(self, campaign: str) -> list[str]:
        """The folders that a campaign was last used in. Several, if the user wanted that."""
        try:
            kept = json.loads(self._file(campaign).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [path for path in kept if isinstance(path, str)] if isinstance(kept, list) else []

    def keep(self, campaign: str, folders: Iterable[str]) -> None:
        """Stores the folders of a campaign. Does nothing if the file cannot be written."""
        file = self._file(campaign)
        with suppress(OSError, WriteError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with writing(file) as text:
                json.dump([*folders], text)

    def _file(self, campaign: str) -> Path:
        return self.path / f"{hashlib.sha256(campaign.encode()).hexdigest()[:32]}.json"


def _by_plan(plan: Plan, root: Path) -> Found:
    """Compares ``root`` with the folder that the plan itself knows."""
    known = plan.setting(_FOLDER)
    if not isinstance(known, dict) or not known.get("path"):
        return Found(Place.UNKNOWN)
    path, here = str(known["path"]), _identity(root)
    if path == here["path"]:
        return Found(Place.HERE, path)
    place = _look_at(path, plan)
    # In a container the folder has another path, and each of its paths is gone where the other one is.
    if place is Place.MOVED and here["path"] in known.get("also", ()) and _is_same(known, here):
        return Found(Place.HERE if not _has_plan(path, plan) else place, path)
    return Found(place, path)


def _look_at(path: str, plan: Plan) -> Place:
    """What is in a folder in which the plan's campaign was.

    HERE: the plan itself. COPIED: a plan of the same campaign and project. MOVED: neither. HIDDEN: unknown.
    """
    former = Path(path) / plan.path.parent.name
    try:
        if former.samefile(plan.path.parent):
            return Place.HERE  # another path of the same folder
        (former / plan.path.name).stat()
    except (FileNotFoundError, NotADirectoryError):
        return Place.MOVED
    except OSError:
        return Place.HIDDEN
    same = _same_campaign(former / plan.path.name, plan)
    if same is None:
        return Place.HIDDEN
    return Place.COPIED if same else Place.MOVED


def _has_plan(path: str, plan: Plan) -> bool:
    return (Path(path) / plan.path.parent.name / plan.path.name).exists()


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
