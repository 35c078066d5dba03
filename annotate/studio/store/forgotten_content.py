"""Leaves forgotten articles and people out of tasks and records, before anything stores them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotate.core.annotation import Status
from annotate.core.people import People
from annotate.core.record import Record
from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.store.forgotten import Forgotten, Person

# Replaces the data of a task, and stands in an annotation, that is on the server and must not be read. The
# mirror keeps such a row, so that its numbers agree with the server's.
MARK = "annotate_forgotten"
PLACEHOLDER: dict[str, Any] = {MARK: True}
_PEOPLE = ("completed_by", "updated_by", "user")


class TaskFilter:
    """Leaves out what is forgotten in tasks as the server or a backup has them.

    ``accounts`` are those of the server: a body names its author only by id.
    """

    def __init__(self, forgotten: Forgotten, accounts: Iterable[ListedAccount] = ()) -> None:
        self._forgotten = forgotten
        self._by_id: dict[int, Person] = {}
        if forgotten.annotators:
            found = ((account.id, forgotten.account(account)) for account in accounts)
            self._by_id = {id: person for id, person in found if person is not None}

    @property
    def names(self) -> dict[int, str]:
        """The pseudonyms of forgotten annotators, by the ids of their accounts."""
        return {id: person.pseudonym for id, person in self._by_id.items()}

    def is_forgotten(self, task: Mapping[str, Any]) -> bool:
        """Whether a task holds a forgotten article."""
        return self._forgotten.has_task(task.get("data") or {})

    def stored(self, task: dict[str, Any]) -> dict[str, Any]:
        """The task as the mirror may store it: a placeholder if its article is forgotten."""
        if not self._forgotten:
            return task
        annotations = task.get("annotations") or []
        if self.is_forgotten(task):
            kept = {name: task.get(name) for name in ("id", "created_at", "updated_at")}
            return {**kept, "data": PLACEHOLDER, "annotations": [placeholder(body) for body in annotations]}
        if not self._forgotten.annotators:
            return task
        return {
            **task,
            "annotations": [
                placeholder(body) if self.is_left_out(body) else self.anonymous(body) for body in annotations
            ],
        }

    def drafts(self, drafts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The drafts of a task, without those that are left out, and without names."""
        return [self.anonymous(draft) for draft in drafts if not self.is_left_out(draft)]

    def reduced(self, task: dict[str, Any]) -> dict[str, Any] | None:
        """The task as a backup may hold it: without what is forgotten. None if its article is forgotten."""
        if self.is_forgotten(task):
            return None
        if not self._forgotten.annotators:
            return task
        kept = [self.anonymous(body) for body in task["annotations"] if not self.is_left_out(body)]
        return {**task, "annotations": kept, "drafts": self.drafts(task["drafts"])}

    def is_left_out(self, body: Mapping[str, Any]) -> bool:
        """Whether an annotation or draft is of a person whose answers are left out."""
        person = self._person(body.get("completed_by", body.get("user")))
        return person is not None and person.without_answers

    def anonymous(self, body: dict[str, Any]) -> dict[str, Any]:
        """The annotation or draft with a pseudonym instead of a forgotten person's account."""
        people = {name: self._person(body.get(name)) for name in _PEOPLE}
        return {**body, **{name: person.pseudonym for name, person in people.items() if person is not None}}

    def _person(self, account: Any) -> Person | None:
        if isinstance(account, dict):
            by_id = self._by_id.get(account.get("id", 0))
            return by_id or self._person(account.get("email"))
        if isinstance(account, str):
            number = int(account) if account.isascii() and account.isdigit() and len(account) < 19 else 0
            return self._by_id.get(number) or self._forgotten.person(account)
        return self._by_id.get(account) if isinstance(account, int) else None


def placeholder(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the mirror keeps of an annotation that is left out: that it is there, or was skipped."""
    return {"id": body.get("id"), "was_cancelled": bool(body.get("was_cancelled")), MARK: True}


def known_record(record: Record, forgotten: Forgotten) -> Record | None:
    """The record without names of forgotten people. None if its article or its answer is forgotten."""
    if not forgotten:
        return record
    article, annotation = record.article, record.annotation
    if forgotten.has(article.id, article.digest):
        return None
    if not forgotten.annotators:
        return record
    author = forgotten.person(annotation.author)
    if author is not None and author.without_answers and annotation.status is not Status.SUGGESTED:
        return None
    stored = annotation.to_dict()
    made = renamed(stored, forgotten, article.text)
    return record if made == stored else Record.of(article, type(annotation).model_validate(made))


def renamed(annotation: Mapping[str, Any], forgotten: Forgotten, words: str = "") -> dict[str, Any]:
    """An annotation in its JSON form, with pseudonyms of forgotten people wherever it may name them.

    ``words`` is the text of the article: its words stay.
    """
    regions = [region for kind in ("entities", "events") for region in annotation.get(kind, ())]
    names = {annotation.get(key) for key in ("author", "rewritten_by", "based_on")}
    names |= {one.get("source") for region in regions for one in region.get("provenance", ())}
    known = {name for name in names if isinstance(name, str) and forgotten.person(name) is not None}
    return People(forgotten.pseudonym, forgotten.pseudonym, words, known).annotation(annotation)


def without_forgotten(records: Iterable[Record], file: Path, left_out: dict[str, bool]) -> Iterator[Record]:
    """Yields the records of which nothing is forgotten, without names of forgotten annotators.

    ``file`` is the file of what is forgotten. Adds the ids of the other records' articles to ``left_out``:
    whether the article itself is forgotten, or only who annotated it.
    """
    forgotten = Forgotten(file)
    for record in records:
        if (known := known_record(record, forgotten)) is None:
            article = record.article
            whole = left_out.get(article.id, False) or forgotten.has(article.id, article.digest)
            left_out[article.id] = whole
        else:
            yield known
