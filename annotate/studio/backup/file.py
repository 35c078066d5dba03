"""Reads a backup file, of which every member is checked against the manifest.

Tasks are read as a stream: at most one line of ``tasks.jsonl`` is in memory at a time.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from annotate.core.errors import ConfigError, InputError, WriteError
from annotate.core.files import writing_bytes
from annotate.core.ordinary_files import check_ordinary
from annotate.core.path_errors import reason, remedy_for_reading
from annotate.studio.backup.checks import (
    LARGEST_LINE,
    form_problem,
    manifest_problem,
    size_problem,
    task_problem,
)
from annotate.studio.backup.members import MANIFEST, PLAN, PROJECT, TASKS, USERS
from annotate.studio.backup.writer import FORMAT, KIND, PIECE
from annotate.studio.store.copied_rows import ForeignDatabaseError, check_foreign, copy_rows

# What SQLite says if a table or column is not as an upgrade expects it, unlike a full disk.
_MISFIT = re.compile("no such|already exists|duplicate")
_LARGEST_MANIFEST = 16 << 20
# Reading a damaged zip raises these. Encryption raises RuntimeError, unknown packing NotImplementedError.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


class Backup:
    """A backup whose checksums were verified. ``digest`` identifies it."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: dict[str, Any], digest: str) -> None:
        self.path = path
        self.manifest = manifest
        self.digest = digest
        self.reduced: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda task: task
        """Gives each task without what a restore must leave out. None leaves the whole task out."""
        self._zip = archive

    def __contains__(self, name: str) -> bool:
        return name in self.manifest["members"]

    def count(self) -> int | None:
        """The number of tasks by the manifest, or None if the manifest has no number."""
        counts = self.manifest.get("counts")
        return counts.get("tasks") if isinstance(counts, dict) else None

    def json(self, name: str, kind: type) -> Any:
        """Reads a JSON member. Raises `InputError` if the member is not JSON of the type ``kind``."""
        with self._zip.open(name) as stream:
            content = self._parsed(stream.read(), name)
        if not isinstance(content, kind):
            raise self.unusable(f"its {name} has the wrong form")
        if (problem := form_problem(name, content)) is not None:
            raise self.unusable(problem)
        return content

    def _parsed(self, content: bytes, name: str) -> Any:
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise self.unusable(f"its {name} is not JSON ({type(error).__name__})") from error

    def content(self, name: str) -> bytes:
        """Reads a small member as bytes."""
        return self._zip.read(name)

    def tasks(self) -> Iterator[dict[str, Any]]:
        """Yields the tasks in the order of the file, each with predictions, annotations and drafts.

        Leaves out what `reduced` leaves out. Raises `InputError` at a line that is no task.
        """
        for task in self.all_tasks():
            if (kept := self.reduced(task)) is not None:
                yield kept

    def all_tasks(self) -> Iterator[dict[str, Any]]:
        """Yields all tasks as they are in the file."""
        with self._zip.open(TASKS) as stream:
            for number, line in enumerate(self._lines(stream), start=1):
                task = self._parsed(line, TASKS)
                if (problem := task_problem(task)) is not None:
                    raise self.unusable(f"line {number} of its {TASKS} {problem}")
                yield task

    def check_content(self) -> None:
        """Reads accounts, settings and all tasks, so that nothing is sent of a backup with a wrong form.

        Raises `InputError` if a form is wrong, a task is there twice, or tasks are missing.
        """
        self.json(USERS, list)
        self.json(PROJECT, dict)
        ids: set[int] = set()
        for task in self.all_tasks():
            if task["id"] in ids:
                raise self.unusable(f"its {TASKS} has task {task['id']} twice")
            ids.add(task["id"])
        if (stated := self.count()) is not None and stated != len(ids):
            raise self.unusable(f"its {TASKS} has {len(ids):,} tasks, and its manifest says {stated:,}")

    def extract_database(self, name: str, path: Path, make: Callable[[Path], None], newest: int) -> None:
        """Copies the rows of a database to a new file ``path``. Nothing else of the database is kept.

        ``make`` must make or upgrade a database at a path, up to schema ``newest``. Raises `InputError` if
        the database is damaged or has another form.
        """
        foreign = path.with_name(f"{path.name}.from-backup")
        try:
            self.extract(name, foreign)
            check_foreign(foreign, newest)
            make(path)
            make(foreign)
            copy_rows(foreign, path)
        except (ForeignDatabaseError, ConfigError, WriteError) as error:
            _remove(path)
            if isinstance(error, WriteError) and not _MISFIT.search(error.what):
                raise
            raise self.unusable(f"its {name} is unusable: {error}") from error
        finally:
            _remove(foreign)

    def _lines(self, stream: IO[bytes]) -> Iterator[bytes]:
        lines = io.BufferedReader(stream)  # type: ignore[type-var]
        while line := lines.readline(LARGEST_LINE):
            if len(line) == LARGEST_LINE:
                raise self.unusable(f"a line of its {TASKS} has more than {LARGEST_LINE:,} bytes")
            yield line

    def extract(self, name: str, path: Path) -> None:
        """Writes a member to a file. If this fails, no part of the file is left."""
        with self._zip.open(name) as stream, writing_bytes(path, private=True) as file:
            while piece := stream.read(PIECE):
                file.write(piece)

    def unusable(self, what: str) -> InputError:
        """Returns the error for a backup that is undamaged, but that this toolkit cannot have written."""
        return InputError(
            f"cannot be restored: {what}.",
            where=str(self.path),
            remedy="Use a file that 'annotate backup' made.",
        )


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Opens a backup and checks every member against the manifest.

    Raises `InputError` if the file does not exist, is not a backup, is damaged, or has a later format.
    """
    try:
        check_ordinary(path)
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise InputError(
            "there is no such file.", where=str(path), remedy="Name a file that 'annotate backup' made."
        ) from error
    except (*_DAMAGE, zipfile.LargeZipFile) as error:
        if isinstance(error, OSError) and error.filename is not None:  # it could not be opened
            raise InputError(
                f"cannot be read: {reason(error)}.", where=str(path), remedy=remedy_for_reading(error)
            ) from error
        raise InputError(
            f"is not a backup, or only a part of one ({error}).",
            where=str(path),
            remedy="Name a file that 'annotate backup' made. If it came over a network, copy it again.",
        ) from error
    with archive:
        manifest, digest = _manifest(path, archive)
        if (problem := size_problem(archive, manifest["members"])) is not None:
            raise _damaged(path, *problem)
        for name, expected in manifest["members"].items():
            _check(path, archive, name, expected)
        yield Backup(path, archive, manifest, digest)


def _manifest(path: Path, archive: zipfile.ZipFile) -> tuple[dict[str, Any], str]:
    try:
        size = archive.getinfo(MANIFEST).file_size
        content = archive.read(MANIFEST) if size <= _LARGEST_MANIFEST else b""
        manifest = json.loads(content)
    except KeyError:
        manifest = None
    except (*_DAMAGE, RecursionError) as error:
        raise _damaged(path, MANIFEST, str(error)) from error
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise InputError(
            "is a zip file, but not one that 'annotate backup' made.",
            where=str(path),
            remedy="Name a file that 'annotate backup' made.",
        )
    if manifest.get("format") != FORMAT:
        raise InputError(
            f"is a backup of format {manifest.get('format')}; this version reads format {FORMAT}.",
            where=str(path),
            remedy=f"Use annotate {manifest.get('toolkit', 'of the version that made it')} to restore it.",
        )
    members = manifest.get("members")
    if not isinstance(members, dict) or not {PROJECT, USERS, TASKS, PLAN} <= members.keys():
        raise _damaged(path, MANIFEST, "it does not list all members of a backup")
    if (problem := manifest_problem(manifest)) is not None:
        raise _damaged(path, MANIFEST, problem)
    return manifest, hashlib.sha256(content).hexdigest()


def _check(path: Path, archive: zipfile.ZipFile, name: str, expected: Any) -> None:
    found = hashlib.sha256()
    try:
        with archive.open(name) as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
    except KeyError as error:
        raise _damaged(path, name, "it is missing") from error
    except _DAMAGE as error:
        raise _damaged(path, name, str(error)) from error
    if not isinstance(expected, dict) or found.hexdigest() != expected.get("sha256"):
        raise _damaged(path, name, "its SHA-256 is not the one in the manifest")


def _damaged(path: Path, name: str, why: str) -> InputError:
    return InputError(
        f"is damaged at {name}: {why}. Nothing was restored.",
        where=str(path),
        remedy="Copy the file again from where it was kept, or use an older backup.",
    )


def _remove(database: Path) -> None:
    for ending in ("", "-wal", "-shm", ".lock"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
