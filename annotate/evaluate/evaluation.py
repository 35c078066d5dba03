"""Compares predictions with gold, article by article. Only the counts are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.errors import InputError
from annotate.core.matching import score_schemes
from annotate.core.record import GoldRecord
from annotate.core.unreviewed import ATTRIBUTES, REF, unreviewed_values_of, without_unreviewed
from annotate.evaluate.attributes import attribute_counts
from annotate.evaluate.counts import Counts, Key, without_zeros
from annotate.evaluate.errors import find_errors
from annotate.evaluate.events import event_counts
from annotate.evaluate.predictions import Predictions, text_digest

NOTHING = Annotation(author="nobody", status=Status.SUGGESTED)


@dataclass(frozen=True)
class Scope:
    """What is compared: the entity labels and attributes (None: all), events or not, and the language.

    Predictions with labels outside ``gold_labels`` are counted as left out; None leaves out nothing. The refs
    of ``clustered`` labels only group the mentions of an article, so the names of these refs do not matter;
    other refs are keys of a gazetteer.
    """

    labels: frozenset[str] | None = None
    gold_labels: frozenset[str] | None = None
    attributes: frozenset[str] | None = None
    events: bool = True
    language: str | None = None
    missing_as_empty: bool = False
    clustered: frozenset[str] = frozenset()
    unreviewed: frozenset[str] = frozenset()  # attributes of which gold has only values that nobody saw

    def holds(self, gold: GoldRecord) -> bool:
        """Whether the article's language is in the scope."""
        return self.language in (None, gold.article.language)


@dataclass(frozen=True)
class ArticleScore:
    """The counts of one article, and its errors by layer and kind."""

    id: str
    digest: str | None
    language: str | None
    counts: Counts
    errors: dict[tuple[str, str], int]


@dataclass
class Evaluation:
    """The counts of each article that has gold and a prediction, and the ids of all other articles."""

    articles: list[ArticleScore] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # gold without a prediction, ids
    other_text: list[str] = field(default_factory=list)  # prediction for a different version of the text, ids
    without_gold: list[str] = field(default_factory=list)  # predictions for other articles, ids
    taken_as_empty: list[str] = field(default_factory=list)  # gold without a prediction, scored as empty
    left_out: Counter[str] = field(default_factory=Counter)  # what was predicted outside the scope, by label
    unreviewed: Counter[str] = field(default_factory=Counter)  # values in gold that nobody saw, not scored

    @property
    def unscored(self) -> int:
        """How many articles of either side could not be scored."""
        return len(self.missing) + len(self.other_text) + len(self.without_gold)


def evaluate(
    gold: Iterable[GoldRecord],
    predictions: Predictions,
    scope: Scope,
    advance: Callable[[int], None] = lambda done: None,
    gold_name: str = "",
) -> Evaluation:
    """Scores each article of ``gold`` that has a prediction for the same text, and lists the other articles.

    Raises `InputError` if gold has a text twice, if a record is not valid, or if nothing could be scored.
    """
    made = Evaluation()
    seen: set[tuple[str, str | None]] = set()
    languages: Counter[str] = Counter()
    for number, record in enumerate(gold, start=1):
        advance(number)
        key = (record.article.id, text_digest(record))
        if key in seen:
            raise InputError(
                f"gold has article {record.article.id!r} twice (record {number} is the second).",
                where=gold_name or None,
                remedy="Keep one record for each article.",
            )
        seen.add(key)
        if not scope.holds(record):
            languages[record.article.language or "unknown"] += 1
            continue
        found = predictions.of(record)
        if found is not None:
            predicted = found.annotation
        elif predictions.knows(record.article.id):
            made.other_text.append(record.article.id)
            continue
        elif scope.missing_as_empty:
            made.taken_as_empty.append(record.article.id)
            predicted = NOTHING
        else:
            made.missing.append(record.article.id)
            continue
        made.left_out.update(_beyond(predicted, scope))
        made.unreviewed.update(_unreviewed(record.annotation, scope))
        made.articles.append(article_score(record, predicted, scope))
    ids = {article_id for article_id, _ in seen}
    made.without_gold = [article_id for article_id in predictions.lines if article_id not in ids]
    if not made.articles and languages.total() == len(seen) > 0:
        raise InputError(
            f"gold has no article in {scope.language!r}.",
            remedy=f"It has {', '.join(f'{name} ({n})' for name, n in sorted(languages.items()))}.",
        )
    if not made.articles:
        language = f" in {scope.language!r}" if scope.language else ""
        raise InputError(
            f"gold and predictions have no article{language} in common: {len(made.missing)} without a "
            f"prediction, {len(made.other_text)} with another text, {len(made.without_gold)} without gold.",
            where=predictions.name,
            remedy="Articles are paired by id and text.",
        )
    return made


def article_score(record: GoldRecord, predicted: Annotation, scope: Scope) -> ArticleScore:
    """The counts and errors of one article."""
    gold = record.annotation
    entities = [
        [entity for entity in side.entities if scope.labels is None or entity.label in scope.labels]
        for side in (gold, predicted)
    ]
    counts: Counts = {
        Key("entities", scheme, label): outcome
        for scheme, outcomes in score_schemes(*entities).items()
        for label, outcome in outcomes.items()
    }
    if scope.events:
        counts.update(event_counts(gold, predicted))
    attributes = attribute_counts(gold, predicted, scope.labels, scope.clustered)
    counts.update(
        {
            key: outcome
            for key, outcome in attributes.items()
            if key.part != "values" or _scores_attribute(scope, key.measure)
        }
    )
    errors = find_errors(gold, predicted, scope.labels, events=scope.events)
    return ArticleScore(
        id=record.article.id,
        digest=text_digest(record),
        language=record.article.language,
        counts=without_zeros(counts),
        errors=dict(Counter((str(error.layer), str(error.kind)) for error in errors)),
    )


def _scores_attribute(scope: Scope, name: str) -> bool:
    return name not in scope.unreviewed and (scope.attributes is None or name in scope.attributes)


def _unreviewed(gold: Annotation, scope: Scope) -> Counter[str]:
    """Counts the unreviewed values by the names that they have in the scores."""
    counts: Counter[str] = Counter()
    for region in gold.regions:
        if isinstance(region, Entity) and scope.labels is not None and region.label not in scope.labels:
            continue
        if isinstance(region, Event) and not scope.events:
            continue
        for name, count in unreviewed_values_of(region).items():
            if name == REF and isinstance(region, Entity):
                counts[f"ref of {region.label}"] += count
            else:
                counts[name.removeprefix(ATTRIBUTES)] += count
    return counts


def _beyond(predicted: Annotation, scope: Scope) -> Counter[str]:
    beyond: Counter[str] = Counter()
    for region in predicted.regions:
        if isinstance(region, Event):
            out = None if scope.events else "events"
        else:
            out = None if scope.gold_labels is None or region.label in scope.gold_labels else region.label
        if out is not None:
            beyond[out] += 1
        elif scope.labels is not None and not isinstance(region, Event) and region.label not in scope.labels:
            continue  # the user asked for other labels
        elif scope.attributes is not None:
            beyond.update(
                f"attribute {name}"
                for name in region.attributes
                if name not in scope.attributes and name not in scope.unreviewed
            )
    return beyond


def as_gold_has_it(gold: Iterable[GoldRecord], scope: Scope) -> Scope:
    """Limits ``scope`` to the labels and attributes in gold, and leaves out events if gold has no events.

    If gold has no mention and no event at all, ``scope`` stays as it is: every prediction is spurious.
    """
    labels: set[str] = set()
    attributes: set[str] = set()
    events = False
    for record in gold:
        if scope.holds(record):
            labels.update(entity.label for entity in record.annotation.entities)
            attributes.update(
                name for region in without_unreviewed(record.annotation).regions for name in region.attributes
            )
            events = events or bool(record.annotation.events)
    if not labels and not events:
        return scope
    return replace(
        scope,
        labels=frozenset(labels),
        gold_labels=frozenset(labels),
        attributes=frozenset(attributes),
        events=events,
    )


def never_reviewed(gold: Iterable[GoldRecord], scope: Scope) -> Scope:
    """Leaves out the attributes of which gold has only values that nobody saw on a screen."""
    unseen: set[str] = set()
    reviewed: set[str] = set()
    for record in gold:
        if scope.holds(record):
            for region in record.annotation.regions:
                marked = {name.removeprefix(ATTRIBUTES) for name in region.unreviewed}
                unseen |= region.attributes.keys() & marked
                reviewed |= region.attributes.keys() - marked
    return replace(scope, unreviewed=frozenset(unseen - reviewed))


def in_common(one: Evaluation, other: Evaluation) -> tuple[list[Counts], list[Counts]]:
    """The counts of the articles that both evaluations scored, in the same order."""
    others = {(article.id, article.digest): article.counts for article in other.articles}
    pairs = [
        (article.counts, others[article.id, article.digest])
        for article in one.articles
        if (article.id, article.digest) in others
    ]
    return [left for left, _ in pairs], [right for _, right in pairs]


def worst_first(articles: Sequence[ArticleScore]) -> list[ArticleScore]:
    """The articles with errors; articles with more errors come first."""
    wrong = [article for article in articles if article.errors]
    return sorted(wrong, key=lambda article: -sum(article.errors.values()))
