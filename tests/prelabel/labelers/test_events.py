"""Events: which words are triggers, and whether the event is real, planned, possible or denied."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import marked, only
from tests.prelabel.conftest import Suggest


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
def test_each_type_has_a_trigger(suggest: Suggest, text: str, event_type: str, word: str) -> None:
    found = only(suggest(text), event_type)
    assert found.trigger is not None
    assert found.trigger.text == word


@pytest.mark.parametrize(
    ("text", "event_type", "word"),
    [
        ("Kenya and Tanzania agreed on a calendar.", "AGREE", "agreed"),
        ("Chancellor Greta Lindqvist met Luis Ferrer.", "CONSULT", "met"),
        ("The minister expressed support for Ukraine.", "SUPPORT", "support"),
        ("Israel eased the blockade.", "CONCEDE", "eased"),
        ("Sweden cooperated with Norway.", "COOPERATE", "cooperated"),
        ("Japan delivered vaccines to Laos.", "AID", "delivered"),
        ("Morocco released two journalists.", "RETREAT", "released"),
        ("Mali demanded an apology.", "REQUEST", "demanded"),
        ("Beijing accused Washington of interference.", "ACCUSE", "accused"),
        ("Iran rejected the proposal.", "REJECT", "rejected"),
        ("North Korea threatened Japan.", "THREATEN", "threatened"),
        ("Students demonstrated in Lima.", "PROTEST", "demonstrated"),
        ("The European Union imposed sanctions on Belarus.", "SANCTION", "sanctions"),
        ("Ankara deployed troops in Syria.", "MOBILIZE", "deployed"),
        ("Police arrested an opponent.", "COERCE", "arrested"),
        ("Rebels bombed the city of Goma.", "ASSAULT", "bombed"),
    ],
)
def test_each_type_has_an_english_trigger(suggest: Suggest, text: str, event_type: str, word: str) -> None:
    found = only(suggest(text, language="en"), event_type)
    assert found.trigger is not None
    assert found.trigger.text == word


@pytest.mark.parametrize(
    ("text", "language", "event_type", "word"),
    [
        ("Paul Okello a effectué une visite au Ghana.", "fr", "CONSULT", "visite"),
        ("Le Brésil a exprimé son soutien à Cuba.", "fr", "SUPPORT", "soutien"),
        ("Le Ghana a lancé une attaque contre le Togo.", "fr", "ASSAULT", "attaque"),
        ("Le Ghana a procédé à la libération de deux otages.", "fr", "RETREAT", "libération"),
        ("Le Ghana a ouvert une enquête.", "fr", "ACCUSE", "enquête"),
        ("Paul Okello paid a visit to Ghana.", "en", "CONSULT", "visit"),
        ("Brazil expressed its support for Cuba.", "en", "SUPPORT", "support"),
        ("Ghana launched an attack on Togo.", "en", "ASSAULT", "attack"),
        ("Union members went on strike in Lima.", "en", "PROTEST", "strike"),
    ],
)
def test_the_noun_and_not_its_support_verb_is_the_trigger(
    suggest: Suggest, text: str, language: str, event_type: str, word: str
) -> None:
    found = suggest(text, language=language).events
    assert [(item.type, item.trigger and item.trigger.text) for item in found] == [(event_type, word)]


@pytest.mark.parametrize(
    ("text", "language", "types"),
    [
        ("Le Maroc a accepté d'aider le Liban.", "fr", ["AGREE", "AID"]),
        ("La Russie a menacé de bombarder la base.", "fr", ["THREATEN", "ASSAULT"]),
        ("La Suède a condamné l'attaque.", "fr", ["ACCUSE", "ASSAULT"]),
        ("France promised to help Lebanon.", "en", ["AGREE", "AID"]),
        ("Russia threatened to bomb the base.", "en", ["THREATEN", "ASSAULT"]),
        ("Sweden condemned the attack.", "en", ["ACCUSE", "ASSAULT"]),
    ],
)
def test_two_words_are_two_events(suggest: Suggest, text: str, language: str, types: list[str]) -> None:
    assert [item.type for item in suggest(text, language=language).events] == types


@pytest.mark.parametrize(
    ("text", "language", "event_type"),
    [
        ("L'armée a tiré un missile balistique.", "fr", "MOBILIZE"),
        ("Des soldats ont tiré sur la foule.", "fr", "ASSAULT"),
        ("Moscou a expulsé deux ambassadeurs.", "fr", "SANCTION"),
        ("La police a expulsé des squatteurs.", "fr", "COERCE"),
        ("Le tribunal a condamné le trafiquant à deux ans de prison.", "fr", "SANCTION"),
        ("La Suède a condamné le discours.", "fr", "ACCUSE"),
        ("Le Kenya a retiré ses troupes de Somalie.", "fr", "RETREAT"),
        ("Le Kenya s'est retiré du traité.", "fr", "SANCTION"),
        ("L'Allemagne a rappelé son ambassadeur.", "fr", "SANCTION"),
        ("L'armée a saisi des armes.", "fr", "COERCE"),
        ("Le Togo a repoussé la proposition.", "fr", "REJECT"),
        ("Ghana withdrew its troops from Mali.", "en", "RETREAT"),
        ("Ghana withdrew from the treaty.", "en", "SANCTION"),
        ("Germany recalled its ambassador.", "en", "SANCTION"),
    ],
)
def test_the_words_around_a_trigger_decide_between_its_types(
    suggest: Suggest, text: str, language: str, event_type: str
) -> None:
    assert [item.type for item in suggest(text, language=language).events] == [event_type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le joueur s'est retiré du tournoi.", "fr"),
        ("Le roi a rappelé l'importance de la paix.", "fr"),
        ("La question des sanctions divise les experts.", "fr"),
        ("Le calendrier des réunions est chargé.", "fr"),
        ("Un accord de coopération existe depuis longtemps.", "fr"),
        ("La politique de sanctions divise les experts.", "fr"),
        ("Les relations de coopération sont bonnes.", "fr"),
        ("Le projet d'accord est sur la table.", "fr"),
        ("Le ministère de la Coopération a un avis.", "fr"),
        ("The calendar of meetings is full.", "en"),
        ("A policy of sanctions divides the experts.", "en"),
        ("The draft agreement is on the table.", "en"),
    ],
)
def test_a_topic_a_name_and_another_sense_are_no_triggers(suggest: Suggest, text: str, language: str) -> None:
    assert suggest(text, language=language).events == ()


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
        ("La Norvège souhaite aider le Liban.", "AID", "planned"),
        ("La Norvège est prête à aider le Liban.", "AID", "planned"),
        ("La volonté du Maroc d'aider le Liban est connue.", "AID", "planned"),
        ("Le Japon a annoncé qu'il aiderait le Laos.", "AID", "planned"),
        ("Une visite du pape est prévue à Malte.", "CONSULT", "planned"),
        ("La prochaine visite du pape à Malte durera trois jours.", "CONSULT", "planned"),
        ("L'éventuelle visite du pape à Malte divise.", "CONSULT", "hypothetical"),
        ("L'Iran aurait livré des missiles au Soudan.", "AID", "hypothetical"),
        ("Le Maroc a demandé à l'Algérie de libérer deux journalistes.", "RETREAT", "hypothetical"),
        ("La Norvège exige la libération des otages.", "RETREAT", "hypothetical"),
        ("La Russie a menacé de bombarder la base.", "ASSAULT", "hypothetical"),
        ("La Russie a menacé de bombarder la base.", "THREATEN", "asserted"),
        ("Le parlement a refusé de ratifier la convention.", "SUPPORT", "asserted"),
    ],
)
def test_modality_comes_from_the_verbs(suggest: Suggest, text: str, event_type: str, modality: str) -> None:
    assert only(suggest(text), event_type).attributes["modality"] == modality


@pytest.mark.parametrize(
    ("text", "event_type", "modality"),
    [
        ("Norway helped Lebanon.", "AID", "asserted"),
        ("Norway will help Lebanon.", "AID", "planned"),
        ("Norway is going to help Lebanon.", "AID", "planned"),
        ("Norway plans to help Lebanon.", "AID", "planned"),
        ("Norway is ready to help Lebanon.", "AID", "planned"),
        ("Norway agreed to help Lebanon.", "AID", "planned"),
        ("Norway could help Lebanon.", "AID", "hypothetical"),
        ("Norway might help Lebanon.", "AID", "hypothetical"),
        ("If Norway helps Lebanon, peace will come.", "AID", "hypothetical"),
        ("Morocco asked Algeria to release two journalists.", "RETREAT", "hypothetical"),
        ("Norway demanded the release of the hostages.", "RETREAT", "hypothetical"),
        ("Russia threatened to bomb the base.", "ASSAULT", "hypothetical"),
        ("Russia threatened to bomb the base.", "THREATEN", "asserted"),
        ("Parliament refused to ratify the convention.", "SUPPORT", "asserted"),
    ],
)
def test_english_modality_comes_from_the_verbs(
    suggest: Suggest, text: str, event_type: str, modality: str
) -> None:
    assert only(suggest(text, language="en"), event_type).attributes["modality"] == modality


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("La France a signé l'accord.", "positive"),
        ("La France n'a pas signé l'accord.", "negated"),
        ("La France n'a jamais signé l'accord.", "negated"),
        ("Aucun accord n'a été signé.", "negated"),
        ("La France n'a signé aucun accord.", "negated"),
        ("Elle est partie sans signer l'accord.", "negated"),
        ("La France a refusé de signer l'accord.", "negated"),
        ("La France a renoncé à signer l'accord.", "negated"),
        ("La France ne signera pas l'accord.", "negated"),
        ("La France, qui n'est pas riche, a signé l'accord.", "positive"),
    ],
)
def test_polarity_comes_from_the_negation(suggest: Suggest, text: str, polarity: str) -> None:
    assert only(suggest(text), "SUPPORT").attributes["polarity"] == polarity


@pytest.mark.parametrize(
    ("text", "event_type", "polarity"),
    [
        ("Belgium condemned Russia.", "ACCUSE", "positive"),
        ("Belgium has not condemned Russia.", "ACCUSE", "negated"),
        ("Belgium never condemned Russia.", "ACCUSE", "negated"),
        ("Belgium will not condemn Russia.", "ACCUSE", "negated"),
        ("She left without condemning Russia.", "ACCUSE", "negated"),
        ("Belgium refused to condemn Russia.", "ACCUSE", "negated"),
        ("Belgium refused to condemn Russia.", "REJECT", "positive"),
        ("Peru denied that it had expelled the diplomats.", "SANCTION", "negated"),
        ("No aid was given to Haiti.", "AID", "negated"),
    ],
)
def test_english_polarity_comes_from_the_negation(
    suggest: Suggest, text: str, event_type: str, polarity: str
) -> None:
    assert only(suggest(text, language="en"), event_type).attributes["polarity"] == polarity


def test_the_act_that_somebody_denies_is_negated(suggest: Suggest) -> None:
    found = only(suggest("Le Pérou a nié avoir expulsé deux consuls."), "SANCTION")
    assert found.attributes["polarity"] == "negated"


def test_the_mode_comes_from_the_word_or_from_one_in_the_sentence(suggest: Suggest) -> None:
    visit = only(suggest("Le pape visitera le Liban."), "CONSULT")
    assert visit.attributes["mode"] == "visit"
    remote = only(suggest("Une réunion a été tenue par vidéoconférence."), "CONSULT")
    assert remote.attributes["mode"] == "phone"


def test_the_context_comes_from_words_of_the_sentence(suggest: Suggest) -> None:
    found = only(suggest("Le Ghana et le Togo négocient un accord sur le commerce."), "CONSULT")
    assert "economic" in found.attributes["context"]


def test_a_trigger_inside_a_name_is_part_of_the_name(suggest: Suggest) -> None:
    found = suggest("L'Organisation de coopération de Shanghai siège à Pékin.")
    assert found.events == ()
    assert marked(found, "ORG") == ["Organisation de coopération de Shanghai"]


def test_a_negated_comment_does_not_negate_the_act_that_it_is_about(suggest: Suggest) -> None:
    found = only(suggest("La police n'a pas voulu commenter ces arrestations."), "COERCE")
    assert (found.attributes["polarity"], found.attributes["modality"]) == ("positive", "asserted")


def test_the_second_part_of_a_compound_is_no_trigger(suggest: Suggest) -> None:
    assert suggest("Sweden ended visa-free travel.", language="en").events == ()
