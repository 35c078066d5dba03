"""English triggers: acts that agency English reports, and words that look like one and are none."""

from __future__ import annotations

import pytest

from tests.prelabel.conftest import Suggest


@pytest.mark.parametrize(
    "text",
    [
        "A flood hit the town of Vorsa and killed twelve people.",
        "The villages of the Tarm valley were threatened by landslides on Sunday.",
        "Coconut groves on Malaita are threatened by a beetle.",
        "Two climbers were struck by falling rocks below the summit of Mount Orel.",
        "A typhoon destroyed hundreds of houses in Cagran, and the disease struck children in the camps.",
        "Kenya beat Uganda 3-1 in the football tournament and stormed into the final.",
        "The midfielder's late attack on the wing punished the visitors in the rugby championship.",
        "Norway's cyclists attacked early and repelled the peloton.",
        "The chess grandmaster launched an assault on the kingside and captured a rook.",
        "Shares rallied in Tokyo as the index struck a record high.",
        "Copper retreated and zinc was hit by profit-taking, brokers said.",
    ],
)
def test_nature_sport_and_markets_do_nothing_on_purpose(suggest: Suggest, text: str) -> None:
    assert not suggest(text, language="en").events


@pytest.mark.parametrize(
    ("text", "word", "event_type", "mode"),
    [
        ("Soldiers arrested the mayor of Tamsour.", "arrested", "COERCE", "arrest"),
        ("Two trade unionists were picked up by soldiers in Gao.", "picked", "COERCE", "arrest"),
        ("The navy is holding three fishermen at a camp in Jaffna prison.", "holding", "COERCE", "arrest"),
        ("The army took the deputy into custody on Monday.", "custody", "COERCE", "arrest"),
    ],
)
def test_soldiers_make_arrests_too(
    suggest: Suggest, text: str, word: str, event_type: str, mode: str | None
) -> None:
    _check(suggest, text, word, event_type, mode)


@pytest.mark.parametrize(
    ("text", "word", "event_type", "mode"),
    [
        ("The president called off the state of siege.", "called", "CONCEDE", None),
        ("The government scrapped the decree on fuel prices.", "scrapped", "CONCEDE", None),
        ("The company dropped its lawsuit against the union.", "dropped", "CONCEDE", None),
        ("Parliament repealed the press law.", "repealed", "CONCEDE", None),
        ("The union called off its strike at the port.", "called", "CONCEDE", None),
        ("The junta lifted the ban on demonstrations.", "lifted", "CONCEDE", None),
        ("The rebels allowed observers into the town.", "allowed", "RETREAT", "access"),
    ],
)
def test_giving_up_a_measure_is_conceding(
    suggest: Suggest, text: str, word: str, event_type: str, mode: str | None
) -> None:
    _check(suggest, text, word, event_type, mode)


@pytest.mark.parametrize(
    ("text", "word", "event_type", "mode"),
    [
        ("Bogota broke off talks with the rebels.", "broke", "SANCTION", None),
        ("The ministry revoked the licence of a radio station.", "revoked", "COERCE", "restrict"),
    ],
)
def test_a_licence_is_withdrawn_by_coercion_and_talks_are_broken_off_as_a_sanction(
    suggest: Suggest, text: str, word: str, event_type: str, mode: str | None
) -> None:
    _check(suggest, text, word, event_type, mode)


@pytest.mark.parametrize(
    ("text", "word", "event_type", "mode"),
    [
        ("Moscow rejected the criticism of the ministry.", "rejected", "REJECT", None),
        ("Moscow rejected the criticism of the ministry.", "criticism", "ACCUSE", None),
        ("The party welcomed the verdict against the banker.", "welcomed", "SUPPORT", None),
        ("The party welcomed the verdict against the banker.", "verdict", "SANCTION", "convict"),
        ("Mali dismissed the warning by Ghana.", "dismissed", "REJECT", None),
        ("Mali dismissed the warning by Ghana.", "warning", "THREATEN", None),
        ("The union denounced the arrests in Lima.", "denounced", "ACCUSE", None),
        ("The union denounced the arrests in Lima.", "arrests", "COERCE", None),
    ],
)
def test_a_noun_after_a_reaction_names_an_act_of_its_own(
    suggest: Suggest, text: str, word: str, event_type: str, mode: str | None
) -> None:
    _check(suggest, text, word, event_type, mode)


@pytest.mark.parametrize(
    ("text", "word", "event_type", "mode"),
    [
        ("Farmers staged a sit-in outside the ministry in Accra.", "sit-in", "PROTEST", None),
        ("The guests held talks with Okello at a working lunch.", "talks", "CONSULT", None),
        ("Okello paid a courtesy call on the king.", "call", "CONSULT", "visit"),
        ("The minister stepped down on Friday.", "stepped", "RETREAT", "resign"),
        ("Police cracked down on the opposition in Lima.", "cracked", "COERCE", None),
        ("The embassy lodged a complaint against the ministry.", "complaint", "ACCUSE", None),
        ("Gunmen set fire to a school in Gao.", "fire", "ASSAULT", None),
        ("Okello visited Ghana at the invitation of the president.", "invitation", "AGREE", None),
        ("Okello visited Ghana at the invitation of the president.", "visited", "CONSULT", None),
        ("Youths pelted the police with stones in Lima.", "pelted", "PROTEST", "riot"),
        ("Villagers burned tyres and cut the highway to Gao.", "burned", "PROTEST", None),
        ("Villagers burned tyres and cut the highway to Gao.", "cut", "PROTEST", None),
        ("The port workers struck work on Monday.", "struck", "PROTEST", "strike"),
        ("Latvia declared two Belarusian diplomats personae non gratae.", "declared", "SANCTION", "expel"),
        ("Police booked the company for dumping mud into the river.", "booked", "ACCUSE", None),
        ("The court directed the ministry to publish the list.", "directed", "REQUEST", None),
        ("Norway airlifted tents to the islands and rushed doctors to Vorsa.", "airlifted", "AID", None),
        ("Norway airlifted tents to the islands and rushed doctors to Vorsa.", "rushed", "AID", None),
        ("The rebels laid down their weapons in Gao.", "laid", "RETREAT", "disarm"),
    ],
)
def test_agency_english_has_its_own_words(
    suggest: Suggest, text: str, word: str, event_type: str, mode: str | None
) -> None:
    _check(suggest, text, word, event_type, mode)


def _check(suggest: Suggest, text: str, word: str, event_type: str, mode: str | None) -> None:
    """Checks type, polarity and, if ``mode`` is given, mode of the event with the trigger ``word``."""
    (found,) = [
        event
        for event in suggest(text, language="en").events
        if event.trigger is not None and event.trigger.text == word
    ]
    assert found.type == event_type
    assert found.attributes["polarity"] == "positive"
    assert mode is None or found.attributes.get("mode") == mode


@pytest.mark.parametrize(
    "text",
    [
        "Mali denied the charge.",
        "The banker denied any wrongdoing.",
        "Rossi denied that he had met the banker.",
    ],
)
def test_a_bare_denial_is_no_trigger(suggest: Suggest, text: str) -> None:
    triggers = [event.trigger.text for event in suggest(text, language="en").events if event.trigger]
    assert "denied" not in triggers


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Farmers staged two sit-ins in Accra.", "sit-ins"),
        ("The two navies expanded their co-operation off Sabang.", "co-operation"),
        ("Farmers joined a sit-in outside the port of Accra.", "sit-in"),
    ],
)
def test_a_word_with_a_hyphen_is_one_trigger(suggest: Suggest, text: str, word: str) -> None:
    triggers = [event.trigger.text for event in suggest(text, language="en").events if event.trigger]
    assert triggers == [word]
