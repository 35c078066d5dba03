"""Events against gold: triggers, types, and arguments in strict and lenient scoring."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Entity, Event
from annotate.core.matching import Outcome
from annotate.core.ontology import Ontology
from annotate.evaluate.counts import Key, without_zeros
from annotate.evaluate.events import event_counts
from tests.builders import annotation, article, entity, event, meeting, records
from tests.examples import examples

ONTOLOGY = Ontology.load("diplomacy")
TEXT = "Hanoï : le Vietnam a rencontré Ana Pérez ; Mme Pérez a quitté le Viet Nam."


def said(entities: tuple[Entity, ...], *events: Event) -> Annotation:
    return annotation(article(TEXT), entities, events)


COUNTRY = entity(TEXT, "Vietnam", "LOC", "e1", ref="VNM")
AGAIN = entity(TEXT, "Viet Nam", "LOC", "e2", ref="VNM")
PERSON = entity(TEXT, "Ana Pérez", "PER", "e3", ref="p1")
CITY = entity(TEXT, "Hanoï", "LOC", "e4", ref="HAN")
ALL = (COUNTRY, AGAIN, PERSON, CITY)
GOLD = said(ALL, event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e1"), ("Recipient", "e3")))


def counted(predicted: Annotation, part: str, measure: str) -> Outcome:
    return event_counts(GOLD, predicted)[Key(part, measure)]


def test_a_trigger_of_another_type_is_identified_but_not_classified() -> None:
    other = said(ALL, event(TEXT, "rencontré", "AGREE", "v1", ("Agent", "e1")))
    assert counted(other, "triggers", "identification") == Outcome(correct=1)
    assert counted(other, "triggers", "classification") == Outcome(missed=1, spurious=1)
    assert counted(other, "arguments", "identification strict") == Outcome(missed=2, spurious=1)


def test_an_argument_in_another_role_is_identified_but_not_classified() -> None:
    swapped = said(ALL, event(TEXT, "rencontré", "CONSULT", "v1", ("Recipient", "e1"), ("Agent", "e3")))
    assert counted(swapped, "arguments", "identification strict") == Outcome(correct=2)
    assert counted(swapped, "arguments", "classification strict") == Outcome(missed=2, spurious=2)


def test_another_mention_of_the_same_participant_is_right_leniently_only() -> None:
    elsewhere = said(ALL, event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e2"), ("Recipient", "e3")))
    assert counted(elsewhere, "arguments", "classification strict").correct == 1
    assert counted(elsewhere, "arguments", "classification lenient") == Outcome(correct=2)
    city = said(ALL, event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e4"), ("Recipient", "e3")))
    assert counted(city, "arguments", "classification lenient") == Outcome(correct=1, missed=1, spurious=1)


def test_part_of_a_mention_with_its_label_is_right_leniently() -> None:
    first = entity(TEXT, "Ana", "PER", "x1")
    cut = said((COUNTRY, first), event(TEXT, "rencontré", "CONSULT", "v1", ("Recipient", "x1")))
    assert counted(cut, "arguments", "classification strict") == Outcome(missed=2, spurious=1)
    assert counted(cut, "arguments", "classification lenient") == Outcome(correct=1, missed=1)


def test_two_mentions_of_one_participant_fill_one_gold_argument_once() -> None:
    twice = said(ALL, event(TEXT, "rencontré", "CONSULT", "v1", ("Agent", "e1"), ("Agent", "e2")))
    assert counted(twice, "arguments", "classification lenient") == Outcome(correct=1, missed=1, spurious=1)


def test_the_type_of_an_article_counts_once_with_or_without_a_trigger() -> None:
    types = said((), event(TEXT, None, "CONSULT", "t1"), event(TEXT, None, "AID", "t2"))
    assert counted(types, "article types", "types") == Outcome(correct=1, spurious=1)
    assert counted(types, "triggers", "identification") == Outcome(missed=1)


@examples(100)
@given(st.data())
def test_gold_against_itself_in_any_order_is_all_correct(data: st.DataObject) -> None:
    made = data.draw(records(ONTOLOGY)).annotation
    shuffled = made.with_(
        entities=tuple(data.draw(st.permutations(made.entities))),
        events=tuple(data.draw(st.permutations(made.events))),
    )
    for outcome in event_counts(made, shuffled).values():
        assert outcome.correct == outcome.gold == outcome.predicted


@examples(100)
@given(st.data())
def test_swapping_the_sides_swaps_missed_and_spurious(data: st.DataObject) -> None:
    one, other = (data.draw(records(ONTOLOGY)).annotation for _ in range(2))
    back = without_zeros(event_counts(other, one))
    for key, outcome in without_zeros(event_counts(one, other)).items():
        if "lenient" not in key.measure:  # which asks gold's refs
            assert (outcome.missed, outcome.spurious) == (back[key].spurious, back[key].missed)


def test_a_prediction_without_events_misses_them_all() -> None:
    gold = meeting().annotation
    counts = event_counts(gold, gold.with_(events=()))
    assert counts[Key("arguments", "classification lenient")] == Outcome(missed=4)
    assert counts[Key("arguments", "classification strict", "Agent")] == Outcome(missed=2)
