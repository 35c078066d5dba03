"""Modality, polarity and mode of events: what words above and beside a trigger tell."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Event
from tests.prelabel.conftest import Suggest


def _event(suggest: Suggest, language: str, text: str, word: str) -> Event:
    """The event whose trigger is ``word``."""
    (found,) = [
        event
        for event in suggest(text, language=language).events
        if event.trigger is not None and event.trigger.text == word
    ]
    return found


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "Rossi will meet Reyes in Lima and sign a treaty with Peru.", "meet", "planned", "positive"),
        ("en", "Rossi will meet Reyes in Lima and sign a treaty with Peru.", "sign", "planned", "positive"),
        (
            "en",
            "Moscow is set to release two journalists and lift the curfew.",
            "release",
            "planned",
            "positive",
        ),
        (
            "en",
            "Moscow is set to release two journalists and lift the curfew.",
            "lift",
            "planned",
            "positive",
        ),
        ("en", "The army could bomb the port and storm the town.", "bomb", "hypothetical", "positive"),
        ("en", "The army could bomb the port and storm the town.", "storm", "hypothetical", "positive"),
        (
            "en",
            "The government may expel two diplomats or recall its ambassador.",
            "expel",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "The government may expel two diplomats or recall its ambassador.",
            "recall",
            "hypothetical",
            "positive",
        ),
        ("en", "Kenya did not sign or ratify the treaty.", "sign", "asserted", "negated"),
        ("en", "Kenya did not sign or ratify the treaty.", "ratify", "asserted", "negated"),
        (
            "en",
            "Ankara threatened to close the border and expel the envoy.",
            "threatened",
            "asserted",
            "positive",
        ),
        (
            "en",
            "Ankara threatened to close the border and expel the envoy.",
            "close",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "Ankara threatened to close the border and expel the envoy.",
            "expel",
            "hypothetical",
            "positive",
        ),
        ("fr", "Rossi rencontrera Reyes à Lima et signera un traité.", "rencontrera", "planned", "positive"),
        ("fr", "Rossi rencontrera Reyes à Lima et signera un traité.", "signera", "planned", "positive"),
        (
            "fr",
            "Rossi va rencontrer Reyes à Lima et signer un accord avec le Pérou.",
            "rencontrer",
            "planned",
            "positive",
        ),
        (
            "fr",
            "Rossi va rencontrer Reyes à Lima et signer un accord avec le Pérou.",
            "signer",
            "planned",
            "positive",
        ),
        (
            "fr",
            "La police pourrait arrêter le député et saisir ses biens.",
            "arrêter",
            "hypothetical",
            "positive",
        ),
        (
            "fr",
            "La police pourrait arrêter le député et saisir ses biens.",
            "saisir",
            "hypothetical",
            "positive",
        ),
        (
            "fr",
            "Le Japon s'est engagé à appuyer le Ghana et à former ses soldats.",
            "engagé",
            "asserted",
            "positive",
        ),
        (
            "fr",
            "Le Japon s'est engagé à appuyer le Ghana et à former ses soldats.",
            "appuyer",
            "planned",
            "positive",
        ),
        (
            "fr",
            "Le Japon s'est engagé à appuyer le Ghana et à former ses soldats.",
            "former",
            "planned",
            "positive",
        ),
    ],
)
def test_a_coordinated_verb_shares_what_stands_before_the_first(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "The ministers are to visit Ghana and inaugurate a school.", "visit", "planned", "positive"),
        ("en", "Okello is to hold talks with Ana Reyes on Monday.", "talks", "planned", "positive"),
        ("en", "The minister said he would visit Ghana in June.", "visit", "planned", "positive"),
        ("en", "Ahead of a visit by Okello, police deployed 200 officers.", "visit", "planned", "positive"),
        ("en", "Brazil offered to host talks with the rebels.", "talks", "planned", "positive"),
        ("en", "Talks scheduled for Tuesday were postponed.", "Talks", "planned", "positive"),
        (
            "fr",
            "Les ministres doivent rencontrer le roi et visiter un port.",
            "rencontrer",
            "planned",
            "positive",
        ),
        (
            "fr",
            "Les ministres doivent rencontrer le roi et visiter un port.",
            "visiter",
            "planned",
            "positive",
        ),
        ("fr", "Le ministre a annoncé qu'il rencontrerait le roi.", "rencontrerait", "planned", "positive"),
        (
            "fr",
            "L'exercice conjoint, qui doit débuter lundi, a été dénoncé par l'Iran.",
            "exercice",
            "planned",
            "positive",
        ),
        (
            "fr",
            "L'exercice conjoint, qui doit débuter lundi, a été dénoncé par l'Iran.",
            "dénoncé",
            "asserted",
            "positive",
        ),
    ],
)
def test_an_arranged_act_is_planned(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "Okello would have met Reyes on Monday.", "met", "hypothetical", "positive"),
        (
            "en",
            "If the vote is delayed, unions will march on parliament.",
            "march",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "The rebels would release the hostages if Bamako withdrew its troops.",
            "release",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "The rebels would release the hostages if Bamako withdrew its troops.",
            "withdrew",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "Ghana promised to lift the embargo if Togo frees the sailors.",
            "frees",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "Unless the sailors are freed, Ghana will recall its ambassador.",
            "recall",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "Mali did not say whether it had arrested the colonel.",
            "arrested",
            "hypothetical",
            "positive",
        ),
        (
            "fr",
            "Si le scrutin est reporté, les syndicats manifesteront.",
            "manifesteront",
            "hypothetical",
            "positive",
        ),
        (
            "fr",
            "La junte a menacé de fermer la frontière si le Mali retirait ses troupes.",
            "menacé",
            "asserted",
            "positive",
        ),
        (
            "fr",
            "La junte a menacé de fermer la frontière si le Mali retirait ses troupes.",
            "fermer",
            "hypothetical",
            "positive",
        ),
        ("fr", "L'Iran a averti qu'il attaquerait la base.", "averti", "asserted", "positive"),
        ("fr", "L'Iran a averti qu'il attaquerait la base.", "attaquerait", "hypothetical", "positive"),
    ],
)
def test_an_act_under_a_condition_is_hypothetical(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        (
            "en",
            "The government must release the detained journalists.",
            "release",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "Both armies should withdraw their troops from the valley.",
            "withdraw",
            "hypothetical",
            "positive",
        ),
        ("en", "The authorities have to free the detainees.", "free", "hypothetical", "positive"),
        (
            "en",
            "The court must not convict Ivan Kolar, the party said.",
            "convict",
            "hypothetical",
            "negated",
        ),
    ],
)
def test_an_obligation_is_hypothetical(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "Okello had been due to meet Reyes on Friday.", "meet", "planned", "positive"),
        ("en", "Okello was to have met Reyes on Friday.", "met", "planned", "positive"),
        ("en", "Okello had been scheduled to visit Ghana in May.", "visit", "planned", "positive"),
        ("en", "Norway cancelled the visit of Okello.", "visit", "asserted", "negated"),
        ("en", "The summit between Kenya and Uganda was called off.", "summit", "asserted", "negated"),
        ("en", "Okello called off his visit to Ghana.", "visit", "asserted", "negated"),
        ("en", "The talks with the rebels were scrapped.", "talks", "asserted", "negated"),
        ("en", "Dockers called off a strike planned for Monday.", "strike", "planned", "negated"),
    ],
)
def test_a_cancelled_plan_is_not_asserted_as_done(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "Mali did not deny that troops had withdrawn from Gao.", "withdrawn", "asserted", "positive"),
        ("en", "The ministry denied that police had arrested the deputy.", "arrested", "asserted", "negated"),
        ("en", "Nobody was arrested in Lima.", "arrested", "asserted", "negated"),
        ("en", "No one was killed in the attack on the base.", "killed", "asserted", "negated"),
        ("en", "No one was killed in the attack on the base.", "attack", "asserted", "positive"),
        ("en", "Kenya has not yet signed the treaty.", "signed", "asserted", "negated"),
        ("en", "The rebels no longer attack the town.", "attack", "asserted", "negated"),
        ("en", "Not only did police arrest the deputy, they beat him.", "arrest", "asserted", "positive"),
        ("en", "Okello refused to condemn the attack on the port.", "condemn", "asserted", "negated"),
        ("en", "Okello refused to condemn the attack on the port.", "attack", "asserted", "positive"),
        ("fr", "Le Mali n'a pas signé le traité.", "signé", "asserted", "negated"),
        ("fr", "Le Mali n'a pas encore ratifié la convention.", "ratifié", "asserted", "negated"),
        ("fr", "Personne n'a été arrêté à Lima.", "arrêté", "asserted", "negated"),
        ("fr", "L'armée n'a pas nié avoir bombardé le village.", "bombardé", "asserted", "positive"),
        ("fr", "La police a démenti avoir arrêté le député.", "arrêté", "asserted", "negated"),
        ("fr", "Le syndicat n'a pas appelé à la grève.", "appelé", "asserted", "negated"),
        ("fr", "Le syndicat n'a pas appelé à la grève.", "grève", "hypothetical", "positive"),
    ],
)
def test_a_denied_act_is_negated_and_a_denied_denial_is_not(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "Okello accused Rossi of having attacked the port.", "attacked", "asserted", "positive"),
        ("en", "Rossi is suspected of having bombed the embassy.", "bombed", "asserted", "positive"),
        (
            "en",
            "The two ministers agreed at talks in Oslo to reopen the border.",
            "talks",
            "asserted",
            "positive",
        ),
        (
            "en",
            "After a meeting with Reyes, Okello agreed to free the sailors.",
            "meeting",
            "asserted",
            "positive",
        ),
        ("en", "She was the second minister to resign this week.", "resign", "asserted", "positive"),
        ("en", "He became the first president to visit Ghana since 1990.", "visit", "asserted", "positive"),
        (
            "en",
            "Okello convened the council, condemning the attack on the port.",
            "condemning",
            "asserted",
            "positive",
        ),
        (
            "en",
            "Okello convened the council, condemning the attack on the port.",
            "attack",
            "asserted",
            "positive",
        ),
        ("en", "Iran warned that it would attack the base.", "warned", "asserted", "positive"),
        ("en", "Iran warned that it would attack the base.", "attack", "hypothetical", "positive"),
        ("fr", "Paul Okello est accusé d'avoir attaqué une banque.", "attaqué", "asserted", "positive"),
        ("fr", "Le ministre est poursuivi pour avoir menacé un juge.", "menacé", "asserted", "positive"),
        (
            "fr",
            "Après s'être entretenu avec le roi, Paul Okello a rencontré la presse.",
            "entretenu",
            "asserted",
            "positive",
        ),
        (
            "fr",
            "C'est le deuxième ministre à démissionner en un mois.",
            "démissionner",
            "asserted",
            "positive",
        ),
        (
            "fr",
            "Le ministre a convoqué l'ambassadeur, dénonçant une ingérence.",
            "dénonçant",
            "asserted",
            "positive",
        ),
        (
            "fr",
            "Le préfet a interdit le rassemblement, tout en refusant de recevoir le syndicat.",
            "refusant",
            "asserted",
            "positive",
        ),
    ],
)
def test_what_has_happened_is_asserted_whatever_stands_above(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        (
            "en",
            "The UN called on Mali to free the journalists and end the curfew.",
            "free",
            "hypothetical",
            "positive",
        ),
        (
            "en",
            "The UN called on Mali to free the journalists and end the curfew.",
            "end",
            "hypothetical",
            "positive",
        ),
        ("en", "The UN urged both sides to resume talks.", "talks", "hypothetical", "positive"),
        ("en", "France demanded that Niger free the ambassador.", "demanded", "asserted", "positive"),
        ("en", "France demanded that Niger free the ambassador.", "free", "hypothetical", "positive"),
        ("en", "Ghana asked Togo to agree to release the sailors.", "agree", "hypothetical", "positive"),
        ("en", "Ghana asked Togo to agree to release the sailors.", "release", "hypothetical", "positive"),
        (
            "fr",
            "L'ONU a appelé le Mali à libérer les journalistes et à lever le couvre-feu.",
            "libérer",
            "hypothetical",
            "positive",
        ),
        (
            "fr",
            "L'ONU a appelé le Mali à libérer les journalistes et à lever le couvre-feu.",
            "lever",
            "hypothetical",
            "positive",
        ),
        ("fr", "Le Mali exige la libération des soldats.", "exige", "asserted", "positive"),
        ("fr", "Le Mali exige la libération des soldats.", "libération", "hypothetical", "positive"),
    ],
)
def test_an_act_that_somebody_asks_for_is_hypothetical(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "modality", "polarity"),
    [
        ("en", "The rebels announced a ceasefire on Monday.", "ceasefire", "asserted", "positive"),
        ("en", "The government decided to expel three diplomats.", "expel", "asserted", "positive"),
        ("en", "The president announced the lifting of the curfew.", "lifting", "asserted", "positive"),
        ("fr", "La guérilla a annoncé une trêve.", "trêve", "asserted", "positive"),
        (
            "fr",
            "Le gouvernement a décidé l'expulsion de deux diplomates.",
            "expulsion",
            "asserted",
            "positive",
        ),
    ],
)
def test_an_act_performed_by_its_announcement_is_asserted(
    suggest: Suggest, language: str, text: str, word: str, modality: str, polarity: str
) -> None:
    found = _event(suggest, language, text, word).attributes
    assert (found["modality"], found["polarity"]) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "word", "mode"),
    [
        ("en", "Mali rejected a call for talks with the rebels.", "rejected", "meet"),
        ("en", "The union called for the dismissal of the minister.", "called", "change"),
        ("en", "Ghana asked Japan for aid.", "asked", "assist"),
        ("en", "Russia threatened to expel two diplomats.", "threatened", "expel"),
        ("en", "The junta threatened to arrest union leaders.", "threatened", "arrest"),
        ("fr", "Le syndicat a réclamé la démission du ministre.", "réclamé", "change"),
        ("fr", "La Russie menace d'expulser deux diplomates.", "menace", "expel"),
        ("fr", "Le Kenya a demandé l'aide du Japon.", "demandé", "assist"),
        ("fr", "Le Mali a rejeté une rencontre avec les rebelles.", "rejeté", "meet"),
    ],
)
def test_a_request_refusal_or_threat_has_the_mode_of_the_act_it_is_about(
    suggest: Suggest, language: str, text: str, word: str, mode: str
) -> None:
    assert _event(suggest, language, text, word).attributes.get("mode") == mode
