"""Whether a data folder was already used by a newer Label Studio: told before the server touches it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from annotate.core.errors import StudioError

DATABASE = "label_studio.sqlite3"


def check_not_newer(data: Path) -> None:
    """Raises `StudioError` where the database below ``data`` holds a migration beyond the installed ones.

    Label Studio itself would start, and fail later or write what the newer one cannot read. A migration
    counts as known where a file of its app has its name or names it: those merged into one are listed there.
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
        if known[app] and not re.search(
            rf"\b{re.escape(name)}\b", known[app]
        ):  # empty: an app of Django's own
            raise StudioError(
                f"was used by a newer Label Studio: it holds the migration {app}.{name}, which the installed"
                " one does not know. Nothing was changed.",
                where=str(database),
                remedy="Install that newer version again, or move the data folder away to start empty.",
            )


def _applied(database: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.DatabaseError:  # no table yet, or damaged: Label Studio says what is wrong
            return []
