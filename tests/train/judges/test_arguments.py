"""Learning the judge of arguments: the rows of an article, and what they hold."""

from __future__ import annotations

from functools import cache

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.prelabel.interface.registry import make_labelers
from annotate.prelabel.pipeline import DEFAULT_ORDER
from annotate.train.judges.arguments import ArgumentLearner
from annotate.train.judges.collecting import Collected, collect
from annotate.train.judges.learner import Origin
from benchmarks.gold_sets import SAMPLE
from benchmarks.learn_weights import articles_of, context_without_judges

LEARNER = ArgumentLearner()


@cache
def collected() -> Collected:
    context = context_without_judges()
    return collect(articles_of(SAMPLE)[:4], make_labelers(DEFAULT_ORDER, context), context, [LEARNER])


def gold() -> list[tuple[Article, Annotation]]:
    return articles_of(SAMPLE)[:4]


def test_rows_have_the_arguments_of_gold_at_least_once_each() -> None:
    for article, annotation in gold():
        rows = [row for row in collected().rows[LEARNER.judge] if row.group == article.id]
        arguments = sum(len(event.arguments) for event in annotation.events if event.trigger)
        roles = [row.label for row in rows if row.label != "none"]
        assert arguments <= len(roles) <= 2 * arguments  # once with gold's triggers, once with the rules'
        assert set(roles) <= {"agent", "recipient", "place", "time"}


def test_a_row_tells_the_role_that_the_rules_give() -> None:
    rows = collected().rows[LEARNER.judge]
    decided = [(LEARNER.without_judge(row), row.label) for row in rows]
    assert {role for role, _ in decided} == {"none", "agent", "recipient", "place", "time"}
    assert sum(role == label for role, label in decided) > 0.8 * len(rows)
    assert sum(role == label != "none" for role, label in decided) > 20


def test_rows_hold_no_name_of_the_text() -> None:
    for article, annotation in gold():
        words = " ".join(
            feature
            for row in collected().rows[LEARNER.judge]
            if row.group == article.id
            for feature in row.features
        )
        for entity in annotation.entities:
            assert entity.text not in words


def test_the_same_rows_in_any_order_give_the_same_model() -> None:
    context = context_without_judges()
    origin = Origin(context.ontology, (), {"sample": 4}, ("fr",), {})
    rows = collected().rows[LEARNER.judge]
    model = LEARNER.fit(rows, origin)
    assert LEARNER.fit(rows[::-1], origin) == model
    assert model.knows("fr")
    assert not model.knows("en")
    right = sum(
        max((chances := LEARNER.probabilities(model, row)), key=chances.__getitem__) == row.label
        for row in rows
    )
    assert right / len(rows) > 0.85
