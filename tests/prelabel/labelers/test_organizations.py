"""Organizations: a head noun with its complements, and the acronym in brackets behind it."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import marked
from tests.prelabel.conftest import Suggest


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("Le ministère vietnamien de la Santé a publié un avis.", "ministère vietnamien de la Santé"),
        (
            "Le ministère de la Culture et du Tourisme a publié un avis.",
            "ministère de la Culture et du Tourisme",
        ),
        ("Le gouvernement chilien a publié un avis.", "gouvernement chilien"),
        (
            "La Commission des affaires étrangères du Sénat a publié un avis.",
            "Commission des affaires étrangères du Sénat",
        ),
        ("La rue est gardée par l'armée malienne.", "armée malienne"),
        ("La rue est gardée par l'armée du Niger.", "armée du Niger"),
        ("Le Parti a adopté une résolution.", "Parti"),
        ("Le parti Renouveau a publié un avis.", "Renouveau"),
    ],
)
def test_a_french_organization_is_marked_whole_and_without_its_article(
    suggest: Suggest, text: str, organization: str
) -> None:
    assert marked(suggest(text), "ORG") == [organization]


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("The Ministry of Trade of Ghana opened its doors.", "Ministry of Trade of Ghana"),
        ("The Chilean government sent a letter.", "Chilean government"),
        ("The Malian army guards the street.", "Malian army"),
        ("The ministries of health sent a letter.", "ministries of health"),
        ("The Party adopted a resolution.", "Party"),
    ],
)
def test_an_english_organization_is_marked_whole_and_without_its_article(
    suggest: Suggest, text: str, organization: str
) -> None:
    assert marked(suggest(text, language="en"), "ORG") == [organization]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le gouvernement a publié un avis.", "fr"),
        ("Le ministère a publié un avis.", "fr"),
        ("La rue est gardée par l'armée.", "fr"),
        ("Le 13e Congrès national a eu lieu.", "fr"),
        ("Le parti gagne des voix.", "fr"),
        ("The government sent a letter.", "en"),
        ("The army guards the street.", "en"),
        ("The party won votes.", "en"),
    ],
)
def test_common_nouns_and_congresses_are_no_organizations(suggest: Suggest, text: str, language: str) -> None:
    assert marked(suggest(text, language=language), "ORG") == []


def test_the_short_name_in_brackets_is_a_mention_of_its_own(suggest: Suggest) -> None:
    text = "La Confédération générale des pêcheurs (CGP) a publié un avis."
    assert marked(suggest(text), "ORG") == ["Confédération générale des pêcheurs", "CGP"]


def test_the_ref_of_an_organization_is_the_state_in_its_name(suggest: Suggest) -> None:
    found = suggest("Le ministère vietnamien de la Santé et le gouvernement chilien parlent.").entities
    assert [(item.text, item.ref, item.attributes) for item in found] == [
        ("ministère vietnamien de la Santé", "VNM", {"sector": "GOV"}),
        ("gouvernement chilien", "CHL", {"sector": "GOV"}),
    ]
