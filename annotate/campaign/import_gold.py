"""Imports gold of other programs: a file of records on articles, and a list of what could not be imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.files import writing
from annotate.core.jsonl import parse
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.corpus.read import read_articles
from annotate.corpus.report import Refusal
from annotate.export.importing.articles import GivenArticles, digest_of
from annotate.export.importing.base import ForeignDocument, ImportContext, Read
from annotate.export.importing.conversion import Conversion, list_whole
from annotate.export.importing.labels import LabelMap, Seen, parse_map
from annotate.export.importing.paths import without_suffix
from annotate.export.importing.problems import MOST_LISTED, Problem, Tally
from annotate.export.importing.registry import get_importer, import_options, run_importer
from annotate.export.unread import Unread

_LEAST_ALIKE = 0.5  # the share of a text's characters that stands in its article


@dataclass(frozen=True)
class ImportRequest:
    """What to import. ``articles`` are inputs as `read_articles` takes them; ``columns`` are theirs.

    ``author`` is that of annotations whose author the file does not name; None: the name of the format.
    """

    file: Path
    format: str
    output: Path
    ontology: Ontology
    articles: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    mapping: Sequence[str] = ()
    author: str | None = None
    adjudicated: bool = False
    options: Sequence[str] = ()
    problems: Path | None = None


@dataclass
class ImportReport:
    """What was imported. ``names`` counts the foreign names, with ours; ``unused`` are needless --map.

    ``tally`` counts what came in, was kept, was listed, and was left out because nobody wants it.
    """

    tally: Tally = field(default_factory=Tally)
    records: int = 0
    articles: set[str] = field(default_factory=set)
    authors: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    events: int = 0
    arguments: int = 0
    names: Counter[Seen] = field(default_factory=Counter)
    unknown: list[tuple[Seen, int, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)  # articles that could not be read
    to_check: list[Unread] = field(default_factory=list)  # imported, but the file contradicts itself
    checks: int = 0
    moved: int = 0  # documents whose text is not, character by character, that of their article

    @property
    def in_part(self) -> bool:
        """Whether anything was not imported or is to be checked, or any article could not be read."""
        return bool(self.tally.listed.total() or self.refused or self.checks)


def import_gold(request: ImportRequest, advance: Callable[[int], None] = lambda done: None) -> ImportReport:
    """Writes the records of the file to ``request.output``.

    Raises `ConfigError` for an unknown format, option or label, and `InputError` if nothing can be imported.
    The list of problems is written all the same.
    """
    importer = get_importer(request.format)
    options = import_options(importer, request.options)
    given = parse_map(request.mapping, request.ontology)
    work = _Import(request, LabelMap(request.ontology, request.format, given))
    report = work.report
    failed: InputError | None = None
    with ExitStack() as stack:
        if request.problems is not None:
            file = stack.enter_context(writing(request.problems))
            report.tally.take = lambda problem: file.write(f"{problem}\n")
            work.take_check = lambda part: file.write(f"imported, to be checked: {part}\n")
        work.articles = stack.enter_context(_read_articles(request, report))
        documents = run_importer(importer, request.file, work.context, options)
        try:
            with writing(request.output) as output:
                for done, document in enumerate(work.readable(documents), start=1):
                    work.take(document, output)
                    advance(done)
                report.tally.check()
                if not report.records:
                    raise _nothing(request, report)
        except InputError as error:
            failed = error
    if failed is not None:
        raise failed
    labels = work.labels
    report.names, report.unknown, report.unused = labels.seen, labels.unknown(), labels.unused
    return report


def _nothing(request: ImportRequest, report: ImportReport) -> InputError:
    problems = report.tally.problems
    first = next((one for one in problems if one.kind == "document"), problems[0] if problems else None)
    said = f" The first problem: {str(first).rstrip('.')}." if first else ""
    return InputError(
        f"holds nothing that can be imported.{said}",
        where=str(request.file),
        remedy=f"Is it in the format {request.format}, and are these its articles?"
        if request.articles
        else f"Is it in the format {request.format}?",
    )


@contextmanager
def _read_articles(request: ImportRequest, report: ImportReport) -> Iterator[GivenArticles]:
    with GivenArticles() as found:
        if request.articles:
            stream = read_articles(request.articles, columns=request.columns)
            for article in stream:
                found.add(article)
            report.refused = stream.report.refusals
            if not len(found):
                first = report.refused[0] if report.refused else None
                raise InputError(
                    f"no article could be read. {first or ''}".rstrip(),
                    where="--articles",
                    remedy="Name files, folders or globs, as for 'annotate prelabel'.",
                )
        yield found


class _Import:
    """One run."""

    def __init__(self, request: ImportRequest, labels: LabelMap) -> None:
        self.labels = labels
        self.report = ImportReport()
        self.articles = GivenArticles()
        self._request = request
        self._tally = self.report.tally
        self._written: dict[tuple[str, str], str] = {}  # place by article and author
        self._digests: dict[str, str] = {}  # of the articles made here, by id
        self.take_check: Callable[[Unread], object] = lambda part: None
        self.context = ImportContext(
            request.ontology,
            labels.names,
            self._unread,
            self._bad,
            self._notice,
            bool(request.articles),
            self._refuse,
            self._check,
        )

    def readable(self, documents: Iterator[Read]) -> Iterator[Read]:
        """The documents up to where the file is damaged, if any of them could be imported."""
        try:
            yield from documents
        except InputError as error:
            if not self.report.records:
                raise
            self._bad(error.where or str(self._request.file), f"{error.what} The rest was not read")

    def take(self, item: Read, output: IO[str]) -> None:
        """Writes the record of a document, or lists the document."""
        document = (
            item
            if isinstance(item, ForeignDocument)
            else ForeignDocument.of(item, f"article {item.article.id}")
        )
        if document.annotation.get("author") in (None, "", self._request.format):
            document.annotation["author"] = self._request.author or self._request.format
        article = self._article(document)
        if article is None:
            return
        author = str(document.annotation["author"])
        if (before := self._written.get((article.id, author))) is not None:
            list_whole(
                document, f"{author!r} annotated article {article.id} already, in {before}", self._tally
            )
            return
        self._written[article.id, author] = document.where
        conversion = Conversion(document, article, self.labels, self._request.ontology, self._tally)
        if self._request.articles and conversion.alignment.ratio < _LEAST_ALIKE:
            del self._written[article.id, author]
            list_whole(document, f"the article {article.id} that was given has another text", self._tally)
            return
        record = conversion.record(author, self._request.adjudicated)
        if record is not None:
            output.write(record.to_json() + "\n")
            self._count(record, document)

    def _count(self, record: Record, document: ForeignDocument) -> None:
        report, annotation = self.report, record.annotation
        report.records += 1
        report.articles.add(record.article.id)
        report.authors[annotation.author] += 1
        report.mentions += len(annotation.entities)
        report.events += len(annotation.events)
        report.arguments += sum(len(event.arguments) for event in annotation.events)
        if document.text is not None and document.text != record.text:
            report.moved += 1
        if document.from_tokens and not self._request.articles:
            self._notice(
                "The file holds tokens, not texts. The texts are the tokens with blanks between them; give"
                " the articles with --articles to have the texts themselves."
            )

    def _article(self, document: ForeignDocument) -> Article | None:
        """The article that was given, or a new one of the document's text. None: the document is listed."""
        if not self._request.articles:
            return self._new_article(document)
        article = self.articles.find(document)
        if article is None:
            list_whole(document, "no article that was given has this id or this text", self._tally)
        elif document.text is None and document.digest != article.digest:
            list_whole(document, f"the article {article.id} that was given has another text", self._tally)
        else:
            return article
        return None

    def _new_article(self, document: ForeignDocument) -> Article | None:
        if document.text is None:
            list_whole(document, "has no text; give the articles with --articles", self._tally)
            return None
        text = document.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        fields: dict[str, Any] = {**document.article}
        if "\r" in document.text:
            fields["meta"] = {**fields.get("meta", {}), "line_ends": "crlf"}
        stem = without_suffix(self._request.file)
        id = document.id if document.id is not None else f"{stem}-{digest_of(text)[7:19]}"
        try:
            article = parse(Article, {**fields, "id": id, "text": text}, where=document.where)
        except InputError as error:
            list_whole(document, error.what, self._tally)
            return None
        if self._digests.setdefault(article.id, article.digest) != article.digest:
            list_whole(document, f"the id {article.id!r} is that of another text in this file", self._tally)
            return None
        return article

    def _unread(self, unread: Unread) -> None:
        self._tally.came_in["part"] += 1
        self._tally.list(Problem("part", "", unread.article, unread.region, unread.words, unread.why))

    def _bad(self, where: str, why: str) -> None:
        self._tally.came_in["document"] += 1
        self._tally.list(Problem("document", where, where, "", "", why.rstrip(".")))

    def _refuse(self, document: ForeignDocument, why: str) -> None:
        list_whole(document, why, self._tally)

    def _check(self, part: Unread) -> None:
        self.report.checks += 1
        if len(self.report.to_check) < MOST_LISTED:
            self.report.to_check.append(part)
        self.take_check(part)

    def _notice(self, sentence: str) -> None:
        if sentence not in self.report.notices:
            self.report.notices.append(sentence)
