"""Event types of the whole article come from cues, never beside a triggered event of the same type."""

from __future__ import annotations

from tests.prelabel.conftest import Suggest

CUES = "Des blindés et un contingent de réservistes sont arrivés à la frontière."


def test_two_cues_in_a_sentence_give_an_event_type_without_a_trigger(suggest: Suggest) -> None:
    (found,) = suggest(CUES).events
    assert (found.type, found.trigger, found.arguments) == ("MOBILIZE", None, ())


def test_a_type_is_suggested_once_however_many_cues_there_are(suggest: Suggest) -> None:
    assert [item.type for item in suggest(f"{CUES} {CUES}").events] == ["MOBILIZE"]


def test_cues_add_nothing_to_a_triggered_event_of_the_type(suggest: Suggest) -> None:
    events = suggest(f"{CUES} L'armée a déployé des troupes.").events
    assert [(item.type, item.trigger is None) for item in events] == [("MOBILIZE", False)]


def test_one_cue_alone_gives_no_type(suggest: Suggest) -> None:
    assert suggest("Un contingent de joueurs est arrivé.").events == ()
    assert suggest("Des blindés sont là. Des réservistes aussi.").events == ()
