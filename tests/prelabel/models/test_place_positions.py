"""Positions for places: prepositions, nouns with a place as complement, lists of places."""

from __future__ import annotations

import pytest

from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.models.place_positions import PlacePositions
from annotate.prelabel.parsing.tree import Tree


def holds(context: LabelerContext, text: str, name: str, language: str, place: str = "") -> bool:
    words = context.name_rules()[language].model_spans
    assert words is not None
    tree = Tree(context.analyser.nlp(language)(text), find_language(language).parsing)
    (index,) = [word.i for word in tree.words if word.text == name]
    ends = {text.index(place) + len(place)} if place else set()
    return PlacePositions(words, context.gazetteer().generics).holds(tree.words, index, ends)


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Il est arrivé à Tchadoua hier.", "Tchadoua", "fr"),
        ("Le maire de Kaédou est arrivé.", "Kaédou", "fr"),
        ("Dans le district de Mandrazaka, tout va.", "Mandrazaka", "fr"),
        ("They met in Krylatka yesterday.", "Krylatka", "en"),
        ("The mayor of Aukiri has arrived.", "Aukiri", "en"),
        ("The district of Kapkotra is calm.", "Kapkotra", "en"),
    ],
)
def test_a_preposition_or_a_noun_of_a_place_speaks_for_a_place(
    context: LabelerContext, text: str, name: str, language: str
) -> None:
    assert holds(context, text, name, language)


@pytest.mark.parametrize(
    "text", ["Le préfet de Mali et de Tamou est là.", "Il va de Mali, Tamou et ailleurs."]
)
def test_the_next_name_of_a_list_of_places_may_be_a_place(context: LabelerContext, text: str) -> None:
    assert holds(context, text, "Tamou", "fr", "Mali")
    assert not holds(context, text.replace("préfet", "film"), "Tamou", "fr")


@pytest.mark.parametrize(
    ("text", "name"), [("Tamou est arrivé.", "Tamou"), ("Le fils de Tamou est arrivé.", "Tamou")]
)
def test_other_positions_do_not(context: LabelerContext, text: str, name: str) -> None:
    assert not holds(context, text, name, "fr")
