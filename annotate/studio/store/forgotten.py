"""What a campaign has forgotten, as salted hashes: articles by id and text, annotators by name and account.

A hash lets a later pull, push, restore or release recognise what it must leave out, without the id, the text
or the name itself. The file also holds the salt, so whoever has the file can test a guess. Ids and addresses
can be guessed; texts cannot.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.files import writing
from annotate.core.text import digest
from annotate.studio.api.listed_account import LEFT, ListedAccount
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.tasks import id_of
from annotate.studio.store.forgotten_file import (
    FORGOTTEN_FILE,
    Content,
    ForgottenAnnotator,
    ForgottenArticle,
    Salted,
    account_word,
    mark,
    new_salted,
    parsed,
    slow_mark,
    unusable,
)

__all__ = ["FORGOTTEN_FILE", "Forgotten", "Person", "strings"]


@dataclass(frozen=True)
class Person:
    """What stands for a forgotten annotator: a pseudonym, and whether the answers are left out."""

    pseudonym: str
    without_answers: bool


@dataclass
class Forgotten:
    """The forgotten articles and annotators of one campaign, in one private file."""

    path: Path
    saved: bool = True
    _people: dict[str, Person | None] = field(default_factory=dict)
    _content: Content = field(default_factory=Content)

    def __post_init__(self) -> None:
        self._content = self._read()
        self._index()

    def __bool__(self) -> bool:
        return bool(self.articles or self.annotators)

    @property
    def articles(self) -> int:
        """How many articles are forgotten."""
        return sum(len(salted.articles) for salted in self._content.salted)

    @property
    def annotators(self) -> int:
        """How many annotators are forgotten."""
        return sum(len(salted.annotators) for salted in self._content.salted)

    def has(self, article: str | None, text_digest: str | None = None) -> bool:
        """Whether an article with this id, or with a text of this digest, is forgotten."""
        for salt, ids, texts in self._hashes:
            if article is not None and ids and mark(salt, "article", article) in ids:
                return True
            if text_digest is not None and texts and mark(salt, "text", text_digest) in texts:
                return True
        return False

    def has_task(self, data: Mapping[str, Any]) -> bool:
        """Whether a task's data hold a forgotten article: its id, or its text under any key."""
        if not self.articles:
            return False
        if self.has(id_of(data.get("article_id"))):
            return True
        return any(self.has(None, digest(StoredText(text).text)) for text in strings(data) if _is_text(text))

    def person(self, name: str | None) -> Person | None:
        """What stands for a person with this name, e-mail address or pseudonym. None if not forgotten."""
        if name is None:
            return None
        return self._by_pseudonym.get(name) or self._find(f"name {name.casefold()}")

    def pseudonym(self, name: str) -> str | None:
        """The pseudonym of a person with this name. None if the person is not forgotten."""
        person = self.person(name)
        return person.pseudonym if person is not None else None

    def account(self, listed: ListedAccount) -> Person | None:
        """The same for an account that the server lists."""
        if not self.annotators:
            return None
        by_name = self.person(listed.email) if listed.email not in (None, LEFT) else None
        return by_name or (self._find(account_word(listed.id, listed.joined)) if listed.joined else None)

    def only(self, articles: Iterable[str] = (), pseudonym: str | None = None) -> Forgotten:
        """The same, with these articles and the annotator with this pseudonym alone. It is never saved."""
        chosen = Forgotten(self.path, saved=False)
        ids = [*articles]
        for salted in chosen._content.salted:
            marks = {mark(bytes.fromhex(salted.salt), "article", article) for article in ids}
            salted.articles = [one for one in salted.articles if one.id in marks]
            salted.annotators = [one for one in salted.annotators if one.pseudonym == pseudonym]
        chosen._index()
        return chosen

    def add_article(self, article: str, digests: Iterable[str]) -> None:
        """Stores that an article is forgotten, with all its texts."""
        salted = self._own()
        salt = bytes.fromhex(salted.salt)
        id, texts = mark(salt, "article", article), {mark(salt, "text", one) for one in digests}
        known = next((one for one in salted.articles if one.id == id), None)
        if known is None:
            known = ForgottenArticle(id=id)
            salted.articles.append(known)
        known.texts = sorted(texts | {*known.texts})
        self._write()

    def add_annotator(
        self,
        names: Iterable[str],
        accounts: Iterable[tuple[int, str | None]],
        pseudonym: str,
        *,
        without_answers: bool,
    ) -> None:
        """Stores that a person is forgotten. ``accounts`` are pairs of id and time of making."""
        salted = self._own()
        salt = bytes.fromhex(salted.salt)
        words = {f"name {name.casefold()}" for name in names}
        words |= {account_word(id, joined) for id, joined in accounts if joined is not None}
        marks = {slow_mark(salt, word) for word in words}
        same = [
            one for one in salted.annotators if marks.intersection(one.marks) or one.pseudonym == pseudonym
        ]
        salted.annotators = [one for one in salted.annotators if one not in same]
        salted.annotators.append(
            ForgottenAnnotator(
                marks=sorted(marks.union(*(one.marks for one in same))),
                pseudonym=same[0].pseudonym if same else pseudonym,
                without_answers=without_answers or any(one.without_answers for one in same),
            )
        )
        self._write()

    def allow_article(self, article: str) -> bool:
        """Removes an article. Returns whether it was forgotten under this id."""
        before = self.articles
        for salted in self._content.salted:
            id = mark(bytes.fromhex(salted.salt), "article", article)
            salted.articles = [one for one in salted.articles if one.id != id]
        self._write()
        return self.articles < before

    def allow_annotator(self, name: str) -> bool:
        """Removes an annotator. Returns whether the person was forgotten under this name or pseudonym."""
        before = self.annotators
        for salted in self._content.salted:
            hashed = slow_mark(bytes.fromhex(salted.salt), f"name {name.casefold()}")
            salted.annotators = [
                one for one in salted.annotators if hashed not in one.marks and one.pseudonym != name
            ]
        self._write()
        return self.annotators < before

    def pseudonyms(self) -> Iterator[str]:
        """The pseudonyms that stand for forgotten annotators."""
        return (one.pseudonym for salted in self._content.salted for one in salted.annotators)

    def add_all(self, content: object) -> None:
        """Adds the content of another such file. Raises `ConfigError` if it has another form."""
        theirs = parsed(content, str(self.path)).salted
        known = {one.salt: one for one in self._content.salted}
        for other in theirs:
            if (own := known.get(other.salt)) is None:
                self._content.salted.append(other)
                continue
            own.articles += [one for one in other.articles if one not in own.articles]
            own.annotators += [one for one in other.annotators if one not in own.annotators]
        if theirs:
            self._write()

    def _find(self, word: str) -> Person | None:
        if not self.annotators:
            return None
        if word not in self._people:
            self._people[word] = next(
                (
                    Person(one.pseudonym, one.without_answers)
                    for salted in self._content.salted
                    if salted.annotators
                    for hashed in [slow_mark(bytes.fromhex(salted.salt), word)]
                    for one in salted.annotators
                    if hashed in one.marks
                ),
                None,
            )
        return self._people[word]

    def _own(self) -> Salted:
        if not self._content.salted:
            self._content.salted.append(new_salted())
        return self._content.salted[0]

    def _index(self) -> None:
        self._people.clear()
        self._by_pseudonym = {
            one.pseudonym: Person(one.pseudonym, one.without_answers)
            for salted in self._content.salted
            for one in salted.annotators
        }
        self._hashes = [
            (
                bytes.fromhex(salted.salt),
                {one.id for one in salted.articles},
                {text for one in salted.articles for text in one.texts},
            )
            for salted in self._content.salted
        ]

    def _read(self) -> Content:
        try:
            found = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Content()
        except (OSError, ValueError) as error:
            raise unusable(str(self.path), type(error).__name__) from error
        return parsed(found, str(self.path))

    def _write(self) -> None:
        if not self.saved:
            self._index()
            return
        with writing(self.path, private=True) as file:
            json.dump(self._content.model_dump(), file, indent=1)
            file.write("\n")
        self._index()


def strings(value: Any) -> Iterator[str]:
    """All texts in a JSON value, except keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return bool(value.strip())
