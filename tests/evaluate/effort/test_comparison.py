"""What became of each suggested item, and what it cost, in cases made by hand."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation, Argument, Entity, Event, Provenance, Trigger
from annotate.core.ontology import Ontology
from annotate.evaluate.effort.comparison import compare
from annotate.evaluate.effort.edits import Edit, Item, Part
from annotate.evaluate.effort.tables import labelers_of
from annotate.evaluate.gestures import GESTURES, Job
from tests.builders import TEXT, article, entity, event, meeting

ONTOLOGY = Ontology.load("diplomacy")
SUGGESTED = meeting().annotation
ROLE, PERSON, PLACE, DATE = SUGGESTED.entities
(MEETING,) = SUGGESTED.events


def edits(
    submitted: Annotation, suggestion: Annotation | None = SUGGESTED
) -> list[tuple[str, str, str, int]]:
    """All items but the accepted ones that cost nothing: part, label, edit and gestures."""
    items = compare(suggestion, submitted, ONTOLOGY)
    return sorted(
        (str(item.part), item.label, str(item.edit), item.gestures)
        for item in items
        if item.edit is not Edit.ACCEPTED or item.gestures
    )


def with_entities(*entities: Entity) -> Annotation:
    return SUGGESTED.with_(entities=entities)


def test_an_untouched_suggestion_costs_nothing_and_saves_everything() -> None:
    items = compare(SUGGESTED, SUGGESTED, ONTOLOGY)
    assert {item.edit for item in items} == {Edit.ACCEPTED}
    # Four mentions, one date's value, one event, four arguments. Modality and polarity are the usual ones.
    assert len(items) == 4 + 1 + 1 + 4
    assert sum(item.gestures for item in items) == 0
    drawn = 4 * GESTURES[Job.NEW_MENTION] + GESTURES[Job.TYPED_VALUE]
    drawn += GESTURES[Job.NEW_EVENT] + 4 * GESTURES[Job.NEW_ARGUMENT]
    assert sum(item.from_nothing for item in items) == drawn


def test_without_a_suggestion_everything_is_added() -> None:
    items = compare(None, SUGGESTED, ONTOLOGY)
    assert {item.edit for item in items} == {Edit.ADDED}
    assert all(item.gestures == item.from_nothing > 0 for item in items)


def test_a_relabelled_mention_keeps_its_arguments() -> None:
    found = edits(with_entities(ROLE, PERSON.with_(label="ORG"), PLACE, DATE))
    assert found == [("mentions", "PER", "relabelled", GESTURES[Job.RELABEL])]


def test_a_moved_boundary_is_one_drag_and_the_arrows_stay() -> None:
    moved = PLACE.with_(start=PLACE.start - 2, text="à Hanoï")
    assert edits(with_entities(ROLE, PERSON, moved, DATE)) == [
        ("mentions", "LOC", "moved", GESTURES[Job.MOVE])
    ]


def test_a_mention_both_relabelled_and_moved_counts_once_and_costs_both() -> None:
    other = PLACE.with_(start=PLACE.start - 2, text="à Hanoï", label="ORG")
    both = GESTURES[Job.RELABEL] + GESTURES[Job.MOVE]
    assert edits(with_entities(ROLE, PERSON, other, DATE)) == [("mentions", "LOC", "relabelled", both)]


def test_what_is_deleted_with_a_mention_costs_nothing_more() -> None:
    without = MEETING.with_(arguments=MEETING.arguments[:3])
    found = edits(SUGGESTED.with_(entities=(ROLE, PERSON, PLACE), events=(without,)))
    assert found == [
        ("arguments", "Time", "deleted", 0),
        ("attributes", "value", "deleted", 0),
        ("events", "CONSULT", "changed", 0),
        ("mentions", "DATE", "deleted", GESTURES[Job.DELETE]),
    ]


def test_deleted_and_drawn_anew_with_another_label_is_relabelled_at_the_price_of_both() -> None:
    again = PERSON.with_(id="new", label="ORG")
    arguments = tuple(a.with_(entity="new") if a.entity == "e2" else a for a in MEETING.arguments)
    redrawn = SUGGESTED.with_(
        entities=(ROLE, again, PLACE, DATE), events=(MEETING.with_(arguments=arguments),)
    )
    assert edits(redrawn) == [
        ("arguments", "Agent", "accepted", GESTURES[Job.NEW_ARGUMENT]),
        ("mentions", "PER", "relabelled", GESTURES[Job.DELETE] + GESTURES[Job.NEW_MENTION]),
    ]


def test_deleted_and_drawn_anew_with_other_boundaries_is_moved_at_the_price_of_both() -> None:
    again = DATE.with_(id="new", start=DATE.start - 3, text="le 3 mars")
    arguments = tuple(a.with_(entity="new") if a.entity == "e4" else a for a in MEETING.arguments)
    redrawn = SUGGESTED.with_(
        entities=(ROLE, PERSON, PLACE, again), events=(MEETING.with_(arguments=arguments),)
    )
    assert edits(redrawn) == [
        ("arguments", "Time", "accepted", GESTURES[Job.NEW_ARGUMENT]),
        ("attributes", "value", "accepted", GESTURES[Job.TYPED_VALUE]),
        ("mentions", "DATE", "moved", GESTURES[Job.DELETE] + GESTURES[Job.NEW_MENTION]),
    ]


def test_a_mention_that_becomes_an_event_is_relabelled_across() -> None:
    trigger = Trigger(start=PLACE.start, end=PLACE.end, text=PLACE.text)
    became = Event(id=PLACE.id, type="AID", trigger=trigger)
    event = MEETING.with_(arguments=tuple(a for a in MEETING.arguments if a.entity != PLACE.id))
    found = edits(SUGGESTED.with_(entities=(ROLE, PERSON, DATE), events=(event, became)))
    assert ("mentions", "LOC", "relabelled", GESTURES[Job.RELABEL_ACROSS]) in found
    assert ("arguments", "Place", "deleted", 0) in found


def test_the_same_id_elsewhere_with_another_label_is_another_region() -> None:
    other = entity(TEXT, "rencontré", "ORG", "e3")
    event = MEETING.with_(arguments=tuple(a for a in MEETING.arguments if a.entity != "e3"))
    found = edits(SUGGESTED.with_(entities=(ROLE, PERSON, other, DATE), events=(event,)))
    assert ("mentions", "LOC", "deleted", GESTURES[Job.DELETE]) in found
    assert ("mentions", "ORG", "added", GESTURES[Job.NEW_MENTION]) in found


def test_arguments_are_added_removed_and_given_another_role() -> None:
    agent, second, place, time = MEETING.arguments
    arguments = (agent, Argument(role="Recipient", entity="e2"), time, Argument(role="Place", entity="e1"))
    found = edits(SUGGESTED.with_(events=(MEETING.with_(arguments=arguments),)))
    assert (second.role, place.role) == ("Agent", "Place")
    assert found == [
        ("arguments", "Agent", "relabelled", GESTURES[Job.ROLE]),
        ("arguments", "Place", "added", GESTURES[Job.NEW_ARGUMENT]),
        ("arguments", "Place", "deleted", GESTURES[Job.REMOVE_ARGUMENT]),
        ("events", "CONSULT", "changed", 0),
    ]


def test_a_usual_value_is_no_item_and_the_first_edit_selects_the_region() -> None:
    none = MEETING.with_(attributes={})
    assert edits(SUGGESTED.with_(events=(none,))) == []
    unusual = MEETING.with_(attributes={"modality": "planned", "polarity": "negated"})
    assert edits(SUGGESTED.with_(events=(unusual,))) == [
        ("attributes", "modality", "added", GESTURES[Job.VALUE]),
        ("attributes", "polarity", "added", GESTURES[Job.NEXT_VALUE]),
        ("events", "CONSULT", "changed", 0),
    ]
    back = edits(SUGGESTED, SUGGESTED.with_(events=(unusual,)))
    assert back[0] == ("attributes", "modality", "deleted", GESTURES[Job.VALUE])


def test_a_date_gets_another_value() -> None:
    other = DATE.with_(attributes={"value": "2023-03-03"})
    assert edits(with_entities(ROLE, PERSON, PLACE, other)) == [
        ("attributes", "value", "changed", GESTURES[Job.TYPED_VALUE]),
        ("mentions", "DATE", "changed", 0),
    ]


@pytest.mark.parametrize("unreviewed", [(), ("attributes.sector",)])
def test_what_the_screen_does_not_ask_for_is_not_compared(unreviewed: tuple[str, ...]) -> None:
    with_sector = ROLE.with_(attributes={"sector": ("GOV",)})
    suggestion = with_entities(with_sector, PERSON, PLACE, DATE)
    assert edits(SUGGESTED, suggestion) == []
    pulled = with_entities(with_sector.with_(unreviewed=unreviewed), PERSON, PLACE, DATE)
    assert edits(pulled, suggestion) == []
    assert edits(pulled, SUGGESTED) == []


def test_each_of_several_values_counts() -> None:
    asked = ONTOLOGY.attributes["context"].model_copy(update={"ask": True})
    ontology = ONTOLOGY.model_copy(update={"attributes": {**ONTOLOGY.attributes, "context": asked}})
    before = SUGGESTED.with_(events=(MEETING.with_(attributes={"context": ("military", "economic")}),))
    after = SUGGESTED.with_(events=(MEETING.with_(attributes={"context": ("economic", "legal", "health")}),))
    found = [item for item in compare(before, after, ontology) if item.label == "context"]
    assert sorted(item.edit for item in found) == [Edit.ACCEPTED, Edit.ADDED, Edit.ADDED, Edit.DELETED]
    # The first of the three edits selects the event.
    assert sum(item.gestures for item in found) == GESTURES[Job.VALUE] + 2 * GESTURES[Job.NEXT_VALUE]


def test_article_level_types_are_set_cleared_and_accepted() -> None:
    kept, cleared, new = (
        event(TEXT, None, label, f"article.{label}") for label in ("AID", "ACCUSE", "COERCE")
    )
    before = SUGGESTED.with_(events=(MEETING, kept, cleared))
    after = SUGGESTED.with_(events=(MEETING, kept.with_(id="other"), new))
    cost = GESTURES[Job.ARTICLE_TYPE]
    assert edits(after, before) == [
        ("article-level types", "ACCUSE", "deleted", cost),
        ("article-level types", "COERCE", "added", cost),
    ]


def test_items_name_each_labeler_once_and_no_value_that_a_pull_filled_in() -> None:
    said = tuple(
        Provenance(source=one)
        for one in ("spacy@1+m", "persons@2", "spacy@1+m", "default:modality,polarity@diplomacy@1.1.0")
    )
    suggestion = with_entities(ROLE, PERSON.with_(provenance=said), PLACE, DATE)
    items = compare(suggestion, with_entities(ROLE, PERSON, PLACE, DATE), ONTOLOGY)
    (person,) = [item for item in items if item.label == "PER"]
    assert labelers_of(person) == ("spacy", "persons")
    assert labelers_of(Item(Part.MENTION, "PER", Edit.ADDED)) == ("–",)


def test_two_triggers_on_one_word_are_paired_by_type() -> None:
    source = article()
    two = tuple(event(TEXT, "rencontré", label, id) for label, id in (("CONSULT", "v1"), ("AGREE", "v2")))
    before = SUGGESTED.with_(entities=(), events=two, digest=source.digest)
    swapped = tuple(one.with_(id=f"n{one.id}") for one in reversed(two))
    assert edits(before.with_(events=swapped), before) == []
