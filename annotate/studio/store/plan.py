"""The local plan: which project this is, which tasks were meant for it and what was sent with them.

It holds what Label Studio must not show (purposes) or cannot carry (references, provenance), so it is
not rebuildable; it is written before anything is sent.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.studio.codec.tasks import Purpose, task_key
from annotate.studio.store.database import open_database, transaction
from annotate.studio.store.originals import Originals
from annotate.studio.store.plan_schema import SCHEMA, UPGRADES, VERSION
from annotate.studio.store.predictions import PredictionVersions

LOST_PLAN = (
    "'annotate restore' of a backup brings it back. Without one, move it away and name the project that is"
    " there in annotate.yaml (studio.project), or else all would be made a second time."
)


# What a push keeps until it is finished: what was sent and not yet shown, and what may have arrived twice.
UNFINISHED, SENT_AGAIN = "unfinished", "sent_again"


@dataclass(frozen=True)
class ProjectLink:
    """The Label Studio project that a campaign uses. ``created_at`` tells it from another one of that id."""

    url: str
    project_id: int
    created_at: str


@dataclass(frozen=True)
class Revision:
    """A task whose article has a newer text, and the task of that."""

    old_key: str
    new_key: str

    @property
    def is_return(self) -> bool:
        """Whether the task's own text is the newest again."""
        return self.old_key == self.new_key


class Plan:
    """The plan of one campaign, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection = open_database(path, SCHEMA, VERSION, UPGRADES, remedy=LOST_PLAN)
        self.predictions = PredictionVersions(self._db)
        self.originals = Originals(self._db)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @property
    def link(self) -> ProjectLink | None:
        """The project in use, or None before the first push."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'link'").fetchone()
        return ProjectLink(**json.loads(row["value"])) if row else None

    def set_link(self, link: ProjectLink, *, same_content: bool = False) -> None:
        """Remembers the project in use. What arrived in another is forgotten, unless this is a copy of it."""
        former = self.link
        moved = former is not None and (former.project_id, former.created_at) != (
            link.project_id,
            link.created_at,
        )
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('link', ?)", (json.dumps(vars(link)),))
            if moved:  # another project has other ids
                self.predictions.forget()
                self._db.execute("DELETE FROM meta WHERE key = ?", (SENT_AGAIN,))
            if moved and not same_content:
                self._db.execute("UPDATE sent SET arrived = 0")
                self._db.execute("DELETE FROM meta WHERE key = ?", (UNFINISHED,))

    def setting(self, key: str) -> Any:
        """What a push keeps under this name until it is finished, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row["value"]) if row else None

    def set_setting(self, key: str, value: Any) -> None:
        """Keeps a value under this name; what is the same already is not written again."""
        if self.setting(key) != value:
            with transaction(self._db):
                self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    @property
    def campaign(self) -> str:
        """A mark of this campaign, made once: it tells our project on the server from others of its title."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'campaign'").fetchone()
        if row is not None:
            return str(row["value"])
        made = uuid.uuid4().hex
        with transaction(self._db):
            self._db.execute("INSERT INTO meta VALUES ('campaign', ?)", (made,))
        return made

    def add(
        self,
        records: Iterable[Record],
        purpose: Purpose = Purpose.ORDINARY,
        lines: Iterable[str | None] = (),
    ) -> None:
        """Notes what is going to be sent: each article and the annotation that goes with it.

        ``lines`` are the digests of the lines that the records come from, where they come from a file.
        """
        digests = iter(lines)
        tasks, sent = [], []
        for record in records:
            article, annotation = record.article, record.annotation
            key = task_key(article.id, article.digest, purpose)
            tasks.append((key, article.id, article.digest, purpose, article.to_json()))
            sent.append((key, annotation.author, annotation.to_json(), next(digests, None)))
        with transaction(self._db):
            self._db.executemany("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?)", tasks)
            self._db.executemany(
                "INSERT OR REPLACE INTO sent (task_key, version, annotation, line) VALUES (?, ?, ?, ?)", sent
            )

    def note_arrived(self, sent: Iterable[tuple[str, str]]) -> None:
        """Notes that the server holds these: pairs of task key and version."""
        with transaction(self._db):
            self._db.executemany("UPDATE sent SET arrived = 1 WHERE task_key = ? AND version = ?", sent)

    def has_arrived(self, key: str, version: str) -> bool:
        """Whether the server was seen to hold this version of the task's annotation."""
        found = self._db.execute(
            "SELECT 1 FROM sent WHERE task_key = ? AND version = ? AND arrived = 1", (key, version)
        )
        return found.fetchone() is not None

    def arrived_line(self, line: str) -> tuple[str, str, str] | None:
        """Task key, article and version of a line that the server was seen to hold, by the line's digest.

        None for one whose text was replaced since.
        """
        row = self._db.execute(
            "SELECT task_key, article_id, version FROM sent JOIN tasks USING (task_key)"
            " LEFT JOIN revisions ON old_key = task_key AND new_key <> old_key"
            " WHERE line = ? AND arrived = 1 AND old_key IS NULL",
            (line,),
        ).fetchone()
        return tuple(row) if row else None

    def is_suggestion(self, version: str) -> bool:
        """Whether this was sent as a version of suggestions, not as somebody's annotations."""
        row = self._db.execute("SELECT annotation FROM sent WHERE version = ?", (version,)).fetchone()
        return row is not None and json.loads(row["annotation"])["status"] == Status.SUGGESTED

    def arrived(self, version: str) -> set[str]:
        """The keys of the tasks that were seen to hold this version."""
        rows = self._db.execute("SELECT task_key FROM sent WHERE version = ? AND arrived = 1", (version,))
        return {row["task_key"] for row in rows}

    def has_version(self, version: str) -> bool:
        """Whether any task was seen to hold this version."""
        found = self._db.execute("SELECT 1 FROM sent WHERE version = ? AND arrived = 1 LIMIT 1", (version,))
        return found.fetchone() is not None

    def sent_as(self, key: str, version: str) -> Annotation | None:
        """What was sent with a task under this version, if the server was seen to hold it."""
        row = self._db.execute(
            "SELECT annotation FROM sent WHERE task_key = ? AND version = ? AND arrived = 1", (key, version)
        ).fetchone()
        return Annotation.model_validate_json(row["annotation"]) if row else None

    def revise(self, revisions: Iterable[Revision]) -> None:
        """Notes which tasks are going to have a newer text beside them."""
        with transaction(self._db):
            for revision in revisions:
                self._db.execute(
                    "INSERT OR REPLACE INTO revisions (old_key, new_key) VALUES (?, ?)",
                    (revision.old_key, revision.new_key),
                )

    def is_replaced(self, key: str) -> bool:
        """Whether the article has a newer text than this task's."""
        found = self._db.execute("SELECT 1 FROM revisions WHERE old_key = ? AND new_key <> old_key", (key,))
        return found.fetchone() is not None

    def take_back(self, key: str, others: Iterable[str]) -> None:
        """Notes that a replaced text is the newest again, before those of ``others``.

        Its task is noted as a revision of itself, until its mark is taken off.
        """
        self.revise([Revision(key, key), *(Revision(other, key) for other in others)])

    def unmarked_revisions(self) -> list[Revision]:
        """Revisions whose old task is not marked on the server yet, or still is though it is the new one."""
        rows = self._db.execute("SELECT old_key, new_key FROM revisions WHERE marked = 0 ORDER BY rowid")
        return [Revision(row["old_key"], row["new_key"]) for row in rows]

    def note_marked(self, revision: Revision) -> None:
        """Notes that the old task is marked, or that the mark of one that is new again is gone."""
        with transaction(self._db):
            if revision.is_return:
                self._db.execute("DELETE FROM revisions WHERE old_key = ?", (revision.old_key,))
            else:
                self._db.execute("UPDATE revisions SET marked = 1 WHERE old_key = ?", (revision.old_key,))

    def article(self, key: str) -> Article | None:
        """The article of a task as it was sent, with all its fields."""
        row = self._db.execute("SELECT article FROM tasks WHERE task_key = ?", (key,)).fetchone()
        return Article.model_validate_json(row["article"]) if row else None

    def purpose(self, key: str) -> Purpose:
        """Why the task exists; ordinary where the plan does not know it."""
        row = self._db.execute("SELECT purpose FROM tasks WHERE task_key = ?", (key,)).fetchone()
        return Purpose(row["purpose"]) if row else Purpose.ORDINARY

    def sent(self, key: str) -> list[Annotation]:
        """What was sent with a task, the most recent first."""
        rows = self._db.execute(
            "SELECT annotation FROM sent WHERE task_key = ? ORDER BY position DESC", (key,)
        )
        return [Annotation.model_validate_json(row["annotation"]) for row in rows]

    def all_arrived(self) -> Iterator[tuple[str, str]]:
        """Task key and version of all suggestions and annotations that the server was seen to hold."""
        rows = self._db.execute("SELECT task_key, version FROM sent WHERE arrived = 1 ORDER BY version")
        for row in rows:
            yield row["task_key"], row["version"]

    def count(self) -> int:
        """How many tasks were meant to be sent."""
        (number,) = self._db.execute("SELECT COUNT(*) FROM tasks").fetchone()
        return int(number)

    def count_articles(self) -> int:
        """How many articles they are of: one has a task for each text that it had."""
        (number,) = self._db.execute("SELECT COUNT(DISTINCT article_id) FROM tasks").fetchone()
        return int(number)

    def suggestions(self) -> Iterator[tuple[str, Annotation]]:
        """The latest annotation sent for each task, by task key."""
        rows = self._db.execute(
            "SELECT task_key, annotation, MAX(position) FROM sent GROUP BY task_key ORDER BY task_key"
        )
        for row in rows:
            yield row["task_key"], Annotation.model_validate_json(row["annotation"])
