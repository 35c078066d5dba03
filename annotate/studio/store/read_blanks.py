"""What pulls read from blanks, in a plan: usual values, and the roles of arrows without a word.

A later version of the ontology may read the same blank otherwise; what was read once stays. An annotation is
known by its task and by the time when it was made, which a restore keeps.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotate.studio.codec.blanks import RegionBlanks
from annotate.studio.codec.open_roles import DecidedRole
from annotate.studio.store.database import transaction


@dataclass(frozen=True)
class Blanks:
    """What was read from the blanks of one annotation, in the order of the ids."""

    regions: tuple[RegionBlanks, ...] = ()
    roles: tuple[DecidedRole, ...] = ()

    def to_json(self) -> str:
        """One line, with the fields of each in their order."""
        fields = {
            "regions": [[one.region, one.label, dict(one.filled), one.given] for one in self.regions],
            "roles": [[*vars(one).values()] for one in self.roles],
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Blanks:
        """The inverse of `to_json`."""
        fields = json.loads(line)
        regions = (
            RegionBlanks(
                region,
                label,
                {name: (_value(value), ontology) for name, (value, ontology) in filled.items()},
                tuple(given),
            )
            for region, label, filled, given in fields["regions"]
        )
        return cls(tuple(regions), tuple(DecidedRole(*one) for one in fields["roles"]))


class ReadBlanks:
    """What was read from the blanks of each annotation of a campaign, in the database of its plan."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def of(self, key: str, made_at: str) -> Blanks:
        """What was read from the blanks of one annotation; nothing if no pull read it."""
        row = self._db.execute(
            "SELECT blanks FROM read_blanks WHERE task_key = ? AND made_at = ?", (key, made_at)
        ).fetchone()
        return Blanks() if row is None else Blanks.from_json(row["blanks"])

    def keep(self, read: Iterable[tuple[str, str, Blanks]]) -> None:
        """Replaces what was read from the blanks of annotations: task key, time when it was made, blanks."""
        rows = [(key, made_at, blanks.to_json()) for key, made_at, blanks in read]
        if not rows:
            return
        with transaction(self._db):
            self._db.executemany("INSERT OR REPLACE INTO read_blanks VALUES (?, ?, ?)", rows)


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
