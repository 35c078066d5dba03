"""Uncertainty of each suggestion and of each article."""

from __future__ import annotations

from math import log2

import pytest

from annotate.core.annotation import Entity
from annotate.prelabel.merging.entities import Contribution, merge
from annotate.prelabel.merging.uncertainty import place_entropy
from tests.prelabel.builders import event, mention, small_ontology, suggestion_of

TEXT = "Cuba a rencontré Le Thanh Tung à Hanoï."
SMALL = small_ontology()


def by(source: str, rank: int, *entities: Entity) -> Contribution:
    return Contribution(source, rank, suggestion_of(entities))


@pytest.mark.parametrize(
    ("outcomes", "bits"),
    [([0.5], 1.0), ([1.0], 0.0), ([0.0], 0.0), ([0.25, 0.25, 0.25], 2.0), ([0.8, 0.8], 1.0)],
)
def test_the_entropy_is_over_the_candidate_its_rivals_and_nothing(outcomes: list[float], bits: float) -> None:
    assert place_entropy(outcomes[0], outcomes[1:]) == bits


def test_of_two_suggestions_with_one_score_the_contradicted_one_is_less_sure() -> None:
    cuba, hanoi = mention(TEXT, "Cuba", "LOC", score=0.7), mention(TEXT, "Hanoï", "LOC", score=0.7)
    result = merge([by("a@1", 0, cuba, hanoi), by("b@1", 1, mention(TEXT, "Hanoï", "ORG", score=0.2))], SMALL)
    first, second = result.entities
    assert first.score == second.score
    assert first.uncertainty == round(-0.7 * log2(0.7) - 0.3 * log2(0.3), 4)
    assert second.uncertainty is not None and second.uncertainty > first.uncertainty


def test_an_event_is_as_open_as_itself_and_its_roles_and_not_as_its_mentions() -> None:
    cuba = mention(TEXT, "Cuba", "LOC", score=0.5)
    met = event(TEXT, "rencontré", "CONSULT", ("Agent", cuba)).with_(score=0.75)
    sure, unsure = (
        merge([Contribution("a@1", 0, suggestion_of([cuba], [met.with_(uncertainty=bits)]))], SMALL)
        for bits in (None, 2.0)
    )
    assert [item.uncertainty for item in sure.entities] == [1.0]
    assert [item.uncertainty for item in sure.events] == [place_entropy(0.75)]
    assert [item.uncertainty for item in unsure.events] == [round(place_entropy(0.75) + 0.75 * 2.0, 4)]


def test_an_article_has_the_mean_uncertainty_of_its_suggestions() -> None:
    cuba = mention(TEXT, "Cuba", "LOC", score=0.5)
    met = event(TEXT, "rencontré", "CONSULT", ("Agent", cuba)).with_(score=1.0, uncertainty=2.0)
    result = merge([Contribution("a@1", 0, suggestion_of([cuba], [met]))], SMALL)
    assert result.uncertainty == 1.5


def test_an_article_without_suggestions_has_no_uncertainty() -> None:
    assert merge([], SMALL).uncertainty is None
