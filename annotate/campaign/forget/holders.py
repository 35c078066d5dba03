"""Finds releases, backups, models and other files that hold what was forgotten. Changes none of them."""

from __future__ import annotations

import gzip
import json
import os
import re
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.campaign.forget.local_files import is_forgotten_record
from annotate.core.errors import AnnotateError
from annotate.gold.sums import SUMS_FILE, digest_of
from annotate.prelabel.interface.model_file import MODEL_FILE, WORDS
from annotate.prelabel.interface.model_labelers import is_same
from annotate.project import Project
from annotate.studio.backup.members import MANIFEST, PLAN, PSEUDONYMS, TASKS, USERS
from annotate.studio.backup.writer import KIND
from annotate.studio.store.forgotten import Forgotten, strings
from annotate.train.judges.seen import id_digest, read_keys

RELEASE, BACKUP, MODEL, CACHE, FILE = "release", "backup", "model", "cache", "file"
_SKIPPED = {".git", ".annotate", ".venv", "node_modules", "__pycache__"}
_BLOCK = 1 << 20
_OVERLAP = 1 << 10
_OF_A_RELEASE = ("manifest.json", SUMS_FILE)
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    sqlite3.DatabaseError,
    RuntimeError,
)


@dataclass(frozen=True)
class Holder:
    """A file or folder that holds, or may hold, what was forgotten. ``where`` are its parts that do."""

    kind: str
    path: Path
    where: str
    remedy: str


@dataclass(frozen=True)
class Search:
    """How to recognise what was forgotten.

    ``forgotten`` has articles alone. ``words`` are pieces of texts, ``names`` matches a person's names,
    ``author`` is the person's pseudonym in releases.
    """

    forgotten: Forgotten
    words: Sequence[bytes] = ()
    ids: frozenset[str] = frozenset()
    names: re.Pattern[bytes] | None = None
    author: str | None = None

    def in_bytes(self, content: bytes) -> bool:
        """Whether a piece of a file holds words or names."""
        return any(word in content for word in self.words) or bool(self.names and self.names.search(content))

    def in_line(self, line: bytes) -> bool:
        """Whether a line of JSON holds the article, or an annotation of the person."""
        if self.forgotten.articles and is_forgotten_record(line, self.forgotten):
            return True
        if self.author is not None and self.author.encode() in line:
            with suppress(ValueError):
                return self.author in strings(json.loads(line))
        return False


def find_holders(project: Project, search: Search, look_in: Sequence[Path]) -> list[Holder]:
    """The files in the project's folder, its releases, and ``look_in`` that hold what was forgotten."""
    found: dict[Path, Holder] = {}
    for root in dict.fromkeys(path.resolve() for path in (project.root, project.exports, *look_in)):
        for holder in _in_folder(root, search):
            found.setdefault(holder.path, holder)
    listed = {_digest(path) for path, holder in found.items() if holder.kind == RELEASE}
    described = [_model(one.path, listed, search) if one.kind == MODEL else one for one in found.values()]
    model = None
    with suppress(AnnotateError):
        model = project.model
    described = [_in_use(one) if model and is_same(one.path, model) else one for one in described]
    return sorted(described, key=lambda one: (one.kind, str(one.path)))


def _digest(release: Path) -> str | None:
    with suppress(*_UNREADABLE, AnnotateError):
        return digest_of(release / SUMS_FILE)
    return None


def _in_folder(root: Path, search: Search) -> Iterator[Holder]:
    for name, folders, files in os.walk(root):
        folder = Path(name)
        folders[:] = sorted(one for one in folders if one not in _SKIPPED)
        if "gold.jsonl" in files and any(one in files for one in _OF_A_RELEASE):
            folders.clear()
            yield from _release(folder, search)
        elif MODEL_FILE in files:
            folders.clear()
            yield Holder(MODEL, folder, "", "")  # described once all releases are found
        else:
            for file in sorted(files):
                yield from _file(folder / file, search)


def _release(folder: Path, search: Search) -> Iterator[Holder]:
    where = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix == ".parquet":
            continue
        with suppress(*_UNREADABLE):
            if path.suffix == ".jsonl":
                holds = _any_line(path, search) or _any_block(path, search)
            elif path.suffix == ".json":
                content = path.read_bytes()
                holds = search.in_bytes(content) or not search.ids.isdisjoint(strings(json.loads(content)))
            else:
                holds = _any_block(path, search)
            if holds:
                where.append(str(path.relative_to(folder)))
    if where:
        remedy = "Make a new version without it ('annotate release create'), then withdraw this one."
        yield Holder(RELEASE, folder, ", ".join(where), remedy)


def _model(folder: Path, listed: Collection[str | None], search: Search) -> Holder:
    """A model with the release that it was trained on. ``listed`` are the digests of the listed releases."""
    release: Any = None
    with suppress(*_UNREADABLE):
        described = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
        release = described.get("release") if isinstance(described, dict) else None
        if where := ", ".join(_in_whole_model(folder, described, search)):
            return Holder(MODEL, folder, where, "Train it again on a new version of its release.")
    if not release:
        where = "its file does not name the release it was trained on"
    elif isinstance(release, dict):
        names = [str(release[key]) for key in ("name", "version", "file") if key in release]
        digest = release.get("sha256")
        if isinstance(digest, str) and digest in listed:
            where = f"trained on {' '.join(names)}, which is listed here"
            return Holder(MODEL, folder, where, "Train it again on a new version of that release.")
        where = f"trained on {' '.join(names) or 'gold without a name'} (sha256 {str(digest)[:12]})"
    else:
        where = f"trained on {release}"
    remedy = "If it was trained on a release listed here, train it again on a new version of that release."
    return Holder(MODEL, folder, where, remedy)


def _in_whole_model(folder: Path, described: Any, search: Search) -> Iterator[str]:
    """Where a whole model shows that it learned from what was forgotten: its keys of articles, its words."""
    seen = described.get("seen") if isinstance(described, dict) else None
    keys = read_keys(one for one in seen if isinstance(one, str)) if isinstance(seen, list) else []
    if not {key.id for key in keys}.isdisjoint(map(id_digest, search.ids)):
        yield "it learned from the article"
    if (folder / WORDS).is_file() and _any_block(folder / WORDS, search):
        yield WORDS


def _in_use(holder: Holder) -> Holder:
    remedy = f"{holder.remedy} It is in use; 'annotate use --none' stops that."
    return replace(holder, remedy=remedy)


def _file(path: Path, search: Search) -> Iterator[Holder]:
    with suppress(*_UNREADABLE, AnnotateError):
        if path.is_symlink() or not path.is_file():
            return
        if path.suffix == ".zip" and zipfile.is_zipfile(path):
            if where := _in_backup(path, search):
                remedy = "Delete it, and make a new one with 'annotate backup'. A restore here leaves it out."
                yield Holder(BACKUP, path, ", ".join(where), remedy)
        elif path.stem in search.ids and path.suffix == ".txt":
            yield Holder(FILE, path, "the article itself", "Delete it.")
        elif _any_line(path, search) if ".jsonl" in path.suffixes else False:
            yield Holder(FILE, path, "lines", "Remove these lines, or delete the file.")
        elif _any_block(path, search):
            yield Holder(FILE, path, "its words", "Remove it there, or delete the file.")


def _in_backup(path: Path, search: Search) -> list[str]:
    """The members of a backup that hold it. Empty for another zip file."""
    where = []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if MANIFEST not in names or json.loads(archive.read(MANIFEST)).get("kind") != KIND:
            return []
        if TASKS in names and search.forgotten.articles:
            with archive.open(TASKS) as lines:
                if any(search.forgotten.has_task(json.loads(line).get("data") or {}) for line in lines):
                    where.append(TASKS)
        if PLAN in names and search.forgotten.articles and _in_plan(archive.read(PLAN), search.forgotten):
            where.append(PLAN)
        for name in (USERS, PSEUDONYMS):
            if search.names is not None and name in names and search.names.search(archive.read(name)):
                where.append(name)
    return where


def _in_plan(content: bytes, forgotten: Forgotten) -> bool:
    with tempfile.TemporaryDirectory(prefix="annotate-forget-") as folder:
        path = Path(folder) / PLAN
        path.write_bytes(content)
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            rows = database.execute("SELECT article_id, digest FROM tasks")
            return any(forgotten.has(str(article), str(digest)) for article, digest in rows)


def _any_line(path: Path, search: Search) -> bool:
    with _opened(path) as file:
        return any(search.in_line(line) for line in file)


def _any_block(path: Path, search: Search) -> bool:
    """Searches a file in blocks that overlap, so that nothing is missed at their ends."""
    before = b""
    with _opened(path) as file:
        while block := file.read(_BLOCK):
            if search.in_bytes(before + block):
                return True
            before = block[-_OVERLAP:]
    return False


def _opened(path: Path) -> Any:
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    return opened(path, "rb")
