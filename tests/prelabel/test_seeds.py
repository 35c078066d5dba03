"""The two seed dispatches: a floor under what the built-in labelers find."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator

import pytest

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.pipeline import prelabel
from tests.shared_data import shared_folder

Items = Callable[[Annotation], Iterator[Hashable]]


@pytest.fixture(scope="module")
def gold_and_found(
    context: LabelerContext, labelers: list[Labeler]
) -> tuple[list[Annotation], list[Annotation]]:
    lines = (shared_folder() / "data" / "seeds-gold.jsonl").read_text(encoding="utf-8").splitlines()
    golds = [Annotation.model_validate(json.loads(line)["annotation"]) for line in lines]
    articles = [Article.model_validate(json.loads(line)["article"]) for line in lines]
    outcomes = prelabel(articles, labelers, context.ontology, analyser=context.analyser)
    found = [outcome.record.annotation for outcome in outcomes if outcome.record]
    assert len(found) == len(golds)
    return golds, found


def names(annotation: Annotation) -> Iterator[Hashable]:
    for item in annotation.entities:
        if item.label in ("PER", "ORG", "LOC"):
            yield item.start, item.end, item.label


def functions(annotation: Annotation) -> Iterator[Hashable]:
    return ((item.start, item.end) for item in annotation.entities if item.label == "ROLE")


def dates(annotation: Annotation) -> Iterator[Hashable]:
    for item in annotation.entities:
        if item.label == "DATE":
            yield item.start, item.end, item.attributes.get("value")


def triggers(annotation: Annotation) -> Iterator[Hashable]:
    for event in annotation.events:
        if event.trigger is not None:
            yield event.trigger.start, event.trigger.end, event.type


def arguments(annotation: Annotation) -> Iterator[Hashable]:
    """Who plays which part of which event; the event by its trigger and type."""
    spans = {item.id: (item.start, item.end) for item in annotation.entities}
    for event in annotation.events:
        if event.trigger is not None:
            for argument in event.arguments:
                yield event.trigger.start, event.type, argument.role, spans[argument.entity]


def over_all(annotations: list[Annotation], items: Items) -> set[Hashable]:
    return {(number, item) for number, annotation in enumerate(annotations) for item in items(annotation)}


@pytest.mark.parametrize(("items", "floor"), [(names, 0.93), (triggers, 0.75), (arguments, 0.60)])
def test_what_the_seeds_tell_is_found_to_this_share(
    gold_and_found: tuple[list[Annotation], list[Annotation]], items: Items, floor: float
) -> None:
    gold, found = (over_all(annotations, items) for annotations in gold_and_found)
    assert 2 * len(gold & found) / (len(gold) + len(found)) >= floor


@pytest.mark.parametrize("items", [dates, functions])
def test_at_most_one_date_and_one_function_of_the_seeds_is_wrong(
    gold_and_found: tuple[list[Annotation], list[Annotation]], items: Items
) -> None:
    gold, found = (over_all(annotations, items) for annotations in gold_and_found)
    assert max(len(gold - found), len(found - gold)) <= 1
