"""Joins a release without texts with its articles: the release as it would have been with texts."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.files import write_errors, writing
from annotate.core.jsonl import read
from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.core.unreviewed import unreviewed_values
from annotate.core.wording import counted, first_of
from annotate.gold.by_article import as_os_error
from annotate.gold.card.write import write_card
from annotate.gold.gold_counts import GoldCounts
from annotate.gold.parquet import write_parquet
from annotate.gold.policy import SINGLE
from annotate.gold.release_files import (
    ANNOTATIONS_FILE,
    GOLD_FILE,
    MANIFEST_FILE,
    ONTOLOGY_FILE,
    PROVENANCE_FILE,
    SPLITS_FILE,
    TEXTS,
    write_json,
)
from annotate.gold.release_folder import building
from annotate.gold.sums import check_sums, digest_of, write_sums
from annotate.gold.texts_left_out import NOT_RESTORED, not_restored
from annotate.gold.without_texts.no_text_release import UNTIL_JOINED, WITHHELD, reasons_again
from annotate.gold.without_texts.text_join import as_it_was, with_article

Kind = TypeVar("Kind", bound=AnswerRecord)
Why = Literal["missing", "other-text", "other-fields", "forgotten"]
IsForgotten = Callable[[str, str], bool]
_NAMED = 5
_LEFT_OUT = f"left out of gold, but its answers are in {ANNOTATIONS_FILE}"
_SENTENCES: dict[Why, str] = {
    "missing": "was not among the articles",
    "other-text": "has another text than the release was made with",
    "forgotten": "was forgotten ('annotate forget'), so it stays without text",
    "other-fields": "has the same text, but another title, url or meta",
}


@dataclass(frozen=True)
class NotJoined:
    """An article that a join cannot restore as it was, and why. ``digest`` is that of the text it needs."""

    article: str
    digest: str
    why: Why
    elsewhere: str | None = None  # the id of an article with this text
    in_gold: bool = True  # else only annotations.jsonl has it

    def __str__(self) -> str:
        hint = f" (article {self.elsewhere} has its text)" if self.elsewhere else ""
        where = "" if self.in_gold else f" ({_LEFT_OUT})"
        return f"{self.article}{where}: {_SENTENCES[self.why]}{hint}"


@dataclass
class Joined:
    """A joined release. ``identical`` says for gold.jsonl and annotations.jsonl if every byte is restored.

    ``parts`` counts what no join restores, by kind, as the release without texts counted it. ``with_text`` is
    the number of articles of gold that have their text.
    """

    folder: Path
    manifest: dict[str, Any]
    not_joined: list[NotJoined] = field(default_factory=list)
    identical: dict[str, bool] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    with_text: int = 0


def join_release(
    release: Path,
    articles: Iterable[Article],
    output: Path,
    *,
    partial: bool = False,
    forgotten: IsForgotten = lambda article, digest: False,
) -> Joined:
    """Makes the release in the new folder ``output`` from one without texts, and its articles.

    An article is joined if its id and the digest of its text are those of the release. Its title, url and
    meta must be the same too. With ``partial``, an article that is missing or has another text stays without
    text, and one with another title, url or meta has what was given; both are listed. ``forgotten`` says
    whether the article with this id and digest of its text is forgotten: then it stays without text, too.

    Articles are kept on disk. Raises `InputError` if ``release`` is no release or has its texts, and, without
    ``partial``, if an article cannot be restored (``details`` lists all). Raises `ConfigError` if ``output``
    exists, and `WriteError`.
    """
    check_sums(release)
    manifest = _manifest(release)
    with building(output) as made, _kept(articles, release, made.work, forgotten) as texts:
        folder = made.release
        not_joined = list(texts.not_joined())
        unreviewed: Counter[str] = Counter()
        without = 0
        others = [item for item in not_joined if item.why != "forgotten"]
        if others and not partial:
            raise _refused(release, others)
        counts = GoldCounts()
        with writing(folder / GOLD_FILE) as file:
            for record in texts.joined(release / GOLD_FILE, GoldRecord):
                unreviewed += unreviewed_values(record.annotation)
                without += record.text is None
                counts.take(record)
                file.write(record.to_json() + "\n")
        if (release / ANNOTATIONS_FILE).is_file():
            with writing(folder / ANNOTATIONS_FILE) as file:
                for answer in texts.joined(release / ANNOTATIONS_FILE, AnswerRecord):
                    file.write(answer.to_json() + "\n")
        for name in (SPLITS_FILE, ONTOLOGY_FILE, PROVENANCE_FILE):
            with write_errors(folder):
                shutil.copyfile(release / name, folder / name)
        splits = json.loads((folder / SPLITS_FILE).read_text(encoding="utf-8"))["splits"]
        write_parquet(folder, read(folder / GOLD_FILE, GoldRecord), splits)
        stated = manifest[TEXTS]
        identical = {name: digest_of(folder / name) == found for name, found in stated["sha256"].items()}
        parts = not_restored(manifest)
        if not any(item.why != "other-fields" for item in not_joined):
            del manifest[TEXTS]
            if parts:
                manifest[NOT_RESTORED] = parts
        if "unreviewed" in manifest:
            manifest["unreviewed"] = {name: unreviewed[name] for name in sorted(unreviewed)}
        manifest |= counts.as_dict(Ontology.load(folder / ONTOLOGY_FILE))
        _restore_reasons(folder, manifest, made.work)
        write_json(folder / MANIFEST_FILE, manifest)
        write_card(folder)
        write_sums(folder)
    return Joined(output, manifest, not_joined, identical, parts, manifest["articles"] - without)


def _manifest(release: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((release / MANIFEST_FILE).read_text(encoding="utf-8"))
    if TEXTS not in manifest:
        raise InputError(
            "has its texts already, so there is nothing to join.",
            where=str(release),
            remedy="Name a release that was made with 'annotate release create NAME --no-text'.",
        )
    return manifest


def _refused(release: Path, not_joined: list[NotJoined]) -> InputError:
    error = InputError(
        f"{counted(len(not_joined), 'article')} cannot be restored: {first_of(not_joined, _NAMED, '; ')}.",
        where=str(release),
        remedy="Name all articles as they were when the release was made, also those left out of gold that"
        " have answers; or join the others with --partial.",
    )
    error.details["not_joined"] = [vars(item) for item in not_joined]
    return error


def _restore_reasons(folder: Path, manifest: dict[str, Any], work: Path) -> None:
    """Writes the reasons that follow from the joined annotations into the manifest."""
    waiting = {str(item["article"]) for item in manifest["left_out"] if item.get(WITHHELD) == UNTIL_JOINED}
    if not waiting or manifest["policy"] != SINGLE:
        return
    answers = (
        answer for answer in read(folder / ANNOTATIONS_FILE, AnswerRecord) if answer.article.id in waiting
    )
    reasons = reasons_again(answers, Ontology.load(folder / ONTOLOGY_FILE), work)
    for item in manifest["left_out"]:
        reason = reasons.get(str(item["article"]))
        if reason is not None and item.get(WITHHELD) == UNTIL_JOINED:
            item["reason"] = reason
            del item[WITHHELD]


@contextmanager
def _kept(
    articles: Iterable[Article], release: Path, folder: Path, forgotten: IsForgotten
) -> Iterator[_Texts]:
    """Keeps the articles that the release needs in a database in ``folder``."""
    with closing(sqlite3.connect(folder / "articles.sqlite")) as database:
        database.execute("CREATE TABLE needed (id TEXT, digest TEXT, gold INTEGER, PRIMARY KEY (id, digest))")
        database.execute("CREATE TABLE given (id TEXT, digest TEXT, line TEXT, UNIQUE (id, digest, line))")
        with write_errors(folder), as_os_error():
            database.executemany("INSERT OR IGNORE INTO needed VALUES (?, ?, ?)", _needed(release))
            database.executemany(
                "INSERT OR IGNORE INTO given SELECT ?, ?, ? WHERE EXISTS"
                " (SELECT 1 FROM needed WHERE needed.id = ?1 OR needed.digest = ?2)",
                (
                    (article.id, article.digest, article.to_json())
                    for article in articles
                    if not forgotten(article.id, article.digest)
                ),
            )
            database.execute("CREATE INDEX by_digest ON given (digest)")
            database.commit()
        yield _Texts(database, release, forgotten)


def _needed(release: Path) -> Iterator[tuple[str, str, bool]]:
    for record, in_gold in _without_text(release):
        if record.withheld is not None:
            yield record.article.id, record.withheld.text, in_gold


def _without_text(release: Path) -> Iterator[tuple[AnswerRecord, bool]]:
    """The records without text of gold.jsonl, then those of annotations.jsonl; and whether they are gold."""
    for name in (GOLD_FILE, ANNOTATIONS_FILE):
        if (release / name).is_file():
            for record in read(release / name, AnswerRecord):
                if record.text is None:
                    yield record, name == GOLD_FILE


@dataclass(frozen=True)
class _Texts:
    """The articles that were given, by id and digest of the text."""

    database: sqlite3.Connection
    release: Path
    forgotten: IsForgotten

    def not_joined(self) -> Iterator[NotJoined]:
        """The articles that cannot be restored as they were, each text of them once, by id."""
        seen: set[tuple[str, str]] = set()
        found: list[NotJoined] = []
        for record, _ in _without_text(self.release):
            text = record.withheld.text if record.withheld is not None else ""
            if (key := (record.article.id, text)) not in seen and (item := self._problem(record, text)):
                seen.add(key)
                found.append(item)
        yield from sorted(found, key=lambda item: (item.article, item.digest))

    def joined(self, path: Path, kind: type[Kind]) -> Iterator[Kind]:
        """The records of ``path`` with their articles. Without its article, a record stays as it is."""
        for record in read(path, kind):
            given = self._given(record)
            yield record if given is None else with_article(record, given[0])

    def _problem(self, record: AnswerRecord, text: str) -> NotJoined | None:
        article = record.article.id
        in_gold = self._one("SELECT id FROM needed WHERE gold AND id = ?", article) is not None
        if self.forgotten(article, text):
            return NotJoined(article, text, "forgotten", in_gold=in_gold)
        given = self._given(record)
        if given is not None:
            return None if given[1] else NotJoined(article, text, "other-fields", in_gold=in_gold)
        known = self._one("SELECT id FROM given WHERE id = ?", article) is not None
        elsewhere = self._one("SELECT id FROM given WHERE digest = ? ORDER BY id", text)
        return NotJoined(article, text, "other-text" if known else "missing", elsewhere, in_gold)

    def _given(self, record: AnswerRecord) -> tuple[Article, bool] | None:
        """The article as it was, and whether every byte is the same. None if it was not given.

        Of several articles with this id and text, it is the one with the same fields, else the first.
        """
        if record.withheld is None or self.forgotten(record.article.id, record.withheld.text):
            return None
        query = "SELECT line FROM given WHERE id = ? AND digest = ? ORDER BY rowid"
        first = None
        for (line,) in self.database.execute(query, (record.article.id, record.withheld.text)):
            found = as_it_was(record, Article.model_validate_json(line))
            if found[1]:
                return found
            first = first or found
        return first

    def _one(self, query: str, *values: str) -> str | None:
        row = self.database.execute(f"{query} LIMIT 1", values).fetchone()
        return None if row is None else str(row[0])
