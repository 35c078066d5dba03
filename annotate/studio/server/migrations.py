"""Checks, before the server starts, that no newer Label Studio has used the data folder."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from annotate.core.errors import StudioError

DATABASE = "label_studio.sqlite3"


def check_not_newer(data: Path) -> None:
    """Raises `StudioError` if the database in ``data`` has a migration that is not installed.

    Label Studio would start anyway, and fail later or write data that the newer version cannot read. A
    migration counts as installed if a migration file of the same app has or mentions the migration's name.
    Squashed migrations mention the names of those they replace.
    """
    database, spec = data / DATABASE, find_spec("label_studio")
    if not database.is_file() or spec is None or spec.origin is None:
        return
    apps = Path(spec.origin).parent
    known: dict[str, str] = {}
    for app, name in _applied(database):
        if app not in known:
            files = sorted((apps / app / "migrations").glob("*.py"))
            known[app] = "\n".join(f"{path.stem}\n{path.read_text(encoding='utf-8')}" for path in files)
        if known[app] and not re.search(rf"\b{re.escape(name)}\b", known[app]):  # empty for Django's own apps
            raise StudioError(
                f"was used by a newer Label Studio: it has the migration {app}.{name}, which the installed"
                " version does not know. Nothing was changed.",
                where=str(database),
                remedy="Install that newer version again, or move the data folder away to start empty.",
            )


def _applied(database: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.DatabaseError:  # no table yet, or damaged: Label Studio reports that itself
            return []
