"""The local plan: the project in use, the tasks meant for it and what was sent with each task.

The plan also holds facts for the next push: unfinished versions, calls sent twice, and prediction ids. Label
Studio must not show some of this (purposes) and cannot store the rest (references, provenance). So the plan
cannot be rebuilt, and a push writes each record into the plan before sending the record.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.studio.codec.tasks import Purpose, task_key
from annotate.studio.store.accounts import KnownAccounts
from annotate.studio.store.database import open_database, snapshot, transaction
from annotate.studio.store.deletions import Deletions
from annotate.studio.store.filled_roles import FilledRoles
from annotate.studio.store.forgotten import FORGOTTEN_FILE, Forgotten
from annotate.studio.store.ontology_log import OntologyLog
from annotate.studio.store.originals import Originals
from annotate.studio.store.plan_schema import SCHEMA, UPGRADES, VERSION
from annotate.studio.store.predictions import PredictionVersions
from annotate.studio.store.read_blanks import ReadBlanks
from annotate.studio.store.removed_answers import RemovedAnswers
from annotate.studio.store.revisions import Revisions
from annotate.studio.store.served import Served

LOST_PLAN = (
    "Restore it from a backup with 'annotate restore'. Without a backup, move this file away and set"
    " studio.project in annotate.yaml to the project that exists; otherwise a push makes every task again."
)


# A push keeps these until it is finished: versions sent but not shown yet, and items that may be there twice.
UNFINISHED, SENT_AGAIN = "unfinished", "sent_again"
QUEUE = "queue"  # the order of open tasks that was written last, with the score of each task key


@dataclass(frozen=True)
class ProjectLink:
    """The Label Studio project that a campaign uses.

    ``created_at`` tells the project from a later project with the same id.
    """

    url: str
    project_id: int
    created_at: str


class Plan:
    """The plan of one campaign, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection = open_database(path, SCHEMA, VERSION, UPGRADES, remedy=LOST_PLAN)
        self.predictions = PredictionVersions(self._db)
        self.originals = Originals(self._db)
        self.deletions = Deletions(self._db)
        self.removed_answers = RemovedAnswers(self._db)
        self.revisions = Revisions(self._db)
        self.served = Served(self._db)
        self.ontologies = OntologyLog(self._db)
        self.filled_roles = FilledRoles(self._db)
        self.read_blanks = ReadBlanks(self._db)
        self.forgotten = Forgotten(path.with_name(FORGOTTEN_FILE))
        self.accounts = KnownAccounts(self._db, self.forgotten)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def reading(self) -> AbstractContextManager[None]:
        """While the block runs, the plan reads as it is now. Others may write, the block must not."""
        return snapshot(self._db)

    @property
    def link(self) -> ProjectLink | None:
        """The project in use, or None before the first push."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'link'").fetchone()
        return ProjectLink(**json.loads(row["value"])) if row else None

    def set_link(self, link: ProjectLink, *, same_content: bool = False) -> None:
        """Stores the project in use.

        If the project changed, forgets its prediction ids and, unless ``same_content``, what has arrived.
        """
        former = self.link
        moved = former is not None and (former.project_id, former.created_at) != (
            link.project_id,
            link.created_at,
        )
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('link', ?)", (json.dumps(vars(link)),))
            if moved:  # ids of another project mean nothing here
                self.predictions.forget()
                self._db.execute("DELETE FROM meta WHERE key = ?", (SENT_AGAIN,))
            if moved and not same_content:
                self._db.execute("UPDATE sent SET arrived = 0")
                self._db.execute("DELETE FROM meta WHERE key = ?", (UNFINISHED,))

    def setting(self, key: str) -> Any:
        """The value stored under this key, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row["value"]) if row else None

    def set_setting(self, key: str, value: Any) -> None:
        """Stores a value under this key, if the value has changed."""
        if self.setting(key) != value:
            with transaction(self._db):
                self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    @property
    def known_campaign(self) -> str | None:
        """The mark of `campaign`, or None if it was not made yet."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'campaign'").fetchone()
        return str(row["value"]) if row else None

    @property
    def campaign(self) -> str:
        """A random mark, made once. The mark identifies the campaign's project on the server."""
        if (known := self.known_campaign) is not None:
            return known
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
        """Stores records as tasks and sent annotations. Call this before sending the records.

        ``lines`` are the digests of the file lines that the records come from, in the order of the records.
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
        """Marks annotations as arrived on the server. ``sent`` are pairs of task key and version."""
        with transaction(self._db):
            self._db.executemany("UPDATE sent SET arrived = 1 WHERE task_key = ? AND version = ?", sent)

    def has_arrived(self, key: str, version: str) -> bool:
        """Whether this version of the task's annotation is known to be on the server."""
        found = self._db.execute(
            "SELECT 1 FROM sent WHERE task_key = ? AND version = ? AND arrived = 1", (key, version)
        )
        return found.fetchone() is not None

    def arrived_line(self, line: str) -> tuple[str, str, str] | None:
        """Returns task key, article and version of the file line with the digest ``line``, if it has arrived.

        Returns None if the article has got a newer text since.
        """
        row = self._db.execute(
            "SELECT task_key, article_id, version FROM sent JOIN tasks USING (task_key)"
            " LEFT JOIN revisions ON old_key = task_key AND new_key <> old_key"
            " WHERE line = ? AND arrived = 1 AND old_key IS NULL",
            (line,),
        ).fetchone()
        return tuple(row) if row else None

    def is_suggestion(self, version: str) -> bool:
        """Whether ``version`` is a version of suggestions. False for the author of an annotation."""
        row = self._db.execute("SELECT annotation FROM sent WHERE version = ?", (version,)).fetchone()
        return row is not None and json.loads(row["annotation"])["status"] == Status.SUGGESTED

    def suggested_versions(self) -> list[str]:
        """The versions of suggestions, in the order in which they were first sent."""
        rows = self._db.execute("SELECT version FROM sent GROUP BY version ORDER BY MIN(position)")
        return [version for (version,) in rows.fetchall() if self.is_suggestion(version)]

    def arrived(self, version: str) -> set[str]:
        """The keys of the tasks that are known to have this version."""
        rows = self._db.execute("SELECT task_key FROM sent WHERE version = ? AND arrived = 1", (version,))
        return {row["task_key"] for row in rows}

    def has_version(self, version: str) -> bool:
        """Whether any task is known to have this version."""
        found = self._db.execute("SELECT 1 FROM sent WHERE version = ? AND arrived = 1 LIMIT 1", (version,))
        return found.fetchone() is not None

    def sent_as(self, key: str, version: str) -> Annotation | None:
        """The annotation that was sent for a task under this version. None if not known to have arrived."""
        row = self._db.execute(
            "SELECT annotation FROM sent WHERE task_key = ? AND version = ? AND arrived = 1", (key, version)
        ).fetchone()
        return Annotation.model_validate_json(row["annotation"]) if row else None

    def article(self, key: str) -> Article | None:
        """The article of a task with all fields, as sent, or None if the plan does not know the task."""
        row = self._db.execute("SELECT article FROM tasks WHERE task_key = ?", (key,)).fetchone()
        return Article.model_validate_json(row["article"]) if row else None

    def has_task(self, key: str) -> bool:
        """Whether the plan knows the task with this key."""
        return self._db.execute("SELECT 1 FROM tasks WHERE task_key = ?", (key,)).fetchone() is not None

    def newest(self, article: str) -> Article | None:
        """The article with this id as the plan stored it last, or None if the plan does not know it."""
        row = self._db.execute(
            "SELECT article FROM tasks LEFT JOIN revisions ON old_key = task_key AND new_key <> old_key"
            " WHERE article_id = ? ORDER BY old_key IS NULL DESC, tasks.rowid DESC",
            (article,),
        ).fetchone()
        return Article.model_validate_json(row["article"]) if row else None

    def all_texts(self, article: str) -> list[Article]:
        """The article with each of its texts, as they were sent."""
        rows = self._db.execute("SELECT article FROM tasks WHERE article_id = ?", (article,))
        return [Article.model_validate_json(row["article"]) for row in rows]

    def articles_with(self, digests: Iterable[str]) -> set[str]:
        """The ids of the articles that have a text with one of these digests."""
        found: set[str] = set()
        for digest in digests:
            rows = self._db.execute("SELECT article_id FROM tasks WHERE digest = ?", (digest,))
            found.update(row["article_id"] for row in rows)
        return found

    def sent_by(self, names: Iterable[str]) -> bool:
        """Whether an annotation of a person with one of these names was sent."""
        query = (
            "SELECT 1 FROM sent WHERE version = ? COLLATE NOCASE"
            " AND json_extract(annotation, '$.status') <> 'suggested'"
        )
        return any(self._db.execute(query, (name,)).fetchone() for name in names)

    def articles(self) -> Iterator[tuple[str, bool]]:
        """The ids of all articles, each with whether something sent for it is known to have arrived."""
        rows = self._db.execute(
            "SELECT article_id, COALESCE(MAX(arrived <> 0), 0) AS arrived FROM tasks LEFT JOIN sent"
            " USING (task_key) GROUP BY article_id ORDER BY article_id"
        )
        for row in rows:
            yield row["article_id"], bool(row["arrived"])

    def purpose(self, key: str) -> Purpose:
        """The purpose of a task, or `Purpose.ORDINARY` if the plan does not know the task."""
        row = self._db.execute("SELECT purpose FROM tasks WHERE task_key = ?", (key,)).fetchone()
        return Purpose(row["purpose"]) if row else Purpose.ORDINARY

    def sent(self, key: str) -> list[Annotation]:
        """The annotations that were sent for a task, the most recent first."""
        rows = self._db.execute(
            "SELECT annotation FROM sent WHERE task_key = ? ORDER BY position DESC", (key,)
        )
        return [Annotation.model_validate_json(row["annotation"]) for row in rows]

    def every_sent(self) -> Iterator[Annotation]:
        """Everything that was sent for any task, in the order sent."""
        for row in self._db.execute("SELECT annotation FROM sent ORDER BY position"):
            yield Annotation.model_validate_json(row["annotation"])

    def all_arrived(self) -> Iterator[tuple[str, str]]:
        """The annotations that are known to be on the server, as pairs of task key and version."""
        rows = self._db.execute("SELECT task_key, version FROM sent WHERE arrived = 1 ORDER BY version")
        for row in rows:
            yield row["task_key"], row["version"]

    def count(self) -> int:
        """Counts the tasks of the plan."""
        (number,) = self._db.execute("SELECT COUNT(*) FROM tasks").fetchone()
        return int(number)

    def count_articles(self) -> int:
        """Counts the articles of the plan. An article has a task for each version of its text."""
        (number,) = self._db.execute("SELECT COUNT(DISTINCT article_id) FROM tasks").fetchone()
        return int(number)

    def suggestions(self) -> Iterator[tuple[str, Annotation]]:
        """The annotation sent last for each task, by task key."""
        rows = self._db.execute(
            "SELECT task_key, annotation, MAX(position) FROM sent GROUP BY task_key ORDER BY task_key"
        )
        for row in rows:
            yield row["task_key"], Annotation.model_validate_json(row["annotation"])
