"""Replaces databases. Keeps the former file under a name with the time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from annotate.core.files import write_errors
from annotate.core.locks import in_turn

_BESIDE = ("-wal", "-shm")  # files that SQLite keeps next to a database


def put_aside(path: Path) -> Path | None:
    """Renames a database and SQLite's files next to it. Returns the new path, or None if there is no file."""
    if not path.exists():
        return None
    now, number = f"{datetime.now():%Y%m%dT%H%M%S}", 0
    while True:
        mark = f"{now}-{number}" if number else now
        former = path.with_name(f"{path.stem}-{mark}{path.suffix}")
        if not former.exists():
            break
        number += 1
    with write_errors(path):
        for ending in ("", *_BESIDE):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(former.with_name(former.name + ending))
    return former


def remove_database(path: Path) -> None:
    """Deletes a database and SQLite's files next to it, if they exist."""
    with write_errors(path):
        for ending in ("", *_BESIDE, ".lock"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def put_in_place(fresh: Path, place: Path) -> Path | None:
    """Moves a new database to ``place``. Returns the new path of the former file, or None if there was none.

    The new database must be closed.
    """
    with in_turn(place):  # no command may open the former file while SQLite's files beside it are renamed
        former = put_aside(place)
        with write_errors(place):
            fresh.rename(place)
    remove_database(fresh)
    return former
