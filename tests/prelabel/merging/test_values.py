"""The judge of values leaves improbable contexts and sectors empty, and counts them."""

from __future__ import annotations

import pytest

from annotate.prelabel.judging.linear import RIGHT, WRONG, LearnedFrom, LinearModel
from annotate.prelabel.merging.entities import Contribution, Merged, merge
from annotate.prelabel.merging.values import VALUES, ValueJudge
from tests.prelabel.builders import event, mention, small_ontology, suggestion_of

TEXT = "Les ministres de Cuba et du Mali ont convenu, lors d'une visite d'État, d'une aide."
SMALL = small_ontology()
CUBA = mention(TEXT, "Cuba", "LOC")
CONVENU = event(TEXT, "convenu", "CONSULT").with_(attributes={"context": ("legal", "diplomatic")})

JUDGE = ValueJudge(
    LinearModel(
        judge=VALUES,
        learned_from=LearnedFrom(sets={"mine": 1}, rows=1, languages=("fr",), versions={}, method="by hand"),
        classes=(RIGHT, WRONG),
        intercepts=(1.0, 0.0),
        weights={"by=events context": (0.0, 0.0), "context diplomatic": (0.0, 3.0)},
    )
)


def merged(source: str, *, language: str = "fr", judge: ValueJudge | None = JUDGE) -> Merged:
    return merge(
        [Contribution(source, 0, suggestion_of([CUBA], [CONVENU]))], SMALL, None, language, TEXT, judge
    )


def contexts(made: Merged) -> object:
    return made.events[0].attributes.get("context")


def test_an_improbable_value_is_left_out_and_counted() -> None:
    made = merged("events@1")
    assert contexts(made) == ("legal",)
    assert [(item.kind, item.what, item.reason) for item in made.dropped] == [
        ("attribute", 'context="diplomatic"', "less probable than 0.5")
    ]


def test_an_attribute_without_a_probable_value_stays_empty() -> None:
    assert contexts(merged("events@1", judge=ValueJudge(JUDGE.model, 0.9))) is None


@pytest.mark.parametrize(("source", "language"), [("mine@1", "fr"), ("events@1", "de")])
def test_values_of_unknown_labelers_and_languages_stay(source: str, language: str) -> None:
    made = merged(source, language=language)
    assert contexts(made) == ("legal", "diplomatic")
    assert not made.dropped


def test_without_a_judge_all_values_stay() -> None:
    assert contexts(merged("events@1", judge=None)) == ("legal", "diplomatic")
