"""Removes what is forgotten from the files that annotate itself keeps for a campaign."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.campaign.server.connect import MIRROR, PLAN
from annotate.campaign.server.replaced_files import remove_database
from annotate.campaign.suggestions.part_file import LEFT_OVER, SUFFIX
from annotate.core.errors import AnnotateError
from annotate.core.files import write_errors, writing
from annotate.core.locks import claim
from annotate.gold.pseudonyms import without_people
from annotate.gold.release_folder import remove_left_over
from annotate.project import Project, state_folder
from annotate.studio.server.migrations import DATABASE
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten
from annotate.studio.store.forgotten_in_mirror import forget_in_mirror
from annotate.studio.store.forgotten_in_plan import forget_in_plan
from annotate.studio.store.forgotten_rows import Removed
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan

_OURS = (FORGOTTEN_FILE, "state-id", "restore.json")
_ROUNDS, _ROUND_FILE = "rounds", "round.json"  # what rounds have done
Line = Callable[[bytes], bool]


@dataclass
class Cleaned:
    """What was removed here. ``files`` were changed or deleted, ``failed`` says why one could not."""

    removed: Removed = field(default_factory=Removed)
    files: list[Path] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def clean(
    project: Project,
    forgotten: Forgotten,
    names: dict[int, str],
    traces: re.Pattern[bytes],
    words: list[bytes],
) -> Cleaned:
    """Removes what is forgotten from every file that annotate keeps for the campaign.

    Call this while no push, pull, release or backup runs. ``names`` are the known names of accounts, by id.
    ``traces`` and ``words`` find what is forgotten in text files. Mirrors come before the plan, which knows
    the names.
    """
    done = Cleaned()
    for path in (*_stale(project.local), *remove_left_over(project.exports)):
        done.files.append(path)
    for path in sorted(project.local.glob("*.sqlite"), key=lambda path: path.name.startswith("plan")):
        _clean_database(path, forgotten, names if path.name == MIRROR else {}, done)
    for path in sorted(project.local.glob("pseudonyms*.json")):
        _clean_pseudonyms(path, forgotten, done)
    for path in sorted(project.local.iterdir()):
        if path.is_file() and path.name.startswith(".") and path.name not in _OURS:
            _delete_if(path, traces, words, done)  # what a killed command left of a file
    for path in suggestion_files(project.root):
        _clean_lines(path, forgotten, words, done)
    for path in sorted((project.local / _ROUNDS).glob("*/.*")):
        _delete_if(path, traces, words, done)
    for path in sorted((project.local / _ROUNDS).glob("*/[!.]*.jsonl")):
        _clean_lines(path, forgotten, words, done)
    for path in sorted((project.local / _ROUNDS).glob(f"*/{_ROUND_FILE}")):
        _clean_notes(path, traces, words, done)
    for path in sorted((state_folder() / "logs").glob("fault-*.log")):
        _delete_if(path, traces, words, done)
    _clean_tokens(project.state / "restore-accounts.json", forgotten, done)
    return done


def vacuum_own_server(project: Project) -> bool:
    """Writes the database of the project's own Label Studio anew: deleted rows stay in its free pages.

    Returns False if another program holds the database.
    """
    database = project.state / "server" / "data" / DATABASE
    if project.settings.studio.url is not None or not database.is_file():
        return True
    try:
        with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        return False
    return True


def suggestion_files(root: Path) -> Iterator[Path]:
    """The files that a pre-labelling keeps beside its output: unfinished runs, and what was left over."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in (".git", ".venv", "node_modules"))
        for name in sorted(files):
            if name.endswith((SUFFIX, LEFT_OVER)):
                yield Path(folder) / name


def _stale(local: Path) -> Iterator[Path]:
    """Deletes databases of a restore or rebuild that was stopped, and the folders of backups that were.

    The next run makes them anew.
    """
    for path in sorted(local.glob("*.new")) + sorted(local.glob("*.from-backup")):
        remove_database(path)
        yield path
    for folder in sorted(local.glob(".backup-*")):
        with write_errors(folder):
            shutil.rmtree(folder)
        yield folder


def _clean_database(path: Path, forgotten: Forgotten, names: dict[int, str], done: Cleaned) -> None:
    try:
        tables = _tables(path)
        if "sent" in tables:
            Plan(path).close()  # upgrades it
            removed = forget_in_plan(path, forgotten)
        elif "annotations" in tables:
            Mirror(path).close()
            removed = forget_in_mirror(path, forgotten, names)
        else:
            return
    except (AnnotateError, sqlite3.DatabaseError) as error:
        if path.name in (PLAN, MIRROR):
            raise
        done.failed.append(f"{path} could not be changed ({error}). Delete it")
        return
    if removed:
        done.files.append(path)
    if path.name in (PLAN, MIRROR):  # others hold the same
        done.removed |= removed


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _clean_pseudonyms(path: Path, forgotten: Forgotten, done: Cleaned) -> None:
    try:
        names: dict[str, str] = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        done.failed.append(f"{path} could not be read ({type(error).__name__}). Delete it")
        return
    kept = without_people(names, forgotten.pseudonym)
    if kept != names:
        with writing(path, private=True) as file:
            json.dump(kept, file, ensure_ascii=False, indent=1)
        done.files.append(path)


def _delete_if(path: Path, traces: re.Pattern[bytes], words: list[bytes], done: Cleaned) -> None:
    with suppress(FileNotFoundError):
        content = path.read_bytes()
        if traces.search(content) or any(word in content for word in words):
            with write_errors(path):
                path.unlink()
            done.files.append(path)


def _clean_lines(path: Path, forgotten: Forgotten, words: list[bytes], done: Cleaned) -> None:
    """Removes lines. Raises `ConfigError` if a pre-labelling is writing the file."""
    temporary = path.with_name(f"{path.name}.forgetting")
    with write_errors(path), path.open("r+b") as file:
        claim(file.fileno(), path, "prelabel")
        changed = False
        mode = path.stat().st_mode & 0o777
        with temporary.open("wb") as kept:
            for line in file:
                if _is_forgotten_line(line, forgotten, words):
                    changed = True
                else:
                    kept.write(line)
            kept.flush()
            os.fsync(kept.fileno())
        if not changed:
            temporary.unlink()
            return
        temporary.chmod(mode)
        temporary.replace(path)
    done.files.append(path)


def _clean_notes(path: Path, traces: re.Pattern[bytes], words: list[bytes], done: Cleaned) -> None:
    """Removes the sentences in the file of a round that name what is forgotten. The rest are numbers."""

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(item) for name, item in value.items()}
        if isinstance(value, list):
            return [kept(item) for item in value if not isinstance(item, str) or kept(item) == item]
        content = value.encode() if isinstance(value, str) else b""
        found = traces.search(content) or any(word in content for word in words)
        return "an article that was forgotten" if found else value

    try:
        before = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        done.failed.append(f"{path} could not be read ({type(error).__name__}). Delete its folder")
        return
    if (after := kept(before)) != before:
        with writing(path) as file:
            json.dump(after, file, ensure_ascii=False, indent=1)
        done.files.append(path)


def _is_forgotten_line(line: bytes, forgotten: Forgotten, words: list[bytes]) -> bool:
    return is_forgotten_record(line, forgotten) or (
        any(word in line for word in words) if record_of(line) is None else False
    )


def is_forgotten_record(line: bytes, forgotten: Forgotten) -> bool:
    """Whether a line of JSON holds a forgotten article, as a record or as the article itself."""
    record = record_of(line)
    if record is None:
        return False
    article = record.get("article") if isinstance(record.get("article"), dict) else record
    id = article.get("id") if isinstance(article, dict) else None
    if isinstance(id, (str, int)) and forgotten.has(str(id)):
        return True
    return isinstance(article, dict) and forgotten.has_task({"text": article.get("text")})


def record_of(line: bytes) -> dict[str, Any] | None:
    """The object of a line of JSON, or None."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _clean_tokens(path: Path, forgotten: Forgotten, done: Cleaned) -> None:
    """Removes the token of a forgotten annotator that a stopped restore keeps."""
    try:
        tokens = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return
    kept = {name: token for name, token in tokens.items() if forgotten.person(name) is None}
    if kept != tokens:
        with writing(path, private=True) as file:
            json.dump(kept, file)
        done.files.append(path)
