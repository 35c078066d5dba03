"""The versions of the ontology that a campaign used, and since when, in the plan's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import digest_of
from annotate.studio.api.filters import moment_of
from annotate.studio.store.database import transaction


@dataclass(frozen=True)
class UsedOntology:
    """An ontology that was in use.

    ``since`` is a time of the server, None for the first one. ``content`` is None if it is unknown: the
    ontology was in use before the plan kept contents.
    """

    id: str
    since: datetime | None = None
    digest: str | None = None
    content: str | None = None

    def ontology(self) -> Ontology | None:
        """The ontology itself, or None if the content is unknown or of a later toolkit."""
        if self.content is None:
            return None
        try:
            return Ontology.model_validate_json(self.content)
        except ValidationError:
            return None


class OntologyLog:
    """The ontologies in the order in which they came into use. The last one is in use now."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._read: list[UsedOntology] | None = None

    def all(self) -> Sequence[UsedOntology]:
        """All entries, the first one first."""
        if self._read is None:
            rows = self._db.execute("SELECT id, since, digest, content FROM ontologies ORDER BY position")
            self._read = [
                UsedOntology(row["id"], _moment(row["since"]), row["digest"], row["content"]) for row in rows
            ]
        return self._read

    def at(self, moment: datetime | str | None) -> UsedOntology | None:
        """The ontology that was in use at a time of the server. None if the log is empty.

        If the time is unknown, the first one: what was added later may be missing in the annotation.
        """
        used = self.all()
        if not used:
            return None
        when = _moment(moment) if isinstance(moment, str) else moment
        found = used[0]
        for entry in used[1:]:
            if when is not None and entry.since is not None and entry.since <= when:
                found = entry
        return found

    def note(self, ontology: Ontology, since: datetime | None) -> UsedOntology | None:
        """Stores that an ontology is in use since a time of the server, unless it is in use already.

        Returns the ontology that was in use before, or None if nothing changed.
        """
        used, digest = self.all(), digest_of(ontology)
        if used and used[-1].digest == digest:
            return None
        content = ontology.model_dump_json(exclude_defaults=True)
        self._add(UsedOntology(ontology.id, since if used else None, digest, content))
        return used[-1] if used else None

    def note_unknown(self, ontology_id: str, since: datetime | None = None) -> None:
        """Stores an ontology that was in use before the plan kept contents."""
        self._add(UsedOntology(ontology_id, since if self.all() else None))

    def first_sent(self) -> Iterator[tuple[str, str]]:
        """Each task key with the ontology (name@version) of its first sent record, in the order sent."""
        rows = self._db.execute(
            "SELECT task_key, json_extract(annotation, '$.ontology') AS id, MIN(position) AS position"
            " FROM sent GROUP BY task_key ORDER BY position"
        )
        return ((row["task_key"], row["id"]) for row in rows if row["id"] is not None)

    def _add(self, entry: UsedOntology) -> None:
        since = entry.since.astimezone(UTC).isoformat() if entry.since is not None else None
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO ontologies (since, id, digest, content) VALUES (?, ?, ?, ?)",
                (since, entry.id, entry.digest, entry.content),
            )
        self._read = None


def _moment(time: object) -> datetime | None:
    """A time of the server, or None if ``time`` is none."""
    try:
        return moment_of(str(time))
    except ValueError:
        return None
