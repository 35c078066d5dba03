"""What is measured in a round of a simulated campaign: costs, gestures, and how right the annotator is."""

from __future__ import annotations

from collections.abc import Mapping, Set

from annotate.core.annotation import Annotation
from annotate.core.matching import Outcome, add_up, micro, same, strict_match
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.replay import cost, cost_of
from benchmarks.campaign_run import ArticleCosts
from benchmarks.gold_sets import GoldSet

ByArticle = Mapping[str, Annotation]


def costs_of(suggestions: ByArticle, first: ByArticle, gold: GoldSet) -> dict[str, ArticleCosts]:
    """What correcting each article into gold costs, with these suggestions and with the first ones."""
    answers = {record.article.id: record.annotation for record in gold.records}
    known = {entity.label for answer in answers.values() for entity in answer.entities}
    made = {}
    for article, suggestion in suggestions.items():
        answer, before = answers[article], first[article]
        own = cost_of(suggestion, answer, gold.ontology)
        made[article] = ArticleCosts(
            own.gestures,
            cost(before, answer, gold.ontology),
            own.from_nothing,
            cost(_of_labels(suggestion, known), answer, gold.ontology),
            cost(_of_labels(before, known), answer, gold.ontology),
        )
    return made


def gestures_of(suggestions: ByArticle, answers: ByArticle, ontology: Ontology) -> int:
    """What the annotator did to make ``answers`` of ``suggestions``, without the gestures that submit."""
    return sum(
        item.gestures
        for article, answer in answers.items()
        for item in compare(suggestions[article], answer, ontology)
    )


def accuracy_of(answers: ByArticle, gold: GoldSet) -> dict[str, float]:
    """Strict F1 of the answers: of mentions, and of triggers with their type if gold has events."""
    pairs = [
        (record.annotation, answers[record.article.id])
        for record in gold.records
        if record.article.id in answers
    ]
    mentions = add_up(strict_match(right.entities, answer.entities) for right, answer in pairs)
    figures = {"mentions": round(micro(mentions).f1, 4)}
    if gold.events:
        triggers = sum((_triggers(right, answer) for right, answer in pairs), Outcome())
        figures["triggers"] = round(triggers.tally.f1, 4)
    return figures


def _triggers(right: Annotation, answer: Annotation) -> Outcome:
    wanted, found = (
        [(one.trigger.start, one.trigger.end, one.type) for one in side.events if one.trigger]
        for side in (right, answer)
    )
    return Outcome.of(len(same(wanted, found)), predicted=len(found), gold=len(wanted))


def _of_labels(annotation: Annotation, labels: Set[str]) -> Annotation:
    """The annotation without the mentions of other labels, and without the arguments that name them."""
    kept = tuple(entity for entity in annotation.entities if entity.label in labels)
    if len(kept) == len(annotation.entities):
        return annotation
    ids = {entity.id for entity in kept}
    events = tuple(
        event.with_(arguments=tuple(one for one in event.arguments if one.entity in ids))
        for event in annotation.events
    )
    return annotation.with_(entities=kept, events=events)
