"""Arguments: who did what to whom, where and when, in the constructions that agencies use."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import parts
from tests.prelabel.conftest import Suggest

Parts = dict[str, list[str]]


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        (
            "Emmanuel Macron a critiqué Vladimir Poutine en Allemagne le 3 mars 2021.",
            "fr",
            "ACCUSE",
            {
                "Agent": ["Emmanuel Macron"],
                "Recipient": ["Vladimir Poutine"],
                "Place": ["Allemagne"],
                "Time": ["3 mars 2021"],
            },
        ),
        (
            "Paul Okello criticised Clara Nkomo in Berlin on 3 March 2021.",
            "en",
            "ACCUSE",
            {
                "Agent": ["Paul Okello"],
                "Recipient": ["Clara Nkomo"],
                "Place": ["Berlin"],
                "Time": ["3 March 2021"],
            },
        ),
        (
            "Le Maroc a arrêté un trafiquant à Tanger le 3 mars 2021.",
            "fr",
            "COERCE",
            {"Agent": ["Maroc"], "Place": ["Tanger"], "Time": ["3 mars 2021"]},
        ),
    ],
)
def test_subject_object_place_and_time_are_arguments(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("La Russie a été condamnée par l'Union européenne.", "fr", "ACCUSE",
         {"Agent": ["Union européenne"], "Recipient": ["Russie"]}),
        ("L'ambassadeur du Chili a été convoqué par le ministère péruvien des Affaires étrangères.", "fr",
         "ACCUSE",
         {"Agent": ["ministère péruvien des Affaires étrangères"], "Recipient": ["ambassadeur du Chili"]}),
        ("L'accord signé par le Ghana et le Togo à Lomé est en vigueur.", "fr", "SUPPORT",
         {"Agent": ["Ghana", "Togo"], "Place": ["Lomé"]}),
        ("Russia was condemned by Sweden and Finland.", "en", "ACCUSE",
         {"Agent": ["Sweden", "Finland"], "Recipient": ["Russia"]}),
        ("The agreement signed by Ghana and Togo in Lome is in force.", "en", "SUPPORT",
         {"Agent": ["Ghana", "Togo"], "Place": ["Lome"]}),
    ],
)  # fmt: skip
def test_the_agent_of_a_passive_stands_behind_par_or_by(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("Le ministre, qui a critiqué la Russie, est rentré.", "fr", "ACCUSE",
         {"Agent": ["ministre"], "Recipient": ["Russie"]}),
        ("La Norvège, qui a libéré des pêcheurs, a remercié le Danemark.", "fr", "RETREAT",
         {"Agent": ["Norvège"]}),
        ("La Norvège, qui a libéré des pêcheurs, a remercié le Danemark.", "fr", "SUPPORT",
         {"Agent": ["Norvège"], "Recipient": ["Danemark"]}),
        ("Kenya, which freed two fishermen, thanked Uganda.", "en", "RETREAT", {"Agent": ["Kenya"]}),
        ("Kenya, which freed two fishermen, thanked Uganda.", "en", "SUPPORT",
         {"Agent": ["Kenya"], "Recipient": ["Uganda"]}),
        ("Paul Okello, who visited Ghana, thanked Clara Nkomo.", "en", "CONSULT",
         {"Agent": ["Paul Okello"], "Place": ["Ghana"]}),
    ],
)  # fmt: skip
def test_a_relative_pronoun_stands_for_its_antecedent(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("La Russie et l'Iran ont condamné Israël.", "fr", "ACCUSE",
         {"Agent": ["Russie", "Iran"], "Recipient": ["Israël"]}),
        ("Le Ghana et le Togo ont condamné le Mali et le Niger.", "fr", "ACCUSE",
         {"Agent": ["Ghana", "Togo"], "Recipient": ["Mali", "Niger"]}),
        ("La Suède a condamné l'attaque et exigé une enquête.", "fr", "REQUEST", {"Agent": ["Suède"]}),
        ("La Suède veut aider l'Ukraine et soutenir le Liban.", "fr", "SUPPORT",
         {"Agent": ["Suède"], "Recipient": ["Liban"]}),
        ("Ghana and Togo condemned Mali and Niger.", "en", "ACCUSE",
         {"Agent": ["Ghana", "Togo"], "Recipient": ["Mali", "Niger"]}),
        ("Sweden condemned the coup and demanded an apology.", "en", "REQUEST", {"Agent": ["Sweden"]}),
        ("Sweden wants to help Ukraine and support Lebanon.", "en", "SUPPORT",
         {"Agent": ["Sweden"], "Recipient": ["Lebanon"]}),
    ],
)  # fmt: skip
def test_conjuncts_share_their_role_and_conjoined_verbs_their_agent(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Une réunion a eu lieu sous la présidence de Paul Okello.", "fr", {"Agent": ["Paul Okello"]}),
        ("La consultation s'est tenue sous la présidence du ministre Paul Okello.", "fr",
         {"Agent": ["Paul Okello"]}),
        ("The meeting was held under the chairmanship of Paul Okello.", "en", {"Agent": ["Paul Okello"]}),
        ("The meeting was chaired by Paul Okello.", "en", {"Agent": ["Paul Okello"]}),
        ("La rencontre entre Paul Okello et Clara Nkomo a eu lieu à Accra.", "fr",
         {"Agent": ["Paul Okello", "Clara Nkomo"], "Place": ["Accra"]}),
        ("Les pourparlers entre le Kenya et la Tanzanie ont repris à Arusha.", "fr",
         {"Agent": ["Kenya", "Tanzanie"], "Place": ["Arusha"]}),
        ("Talks between Kenya and Tanzania resumed in Arusha.", "en",
         {"Agent": ["Kenya", "Tanzania"], "Place": ["Arusha"]}),
        ("Ghana and Togo held a meeting in Lome on 3 March 2021.", "en",
         {"Agent": ["Ghana", "Togo"], "Place": ["Lome"], "Time": ["3 March 2021"]}),
    ],
)  # fmt: skip
def test_leaders_and_participants_of_a_meeting_are_agents(
    suggest: Suggest, text: str, language: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), "CONSULT") == expected


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("La France a promis d'aider le Liban.", "fr", "AID", {"Agent": ["France"], "Recipient": ["Liban"]}),
        ("La Suède s'est engagée à soutenir l'Ukraine.", "fr", "SUPPORT",
         {"Agent": ["Suède"], "Recipient": ["Ukraine"]}),
        ("La volonté du Maroc d'aider le Liban est connue.", "fr", "AID",
         {"Agent": ["Maroc"], "Recipient": ["Liban"]}),
        ("France promised to help Lebanon.", "en", "AID", {"Agent": ["France"], "Recipient": ["Lebanon"]}),
    ],
)  # fmt: skip
def test_the_agent_of_a_promised_or_wanted_act_is_who_promises_or_wants_it(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


@pytest.mark.parametrize(
    ("text", "language", "event_type", "asked", "done"),
    [
        ("Le Maroc a demandé à l'Algérie de libérer deux journalistes.", "fr", "RETREAT",
         {"Agent": ["Maroc"], "Recipient": ["Algérie"]}, {"Agent": ["Algérie"]}),
        ("Le Brésil a demandé au Chili d'aider le Pérou.", "fr", "AID",
         {"Agent": ["Brésil"], "Recipient": ["Chili"]}, {"Agent": ["Chili"], "Recipient": ["Pérou"]}),
        ("L'ONU a exhorté Israël à retirer ses troupes.", "fr", "RETREAT",
         {"Agent": ["ONU"], "Recipient": ["Israël"]}, {"Agent": ["Israël"]}),
        ("Morocco asked Algeria to release two journalists.", "en", "RETREAT",
         {"Agent": ["Morocco"], "Recipient": ["Algeria"]}, {"Agent": ["Algeria"]}),
        ("Brazil asked Chile to help Peru.", "en", "AID",
         {"Agent": ["Brazil"], "Recipient": ["Chile"]}, {"Agent": ["Chile"], "Recipient": ["Peru"]}),
    ],
)  # fmt: skip
def test_the_agent_of_a_requested_act_is_who_is_asked_for_it(
    suggest: Suggest, text: str, language: str, event_type: str, asked: Parts, done: Parts
) -> None:
    found = suggest(text, language=language)
    assert parts(found, "REQUEST") == asked
    assert parts(found, event_type) == done


@pytest.mark.parametrize(
    ("text", "language", "event_type", "doer"),
    [
        ("Le Tchad a accusé le Soudan d'avoir bombardé Abéché.", "fr", "ASSAULT", "Soudan"),
        ("Paris a accusé Bakou d'avoir arrêté deux journalistes français.", "fr", "COERCE", "Bakou"),
        ("Le Tchad a remercié le Maroc d'avoir aidé le Soudan.", "fr", "AID", "Maroc"),
        ("Chad accused Sudan of attacking Abeche.", "en", "ASSAULT", "Sudan"),
        ("Chad thanked Morocco for helping Peru.", "en", "AID", "Morocco"),
    ],
)
def test_who_is_blamed_or_thanked_for_an_act_is_its_agent(
    suggest: Suggest, text: str, language: str, event_type: str, doer: str
) -> None:
    assert parts(suggest(text, language=language), event_type)["Agent"] == [doer]


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("Le président Paul Okello dort à Lima. Il a rencontré Clara Nkomo.", "fr", "CONSULT",
         {"Agent": ["Paul Okello", "Clara Nkomo"]}),
        ("Emmanuel Macron est à Paris.\n\nIl a rencontré des élus.", "fr", "CONSULT",
         {"Agent": ["Emmanuel Macron"]}),
        ("Paul Okello a quitté Lima après sa rencontre avec Clara Nkomo.", "fr", "CONSULT",
         {"Agent": ["Paul Okello", "Clara Nkomo"]}),
        ("Pendant sa visite à Accra, Paul Okello dormira.", "fr", "CONSULT",
         {"Agent": ["Paul Okello"], "Place": ["Accra"]}),
        ("President Paul Okello sleeps in Lima. He met Clara Nkomo.", "en", "CONSULT",
         {"Agent": ["Paul Okello", "Clara Nkomo"]}),
    ],
)  # fmt: skip
def test_a_singular_pronoun_or_possessive_stands_for_its_antecedent(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


def test_a_plural_pronoun_and_names_of_another_sentence_are_no_arguments(suggest: Suggest) -> None:
    text = "Emmanuel Macron est à Paris.\n\nIls ont critiqué des élus."
    assert parts(suggest(text), "ACCUSE") == {}
    assert parts(suggest("Emmanuel Macron est à Paris.\n\nDes élus ont manifesté."), "PROTEST") == {}


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("Paul Okello a effectué une visite officielle au Ghana.", "fr", "CONSULT",
         {"Agent": ["Paul Okello"], "Place": ["Ghana"]}),
        ("Le Brésil a exprimé son soutien à Cuba.", "fr", "SUPPORT",
         {"Agent": ["Brésil"], "Recipient": ["Cuba"]}),
        ("Le Canada a apporté une aide à Haïti.", "fr", "AID", {"Agent": ["Canada"], "Recipient": ["Haïti"]}),
        ("Le Ghana a lancé une attaque contre le Togo.", "fr", "ASSAULT",
         {"Agent": ["Ghana"], "Recipient": ["Togo"]}),
        ("Brazil expressed its support for Cuba.", "en", "SUPPORT",
         {"Agent": ["Brazil"], "Recipient": ["Cuba"]}),
        ("Ghana launched an attack on Togo.", "en", "ASSAULT", {"Agent": ["Ghana"], "Recipient": ["Togo"]}),
        ("The European Union imposed sanctions on Belarus.", "en", "SANCTION",
         {"Agent": ["European Union"], "Recipient": ["Belarus"]}),
    ],
)  # fmt: skip
def test_a_noun_has_the_subject_of_its_support_verb_and_its_own_complement(
    suggest: Suggest, text: str, language: str, event_type: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), event_type) == expected


def test_all_who_meet_are_agents(suggest: Suggest) -> None:
    text = "Angela Merkel a rencontré Emmanuel Macron à Paris."
    assert parts(suggest(text), "CONSULT") == {
        "Agent": ["Angela Merkel", "Emmanuel Macron"],
        "Place": ["Paris"],
    }


def test_the_name_is_the_argument_and_not_the_function_beside_it(suggest: Suggest) -> None:
    text = "Le président français Emmanuel Macron a condamné la Russie."
    assert parts(suggest(text), "ACCUSE")["Agent"] == ["Emmanuel Macron"]


def test_a_function_without_a_name_is_an_argument(suggest: Suggest) -> None:
    text = "Le ministre de la défense a critiqué la Russie."
    assert parts(suggest(text), "ACCUSE")["Agent"] == ["ministre de la défense"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Le président français Emmanuel Macron recevra jeudi le chancelier allemand Olaf Scholz à Paris.",
            "fr",
            {
                "Agent": ["Olaf Scholz"],
                "Recipient": ["Emmanuel Macron"],
                "Place": ["Paris"],
                "Time": ["jeudi"],
            },
        ),
        (
            "Le ministre Paul Okello a été reçu par le président Luis Ferrer à Lima.",
            "fr",
            {"Agent": ["Paul Okello"], "Recipient": ["Luis Ferrer"], "Place": ["Lima"]},
        ),
        (
            "Minister Paul Okello was received by President Luis Ferrer in Lima.",
            "en",
            {"Agent": ["Paul Okello"], "Recipient": ["Luis Ferrer"], "Place": ["Lima"]},
        ),
    ],
)
def test_the_visitor_is_the_agent_and_the_host_the_recipient(
    suggest: Suggest, text: str, language: str, expected: Parts
) -> None:
    assert parts(suggest(text, language=language), "CONSULT") == expected


def test_the_partner_after_avec_is_the_recipient(suggest: Suggest) -> None:
    text = "Cuba souhaite renforcer sa coopération avec le Laos."
    assert parts(suggest(text), "COOPERATE") == {"Agent": ["Cuba"], "Recipient": ["Laos"]}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La Suède a condamné l'attaque contre l'ambassade.", "fr"),
        ("Sweden condemned the attack on the embassy.", "en"),
    ],
)
def test_who_condemns_an_attack_is_not_its_agent(suggest: Suggest, text: str, language: str) -> None:
    assert "Agent" not in parts(suggest(text, language=language), "ASSAULT")


def test_a_sentence_cut_in_two_by_the_parser_keeps_its_subject(suggest: Suggest) -> None:
    text = (
        "Vietnam et Cuba réaffirment leur solidarité historique et renforcent leur coopération.\n\nIl parle."
    )
    assert parts(suggest(text), "SUPPORT") == {"Agent": ["Vietnam", "Cuba"]}


def test_who_speaks_of_the_detained_is_not_the_agent_of_the_arrest(suggest: Suggest) -> None:
    found = suggest("Norway said it would help if the detained journalists were ill.", language="en")
    assert "Agent" not in parts(found, "COERCE")


def test_a_region_that_is_accused_is_the_recipient(suggest: Suggest) -> None:
    found = suggest("Paul Okello accused the West of meddling.", language="en")
    assert parts(found, "ACCUSE") == {"Agent": ["Paul Okello"], "Recipient": ["the West"]}
