"""Reads files, folders, globs or standard input as a stream of articles, and reports what was refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.jsonl import DAMAGE
from annotate.corpus.columns import check_given
from annotate.corpus.decoding import ByteStream, damaged, opened
from annotate.corpus.ids import KnownIds
from annotate.corpus.json_lines import read_json_lines
from annotate.corpus.parquet import read_parquet
from annotate.corpus.places import STANDARD_INPUT, Source, find_sources
from annotate.corpus.report import Notice, Origin, PassedOver, ReadReport, Refusal, RefusedError
from annotate.corpus.standard_input import read_standard_input
from annotate.corpus.tables import read_table
from annotate.corpus.text_files import read_text

__all__ = ["ArticleStream", "Notice", "ReadReport", "Refusal", "read_articles"]

Item = tuple[Article, Origin] | Notice | Refusal | PassedOver


def read_articles(
    inputs: Sequence[str | Path],
    *,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    every_version: bool = False,
    report: ReadReport | None = None,
    standard_input: ByteStream | None = None,
) -> ArticleStream:
    """Reads the articles of ``inputs`` one at a time, in the order given (in folders: by path name).

    An input is a .txt, .jsonl, .csv, .tsv (each also as .gz) or .parquet file, a folder, a glob, or ``-`` for
    standard input. ``language`` (ISO 639-1) is set on articles without a language. A bad article is refused
    and reported, and reading goes on; with ``strict`` the first refusal raises `InputError` instead.

    ``columns`` maps fields to the columns or keys that hold them, such as ``{"text": "chapeau"}``. Usual
    names, such as "Body" for the text, are found without it (`annotate.corpus.columns`).

    An article whose id and text were read before is skipped. A known id with a different text is refused; ids
    count as the same if they differ only in Unicode form, blanks or invisible characters.
    Memory holds only the ids, digests and places of the articles read. With ``every_version`` every article
    is given, also those with a known id.

    Raises `MissingExtraError` for a .parquet file without pyarrow, and `ConfigError` if ``columns`` names a
    field that no article has.

    >>> articles = read_articles(["articles/"], language="fr")
    >>> for article in articles:
    ...     print(article.id, len(article.text))
    >>> print(articles.report.refusals)
    """
    names = (inputs,) if isinstance(inputs, str | Path) else tuple(inputs)
    given = check_given(columns or {})
    report = ReadReport() if report is None else report
    known = None if every_version else KnownIds()
    return ArticleStream(names, language, given, strict, report, standard_input, known)


class ArticleStream(Iterator[Article]):
    """An iterator that reads articles on demand; ``report`` is complete when the iterator is exhausted."""

    def __init__(
        self,
        inputs: Sequence[str | Path],
        language: str | None,
        columns: Mapping[str, str],
        strict: bool,
        report: ReadReport,
        standard_input: ByteStream | None,
        known: KnownIds | None,
    ) -> None:
        self.report = report
        self._inputs = inputs
        self._language = language
        self._columns = columns
        self._strict = strict
        self._standard_input = standard_input
        self._known = known
        self._articles = self._read()

    def __iter__(self) -> ArticleStream:
        return self

    def __next__(self) -> Article:
        return next(self._articles)

    def _read(self) -> Iterator[Article]:
        for item in self._items():
            if isinstance(item, Refusal):
                self._refuse(item)
            elif isinstance(item, Notice):
                self.report.notices.append(item)
            elif isinstance(item, PassedOver):
                self.report.skipped.append(item.where)
            elif self._is_new(*item):
                self.report.articles += 1
                yield item[0]

    def _refuse(self, refusal: Refusal) -> None:
        self.report.refuse(refusal)
        if self._strict:
            raise InputError(refusal.what, where=refusal.where, remedy=refusal.remedy)

    def _is_new(self, article: Article, place: Origin) -> bool:
        if self._known is None:
            return True
        problem = self._known.already_there(article, place)
        if isinstance(problem, Refusal):
            self._refuse(problem)
        elif problem is not None:
            self.report.notices.append(problem)
        else:
            self.report.notices.extend(self._known.oddities(article, place))
        return problem is None

    def _items(self) -> Iterator[Item]:
        if not self._inputs:
            yield Refusal("inputs", "no input was named.", "Name a file, a folder, a glob, or -.")
        seen_standard_input = False
        for given in self._inputs:
            if str(given) != STANDARD_INPUT:
                for found in find_sources(given):
                    if isinstance(found, Source):
                        yield from _checked(self._source(found), found.shown)
                    else:
                        yield found
            elif seen_standard_input:
                yield Refusal("standard input", "is named twice.", "Name - once.")
            else:
                seen_standard_input = True
                stream = self._standard_input or sys.stdin.buffer
                yield from _checked(
                    read_standard_input(stream, self._language, self._columns), "standard input"
                )

    def _source(self, source: Source) -> Iterator[Item]:
        if source.form == "parquet":
            yield from read_parquet(source.path, source.shown, self._language, self._columns)
            return
        with opened(source) as stream:
            if source.form == "text":
                yield from read_text(stream, source.shown, source.stem, self._language)
            elif source.form == "jsonl":
                yield from read_json_lines(stream, source.shown, self._language, self._columns)
            else:
                yield from read_table(stream, source.shown, self._language, source.form, self._columns)


def _checked(items: Iterator[Item], where: str) -> Iterator[Item]:
    """Yields ``items``. An error that ends the reading, or an empty source, becomes the last refusal."""
    empty = True
    try:
        for item in items:
            empty = empty and isinstance(item, Notice)
            yield item
    except RefusedError as error:
        empty = False
        yield error.refusal
    except DAMAGE as error:
        empty = False
        yield damaged(where, error).refusal
    if empty:
        yield Refusal(where, "holds no article.", "Leave it out, or add articles to it.")
