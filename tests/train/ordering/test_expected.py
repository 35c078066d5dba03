"""What to expect of an article from the scores of its suggestions."""

from __future__ import annotations

import pytest

from annotate.prelabel.merging.uncertainty import event_entropy
from annotate.train.ordering.expected import Expected, expected
from tests.builders import TEXT, annotation, article, entity, event

PERSON = entity(TEXT, "Ana Pérez", "PER", "e1", score=0.75)


def test_an_article_without_suggestions_costs_what_submitting_costs() -> None:
    assert expected(None) == Expected(0.0, 0.0, 1.0)
    assert expected(annotation(article())) == Expected(0.0, 0.0, 1.0)
    assert expected(None).bits_per_action == 0


def test_a_doubtful_mention_is_expected_to_cost_a_part_of_its_deletion() -> None:
    found = expected(annotation(article(), (PERSON,)))
    assert found.errors == 0.25
    assert found.gestures == 1 + 0.25 * 2
    assert found.bits == pytest.approx(0.8113)


def test_rivals_of_a_mention_count_through_its_own_uncertainty() -> None:
    rivals = expected(annotation(article(), (PERSON.with_(uncertainty=1.5),)))
    assert rivals.bits == 1.5
    assert rivals.errors == 0.25  # it stays one mention to correct


def test_a_few_doubtful_suggestions_promise_more_per_action_than_many_certain_ones() -> None:
    many = [PERSON.with_(id=f"e{number}", score=0.98) for number in range(100)]
    doubtful, certain = (
        expected(annotation(article(), (PERSON,))),
        expected(annotation(article(), tuple(many))),
    )
    assert doubtful.bits_per_action > certain.bits_per_action
    assert doubtful.bits / doubtful.gestures < certain.bits / certain.gestures


def test_open_roles_of_an_event_are_expected_to_cost_arrows() -> None:
    certain = event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e1"), score=1.0)
    open_roles = certain.model_copy(update={"uncertainty": event_entropy(1.0, open_roles=1.0)})
    found = expected(annotation(article(), (PERSON.with_(score=1.0),), (open_roles,)))
    assert (found.bits, found.errors, found.gestures) == (1.0, 0.5, 1 + 0.5 * 3)


def test_a_type_of_the_article_costs_one_click() -> None:
    found = expected(annotation(article(), (), (event(TEXT, None, "CONSULT", "v1", score=0.5),)))
    assert found.gestures == 1 + 0.5


def test_a_suggestion_without_a_score_counts_as_even() -> None:
    found = expected(annotation(article(), (PERSON.with_(score=None),)))
    assert (found.bits, found.errors) == (1.0, 0.5)
