"""Functions: whole, without the article, ending where the name begins."""

from __future__ import annotations

import pytest

from ..conftest import Suggest


def roles(suggest: Suggest, text: str) -> list[str]:
    return [item.text for item in suggest(text).entities if item.label == "ROLE"]


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
    ],
)
def test_a_function_is_marked_whole_and_without_its_article(suggest: Suggest, text: str, role: str) -> None:
    assert roles(suggest, text) == [role]


def test_a_function_ends_where_the_name_begins(suggest: Suggest) -> None:
    text = "Le président de Cuba Miguel Diaz-Canel a parlé."
    assert roles(suggest, text) == ["président de Cuba"]


def test_a_place_of_the_sentence_is_not_part_of_the_function(suggest: Suggest) -> None:
    assert roles(suggest, "Le président français est arrivé à Paris.") == ["président français"]
    assert roles(suggest, "La visite du ministre à Cuba a duré.") == ["ministre"]


def test_two_officials_are_two_functions(suggest: Suggest) -> None:
    text = "La visite du président du Vietnam et du Premier ministre du Laos a duré."
    assert roles(suggest, text) == ["président du Vietnam", "Premier ministre du Laos"]


def test_an_adjective_that_looks_like_a_function_is_none(suggest: Suggest) -> None:
    assert roles(suggest, "L'Assemblée générale de l'ONU a voté.") == []


def test_names_inside_a_function_are_kept(suggest: Suggest) -> None:
    found = suggest("L'ambassadeur de Cuba au Vietnam a parlé.").entities
    assert [(item.label, item.text) for item in found] == [
        ("ROLE", "ambassadeur de Cuba au Vietnam"),
        ("LOC", "Cuba"),
        ("LOC", "Vietnam"),
    ]
