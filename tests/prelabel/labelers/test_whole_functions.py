"""Functions that further words lengthen: joined titles, functions inside others, lists, places, brackets."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import marked
from tests.prelabel.conftest import Suggest


def test_titles_of_one_person_are_one_french_function(suggest: Suggest) -> None:
    for text, found in (
        (
            "Le ministre d'État, ministre des Mines, Idriss Kaboul, a signé.",
            ["ministre d'État, ministre des Mines"],
        ),
        (
            "Le chef du gouvernement gabonais, ministre de l'Intérieur, le général Paul Obame, a parlé.",
            ["chef du gouvernement gabonais, ministre de l'Intérieur", "général"],
        ),
        (
            "Anne Lefort, présidente de la région, sénatrice du Lot, a protesté.",
            ["présidente de la région, sénatrice du Lot"],
        ),
        ("Le fondateur et président du parti, Luis Ferrer, a parlé.", ["fondateur et président du parti"]),
        # Several people.
        ("Les ministres, gouverneurs et préfets ont parlé.", ["ministres", "gouverneurs", "préfets"]),
        (
            "Le gouverneur de la région, le préfet de Mopti et le maire ont parlé.",
            ["gouverneur de la région", "préfet de Mopti", "maire"],
        ),
    ):
        assert marked(suggest(text), "ROLE") == found, text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        # A hyphen joins two nouns.
        (
            "Le président-directeur général de la compagnie a parlé.",
            "président-directeur général de la compagnie",
        ),
        ("Le député-maire de Roubaix a parlé.", "député-maire de Roubaix"),
        # A function serves another one.
        (
            "Le représentant spécial du secrétaire général de l'ONU pour le Sahel a parlé.",
            "représentant spécial du secrétaire général de l'ONU pour le Sahel",
        ),
        ("Le chef de cabinet du gouverneur de Mopti a parlé.", "chef de cabinet du gouverneur de Mopti"),
        # Adjectives.
        ("Il a reçu ses homologues tchadien et camerounais.", "homologues tchadien et camerounais"),
        (
            "Les ministres français, allemand et polonais des Affaires étrangères ont parlé.",
            "ministres français, allemand et polonais des Affaires étrangères",
        ),
        ("Le procureur anticorruption Ivan Petrescu a parlé.", "procureur anticorruption"),
        ("Le ministre israélo-américain Ron Stern a parlé.", "ministre israélo-américain"),
        # Fields and bodies.
        (
            "Le ministre du Commerce, des Petites et moyennes entreprises et de l'Artisanat a parlé.",
            "ministre du Commerce, des Petites et moyennes entreprises et de l'Artisanat",
        ),
        ("Le ministre de la Lutte contre la pauvreté a parlé.", "ministre de la Lutte contre la pauvreté"),
        (
            "Le porte-parole de la zone de secours Flandre-Ouest a parlé.",
            "porte-parole de la zone de secours Flandre-Ouest",
        ),
        # A place before a name in apposition.
        ("Le directeur de l'Unicef en Haïti, Bruno Maes, a parlé.", "directeur de l'Unicef en Haïti"),
        (
            "Karim Haddad, commandant de la gendarmerie à Bouaké, a parlé.",
            "commandant de la gendarmerie à Bouaké",
        ),
        ("Le président du Ghana a reçu à Accra un invité.", "président du Ghana"),
        # Derived nouns.
        ("Le rédacteur en chef du journal a parlé.", "rédacteur en chef du journal"),
        ("La médecin-cheffe du district, Ana Rossi, a parlé.", "médecin-cheffe du district"),
        ("Le commissaire divisionnaire Luc Ferrand a parlé.", "commissaire divisionnaire"),
        ("Le vérificateur général du Canada a parlé.", "vérificateur général du Canada"),
        ("Un jardinier du réseau, Ilir Hoxha, a été arrêté.", None),
        ("L'entraîneur du club, Luis Ferrer, a parlé.", None),
        ("Un négociateur habile sait attendre.", None),
        ("Le facteur général compte.", None),
    ],
)
def test_a_french_function_is_whole(suggest: Suggest, text: str, role: str | None) -> None:
    assert marked(suggest(text), "ROLE") == ([role] if role else [])


def test_titles_of_one_person_are_one_english_function(suggest: Suggest) -> None:
    for text, found in (
        (
            "The minister of state, minister of oil, Hassan Jabr, spoke.",
            ["minister of state, minister of oil"],
        ),
        ("The president, prime minister and speaker spoke.", ["president", "prime minister", "speaker"]),
        ("The founder and chairman of the party, Mark Pitt, spoke.", ["founder and chairman of the party"]),
    ):
        assert marked(suggest(text, language="en"), "ROLE") == found, text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The secretary-treasurer of the union spoke.", "secretary-treasurer of the union"),
        ("The adviser to the president, Ruth Banda, spoke.", "adviser to the president"),
        (
            "The UN secretary-general's special envoy for Syria spoke.",
            "UN secretary-general's special envoy for Syria",
        ),
        ("The French and German foreign ministers met.", "French and German foreign ministers"),
        (
            "The administrative and financial director of the bank spoke.",
            "administrative and financial director of the bank",
        ),
        (
            "The Minister for Women, Family Affairs, and Youth spoke.",
            "Minister for Women, Family Affairs, and Youth",
        ),
        (
            "The minister of transport, infrastructure and housing, Ruth Banda, spoke.",
            "minister of transport, infrastructure and housing",
        ),
        ("The minister of health and hospitals said so.", "minister of health"),
        ("Deputy Director (Operations) Ruth Banda spoke.", "Deputy Director (Operations)"),
        ("Justice Party (JP) leader Maria Schneider spoke.", "Justice Party (JP) leader"),
        ("The Archbishop of Kolda, Msgr Luis Ferrer, spoke.", "Archbishop of Kolda"),
        ("The head of the Red Cross in Sudan, Ali Sow, spoke.", "head of the Red Cross in Sudan"),
        ("Police Inspector Ravi Sinha said.", "Police Inspector"),
        ("The chief financial officer of Nokia spoke.", "chief financial officer of Nokia"),
        ("The editor-in-chief of the paper spoke.", "editor-in-chief of the paper"),
        ("The registrar general of Ghana spoke.", "registrar general of Ghana"),
        ("The leader of the opposition, Peter Dutton, spoke.", "leader of the opposition"),
        ("A judge panel will vote.", None),
        ("She asked a judge to stop the sale.", None),
        ("Seas rise, and king tides have flooded the road.", None),
        ("The minister-level talks failed.", None),
        ("They sailed to Prince Edward Island.", None),
    ],
)
def test_an_english_function_is_whole(suggest: Suggest, text: str, role: str | None) -> None:
    assert marked(suggest(text, language="en"), "ROLE") == ([role] if role else [])
