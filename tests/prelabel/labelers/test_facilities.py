"""Ports, airports and bridges are marked with their common noun; districts and bare nouns are not marked."""

from __future__ import annotations

import pytest

from tests.prelabel.builders import marked
from tests.prelabel.conftest import Suggest


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Le port de Tanger est fermé.", "fr", "port de Tanger"),
        ("L'aéroport international de Bauerfield est fermé.", "fr", "aéroport international de Bauerfield"),
        ("Le pont Anghor est fermé.", "fr", "pont Anghor"),
        ("Le camp de Dadaab est fermé.", "fr", "camp de Dadaab"),
        ("Narita Airport is closed.", "en", "Narita Airport"),
        ("The port of Aden is closed.", "en", "port of Aden"),
        ("The Golden Bridge is closed.", "en", "Golden Bridge"),
    ],
)
def test_a_facility_is_marked_with_its_common_noun(
    suggest: Suggest, text: str, language: str, place: str
) -> None:
    assert marked(suggest(text, language=language), "LOC") == [place]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le port est fermé. Il arrive à bon port.", "fr"),
        ("Le pont est fermé et la base est vide.", "fr"),
        ("The bridge is closed. They base it on facts.", "en"),
    ],
)
def test_a_common_noun_without_a_name_is_no_place(suggest: Suggest, text: str, language: str) -> None:
    assert marked(suggest(text, language=language), "LOC") == []


def test_a_facility_ends_with_its_sentence(suggest: Suggest) -> None:
    assert marked(suggest("Il quitte le port. Tanger est fermé."), "LOC") == ["Tanger"]


def test_the_state_of_a_facilitys_town_is_its_ref(suggest: Suggest) -> None:
    (found,) = suggest("Le port de Tanger est fermé.").entities
    assert found.ref == "MAR"
