"""Triggers where the model reads a word wrongly or misses subject and object, and times to come."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation
from tests.prelabel.conftest import Suggest


def triggers(annotation: Annotation) -> list[tuple[str, str]]:
    """The trigger and the type of each event."""
    return [(event.trigger.text, event.type) for event in annotation.events if event.trigger]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Union européenne finance la construction d'une école à Jacmel.", ("finance", "AID")),
        ("La Pologne masse des troupes à sa frontière orientale.", ("masse", "MOBILIZE")),
        ("Pyongyang menace Séoul de représailles.", ("menace", "THREATEN")),
        ("Le Premier ministre échange avec l'ambassadeur de Chine", ("échange", "CONSULT")),
        ("Le groupe minier n'a pas consenti à relever les salaires.", ("consenti", "AGREE")),
        (
            "Le sit-in des étudiants devant l'ambassade du Togo a duré deux heures, mardi à Lomé.",
            ("sit-in", "PROTEST"),
        ),
    ],
)
def test_verbs_that_the_model_takes_for_nouns_are_found(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert expected in triggers(suggest(text))


@pytest.mark.parametrize(
    "text",
    ["Le ministère des Finances a publié sa circulaire.", "La hausse des prix inquiète la presse du pays."],
)
def test_nouns_in_a_clause_with_another_verb_stay_nouns(suggest: Suggest, text: str) -> None:
    assert not {"finance", "finances", "presse"} & {word.lower() for word, _ in triggers(suggest(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La Norvège avait livré en novembre des générateurs à l'hôpital de Soumy.", ("livré", "AID")),
        ("Les habitants ont nourri et hébergé les déplacés.", ("nourri", "AID")),
        ("La police les a dispersés à l'autopompe.", ("dispersés", "ASSAULT")),
        ("L'opposant avait été arrêté lundi par la gendarmerie.", ("arrêté", "COERCE")),
    ],
)
def test_objects_behind_a_date_of_the_last_conjunct_or_as_pronouns_meet_conditions(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert expected in triggers(suggest(text))


def test_a_participle_below_a_noun_is_its_support_verb(suggest: Suggest) -> None:
    text = (
        "Dans l'engagement pris par Berlin envers Kiev en mai 2023, la ministre Anna Berg voit un tournant."
    )
    assert ("engagement", "AGREE") in triggers(suggest(text))


def test_banners_and_placards_ask_for_nothing(suggest: Suggest) -> None:
    text = "Le cortège suivait une banderole réclamant une pension digne."
    assert "réclamant" not in {word for word, _ in triggers(suggest(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 68th Brigade captured two infantrymen near Myrnohrad.", ("captured", "ASSAULT")),
        ("If the survey is not halted, the union will block the highway, it warned.", ("warned", "THREATEN")),
        ("The union leader offered to hold talks with the minister.", ("offered", "AGREE")),
        ("The visit by Ghana's foreign minister to Oslo was called off.", ("called", "REJECT")),
    ],
)
def test_english_conditions_ask_for_kinds_of_people_and_for_a_future(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert expected in triggers(suggest(text, language="en"))


@pytest.mark.parametrize(
    ("language", "text", "word", "modality"),
    [
        ("fr", "Le ministre rencontre son homologue la semaine prochaine.", "rencontre", "planned"),
        ("fr", "La visite du ministre la semaine prochaine à Alger est confirmée.", "visite", "planned"),
        ("fr", "Le ministre a rencontré son homologue la semaine dernière.", "rencontré", "asserted"),
        ("fr", "Le président Okello est attendu jeudi à Abidjan.", "attendu", "planned"),
        ("fr", "La Suède accueille deux cents réfugiés soudanais.", "accueille", "asserted"),
        ("fr", "Des pourparlers entre Kiev et Moscou doivent s'ouvrir lundi.", "pourparlers", "planned"),
        ("fr", "L'aide demandée par Kiev divise les députés.", "aide", "hypothetical"),
        ("fr", "Son avocat a annoncé qu'il ferait appel du jugement.", "appel", "planned"),
        ("en", "The minister visits Peru next week.", "visits", "planned"),
        ("en", "The minister visited Peru last week.", "visited", "asserted"),
        ("en", "Officials in Oslo confirmed talks next week with Peru.", "talks", "planned"),
        ("en", "The rebels vowed to attack the capital of Chad.", "attack", "hypothetical"),
        ("en", "A 36-hour strike called by the dockers' union in Lagos began.", "strike", "asserted"),
    ],
)
def test_times_to_come_and_threats_decide_the_modality(
    suggest: Suggest, language: str, text: str, word: str, modality: str
) -> None:
    events = suggest(text, language=language).events
    (found,) = [event for event in events if event.trigger and event.trigger.text == word]
    assert found.attributes["modality"] == modality
