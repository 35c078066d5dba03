"""Names whose borders or labels the words around decide, and capitalised words that are no names."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import marked
from tests.prelabel.conftest import Suggest


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Ghanaian coast guard rescued two fishermen.", "Ghanaian coast guard"),
        ("The Danish air force sent two jets.", "Danish air force"),
        ("The Kenyan border guard closed the road.", "Kenyan border guard"),
        ("The raid killed nine, the defence ministry said.", "defence ministry"),
        ("No date is fixed, foreign ministry sources said.", "foreign ministry"),
        ("Finance ministry officials declined to comment, health ministry sources said.", "health ministry"),
        ("The Zandari police searched two houses.", "Zandari police"),
        ("The Molvento prosecutor's office opened a file.", "Molvento prosecutor's office"),
        ("The Karvel court freed the driver.", "Karvel court"),
        (
            "The Ministry of Water, Energy and Rural Development of Ghana published a notice.",
            "Ministry of Water, Energy and Rural Development of Ghana",
        ),
        (
            "The Department of Roads, Bridges and Public Works published a notice.",
            "Department of Roads, Bridges and Public Works",
        ),
        (
            "The Ministry of Trade, Industry and Tourism published a notice.",
            "Ministry of Trade, Industry and Tourism",
        ),
        ("It accused Niger's army of burning a village.", "Niger's army"),
        ("He spoke to Radio Esperanza on Sunday.", "Radio Esperanza"),
        ("She works for Radio Bahari in Nairobi.", "Radio Bahari"),
        ("A reporter of Radio Monte Verde was hurt.", "Radio Monte Verde"),
        ("They blamed the Los Halcones gang for the fire.", "Los Halcones"),
        ("The police searched a house of the Bravos cartel.", "Bravos"),
        ("Villagers fled from the Zurwani militants on Friday.", "Zurwani"),
        ("A boat of the NGO Meerhilfe reached the port.", "Meerhilfe"),
        ("In early trade, Talwar Infotech jumped 7 percent.", "Talwar Infotech"),
        ("Shares of others fell while Zentara slipped 2.5 per cent.", "Zentara"),
        ("In Mumbai, Oruva Foods gained 3%.", "Oruva Foods"),
    ],
)
def test_english_organizations_are_known_by_their_neighbours(suggest: Suggest, text: str, name: str) -> None:
    assert name in marked(suggest(text, language="en"), "ORG")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Il a salué les Forces de défense et de sécurité.", "Forces de défense et de sécurité"),
        ("Le maire remercie les Forces de défense et de secours.", "Forces de défense et de secours"),
        ("Les élèves de l'école primaire Amadou-Barry chantent.", "école primaire Amadou-Barry"),
        ("Les élèves du lycée Léopold-Mbemba chantent.", "lycée Léopold-Mbemba"),
        (
            "Il a visité le Centre hospitalier universitaire Ravelo-Andriana.",
            "Centre hospitalier universitaire Ravelo-Andriana",
        ),
        ("Le chef d'état-major de l'armée tchadienne est venu.", "armée tchadienne"),
        ("Le suédois Nordvik a publié ses comptes.", "Nordvik"),
        ("L'action du danois Halvorsen recule.", "Halvorsen"),
        ("À Paris, Belmora bondit de 9 %.", "Belmora"),
        ("Le titre Ravelin Santé cède du terrain, mais Cordania recule de 3 %.", "Cordania"),
    ],
)
def test_french_organizations_are_known_by_their_neighbours(suggest: Suggest, text: str, name: str) -> None:
    assert name in marked(suggest(text), "ORG")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le typhon Koralin a touché la côte.", "fr"),
        ("Après le passage du cyclone Amandine, l'eau manque.", "fr"),
        ("La tempête tropicale Orella se renforce.", "fr"),
        ("Le navire Astralia a été saisi.", "fr"),
        ("À Paris, le CAC 40 gagne 0,8 %.", "fr"),
        ("L'aide aux personnes déplacées internes (PDI) reprend.", "fr"),
        ("Interrogés sur ce point, ils se taisent.", "fr"),
        ("Il a porté plainte contre X.", "fr"),
        ("Cyclone Bertha damaged the harbour.", "en"),
        ("The sailors left the tanker Ocean Pride.", "en"),
        ("They won the Marble Games twice.", "en"),
        ("The customs seized the Bella Vista, a vessel with two masts.", "en"),
        ("The NGO said it would wait.", "en"),
        ("Copper slipped 0.2% in thin trade.", "en"),
    ],
)
def test_storms_ships_cups_indices_and_common_nouns_are_no_names(
    suggest: Suggest, text: str, language: str
) -> None:
    found = suggest(text, language=language)
    allowed = {"Paris"}
    assert {item.text for item in found.entities if item.label in ("PER", "ORG", "LOC")} <= allowed


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("The fire broke out in the Qarwani area.", "Qarwani", "en"),
        ("Two schools in the Tolbana district are closed.", "Tolbana", "en"),
        ("Farmers of the Oshwari valley met.", "Oshwari", "en"),
    ],
)
def test_a_noun_of_places_behind_a_name_shows_a_place(
    suggest: Suggest, text: str, name: str, language: str
) -> None:
    assert marked(suggest(text, language=language), "ORG") == []
    assert marked(suggest(text, language=language), "PER") == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("The agency arrested Vikram Solanki on Friday.", "Vikram Solanki"),
        ("Police detained Arturo Belmonte in Lima.", "Arturo Belmonte"),
        ("The rebels kidnapped Yusuf Garba near the river.", "Yusuf Garba"),
    ],
)
def test_who_is_arrested_is_a_person(suggest: Suggest, text: str, person: str) -> None:
    assert marked(suggest(text, language="en"), "PER") == [person]


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        ("The Green Party (GP) won. Nobody spoke to GP later.", ["Green Party", "GP", "GP"]),
        ("The People's Front (PF) won. Nobody spoke to PF later.", ["People's Front", "PF", "PF"]),
        ("The Reform Union (RU) won. Nobody spoke to RU later.", ["Reform Union", "RU", "RU"]),
    ],
)
def test_a_defined_acronym_of_two_letters_is_found_again(
    suggest: Suggest, text: str, organizations: list[str]
) -> None:
    assert marked(suggest(text, language="en"), "ORG") == organizations
