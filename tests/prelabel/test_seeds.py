"""The two seed dispatches: a floor under what the built-in labelers find."""

from __future__ import annotations

import json
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.prelabel.pipeline import prelabel
from annotate.prelabel.protocol import Labeler
from annotate.prelabel.registry import LabelerContext
from tests.shared_data import shared_folder


def _f1(gold: set[Any], found: set[Any]) -> float:
    return 2 * len(gold & found) / (len(gold) + len(found))


def _spans(annotation: Annotation, label: str, number: int) -> set[Any]:
    return {
        (number, item.start, item.end, item.attributes.get("value"))
        for item in annotation.entities
        if item.label == label
    }


def _triggers(annotation: Annotation, number: int) -> set[Any]:
    return {(number, item.trigger.start if item.trigger else None, item.type) for item in annotation.events}


def test_most_triggers_functions_and_dates_of_the_seeds_are_found(
    context: LabelerContext, labelers: list[Labeler]
) -> None:
    lines = (shared_folder() / "data" / "seeds-gold.jsonl").read_text(encoding="utf-8").splitlines()
    golds = [Annotation.model_validate(json.loads(line)["annotation"]) for line in lines]
    articles = [Article.model_validate(json.loads(line)["article"]) for line in lines]
    outcomes = list(prelabel(articles, labelers, context.ontology, analyser=context.analyser))
    found = [outcome.record.annotation for outcome in outcomes if outcome.record]
    assert len(found) == len(golds)

    def over(measure: Any, *more: str) -> float:
        return _f1(
            set().union(*(measure(item, *more, number) for number, item in enumerate(golds))),
            set().union(*(measure(item, *more, number) for number, item in enumerate(found))),
        )

    assert over(_triggers) >= 0.8
    assert over(_spans, "ROLE") >= 0.8
    assert over(_spans, "DATE") >= 0.8
