"""Datelines, photo credits and agency tags: places and agencies in them are marked."""

from __future__ import annotations

import pytest

from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers import datelines
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import article, small_ontology


def found(context: LabelerContext, text: str, language: str = "fr") -> list[tuple[str, str, str | None]]:
    """Label, text and `ref` of the mentions that this labeler alone finds. It needs no analysis."""
    labeler = datelines.make(context, None)
    (outcome,) = prelabel([article(text, language=language)], [labeler], context.ontology)
    assert outcome.record is not None, outcome.failure
    return [(item.label, item.text, item.ref) for item in outcome.record.annotation.entities]


@pytest.mark.parametrize(
    ("line", "places", "agencies"),
    [
        ("Hanoï, 3 mars (VNA) - Le roi parle.", ["Hanoï"], ["VNA"]),
        ("PARIS (AFP) – Le roi parle.", ["PARIS"], ["AFP"]),
        ("Port-Vila, 21 décembre (Xinhua) -- Le roi parle.", ["Port-Vila"], ["Xinhua"]),
        ("SANAA/ANKARA (AA) – Le roi parle.", ["SANAA", "ANKARA"], ["AA"]),
        ("OSLO, Norvège (AP) — Le roi parle.", ["OSLO", "Norvège"], ["AP"]),
        ("Azilal, 18 juin (MAP/AFP) - Le roi parle.", ["Azilal"], ["MAP", "AFP"]),
        ("AA/ Kampala/ Le roi parle.", ["Kampala"], ["AA"]),
        ("BICHKEK, 20 septembre. /TASS/. Le roi parle.", ["BICHKEK"], ["TASS"]),
        ("RABAT — Le roi parle.", ["RABAT"], []),
        ("(Agence Ecofin) - Le roi parle.", [], ["Agence Ecofin"]),
        ("Le roi parle.\n\nPhoto : VNA/CVN", [], ["VNA", "CVN"]),
        ("Le roi parle (Source : AFP).", [], ["AFP"]),
        ("Le roi parle.-VNA", [], ["VNA"]),
        ("Le roi parle. EFE", [], ["EFE"]),
        ("Le roi parle.\n\nMAP: 12 mai 2025", [], ["MAP"]),
        ("(ANSA) - LECCE, 8 JUIN - Le roi parle.", ["LECCE"], ["ANSA"]),
        ("Le roi parle.\n\nKL/MD/ANP/Mai 2024", [], ["ANP"]),
        ("Le roi parle.\n\nRB/ANP-0031 mars 2023", [], ["ANP"]),
        ("Le roi parle. PTI ABC DE", [], ["PTI"]),
    ],
)
def test_places_and_agencies_of_datelines_and_credits_are_marked(
    context: LabelerContext, line: str, places: list[str], agencies: list[str]
) -> None:
    marked = found(context, f"Le roi parle\n\n{line}")
    assert [words for label, words, _ in marked if label == "LOC"] == places
    assert [words for label, words, _ in marked if label == "ORG"] == agencies


@pytest.mark.parametrize(
    "text",
    [
        "La réunion (prévue hier) - dit-on - a duré.",
        "Le juge a parlé (à Lima) : personne n'écoute.",
        "Photo : une foule devant le palais.",
        "Il dit oui. NON !",
        "Un roi (vieux) – parle.",
    ],
)
def test_brackets_and_dashes_of_the_story_are_no_datelines(context: LabelerContext, text: str) -> None:
    assert found(context, f"Le roi parle\n\n{text}") == []


def test_a_datelines_place_and_a_known_agency_have_a_ref(context: LabelerContext) -> None:
    assert found(context, "Title\n\nNairobi, June 4 (Reuters) – The king speaks.", "en") == [
        ("LOC", "Nairobi", "KEN"),
        ("ORG", "Reuters", "REUTERS"),
    ]


def test_an_agency_has_the_sector_of_the_press(context: LabelerContext) -> None:
    text = "Le roi parle\n\nPARIS (AFP) – Le roi parle."
    (outcome,) = prelabel([article(text)], [datelines.make(context, None)], context.ontology)
    assert outcome.record is not None
    assert [item.attributes for item in outcome.record.annotation.entities] == [{}, {"sector": "JRN"}]


def test_an_ontology_without_places_gets_the_agencies_only() -> None:
    data = small_ontology().model_dump()
    del data["entities"]["LOC"], data["mapping"]["spacy"]["LOC"], data["roles"]["Place"]
    for inside in ("ORG", "ROLE"):
        data["entities"][inside]["may_contain"] = []
    data["roles"]["Agent"]["fillers"] = ["PER", "ORG", "ROLE"]
    data["events"]["CONSULT"]["roles"] = ["Agent"]
    context = LabelerContext(Ontology.model_validate(data), ("fr",))
    assert found(context, "Titre\n\nPARIS (AFP) – Le roi parle.") == [("ORG", "AFP", "AFP")]


@pytest.mark.parametrize(
    ("line", "person", "agency"),
    [
        ("Le roi parle. (Photo Rosa Keller/AFP)", "Rosa Keller", "AFP"),
        ("Le roi parle.\n\nPhoto : EFE/Rosa Keller", "Rosa Keller", "EFE"),
        ("Le roi parle.\n\nPhoto : AFP / Rosa Keller\n", "Rosa Keller", "AFP"),
        ("Le roi parle.\n\n© Rosa Keller / Reuters", "Rosa Keller", "Reuters"),
        ("Le roi parle. (Photo R. Keller/AFP)", "R. Keller", "AFP"),
    ],
)
def test_a_photographer_beside_an_agency_is_a_person(
    context: LabelerContext, line: str, person: str, agency: str
) -> None:
    assert {(label, text) for label, text, _ in found(context, line)} == {("PER", person), ("ORG", agency)}
