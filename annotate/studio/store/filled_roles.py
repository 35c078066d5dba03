"""The roles in a plan that a rule chose for arrows without one, each with the rule's version.

A pull keeps them, so that a later version of the rule does not change what was pulled before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from annotate.studio.codec.open_roles import FilledRole
from annotate.studio.store.database import transaction


class FilledRoles:
    """The roles that a rule chose in one campaign, in the database of its plan."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def of(self, key: str) -> list[FilledRole]:
        """The roles in one task, in the order of their places."""
        rows = self._db.execute(
            "SELECT * FROM filled_roles WHERE task_key = ? ORDER BY trigger_start, mention_start, event_type,"
            " trigger_end, label, mention_end, drawn",
            (key,),
        )
        return [
            FilledRole(
                row["event_type"],
                (row["trigger_start"], row["trigger_end"]),
                row["label"],
                (row["mention_start"], row["mention_end"]),
                row["drawn"],
                row["role"],
                row["rule"],
            )
            for row in rows
        ]

    def keep(self, roles: Iterable[tuple[str, FilledRole]]) -> None:
        """Stores roles, each with its task key. Replaces the role that an arrow had."""
        rows = [
            (key, one.event_type, *one.trigger, one.label, *one.mention, one.drawn, one.role, one.rule)
            for key, one in roles
        ]
        if not rows:
            return
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR REPLACE INTO filled_roles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
