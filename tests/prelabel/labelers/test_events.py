"""Events: triggers, attributes and arguments on sentences as agencies write them."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation, Event

from ..conftest import Suggest


def only(annotation: Annotation, event_type: str) -> Event:
    (found,) = [item for item in annotation.events if item.type == event_type]
    return found


def arguments(annotation: Annotation, event_type: str) -> dict[str, list[str]]:
    texts = {item.id: item.text for item in annotation.entities}
    given: dict[str, list[str]] = {}
    for argument in only(annotation, event_type).arguments:
        given.setdefault(argument.role, []).append(texts[argument.entity])
    return given


@pytest.mark.parametrize(
    ("text", "event_type", "word"),
    [
        ("Cuba et le Laos ont convenu d'un calendrier.", "AGREE", "convenu"),
        ("Le pape a rencontré le roi d'Espagne.", "CONSULT", "rencontré"),
        ("Il a exprimé son soutien à Cuba.", "SUPPORT", "soutien"),
        ("Israël a assoupli le blocus.", "CONCEDE", "assoupli"),
        ("La Suède collabore avec la Norvège.", "COOPERATE", "collabore"),
        ("Le Japon a accordé une aide à Haïti.", "AID", "aide"),
        ("Le Maroc a libéré deux journalistes.", "RETREAT", "libéré"),
        ("Le Mali exige des excuses.", "REQUEST", "exige"),
        ("Pékin a accusé Washington d'ingérence.", "ACCUSE", "accusé"),
        ("L'Iran a rejeté la proposition.", "REJECT", "rejeté"),
        ("La Corée du Nord menace le Japon.", "THREATEN", "menace"),
        ("Des étudiants ont manifesté à Lima.", "PROTEST", "manifesté"),
        ("L'Union européenne a imposé des sanctions.", "SANCTION", "sanctions"),
        ("Ankara a déployé des troupes en Syrie.", "MOBILIZE", "déployé"),
        ("La police a interpellé un opposant.", "COERCE", "interpellé"),
        ("L'aviation a bombardé la ville.", "ASSAULT", "bombardé"),
    ],
)
def test_each_type_is_told_by_its_word(suggest: Suggest, text: str, event_type: str, word: str) -> None:
    found = only(suggest(text), event_type)
    assert found.trigger is not None
    assert found.trigger.text == word


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Les mécanismes de coopération fonctionnent.", "COOPERATE"),
        ("Il a rencontré des difficultés.", "CONSULT"),
        ("L'Organisation de coopération de Shanghai siège à Pékin.", "COOPERATE"),
        ("Elle doit se retirer du tournoi de tennis.", "ASSAULT"),
    ],
)
def test_a_word_that_only_names_a_topic_or_an_institution_is_no_event(
    suggest: Suggest, text: str, event_type: str
) -> None:
    assert event_type not in suggest(text).article_types


@pytest.mark.parametrize(
    ("text", "event_type", "modality"),
    [
        ("Le pape a rencontré le roi.", "CONSULT", "asserted"),
        ("Le pape rencontrera le roi.", "CONSULT", "planned"),
        ("Le pape va rencontrer le roi.", "CONSULT", "planned"),
        ("Cuba et le Laos ont convenu de coopérer.", "COOPERATE", "planned"),
        ("Ils ont décidé de renforcer leur coordination.", "COOPERATE", "planned"),
        ("La France livrerait des missiles.", "AID", "hypothetical"),
        ("La France pourrait livrer des missiles.", "AID", "hypothetical"),
        ("Si le Japon coopère, le commerce grandira.", "COOPERATE", "hypothetical"),
    ],
)
def test_modality_is_what_the_verbs_say(suggest: Suggest, text: str, event_type: str, modality: str) -> None:
    assert only(suggest(text), event_type).attributes["modality"] == modality


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("La France a signé l'accord.", "positive"),
        ("La France n'a pas signé l'accord.", "negated"),
        ("La France n'a jamais signé l'accord.", "negated"),
        ("Aucun accord n'a été signé.", "negated"),
        ("La France n'a signé aucun accord.", "negated"),
        ("Elle est partie sans signer l'accord.", "negated"),
    ],
)
def test_polarity_is_what_the_negation_says(suggest: Suggest, text: str, polarity: str) -> None:
    assert only(suggest(text), "SUPPORT").attributes["polarity"] == polarity


def test_the_mode_comes_from_the_word_or_from_one_in_the_sentence(suggest: Suggest) -> None:
    visit = only(suggest("Le pape visitera le Liban."), "CONSULT")
    assert visit.attributes["mode"] == "visit"
    remote = only(suggest("La réunion a été tenue par vidéoconférence."), "CONSULT")
    assert remote.attributes["mode"] == "phone"


def test_subject_object_place_and_time_are_arguments(suggest: Suggest) -> None:
    text = "Emmanuel Macron a critiqué Vladimir Poutine à Berlin le 3 mars 2021."
    assert arguments(suggest(text), "ACCUSE") == {
        "Agent": ["Emmanuel Macron"],
        "Recipient": ["Vladimir Poutine"],
        "Place": ["Berlin"],
        "Time": ["3 mars 2021"],
    }


def test_those_who_meet_are_all_agents(suggest: Suggest) -> None:
    text = "Angela Merkel a rencontré Emmanuel Macron à Paris."
    assert arguments(suggest(text), "CONSULT") == {
        "Agent": ["Angela Merkel", "Emmanuel Macron"],
        "Place": ["Paris"],
    }


def test_a_title_beside_a_name_gives_the_name(suggest: Suggest) -> None:
    text = "Le président français Emmanuel Macron a condamné la Russie."
    assert arguments(suggest(text), "ACCUSE")["Agent"] == ["Emmanuel Macron"]


def test_the_host_receives_and_the_visitor_acts(suggest: Suggest) -> None:
    text = "Le président français Emmanuel Macron recevra jeudi le chancelier allemand Olaf Scholz à Paris."
    assert arguments(suggest(text), "CONSULT") == {
        "Agent": ["Olaf Scholz"],
        "Recipient": ["Emmanuel Macron"],
        "Place": ["Paris"],
    }


def test_a_title_alone_takes_part_itself(suggest: Suggest) -> None:
    text = "Le ministre de la défense a critiqué la Russie."
    assert arguments(suggest(text), "ACCUSE")["Agent"] == ["ministre de la défense"]


def test_those_joined_by_and_share_the_part(suggest: Suggest) -> None:
    text = "La Russie et l'Iran ont condamné Israël."
    assert len(arguments(suggest(text), "ACCUSE")["Agent"]) == 2


def test_the_partner_after_avec_is_the_recipient(suggest: Suggest) -> None:
    text = "Cuba souhaite renforcer sa coopération avec le Laos."
    assert arguments(suggest(text), "COOPERATE") == {"Agent": ["Cuba"], "Recipient": ["Laos"]}


def test_who_condemns_an_attack_did_not_attack(suggest: Suggest) -> None:
    text = "La Suède a condamné l'attaque contre l'ambassade."
    assert "Agent" not in arguments(suggest(text), "ASSAULT")


def test_names_of_another_sentence_are_no_arguments(suggest: Suggest) -> None:
    text = "Emmanuel Macron est à Paris.\n\nIl a rencontré des élus."
    assert arguments(suggest(text), "CONSULT") == {}


def test_a_sentence_cut_in_two_by_the_parser_keeps_its_subject(suggest: Suggest) -> None:
    text = (
        "Vietnam et Cuba réaffirment leur solidarité historique et renforcent leur coopération.\n\nIl parle."
    )
    assert arguments(suggest(text), "SUPPORT") == {"Agent": ["Vietnam", "Cuba"]}
