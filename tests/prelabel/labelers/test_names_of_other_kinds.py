"""Names and functions of kinds that general models miss: lists, joint titles, roads, units, inhabitants."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import marked
from tests.prelabel.conftest import Suggest


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "Le ministre d'État, ministre de la Sécurité, Bello Tankoano, a parlé.",
            ["ministre d'État, ministre de la Sécurité"],
        ),
        (
            "Le directeur général, président du conseil d'administration, Karl Vandamme, a signé.",
            ["directeur général, président du conseil d'administration"],
        ),
        (
            "Le président-directeur général de la banque, Khaled Chelbi, a signé.",
            ["président-directeur général de la banque"],
        ),
        (
            "L'envoyée spéciale du secrétaire général de l'ONU, Karin Holst, est arrivée.",
            ["envoyée spéciale du secrétaire général de l'ONU"],
        ),
        ("Le porte-parole du président, Oumar Tall, a démenti.", ["porte-parole du président"]),
        ("La procureure antiterroriste Sabine Morel a parlé.", ["procureure antiterroriste"]),
        ("Il a reçu ses homologues tchadien et gabonais.", ["homologues tchadien et gabonais"]),
        ("Les ambassadeurs, ministres et élus attendent.", ["ambassadeurs", "ministres"]),
    ],
)
def test_joint_hyphened_and_nested_french_functions_are_one(
    suggest: Suggest, text: str, roles: list[str]
) -> None:
    assert marked(suggest(text), "ROLE") == roles


def test_a_rank_before_a_name_is_no_part_of_the_name(suggest: Suggest) -> None:
    found = suggest("The governor of Kayes, Colonel Moussa Dembele, spoke.", language="en")
    assert marked(found, "PER") == ["Moussa Dembele"]
    assert "Colonel" in marked(found, "ROLE")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "The minister of environment and tourism, Salome Kanda, spoke.",
            "minister of environment and tourism",
        ),
        ("The minister of roads and bridges, Peter Okello, spoke.", "minister of roads and bridges"),
    ],
)
def test_an_english_function_has_both_fields(suggest: Suggest, text: str, role: str) -> None:
    assert role in marked(suggest(text, language="en"), "ROLE")


def test_a_function_that_only_modifies_a_noun_is_none(suggest: Suggest) -> None:
    assert marked(suggest("High king tides flooded the island.", language="en"), "ROLE") == []


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        (
            "La Commission politique, administrative et de défense a siégé.",
            ["Commission politique, administrative et de défense"],
        ),
        (
            "La Direction générale des recettes minières, forestières et foncières a parlé.",
            ["Direction générale des recettes minières, forestières et foncières"],
        ),
        (
            "La Direction nationale anticorruption et antidrogue a parlé.",
            ["Direction nationale anticorruption et antidrogue"],
        ),
        (
            "Le Conseil National pour la Refondation de l'État a parlé.",
            ["Conseil National pour la Refondation de l'État"],
        ),
        (
            "Le Mouvement Patriotique pour la Sauvegarde et la Restauration a parlé.",
            ["Mouvement Patriotique pour la Sauvegarde et la Restauration"],
        ),
        (
            "Il a versé un don au Réseau national pour les réfugiés en faveur des déplacés.",
            ["Réseau national pour les réfugiés"],
        ),
        (
            "Les élus de l'Union pour la majorité et du Rassemblement démocratique siégeaient.",
            ["Union pour la majorité", "Rassemblement démocratique"],
        ),
        (
            "Une délégation de la Ligue pour la justice et de la Fédération des planteurs est arrivée.",
            ["Ligue pour la justice", "Fédération des planteurs"],
        ),
        ("La police cantonale vaudoise a bouclé le quartier.", ["police cantonale vaudoise"]),
        ("Le parquet bruxellois a ouvert une enquête.", ["parquet bruxellois"]),
        ("L'association Terre et Liberté a protesté.", ["Terre et Liberté"]),
        ("Le front commun ABVV-SNTL-CSNB appelle à la grève.", ["ABVV", "SNTL", "CSNB"]),
        ("Le titre de Zentara Aerospace a chuté.", ["Zentara Aerospace"]),
        ("Dans le groupe B, le Maroc affrontera la Zambie.", []),
        ("La société X a fermé.", []),
    ],
)
def test_a_french_organization_ends_where_its_list_ends(
    suggest: Suggest, text: str, organizations: list[str]
) -> None:
    assert marked(suggest(text), "ORG") == organizations


def test_the_day_in_the_name_of_a_movement_is_part_of_it(suggest: Suggest) -> None:
    assert "Mouvement du 12 avril" in marked(suggest("Le Mouvement du 12 avril a parlé."), "ORG")


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("The Sarkel Regional Military Administration said so.", "Sarkel Regional Military Administration"),
        ("The Bihar Pradesh Congress Committee said so.", "Bihar Pradesh Congress Committee"),
        ("The Kaduna State Police Command said so.", "Kaduna State Police Command"),
        ("The 42nd Mountain Brigade took the hill.", "42nd Mountain Brigade"),
        ("Members of the All Bihar Teachers' Union marched.", "All Bihar Teachers' Union"),
        ("The ministries of health and education said so.", "ministries of health and education"),
    ],
)
def test_an_english_organization_ends_with_its_last_head_noun(
    suggest: Suggest, text: str, organization: str
) -> None:
    assert organization in marked(suggest(text, language="en"), "ORG")


def test_an_index_that_moves_is_no_company(suggest: Suggest) -> None:
    assert marked(suggest("The Nikkei rose 1.2 percent.", language="en"), "ORG") == []


def test_party_and_canton_stand_behind_a_person(suggest: Suggest) -> None:
    found = suggest("Le texte est porté par Nadia Roten (PS/VS).")
    assert marked(found, "ORG") == ["PS"]
    assert marked(found, "LOC") == ["VS"]


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Ils ont bloqué la route nationale 7.", "fr", "route nationale 7"),
        ("Ils ont bloqué la route nationale n° 1.", "fr", "route nationale n° 1"),
        ("Ils ont bloqué la RN12 hier.", "fr", "RN12"),
        ("L'autoroute A13 est coupée.", "fr", "autoroute A13"),
        ("Il attend au palais de justice de Tamatave.", "fr", "palais de justice de Tamatave"),
        ("Il attend au palais des congrès de Mbalmo.", "fr", "palais des congrès de Mbalmo"),
        ("Il garde le poste avancé de Torodi.", "fr", "poste avancé de Torodi"),
        ("Ils ont débarqué au quai de Farevo.", "fr", "quai de Farevo"),
        ("La messe aura lieu en l'église Sainte-Odile.", "fr", "église Sainte-Odile"),
        ("They block National Highway 215 today.", "en", "National Highway 215"),
        ("He was arrested at Minsk airport.", "en", "Minsk airport"),
        ("Water from the Zangmu dam flooded the fields.", "en", "Zangmu dam"),
        ("Le gouverneur de la région de l'Est parle.", "fr", "Est"),
        ("Le département de l'Ouest est isolé.", "fr", "Ouest"),
    ],
)
def test_roads_facilities_and_directions_are_places(
    suggest: Suggest, text: str, language: str, place: str
) -> None:
    assert place in marked(suggest(text, language=language), "LOC")


@pytest.mark.parametrize("text", ["Il occupe le poste de Premier ministre.", "Il regarde vers l'Est."])
def test_a_post_and_a_direction_are_no_places(suggest: Suggest, text: str) -> None:
    assert marked(suggest(text), "LOC") == []


def test_a_connection_has_two_places(suggest: Suggest) -> None:
    assert marked(suggest("La ligne Dakar-Tambacounda rouvre."), "LOC") == ["Dakar", "Tambacounda"]


def test_a_region_loses_its_common_noun(suggest: Suggest) -> None:
    found = suggest("Shelling went on in Zaporizhzhia region.", language="en")
    assert marked(found, "LOC") == ["Zaporizhzhia"]


@pytest.mark.parametrize(
    "text",
    [
        "Les Liégeois et les Angevins ont défilé.",
        "Il a gagné le Tour de Lombardie.",
        "La fusée Epsilon S a décollé. La mise au point d'Epsilon S a duré dix ans.",
        "Le satellite radar LOTUSat-1 est en orbite. LOTUSat-1 pèse 570 kilos.",
        "Le Brent a reculé.",
    ],
)
def test_inhabitants_events_and_things_are_no_names(suggest: Suggest, text: str) -> None:
    found = suggest(text)
    assert [marked(found, label) for label in ("LOC", "ORG", "PER")] == [[], [], []]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("AA / Nairobi / Moussa Baraka\n\nIl parle.", "Moussa Baraka"),
        ("L'ambassadeur de Chine, SEM Jiang Weidong, a remis un don.", "Jiang Weidong"),
        ("Il a reçu hier S.E.M. Zhang Weidong.", "Zhang Weidong"),
        ("« C'est fini », a raconté Quilla Huamanka, 38 ans.", "Quilla Huamanka"),
    ],
)
def test_bylines_titles_and_unknown_names_are_persons(suggest: Suggest, text: str, person: str) -> None:
    assert marked(suggest(text), "PER") == [person]


def test_an_acronym_is_not_linked_to_a_town(suggest: Suggest) -> None:
    found = suggest("The National Emergency Management Agency (NEMA) helped. NEMA said so.", language="en")
    assert {item.ref for item in found.entities if item.text == "NEMA"} == {None}


def test_niger_state_is_in_nigeria(suggest: Suggest) -> None:
    found = suggest("Floods hit Niger State and Kogi.", language="en")
    assert {item.text: item.ref for item in found.entities} == {"Niger State": "NGA", "Kogi": "NGA"}


@pytest.mark.parametrize("company", ["JPMorgan", "Cargill", "Nestle", "Trafigura"])
def test_large_companies_are_organizations(suggest: Suggest, company: str) -> None:
    assert marked(suggest(f"{company} cut its forecast.", language="en"), "ORG") == [company]


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("Published 12.06.2025 in Kyiv", "en", "12.06.2025"),
        ("The exercise runs from Feb. 26 to March 1.", "en", "Feb. 26 to March 1"),
        ("The trip planned for November is off.", "en", "November"),
        ("Il fut maire de 1979 à 1981.", "fr", "1979 à 1981"),
        ("Le budget 2026 est voté.", "fr", "2026"),
    ],
)
def test_dates_of_other_forms(suggest: Suggest, text: str, language: str, date: str) -> None:
    assert marked(suggest(text, language=language), "DATE") == [date]
