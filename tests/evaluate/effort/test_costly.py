"""The dearest corrections: what was done to which words, and for how many gestures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.costly import corrections, most_costly
from annotate.evaluate.effort.edits import Edit, Part
from tests.builders import TEXT, annotation, article, entity, event, meeting, records

ONTOLOGY = Ontology.load("diplomacy")
SEEN = meeting().annotation


def submitted(**changes: object) -> Annotation:
    return SEEN.with_(status=Status.SUBMITTED, author="person", **changes)


def found(made: Annotation, suggestion: Annotation | None = SEEN) -> list[tuple[object, ...]]:
    return [
        (one.part, one.edit, one.label, one.to, one.words, one.gestures)
        for one in corrections(suggestion, made, ONTOLOGY)
    ]


def test_what_was_left_as_it_is_costs_nothing() -> None:
    assert found(submitted()) == []


def test_a_new_label_is_named_with_both_labels() -> None:
    entities = tuple(one.with_(label="ORG") if one.id == "e2" else one for one in SEEN.entities)
    assert found(submitted(entities=entities)) == [
        (Part.MENTION, Edit.RELABELLED, "PER", "ORG", "Ana Pérez", 2)
    ]


def test_other_boundaries_are_named_with_the_submitted_words() -> None:
    moved = SEEN.entities[1].with_(start=SEEN.entities[1].start + 4, text="Pérez")
    entities = (SEEN.entities[0], moved, *SEEN.entities[2:])
    assert found(submitted(entities=entities)) == [(Part.MENTION, Edit.MOVED, "PER", None, "Pérez", 2)]


def test_an_event_costs_what_its_arguments_cost_too() -> None:
    (meets,) = SEEN.events
    without = meets.with_(arguments=meets.arguments[:2])
    (one,) = found(submitted(), SEEN.with_(events=(without,)))
    assert one == (Part.EVENT, Edit.CHANGED, "CONSULT", None, "rencontré", 6)  # two arrows
    (new,) = found(submitted(), SEEN.with_(events=()))
    assert new == (Part.EVENT, Edit.ADDED, "CONSULT", None, "rencontré", 14)


def test_a_mention_that_became_an_event_counts_once() -> None:
    source = article()
    name = entity(TEXT, "rencontré", "ORG", "x1")
    verb = event(TEXT, "rencontré", "CONSULT", "x1")
    (one,) = found(annotation(source, (), (verb,)), annotation(source, (name,)))
    assert one == (Part.MENTION, Edit.RELABELLED, "ORG", "CONSULT", "rencontré", 2)


def test_without_a_suggestion_everything_was_missing() -> None:
    assert {one[1] for one in found(submitted(), None)} == {Edit.ADDED}


def test_equal_corrections_of_several_articles_count_together() -> None:
    one = submitted(entities=SEEN.entities[1:], events=())
    rows = [(f"a{number}", SEEN, one, ONTOLOGY) for number in range(3)]
    first, second = most_costly(rows, 2)
    assert (first.times, first.gestures) == (3, 6)
    assert {first.correction.words, second.correction.words} == {"président cubain", "rencontré"}
    assert [place[0] for place in first.places] == ["a0", "a1", "a2"]
    assert most_costly(reversed(rows), 2) == [first, second]


@given(records(ONTOLOGY, tidy=True), st.data())
def test_corrections_cost_together_what_the_article_costs(record: Record, data: st.DataObject) -> None:
    made = record.annotation
    kept = data.draw(st.sets(st.sampled_from([event.id for event in made.events]))) if made.events else set()
    seen = made.with_(events=tuple(event for event in made.events if event.id in kept))
    types = sum(item.gestures for item in compare(seen, made, ONTOLOGY) if item.part is Part.TYPE)
    whole = sum(item.gestures for item in compare(seen, made, ONTOLOGY)) - types
    assert sum(one.gestures for one in corrections(seen, made, ONTOLOGY)) == whole
