"""The interface of an importer, and the document that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.export.unread import Report, Unread

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled arrow between two mentions, given by their ids."""

    label: str
    source: str
    target: str


@dataclass(slots=True)
class ForeignDocument:
    """A text with the annotation of one author, in the labels of the file that it was read from.

    ``where`` is the place in the file. ``mentions`` and ``events`` have the JSON form of our records, with
    half-open code-point ranges of ``text``; their ids need not be valid, and their words may be missing.
    ``types`` are labels of the whole text. ``article`` and ``annotation`` hold the other fields of our
    records. ``set_aside`` lists what the file itself does not count as gold, such as rejected suggestions.

    ``text`` is None if the file has no text; ``digest`` is then that of the text annotated, if known. With
    ``from_tokens``, the text was put together from tokens, and its white space means nothing.
    """

    where: str
    text: str | None
    id: str | None = None
    digest: str | None = None
    from_tokens: bool = False
    article: Data = field(default_factory=dict)
    annotation: Data = field(default_factory=dict)
    mentions: list[Data] = field(default_factory=list)
    events: list[Data] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    set_aside: list[Unread] = field(default_factory=list)
    record: Data = field(default_factory=dict)

    @classmethod
    def of(cls, record: Record | GoldRecord, where: str) -> ForeignDocument:
        """The document of a record, for formats that hold everything that a record holds."""
        return cls.of_data(record.to_dict(), where)

    @classmethod
    def of_data(cls, data: Data, where: str) -> ForeignDocument:
        """The document of a record in its JSON form, whose text may hold characters that no article may."""
        data = dict(data)
        article, annotation = dict(data.pop("article")), dict(data.pop("annotation"))
        withheld = data.pop("withheld", None) or {}
        del data["format"]
        return cls(
            where,
            article.pop("text", None),
            article.pop("id"),
            withheld.get("text") or annotation.get("digest"),
            article=article,
            mentions=annotation.pop("entities", []),
            events=annotation.pop("events", []),
            annotation=annotation,
            record=data,
        )

    @property
    def name(self) -> str:
        """The article's id, or the place in the file, for messages."""
        return self.id if self.id is not None else self.where


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What an importer may ask and report.

    ``names`` maps foreign labels, roles and attributes to those of ``ontology``, so far as the user or the
    ontology says it. ``report`` gets parts that cannot be read; ``bad`` gets the place and the reason for a
    document that cannot be read, and reading goes on; ``refuse`` gets such a document, if its mentions are
    known, and the reason. ``check`` gets parts that are imported, but about which the file contradicts
    itself. ``notice`` gets a sentence for the user. ``articles`` says whether articles were given.
    """

    ontology: Ontology
    names: Mapping[str, str]
    report: Report
    bad: Callable[[str, str], None]
    notice: Callable[[str], None]
    articles: bool = False
    refuse: Callable[[ForeignDocument, str], None] = lambda document, why: None
    check: Report = lambda part: None


Read = Record | GoldRecord | ForeignDocument


@runtime_checkable
class Importer(Protocol):
    """Reads files of one foreign format. Keyword arguments of ``read`` with defaults are its options."""

    name: str

    def read(self, path: Path, context: ImportContext) -> Iterator[Read]:
        """Yields the documents of a file or folder, one at a time.

        Raises `InputError` if nothing can be read, or nothing further.
        """
        ...


FindArticle = Callable[[ForeignDocument], Article | None]
