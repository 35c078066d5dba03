"""Corrections: every suggestion counts once, as accepted, changed or deleted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.evaluate.corrections import Corrections
from tests.builders import TEXT, entity, meeting, records
from tests.examples import examples

ONTOLOGY = Ontology.load("diplomacy")
SUGGESTED = meeting().annotation


def rows(corrected: Annotation) -> dict[str, tuple[int, ...]]:
    corrections = Corrections(ONTOLOGY)
    corrections.take(SUGGESTED, corrected)
    both = {**corrections.entities, **corrections.events}
    return {label: tuple(vars(row).values()) for label, row in both.items()}


def test_an_untouched_suggestion_is_accepted_whole() -> None:
    one = (1, 1, 0, 0, 0)
    assert rows(SUGGESTED) == {"ROLE": one, "PER": one, "LOC": one, "DATE": one, "CONSULT": one}


def test_moving_a_boundary_and_relabelling_are_changes_of_the_suggested_type() -> None:
    role, person, place, date = SUGGESTED.entities
    moved = place.with_(start=place.start - 2, text="à Hanoï")
    relabelled = person.with_(label="ORG")
    found = rows(SUGGESTED.with_(entities=(role, relabelled, moved, date)))
    assert found["LOC"] == (1, 0, 1, 0, 0)
    assert found["PER"] == (1, 0, 1, 0, 0)
    assert "ORG" not in found


def test_deleting_adding_and_changing_an_attribute_or_argument_are_told_apart() -> None:
    _, person, place, date = SUGGESTED.entities
    event = SUGGESTED.events[0]
    without_role = event.with_(arguments=event.arguments[1:])
    added = entity(TEXT, "Ana", "PER", "e9")
    other_value = date.with_(attributes={"value": "2023-03-03"})
    found = rows(SUGGESTED.with_(entities=(person, place, other_value, added), events=(without_role,)))
    assert found["ROLE"] == (1, 0, 0, 1, 0)
    assert found["PER"] == (1, 1, 0, 0, 1)
    assert found["DATE"] == (1, 0, 1, 0, 0)
    assert found["CONSULT"] == (1, 0, 1, 0, 0)


def test_a_mention_deleted_and_made_again_is_no_correction() -> None:
    role, *others = SUGGESTED.entities
    event = SUGGESTED.events[0]
    again = role.with_(id="new")
    arguments = tuple(a.with_(entity="new") if a.entity == "e1" else a for a in event.arguments)
    redone = SUGGESTED.with_(entities=(again, *others), events=(event.with_(arguments=arguments),))
    assert rows(redone) == rows(SUGGESTED)


@examples(100)
@given(st.data())
def test_every_suggestion_is_counted_once(data: st.DataObject) -> None:
    suggested = data.draw(records(ONTOLOGY)).annotation
    corrected = data.draw(records(ONTOLOGY)).annotation
    corrections = Corrections(ONTOLOGY)
    corrections.take(suggested, corrected)
    for counts, before in (
        (corrections.entities, suggested.entities),
        (corrections.events, suggested.events),
    ):
        assert sum(row.suggested for row in counts.values()) == len(before)
        assert all(row.suggested == row.accepted + row.changed + row.deleted for row in counts.values())
    # Of both together: a mention that became an event counts where it was suggested.
    every = [*corrections.entities.values(), *corrections.events.values()]
    assert sum(row.accepted + row.changed + row.added for row in every) == len(corrected.regions)
