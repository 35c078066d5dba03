"""Articles through the labelers: batch by batch, each labeler on what the earlier ones said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice

from annotate.core.annotation import Annotation, Status
from annotate.core.article import Article
from annotate.core.errors import AnnotateError, ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.prelabel.analysis import Analyser
from annotate.prelabel.checking import checked
from annotate.prelabel.draft import Draft, drafts_of
from annotate.prelabel.merge import Contribution, Merged, merge
from annotate.prelabel.outcome import Dropped, Failure, Outcome, Rejected, Summary
from annotate.prelabel.protocol import ANY_LANGUAGE, Labeler, source

DEFAULT_ORDER = ("spacy", "dates", "roles", "events", "article-types")
# Who wins where two disagree. Not the order of running: `roles` needs the names that `spacy` finds, but
# where the general model takes a function for an organisation, the rule knows better. Labelers not named
# here come after these, all equal.
DEFAULT_PRIORITY = ("trained", "dates", "roles", "spacy")
_AUTHOR_DIGITS = 8

__all__ = ["DEFAULT_ORDER", "DEFAULT_PRIORITY", "Outcome", "Summary", "author_of", "prelabel"]


def prelabel(
    articles: Iterable[Article],
    labelers: Sequence[Labeler],
    ontology: Ontology,
    *,
    batch_size: int = 32,
    analyser: Analyser | None = None,
    priority: Sequence[str] = DEFAULT_PRIORITY,
    author: str | None = None,
    assume_language: str | None = None,
) -> Iterator[Outcome]:
    """One outcome per article, in order, read and given out as a stream of batches.

    ``labelers`` run in the order given; ``priority`` (names, first wins) settles their conflicts.
    ``analyser`` should be the one the labelers were made with. ``assume_language`` (ISO 639-1) is for
    articles that name none. A suggestion carries no time, so that a second run gives the same bytes.

    Raises `ConfigError` at the call where the labelers do not fit together, and later where a model
    that they need is missing. An article that a labeler cannot read has an outcome with a failure.
    """
    if batch_size < 1:
        raise ConfigError(f"a batch holds at least one article, not {batch_size}.")
    _check_labelers(labelers)
    run = _Run(
        tuple(labelers),
        ontology,
        {name: rank for rank, name in reversed(list(enumerate(priority)))},
        author or author_of(labelers, ontology, priority),
        analyser or Analyser(),
        assume_language,
    )
    return _stream(articles, run, batch_size)


def author_of(
    labelers: Sequence[Labeler], ontology: Ontology, priority: Sequence[str] = DEFAULT_PRIORITY
) -> str:
    """``annotate/`` and 8 digits over what the suggestions depend on: labelers and their versions in
    order, priority, ontology. It is what Label Studio calls the model version.
    """
    parts = [*map(source, labelers), *priority, ontology.id]
    return "annotate/" + sha256("\n".join(parts).encode("utf-8")).hexdigest()[:_AUTHOR_DIGITS]


@dataclass(frozen=True)
class _Run:
    labelers: tuple[Labeler, ...]
    ontology: Ontology
    ranks: dict[str, int]
    author: str
    analyser: Analyser
    assume_language: str | None

    def empty(self) -> Annotation:
        return Annotation(author=self.author, status=Status.SUGGESTED, ontology=self.ontology.id)


@dataclass
class _Work:
    """One article while its batch is under way."""

    draft: Draft
    contributions: list[Contribution] = field(default_factory=list)
    dropped: tuple[Dropped, ...] = ()
    rejected: list[Rejected] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    failure: Failure | None = None

    def outcome(self) -> Outcome:
        article = self.draft.article
        record = Record.of(article, self.draft.said) if self.failure is None else None
        return Outcome(
            article,
            record,
            self.failure,
            tuple(self.rejected),
            self.dropped,
            tuple(self.passed_over),
            self.notes,
        )


def _stream(articles: Iterable[Article], run: _Run, batch_size: int) -> Iterator[Outcome]:
    remaining = iter(articles)
    while batch := list(islice(remaining, batch_size)):
        drafts = drafts_of(batch, run.analyser, run.empty(), run.assume_language)
        works = [_Work(draft) for draft in drafts]
        for work in works:
            work.draft.said = work.draft.said.with_(digest=work.draft.article.digest)
        for labeler in run.labelers:
            _run_one(labeler, [work for work in works if work.failure is None], run)
        for work in works:
            yield work.outcome()


def _run_one(labeler: Labeler, works: Sequence[_Work], run: _Run) -> None:
    mine = []
    for work in works:
        if ANY_LANGUAGE in labeler.languages or work.draft.language in labeler.languages:
            mine.append(work)
        else:
            work.passed_over.append(labeler.name)
    if mine:
        for work, answer in _answers(labeler, mine):
            _take(answer, work, labeler, run)


def _answers(labeler: Labeler, works: Sequence[_Work]) -> Iterator[tuple[_Work, Annotation]]:
    """Each article's answer. A batch that raises, or is answered wrongly, is halved down to the culprit."""
    for work in works:
        work.draft.notes.clear()
    try:
        given = list(labeler.label([work.draft for work in works]))
    except ConfigError:
        raise  # a missing model is no article's fault
    except Exception as error:
        if len(works) == 1:
            works[0].failure = Failure(works[0].draft.article.id, source(labeler), _one_line(error))
            return
        given = []
    else:
        if len(given) == len(works) and all(isinstance(answer, Annotation) for answer in given):
            yield from zip(works, given, strict=True)
            return
    if len(works) == 1:
        kinds = ", ".join(type(answer).__name__ for answer in given) or "nothing"
        what = f"answered with {kinds} instead of one Annotation"
        rejected = Rejected(works[0].draft.article.id, source(labeler), "answer", None, what)
        works[0].rejected.append(rejected)
        return
    middle = len(works) // 2
    yield from _answers(labeler, works[:middle])
    yield from _answers(labeler, works[middle:])


def _take(answer: Annotation, work: _Work, labeler: Labeler, run: _Run) -> None:
    name = source(labeler)
    annotation, rejected = checked(answer, work.draft, name, run.ontology)
    work.rejected += rejected
    work.notes.update({f"{labeler.name}: {what}": count for what, count in work.draft.notes.items()})
    rank = run.ranks.get(labeler.name, len(run.ranks))
    work.contributions.append(Contribution(name, rank, annotation))
    merged: Merged = merge(work.contributions, run.ontology)
    work.dropped = merged.dropped
    work.draft.said = work.draft.said.with_(entities=merged.entities, events=merged.events)


def _one_line(error: Exception) -> str:
    message = " ".join(str(error).split())
    if isinstance(error, AnnotateError):
        return message
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _check_labelers(labelers: Sequence[Labeler]) -> None:
    provided = {"analysis"}
    seen: set[str] = set()
    for labeler in labelers:
        if source(labeler) in seen:
            raise ConfigError(f"the labeler {labeler.name} is given twice.", remedy="Keep one of the two.")
        seen.add(source(labeler))
        if missing := sorted(labeler.needs - provided):
            raise ConfigError(
                f"the labeler {labeler.name} needs {', '.join(missing)}, "
                "which no labeler before it provides.",
                remedy="Put one that does before it; spacy provides entities, events provides events.",
            )
        provided |= labeler.provides
