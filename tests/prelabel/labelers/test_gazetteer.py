"""Known places and bodies are marked with what they stand for; parts of longer names are not."""

from __future__ import annotations

import pytest

from ..builders import marked
from ..conftest import Suggest


@pytest.mark.parametrize(
    ("text", "language", "mentions"),
    [
        (
            "La Bolivie et le Bélarus ont un avis.",
            "fr",
            [("LOC", "Bolivie", "BOL"), ("LOC", "Bélarus", "BLR")],
        ),
        (
            "Les Nations unies siègent à Genève.",
            "fr",
            [("ORG", "Nations unies", "UN"), ("LOC", "Genève", "CHE")],
        ),
        ("L'UE et l'OTAN ont un avis.", "fr", [("ORG", "UE", "EU"), ("ORG", "OTAN", "NATO")]),
        ("Il dort à La Haye et à La Havane.", "fr", [("LOC", "La Haye", "NLD"), ("LOC", "La Havane", "CUB")]),
        (
            "Le Sahel et l'Asie du Sud-Est ont soif.",
            "fr",
            [("LOC", "Sahel", None), ("LOC", "Asie du Sud-Est", None)],
        ),
        (
            "Kenya and the Ivory Coast have a view.",
            "en",
            [("LOC", "Kenya", "KEN"), ("LOC", "Ivory Coast", "CIV")],
        ),
        ("NATO met in Brussels.", "en", [("ORG", "NATO", "NATO"), ("LOC", "Brussels", "BEL")]),
    ],
)
def test_a_known_name_says_what_it_stands_for(
    suggest: Suggest, text: str, language: str, mentions: list[tuple[str, str, str | None]]
) -> None:
    found = suggest(text, language=language).entities
    assert [(item.label, item.text, item.ref) for item in found] == mentions


def test_two_states_joined_by_a_hyphen_are_two_places(suggest: Suggest) -> None:
    assert marked(suggest("Vietnam-Cuba : un match amical."), "LOC") == ["Vietnam", "Cuba"]


def test_a_place_inside_a_longer_name_is_not_a_place_of_its_own(suggest: Suggest) -> None:
    found = suggest("Le journal Paris-Soir et le parti Cuba-Libre ont un avis.")
    assert {"Paris", "Cuba"}.isdisjoint(marked(found, "LOC"))


def test_a_city_is_a_place_behind_a_preposition_and_a_name_beside_a_first_name(suggest: Suggest) -> None:
    assert marked(suggest("Il dort à Orlando."), "LOC") == ["Orlando"]
    found = suggest("Le ministre Nicolas Orlando a un avis.")
    assert (marked(found, "LOC"), marked(found, "PER")) == ([], ["Nicolas Orlando"])


def test_a_generic_noun_stays_outside_the_place(suggest: Suggest) -> None:
    assert marked(suggest("La province de Sofala est inondée."), "LOC") == ["Sofala"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les Vietnamiens votent.", "fr"),
        ("Il est mali de sa personne.", "fr"),
        ("L'État paie.", "fr"),
        ("Let us go, he told us.", "en"),
        ("He likes turkey and china.", "en"),
    ],
)
def test_peoples_and_common_words_are_no_places(suggest: Suggest, text: str, language: str) -> None:
    assert suggest(text, language=language).entities == ()
