"""Scores one or two files of predictions against gold, and collects the errors for the page of errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.core.article import Article
from annotate.core.errors import AnnotateError, ConfigError
from annotate.core.ontology import conventional_labels_of
from annotate.core.record import GoldRecord, Record
from annotate.evaluate.bootstrap import SEED, Resampled
from annotate.evaluate.counts import Counts
from annotate.evaluate.errors import find_errors
from annotate.evaluate.evaluation import (
    NOTHING,
    Evaluation,
    Scope,
    as_gold_has_it,
    evaluate,
    in_common,
    never_reviewed,
    worst_first,
)
from annotate.evaluate.predictions import Predictions, open_predictions, text_digest
from annotate.evaluate.scores import Scores, difference, score
from annotate.gold.load import Gold, load_gold
from annotate.report.errors_page import WrongArticle

MOST_ARTICLES = 200  # on the page of errors: those with the most errors
UNKNOWN = "unknown"  # the language of an article that names none


@dataclass(frozen=True)
class Request:
    """The files to compare and the options. ``labels`` are the entity labels to score.

    Without ``labels``, scores the entity labels that gold uses or, with ``every_label``, all labels.
    """

    gold: Path
    predicted: Path
    other: Path | None = None
    labels: frozenset[str] = frozenset()
    ontology: str | None = None  # of gold; None: the one that its records name
    every_label: bool = False
    language: str | None = None
    by_language: bool = False
    missing_as_empty: bool = False
    resamples: int = 1000
    seed: int = SEED
    with_errors: bool = False


@dataclass
class EvaluationReport:
    """The result. ``difference`` has the prediction's scores minus the scores of the other prediction."""

    scope: Scope
    evaluation: Evaluation
    scores: Scores
    by_language: dict[str, tuple[int, Scores]] = field(default_factory=dict)  # articles and scores
    other: Evaluation | None = None
    common: int = 0  # how many articles both predictions were scored on
    identical: bool = False  # both predictions have the same mentions and events in all of these articles
    other_scores: Scores = field(default_factory=dict)  # on the articles in common
    difference: Scores = field(default_factory=dict)
    wrong: list[WrongArticle] = field(default_factory=list)
    not_asked: frozenset[str] = frozenset()  # attributes and refs that annotators are not asked for
    notices: list[str] = field(default_factory=list)

    @property
    def in_part(self) -> bool:
        """Whether any article of the prediction or of the other prediction could not be scored."""
        return any(made.unscored for made in (self.evaluation, self.other) if made is not None)

    @property
    def without_mentions(self) -> str | None:
        """A sentence if the scored gold has no mention and no event, so that recall cannot be computed."""
        micros = [measure.micro.outcome for part in self.scores.values() for measure in part.values()]
        if any(counts.gold for counts in micros if counts is not None):
            return None
        if not any(counts.predicted for counts in micros if counts is not None):
            return "Neither gold nor the predictions have a mention or event here: there is nothing to score."
        return (
            "Gold has no mention and no event here: everything predicted is spurious, and recall and F1"
            " cannot be computed."
        )

    @property
    def errors(self) -> dict[tuple[str, str], int]:
        """The number of errors in all articles, by layer and kind."""
        total: Counter[tuple[str, str]] = Counter()
        for article in self.evaluation.articles:
            total.update(article.errors)
        return dict(total)


def compare(request: Request, advance: Callable[[int], None] = lambda done: None) -> EvaluationReport:
    """Scores the prediction and, if the request names one, the other prediction.

    Raises `InputError` for an unusable file, and `ConfigError` for a label that gold and its ontology lack.
    """
    gold = load_gold(request.gold, ontology=request.ontology)
    notices: list[str] = []
    scope = _scope(gold, request, notices)
    with _opened(request.predicted) as predictions:
        made = evaluate(gold, predictions, scope, advance, str(request.gold))
        counts = [article.counts for article in made.articles]
        comparison = EvaluationReport(
            scope, made, _scored(counts, request), not_asked=_not_asked(gold), notices=notices
        )
        if request.with_errors:
            comparison.wrong = _wrong(gold, predictions, made, scope)
    if request.by_language:
        groups: dict[str, list[Counts]] = {}
        for article in made.articles:
            groups.setdefault(article.language or UNKNOWN, []).append(article.counts)
        comparison.by_language = {
            language: (len(group), _scored(group, request)) for language, group in sorted(groups.items())
        }
    if request.other is not None:
        with _opened(request.other) as others:
            comparison.other = evaluate(gold, others, scope, advance, str(request.gold))
            ours, theirs = in_common(made, comparison.other)
            if ours and ours == theirs:  # else they differ, and need not be read again
                with _opened(request.predicted) as predictions:
                    comparison.identical = _identical(gold, predictions, others, made, comparison.other)
        comparison.common = len(ours)
        if ours:
            comparison.other_scores = score(theirs)
            comparison.difference = difference(ours, theirs, request.resamples, request.seed)
    return comparison


def _identical(
    gold: Gold, predictions: Predictions, others: Predictions, made: Evaluation, other: Evaluation
) -> bool:
    """Whether both predict the same, apart from ids and scores, in all articles that both were scored on."""
    scored = {(article.id, article.digest) for article in made.articles}
    scored &= {(article.id, article.digest) for article in other.articles}
    return all(
        _content(predictions.of(record)) == _content(others.of(record))
        for record in gold
        if (record.article.id, text_digest(record)) in scored
    )


def _content(record: Record | GoldRecord | None) -> tuple[object, ...]:
    """What a prediction says, without ids, scores and origin."""
    if record is None:
        return ((), ())
    annotation = record.annotation
    spans = {
        one.id: (one.start, one.end, one.label, one.ref, repr(sorted(one.attributes.items())))
        for one in annotation.entities
    }
    events = [
        (
            event.type,
            (event.trigger.start, event.trigger.end) if event.trigger else None,
            repr(sorted((item.role, spans.get(item.entity)) for item in event.arguments)),
            repr(sorted(event.attributes.items())),
        )
        for event in annotation.events
    ]
    return (tuple(sorted(map(repr, spans.values()))), tuple(sorted(map(repr, events))))


def _scope(gold: Gold, request: Request, notices: list[str]) -> Scope:
    scope = Scope(
        language=request.language,
        missing_as_empty=request.missing_as_empty,
        clustered=_clustered(gold, notices),
    )
    scope = never_reviewed(gold, scope)
    if not request.every_label:
        scope = as_gold_has_it(gold, scope)
    if not request.labels:
        return scope
    used = scope.labels if scope.labels is not None else as_gold_has_it(gold, scope).labels
    known = used or frozenset()
    if not request.labels <= known:  # gold need not use every label of its ontology
        known |= gold.ontology.entities.keys()
    if unknown := sorted(request.labels - known):
        raise ConfigError(
            f"neither gold nor its ontology has an entity label {', '.join(unknown)}.",
            where=str(request.gold),
            remedy=f"They have {', '.join(sorted(known))}.",
        )
    return replace(scope, labels=request.labels)


def _clustered(gold: Gold, notices: list[str]) -> frozenset[str]:
    """The labels for persons, whose refs name clusters. Loads the ontology only if gold has refs.

    If gold is a file and the ontology that its records name is not found, returns the usual names of labels
    for persons, and adds a notice.
    """
    with_refs = {entity.label for record in gold for entity in record.annotation.entities if entity.ref}
    if not with_refs:
        return frozenset()
    try:
        return gold.ontology.labels_of("person")
    except AnnotateError as error:
        if gold.path.is_dir() or gold.ontology_name is not None:
            raise
        usual = conventional_labels_of("person")
        named = ", ".join(sorted(usual & with_refs)) or "none of gold's labels"
        notices.append(f"refs are scored as clusters of persons for {named}, by the usual name: {error.what}")
        return usual


def _not_asked(gold: Gold) -> frozenset[str]:
    """The attributes and refs that annotators are not asked for, so a release has the suggested values."""
    if not gold.path.is_dir():
        return frozenset()
    ontology = gold.ontology
    return frozenset(
        [name for name, attribute in ontology.attributes.items() if not attribute.ask]
        + [f"ref of {label}" for label in ontology.entities]
    )


def _scored(counts: Sequence[Counts], request: Request) -> Scores:
    drawn = Resampled.draw(counts, request.resamples, request.seed) if request.resamples else None
    return score(counts, drawn)


@contextmanager
def _opened(path: Path) -> Iterator[Predictions]:
    file = load_gold(path).file if path.is_dir() else path
    with open_predictions(file) as predictions:
        yield predictions


def _wrong(gold: Gold, predictions: Predictions, made: Evaluation, scope: Scope) -> list[WrongArticle]:
    """The articles with the most errors. Reads gold again, so that memory holds only these articles."""
    worst = worst_first(made.articles)[:MOST_ARTICLES]
    ranks = {(article.id, article.digest): rank for rank, article in enumerate(worst)}
    found: dict[int, WrongArticle] = {}
    for record in gold:
        rank = ranks.get((record.article.id, text_digest(record)))
        if rank is None:
            continue
        predicted = predictions.of(record)
        theirs = predicted.annotation if predicted else NOTHING
        texts = [
            side.article.text for side in (record, predicted) if side and isinstance(side.article, Article)
        ]
        found[rank] = WrongArticle(
            id=record.article.id,
            title=record.article.title,
            language=record.article.language,
            text=next(iter(texts), None),
            mistakes=find_errors(record.annotation, theirs, scope.labels, events=scope.events),
            gold=len(record.annotation.entities)
            + sum(e.trigger is not None for e in record.annotation.events),
        )
    return [found[rank] for rank in sorted(found)]
