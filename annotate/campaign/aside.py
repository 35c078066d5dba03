"""Files that make way for new ones are kept under a name with the time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from annotate.core.files import write_errors

BESIDE = ("-wal", "-shm")  # what SQLite keeps next to a database


def put_aside(path: Path) -> Path | None:
    """Renames a file, with what SQLite keeps beside it, and gives its new name; None where there is none."""
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
        for ending in ("", *BESIDE):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(former.with_name(former.name + ending))
    return former
