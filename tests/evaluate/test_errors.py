"""Kinds of errors: each wrong mention is in exactly one error, of the kind that a reader expects."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Entity
from annotate.core.ontology import Ontology
from annotate.evaluate.errors import Kind, Layer, find_errors
from tests.builders import annotation, article, entity, event, meeting, records
from tests.examples import examples

ONTOLOGY = Ontology.load("diplomacy")
TEXT = "Orlando, Nicolas Hernandez a vu Jean Dupont et Marie Curie au ministère du Vietnam."


def said(*entities: Entity) -> Annotation:
    return annotation(article(TEXT), entities)


def per(text: str, label: str = "PER") -> Entity:
    return entity(TEXT, text, label, f"{label}-{text}".replace(" ", "_").replace(",", ""))


def kinds(gold: Annotation, predicted: Annotation) -> list[tuple[Kind, int, int]]:
    return [(error.kind, len(error.gold), len(error.predicted)) for error in find_errors(gold, predicted)]


def test_missed_spurious_wrong_label_and_wrong_boundary_are_told_apart() -> None:
    assert kinds(said(per("Jean Dupont")), said()) == [(Kind.MISSED, 1, 0)]
    assert kinds(said(), said(per("Jean Dupont"))) == [(Kind.SPURIOUS, 0, 1)]
    assert kinds(said(per("Jean Dupont")), said(per("Jean Dupont", "ORG"))) == [(Kind.WRONG_LABEL, 1, 1)]
    assert kinds(said(per("Jean Dupont")), said(per("Dupont"))) == [(Kind.WRONG_BOUNDARY, 1, 1)]


def test_a_name_cut_in_two_is_split_and_two_names_in_one_are_merged() -> None:
    whole, parts = per("Orlando, Nicolas Hernandez"), (per("Orlando"), per("Nicolas Hernandez"))
    assert kinds(said(whole), said(*parts)) == [(Kind.SPLIT, 1, 2)]
    assert kinds(said(*parts), said(whole)) == [(Kind.MERGED, 2, 1)]


def test_a_right_nested_mention_is_not_part_of_an_error() -> None:
    outer, inner = per("ministère du Vietnam", "ORG"), per("Vietnam", "LOC")
    assert kinds(said(outer, inner), said(inner)) == [(Kind.MISSED, 1, 0)]
    assert kinds(said(outer, inner), said(outer, inner)) == []


def test_neither_span_nor_label_right_is_one_missed_and_one_spurious() -> None:
    assert kinds(said(per("ministère du Vietnam", "ORG")), said(per("Vietnam", "LOC"))) == [
        (Kind.MISSED, 1, 0),
        (Kind.SPURIOUS, 0, 1),
    ]


def test_a_role_is_wrong_only_in_an_event_that_was_found() -> None:
    gold = meeting().annotation
    (meets,) = gold.events
    roles = tuple(
        a.with_(role="Recipient") if a.entity == "e2" else a for a in meets.arguments if a.entity != "e4"
    )
    errors = find_errors(gold, gold.with_(events=(meets.with_(arguments=roles),)))
    assert [(e.layer, e.kind) for e in errors] == [
        (Layer.ARGUMENT, Kind.WRONG_LABEL),
        (Layer.ARGUMENT, Kind.MISSED),
    ]
    assert errors[0].trigger is not None
    assert errors[0].trigger.text == "rencontré"
    retyped = gold.with_(events=(meets.with_(type="AGREE", arguments=()),))
    assert [(e.layer, e.kind) for e in find_errors(gold, retyped)] == [(Layer.TRIGGER, Kind.WRONG_LABEL)]


def test_without_events_only_entities_are_compared() -> None:
    gold = annotation(article(TEXT), (), (event(TEXT, "vu", "CONSULT", "v1"),))
    assert find_errors(gold, said(), events=False) == []


@examples(150)
@given(st.data())
def test_every_mention_that_is_wrong_is_in_one_error_whatever_the_order(data: st.DataObject) -> None:
    gold, predicted = (data.draw(records(ONTOLOGY)).annotation for _ in range(2))
    errors = find_errors(gold, predicted)
    entities = [error for error in errors if error.layer is Layer.ENTITY]
    right = sum(
        min(
            len([e for e in gold.entities if place(e) == key]),
            len([e for e in predicted.entities if place(e) == key]),
        )
        for key in {place(e) for e in gold.entities}
    )
    assert sum(len(error.gold) for error in entities) == len(gold.entities) - right
    assert sum(len(error.predicted) for error in entities) == len(predicted.entities) - right
    shuffled = predicted.with_(entities=tuple(data.draw(st.permutations(predicted.entities))))
    assert find_errors(gold, shuffled) == errors


def place(entity: Entity) -> tuple[int, int, str]:
    return entity.start, entity.end, entity.label
