"""Finds what is odd in submitted annotations, in the mirror or in a file, with the sentence and the task."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from annotate.campaign.quality.date_words import date_reader
from annotate.campaign.quality.lint_sources import KnownFinding, Place, Source, key_of, of_file, of_mirror
from annotate.core.annotation import Annotation, Entity, Event, Span, Status
from annotate.core.errors import ConfigError
from annotate.core.findings import Finding, kind_of
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.renaming import renamed
from annotate.core.wording import first_of
from annotate.gold.by_article import ByArticle, by_article
from annotate.gold.lint.label_use import LabelUse
from annotate.gold.lint.lint import Lint
from annotate.project import Project

Watch = Callable[[Iterable[Record]], Iterable[Record]]
_DONE = (Status.SUBMITTED, Status.ADJUDICATED)


@dataclass(frozen=True)
class Request:
    """What to look at and for. ``file`` holds the annotations; None: the mirror.

    ``codes``, ``annotators`` and ``articles`` limit the findings, if they are not empty. ``ignored`` are
    codes to leave out. ``ontology`` replaces the project's ontology, for a file.
    """

    file: Path | None = None
    ontology: str | None = None
    codes: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    annotators: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """A finding in an annotation: whose it is, and the places in the text, as half-open ranges."""

    code: str
    sentence: str
    author: str
    places: tuple[tuple[int, int], ...] = ()
    words: str | None = None
    label: str | None = None
    region: str | None = None
    annotation: int | None = None

    @property
    def severity(self) -> str:
        """The severity of the finding's kind."""
        return str(kind_of(self.code).severity)


@dataclass(frozen=True)
class LintedArticle:
    """An article with findings. ``task`` and ``link`` are None where the annotations come from a file."""

    id: str
    text: str
    found: Sequence[Found]
    task: int | None = None
    link: str | None = None


@dataclass
class LintReport:
    """Counts of what was looked at and found; complete when `articles` has been read to its end.

    ``tasks`` maps each task with findings to an annotation with findings; empty for a file. ``odd_articles``
    counts the articles with findings.
    """

    request: Request
    ontology: Ontology
    _source: Source
    _records: ByArticle
    annotations: int = 0
    odd_articles: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    tasks: dict[int, int] = field(default_factory=dict)

    @property
    def forgotten(self) -> dict[str, bool]:
        """The articles of the file that, or an answer to which, was not used, because it was forgotten."""
        return self._source.forgotten

    @property
    def is_clean(self) -> bool:
        """Whether nothing but notes was found."""
        return not any(kind_of(code).severity != "noted" for code in self.counts)

    def articles(self) -> Iterator[LintedArticle]:
        """Yields each article with findings, in the order of their ids. Articles are read one by one.

        Raises `ConfigError` if an annotator or article of the request has no submitted annotation.
        """
        self._check_names()
        lint = Lint(self.ontology, LabelUse.of(self._submitted(), self.ontology), date_reader(self.ontology))
        for _, group in groupby(self._records.records(), key=lambda record: record.article.id):
            yield from self._article(lint, list(group))

    def _article(self, lint: Lint, records: Sequence[Record]) -> Iterator[LintedArticle]:
        # A changed text is another task, with positions of its own.
        for same_text in _by_text(records):
            article = same_text[0].article
            suggestions = [one.annotation for one in same_text if one.annotation.status is Status.SUGGESTED]
            found: list[Found] = []
            task: int | None = None
            for annotation in _each_once(same_text):
                if not self._is_asked(article.id, annotation):
                    continue
                self.annotations += 1
                place = self._source.places.get(key_of(article, annotation))
                in_one = list(self._found(lint, same_text[0], annotation, suggestions, place))
                if in_one and place is not None:
                    task = place.task
                    if place.annotation is not None:
                        self.tasks.setdefault(place.task, place.annotation)
                found.extend(in_one)
            if found:
                self.odd_articles += 1
                self.counts.update(one.code for one in found)
                found.sort(key=lambda one: (one.places[:1] or ((-1, -1),), one.code, one.author))
                yield LintedArticle(article.id, article.text, found, task, self._source.link(task))

    def _found(
        self,
        lint: Lint,
        record: Record,
        annotation: Annotation,
        suggestions: Sequence[Annotation],
        place: Place | None,
    ) -> Iterator[Found]:
        lifted = _lifted(annotation, self.ontology)
        odd = lint.odd(record.article, lifted, suggestions)
        found: list[tuple[str, str, Finding | KnownFinding, tuple[tuple[int, int], ...]]] = [
            (one.finding.code, str(one.finding), one.finding, one.places) for one in odd
        ]
        marked = {one.finding.region for one in odd if one.finding.code == "trigger-punctuation"}
        spans = {region.id: _span(region) for region in annotation.regions}
        for known in self._source.known(record.article, annotation, self.ontology):
            if known.code == "punctuation" and known.region in marked:
                continue
            span = spans.get(known.region or "")
            where = ((span.start, span.end),) if span is not None else _only_place(record.text, known.words)
            found.append((known.code, known.sentence, known, where))
        own = [
            Found(
                code,
                sentence,
                annotation.author,
                places,
                about.words,
                about.label,
                about.region,
                None if place is None else place.annotation,
            )
            for code, sentence, about, places in found
        ]
        codes = {one.code for one in own}
        # The stronger of two findings about the same thing.
        weaker = {"nothing-marked"} if "suggestions-deleted" in codes else set()
        yield from (one for one in own if self._is_wanted(one.code) and one.code not in weaker)

    def _is_wanted(self, code: str) -> bool:
        request = self.request
        return (not request.codes or code in request.codes) and code not in request.ignored

    def _is_asked(self, article: str, annotation: Annotation) -> bool:
        request = self.request
        return (
            annotation.status in _DONE
            and (not request.annotators or annotation.author in request.annotators)
            and (not request.articles or article in request.articles)
        )

    def _submitted(self) -> Iterator[Record]:
        for record in self._records.records():
            if record.annotation.status in _DONE:
                yield Record.of(record.article, _lifted(record.annotation, self.ontology))

    def _check_names(self) -> None:
        request = self.request
        if not (request.annotators or request.articles):
            return
        people: set[str] = set()
        articles: set[str] = set()
        for record in self._records.records():
            if record.annotation.status in _DONE:
                people.add(record.annotation.author)
                articles.add(record.article.id)
        for what, asked, known in (
            ("annotator", request.annotators, people),
            ("article", request.articles, articles),
        ):
            if missing := sorted(asked - known):
                there = f" There are: {first_of(sorted(known), 5, ', ')}." if known else ""
                raise ConfigError(
                    f"the {what} {missing[0]!r} has no submitted annotation.",
                    where=self._source.where,
                    remedy=f"Check the name.{there}" if what == "annotator" else f"Check the id.{there}",
                )


@contextmanager
def linting(
    project: Project, request: Request, watch: Watch = lambda records: records
) -> Iterator[LintReport]:
    """A report of what is odd in submitted annotations. ``watch`` sees each record as it is read.

    The annotations are kept in a temporary folder while the block runs. Raises `ConfigError` if nothing was
    pulled yet, and `InputError` for a file that cannot be read to its end.
    """
    with tempfile.TemporaryDirectory(prefix="annotate-lint-") as folder:
        if request.file is None:
            opened = of_mirror(project)
        else:
            opened = of_file(project, request.file, request.ontology)
        with opened as source:
            with by_article(watch(source.records()), Path(folder)) as records:
                yield LintReport(request, source.ontology, source, records)


def _span(region: Entity | Event) -> Span | None:
    return region if isinstance(region, Entity) else region.trigger


def _by_text(records: Sequence[Record]) -> Iterable[Sequence[Record]]:
    by_text: dict[str, list[Record]] = {}
    for record in records:
        by_text.setdefault(record.article.digest, []).append(record)
    return by_text.values()


def _each_once(records: Sequence[Record]) -> Iterator[Annotation]:
    """The annotations, without those that are equal to an earlier one in every field."""
    return iter({record.annotation.to_json(): record.annotation for record in records}.values())


def _lifted(annotation: Annotation, ontology: Ontology) -> Annotation:
    """The annotation with the present names, or as it is if renames contradict each other."""
    if annotation.ontology == ontology.id:
        return annotation
    with suppress(ValueError):
        return renamed(annotation, ontology)
    return annotation


def _only_place(text: str, words: str | None) -> tuple[tuple[int, int], ...]:
    """The place of words that stand in the text once: those of a part that could not be read."""
    if not words or text.count(words) != 1:
        return ()
    start = text.index(words)
    return ((start, start + len(words)),)
