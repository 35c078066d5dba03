"""Organizations: a head noun with its complements, and the acronym in brackets behind it."""

from __future__ import annotations

import pytest

from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers import organizations
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import article, marked
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


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        # A hyphen continues a name.
        ("Le Conseil du thé-menthe a publié un avis.", ["Conseil du thé-menthe"]),
        (
            "L'Observatoire national hydro-climatique a publié un avis.",
            ["Observatoire national hydro-climatique"],
        ),
        ("Le Syndicat des sapeurs-pompiers a publié un avis.", ["Syndicat des sapeurs-pompiers"]),
        # Aims and lists are part of a long name.
        (
            "L'Alliance pour la forêt et le climat a publié un avis.",
            ["Alliance pour la forêt et le climat"],
        ),
        (
            "La Ligue contre le bruit et la fureur a publié un avis.",
            ["Ligue contre le bruit et la fureur"],
        ),
        (
            "La Fédération indépendante des ports et quais a publié un avis.",
            ["Fédération indépendante des ports et quais"],
        ),
        (
            "L'Agence routière, ferroviaire et portuaire a publié un avis.",
            ["Agence routière, ferroviaire et portuaire"],
        ),
        # A reason after "pour" is not.
        ("Le maire a remercié le Comité olympique pour l'aide.", ["Comité olympique"]),
        # Two bodies are two mentions.
        (
            "Le Sénat et l'Assemblée nationale ont publié un avis.",
            ["Sénat", "Assemblée nationale"],
        ),
        # A place makes a local body definite.
        ("Le parquet de Kolda a publié un avis.", ["parquet de Kolda"]),
        ("La gendarmerie de Tessaoua a publié un avis.", ["gendarmerie de Tessaoua"]),
        (
            "Le tribunal de grande instance de Tessaoua a publié un avis.",
            ["tribunal de grande instance de Tessaoua"],
        ),
        ("La cour d'appel de Kolda a publié un avis.", ["cour d'appel de Kolda"]),
        # An adjective may leave only one body of its kind.
        ("Le parquet fédéral a publié un avis.", ["parquet fédéral"]),
        ("La police judiciaire fédérale a publié un avis.", ["police judiciaire fédérale"]),
        ("La police nationale a publié un avis.", ["police nationale"]),
        # Counted units.
        ("La 7e brigade de l'armée kényane a tiré.", ["7e brigade de l'armée kényane"]),
        ("La 3e région militaire a publié un avis.", ["3e région militaire"]),
        ("Le 12e régiment d'infanterie a publié un avis.", ["12e régiment d'infanterie"]),
        # The seat of a mission.
        (
            "L'ambassade du Ghana à Lima a publié un avis.",
            ["ambassade du Ghana à Lima"],
        ),
        ("Le consulat du Chili à Oslo a publié un avis.", ["consulat du Chili à Oslo"]),
        (
            "La Mission des Nations unies au Mali a publié un avis.",
            ["Mission des Nations unies au Mali"],
        ),
        # An unknown place in a name, which the model takes for a person.
        ("L'Université nationale de Quy Nhon a publié un avis.", ["Université nationale de Quy Nhon"]),
        ("Le Comité populaire de Binh Lieu a publié un avis.", ["Comité populaire de Binh Lieu"]),
        ("L'Institut Claparède de Tam Ky a publié un avis.", ["Institut Claparède de Tam Ky"]),
        # A capital is enough for a parliament.
        ("Il a quitté le Parlement hier.", ["Parlement"]),
        ("Il est entré au Sénat hier.", ["Sénat"]),
        ("Il a saisi la Cour hier.", ["Cour"]),
        # Nouns that introduce a name.
        ("Le collectif Terres vives a publié un avis.", ["Terres"]),
        ("L'ONG Mains Ouvertes a publié un avis.", ["Mains Ouvertes"]),
        ("Selon l'agence de presse Palmyra, il pleut.", ["Palmyra"]),
        ("Le site d'information Vadivo est fermé.", ["Vadivo"]),
        # Clubs.
        ("Le Stade nantais a perdu hier.", ["Stade nantais"]),
        ("L'AS Tourcoing a perdu hier.", ["AS Tourcoing"]),
        ("Le MC Bouira a perdu hier.", ["MC Bouira"]),
    ],
)
def test_the_structure_of_a_french_name_shows_its_extent(
    suggest: Suggest, text: str, organizations: list[str]
) -> None:
    assert marked(suggest(text), "ORG") == organizations


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        ("A Kampala court sentenced him.", ["Kampala court"]),
        ("A Zambian court sentenced him.", ["Zambian court"]),
        ("Lagos police arrested him.", ["Lagos police"]),
        ("Kenya's army arrested him.", ["Kenya's army"]),
        ("The foreign ministry summoned him.", ["foreign ministry"]),
        ("The health ministry summoned him.", ["health ministry"]),
        ("The interior ministry summoned him.", ["interior ministry"]),
        ("The attorney general's office summoned him.", ["attorney general's office"]),
        ("The Prosecutor General's Office of Peru summoned him.", ["Prosecutor General's Office of Peru"]),
        ("The governor's office summoned him.", ["governor's office"]),
        ("He works for Delta Minerals Pvt Ltd in town.", ["Delta Minerals Pvt Ltd"]),
        ("He works for Orion Metals AG in town.", ["Orion Metals AG"]),
        ("He works for Harbour Shipping Inc in town.", ["Harbour Shipping Inc"]),
        (
            "The Roads and Public Works Ministry summoned him.",
            ["Roads and Public Works Ministry"],
        ),
        ("On Monday the Army rescued him.", ["Army"]),
        ("Teachers marched on Congress yesterday.", ["Congress"]),
        ("On Monday the Senate summoned him.", ["Senate"]),
        (
            "Chairman of the Supreme Court of the Republic of Uzbekistan Bakhrom Aliyev spoke.",
            ["Supreme Court of the Republic of Uzbekistan"],
        ),
    ],
)
def test_the_structure_of_an_english_name_shows_its_extent(
    suggest: Suggest, text: str, organizations: list[str]
) -> None:
    assert marked(suggest(text, language="en"), "ORG") == organizations


@pytest.mark.parametrize(
    ("text", "language", "organizations"),
    [
        (
            "Le Pôle anti-fraude de Kolda (PAK) a publié un avis.",
            "fr",
            ["Pôle anti-fraude de Kolda", "PAK"],
        ),
        (
            "La Convention nationale des syndicats du secteur textile (Conasytex) parle.",
            "fr",
            ["Convention nationale des syndicats du secteur textile", "Conasytex"],
        ),
        ("La police fluviale fédérale (PFF) a publié un avis.", "fr", ["police fluviale fédérale", "PFF"]),
        (
            "The Indo-Burmese Coast Patrol (IBCP) sent a letter.",
            "en",
            ["Indo-Burmese Coast Patrol", "IBCP"],
        ),
        ("Le produit intérieur brut (PIB) monte.", "fr", []),
    ],
)
def test_an_acronym_in_brackets_shows_the_extent_of_its_long_form(
    suggest: Suggest, text: str, language: str, organizations: list[str]
) -> None:
    assert marked(suggest(text, language=language), "ORG") == organizations


@pytest.mark.parametrize(
    ("text", "language", "organizations"),
    [
        ("Selon la CGXP, il pleut.", "fr", ["CGXP"]),
        ("Il a rencontré le M44 hier.", "fr", ["M44"]),
        ("Il dirige le CPAS de Mouscron ici.", "fr", ["CPAS de Mouscron"]),
        ("He left the BJQ yesterday.", "en", ["BJQ"]),
        ("Le CAC 40 monte.", "fr", []),
        ("Le PIB monte.", "fr", []),
        ("La RDC parle.", "fr", []),
    ],
)
def test_an_article_shows_that_an_unexplained_acronym_is_an_organization(
    suggest: Suggest, text: str, language: str, organizations: list[str]
) -> None:
    found = [item.text for item in suggest(text, language=language).entities if item.label == "ORG"]
    assert [name for name in found if name not in ("CAC",)] == organizations


@pytest.mark.parametrize(
    "text",
    [
        "Il aide les personnes déplacées internes (PDI) ici.",
        "Le Plan national de reboisement (PNR) est prêt.",
        "Le Traité sur les espaces aériens (TEA) est prêt.",
        "Les Bourses européennes montent.",
        "Les garde-frontières tadjiks sont partis.",
        "La région du Centre-Ouest est calme.",
    ],
)
def test_plans_treaties_groups_and_regions_are_not_taken_for_organizations(
    context: LabelerContext, text: str
) -> None:
    labeler = organizations.make(context, None)
    (outcome,) = prelabel([article(text)], [labeler], context.ontology, analyser=context.analyser)
    assert outcome.record is not None, outcome.failure
    assert outcome.record.annotation.entities == ()
