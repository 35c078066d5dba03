"""Functions: whole, without the article, ending where the name begins."""

from __future__ import annotations

import pytest

from tests.prelabel.conftest import Suggest


def roles(suggest: Suggest, text: str, language: str = "fr") -> list[str]:
    return [item.text for item in suggest(text, language=language).entities if item.label == "ROLE"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "Le vice-ministre permanent des Affaires étrangères du Vietnam a parlé.",
            "vice-ministre permanent des Affaires étrangères du Vietnam",
        ),
        ("L'ambassadeur de Cuba au Vietnam a parlé.", "ambassadeur de Cuba au Vietnam"),
        ("L’ambassadrice de France en Italie a parlé.", "ambassadrice de France en Italie"),
        (
            "Le secrétaire général du Parti communiste et président vietnamien Tô Lâm a parlé.",
            "secrétaire général du Parti communiste et président vietnamien",
        ),
        (
            "Le ministre de la Culture, des Sports et du Tourisme a parlé.",
            "ministre de la Culture, des Sports et du Tourisme",
        ),
        ("Le ministre de la défense a parlé.", "ministre de la défense"),
        ("Le Premier ministre Pham Minh Chinh a parlé.", "Premier ministre"),
        ("L'ancien président du Chili a parlé.", "ancien président du Chili"),
        ("Le chef de l’État sénégalais a parlé.", "chef de l’État sénégalais"),
        ("Les vice-ministres des Affaires étrangères ont parlé.", "vice-ministres des Affaires étrangères"),
        (
            "Le représentant permanent de la France auprès des Nations unies a parlé.",
            "représentant permanent de la France auprès des Nations unies",
        ),
        ("Le président par intérim du Gabon a parlé.", "président par intérim du Gabon"),
        ("Le ministre de la Pêche par intérim a parlé.", "ministre de la Pêche par intérim"),
        ("Le Premier ministre par intérim d'Haïti a parlé.", "Premier ministre par intérim d'Haïti"),
        ("Il a reçu son homologue zambien.", "homologue zambien"),
        ("Le ministre chargé des Transports a parlé.", "ministre chargé des Transports"),
        ("La secrétaire d'État à la Coopération a parlé.", "secrétaire d'État à la Coopération"),
        ("Le président élu a parlé.", "président élu"),
    ],
)
def test_a_function_is_marked_whole_and_without_its_article(suggest: Suggest, text: str, role: str) -> None:
    assert roles(suggest, text) == [role]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "The Lao Minister of Agriculture and Forestry Bounthavy Sisavat spoke.",
            "Lao Minister of Agriculture and Forestry",
        ),
        ("Moldova's chief negotiator Oleg Serban spoke.", "Moldova's chief negotiator"),
        ("The spokesman for the army spoke.", "spokesman for the army"),
        ("Party chairwoman and prime minister Ana Reyes spoke.", "Party chairwoman and prime minister"),
        ("Two deputy ministers of agriculture spoke.", "deputy ministers of agriculture"),
        ("The ambassador of Norway to Japan spoke.", "ambassador of Norway to Japan"),
        ("Foreign Minister Paul Okello spoke.", "Foreign Minister"),
        ("The acting president of Gabon spoke.", "acting president of Gabon"),
        ("The former president of Peru spoke.", "former president of Peru"),
        ("UN Secretary-General Paul Okello spoke.", "UN Secretary-General"),
        ("US President Ana Reyes spoke.", "US President"),
    ],
)
def test_an_english_function_is_marked_whole_and_without_its_article(
    suggest: Suggest, text: str, role: str
) -> None:
    assert roles(suggest, text, "en") == [role]


def test_an_english_place_of_the_sentence_is_not_part_of_the_function(suggest: Suggest) -> None:
    text = "The ambassador of Norway slept in Tokyo. The mayor left for Lima."
    assert roles(suggest, text, "en") == ["ambassador of Norway", "mayor"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Un témoin et des responsables ont parlé.", "fr"),
        ("A witness and two officials spoke.", "en"),
        ("The general assembly sat. They chair it.", "en"),
    ],
)
def test_witnesses_vague_groups_and_verbs_are_no_functions(
    suggest: Suggest, text: str, language: str
) -> None:
    assert roles(suggest, text, language) == []


def test_the_spouse_is_not_part_of_the_function(suggest: Suggest) -> None:
    assert roles(suggest, "Le ministre et son épouse ont parlé.") == ["ministre"]


def test_a_function_ends_where_the_name_begins(suggest: Suggest) -> None:
    text = "Le président de Cuba Miguel Diaz-Canel a parlé."
    assert roles(suggest, text) == ["président de Cuba"]


def test_a_place_of_the_sentence_is_not_part_of_the_function(suggest: Suggest) -> None:
    assert roles(suggest, "Le président français est arrivé à Paris.") == ["président français"]
    assert roles(suggest, "La visite du ministre à Cuba a duré.") == ["ministre"]


def test_two_officials_are_two_functions(suggest: Suggest) -> None:
    text = "La visite du président du Vietnam et du Premier ministre du Laos a duré."
    assert roles(suggest, text) == ["président du Vietnam", "Premier ministre du Laos"]


def test_an_adjective_that_looks_like_a_function_is_not_one(suggest: Suggest) -> None:
    assert roles(suggest, "L'Assemblée générale de l'ONU a voté.") == []


def test_names_inside_a_function_are_kept(suggest: Suggest) -> None:
    found = suggest("L'ambassadeur de Cuba au Vietnam a parlé.").entities
    assert [(item.label, item.text) for item in found] == [
        ("ROLE", "ambassadeur de Cuba au Vietnam"),
        ("LOC", "Cuba"),
        ("LOC", "Vietnam"),
    ]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        # Matters that a function is entrusted with.
        ("Le haut-commissaire à la paix, Luis Ferrer, a parlé.", "haut-commissaire à la paix"),
        ("Le haut-commissaire aux réfugiés a parlé.", "haut-commissaire aux réfugiés"),
        ("Le ministre délégué aux Sports, Luis Ferrer, a parlé.", "ministre délégué aux Sports"),
        ("Le secrétaire chilien au Commerce, Luis Ferrer, a parlé.", "secrétaire chilien au Commerce"),
        # Offices over a place that the gazetteer does not have.
        ("L'évêque de Tambaro, Mgr Luis Ferrer, a parlé.", "évêque de Tambaro"),
        ("Le maire délégué d'Avadoro, Luis Ferrer, a parlé.", "maire délégué d'Avadoro"),
        ("Les préfets de Tambaro et de Kirundi ont parlé.", "préfets de Tambaro et de Kirundi"),
        # How an office is held.
        ("Le président déchu Luis Ferrer a parlé.", "président déchu"),
        ("L'évêque émérite de Tambaro a parlé.", "évêque émérite de Tambaro"),
        ("Le négociateur houthi Luis Ferrer a parlé.", "négociateur houthi"),
        # Courts.
        (
            "Le procureur de la République près le tribunal de Kolda a parlé.",
            "procureur de la République près le tribunal de Kolda",
        ),
        (
            "Le porte-parole du tribunal de première instance de Kolda a parlé.",
            "porte-parole du tribunal de première instance de Kolda",
        ),
        # Prefixes.
        ("L'ex-ministre des Transports a parlé.", "ex-ministre des Transports"),
        ("L'ex-directrice de l'Agence portuaire a parlé.", "ex-directrice de l'Agence portuaire"),
        ("Les deux chefs d'Etat ont parlé.", "chefs d'Etat"),
        # Leaders of a body.
        ("Le chef du Front populaire a parlé.", "chef du Front populaire"),
        ("La cheffe de sa diplomatie, Ana Rossi, a parlé.", "cheffe de sa diplomatie"),
        (
            "Le chef de l'antenne locale de l'ONU a parlé.",
            "chef de l'antenne locale de l'ONU",
        ),
        # A name right after a noun that introduces it.
        ("Le président de l'association Vertical a parlé.", "président de l'association Vertical"),
        # Agent nouns with a body and a name.
        ("La trésorière du syndicat, Ana Rossi, a parlé.", "trésorière du syndicat"),
        ("L'économe du ministère du Travail, Ana Rossi, a parlé.", None),
        (
            "La vérificatrice du ministère du Travail, Ana Rossi, a parlé.",
            "vérificatrice du ministère du Travail",
        ),
        (
            "Ana Rossi, ancienne contrôleuse du ministère du Travail, a parlé.",
            "ancienne contrôleuse du ministère du Travail",
        ),
        ("La vérificatrice a parlé.", None),
        ("Le comité directeur a parlé.", None),
        ("Il assiste en observateur.", None),
        ("Les textes qu'il juge radicaux circulent.", None),
        ("L'état-major général des armées a parlé.", None),
        ("La ziara de cheikh Hady Tall a lieu.", None),
    ],
)
def test_structure_shows_a_french_function_and_its_extent(
    suggest: Suggest, text: str, role: str | None
) -> None:
    assert roles(suggest, text) == ([role] if role else [])


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("In Abuja, Commission President Fatou Kone spoke.", "Commission President"),
        ("On Saturday, Houthi spokesman Yahya Saleh spoke.", "Houthi spokesman"),
        ("Russia is due to host Belarusian President Ivan Petrov.", "Belarusian President"),
        ("Latvia recalled its ambassador to Belarus on Tuesday.", "ambassador to Belarus"),
        ("The deputy mayor of Lipari, Gaetano Merlino, spoke.", "deputy mayor of Lipari"),
        ("The chairman of the Fiji Rugby Union, Dr Vikram Lal, spoke.", "chairman of the Fiji Rugby Union"),
        ("The head of research, Ana Rossi, spoke.", "head of research"),
        ("Guards left, said its head, Rocio Villacis.", "head"),
        ("He met union leader Ana Rossi.", "union leader"),
        ("Russian charge d'affaires Andrei Petrov spoke.", "Russian charge d'affaires"),
        ("The talks began at 2 pm in the town.", None),
        ("He raised forty head of cattle.", None),
    ],
)
def test_structure_shows_an_english_function_and_its_extent(
    suggest: Suggest, text: str, role: str | None
) -> None:
    assert roles(suggest, text, "en") == ([role] if role else [])
