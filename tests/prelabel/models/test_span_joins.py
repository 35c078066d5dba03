"""Names that a general model cut are put together: persons, and teams with their city."""

from __future__ import annotations

import pytest

from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.models.span_joins import LabeledSpan, SpanJoins
from annotate.prelabel.parsing.tokenising import known_words
from annotate.prelabel.parsing.tree import Tree


def joined(context: LabelerContext, text: str, *spans: tuple[str, str]) -> list[tuple[str, str]]:
    """What becomes of the model's spans (words and label)."""
    words = context.name_rules()["fr"].model_spans
    assert words is not None
    joins = SpanJoins(context.gazetteer(), words, context.ontology, known_words("fr"))
    given: list[LabeledSpan] = [
        (text.index(span), text.index(span) + len(span), label) for span, label in spans
    ]
    tree = Tree(context.analyser.nlp("fr")(text), find_language("fr").parsing)
    return [(text[start:end], label) for start, end, label in joins.joined(text, given, tree)]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Il joue pour les Bisons de Chicago.", "Chicago"),
        ("Il joue avec les Aigles d'Ottawa.", "Ottawa"),
        ("Il est envoyé aux Comets de Houston.", "Houston"),
        ("Il joue contre le Wydad de Casablanca.", "Casablanca"),
    ],
)
def test_a_team_and_its_city_are_one_organization(context: LabelerContext, text: str, city: str) -> None:
    team = text[: text.index(f" d{text.rsplit(' d', maxsplit=1)[-1][0]}")].rsplit(" ", 1)[-1]
    link = text[text.index(team) + len(team) : text.index(city)]
    expected = [(f"{team}{link}{city}", "ORG")]
    assert joined(context, text, (team, "LOC"), (city, "LOC")) == expected
    assert joined(context, text, (f"{team}{link}{city}", "LOC")) == expected


@pytest.mark.parametrize(
    ("text", "first", "label"),
    [
        ("Il visite les Comores de Moroni à la mer.", "Comores", "LOC"),
        ("Il visite les États de Malacca.", "États", "LOC"),
        ("Il cite le Sarkozy de Neuilly.", "Sarkozy", "PER"),
        ("Il quitte la MGM de Detroit.", "MGM", "ORG"),
    ],
)
def test_a_place_a_generic_noun_one_person_and_an_acronym_are_no_team(
    context: LabelerContext, text: str, first: str, label: str
) -> None:
    last = text.rstrip(".").split(" de ")[-1].split(" ")[0]
    assert joined(context, text, (first, label), (last, "LOC")) == [(first, label), (last, "LOC")]


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Le prix revient à Salif Zoungrana ce soir.", "Salif", "Salif Zoungrana"),
        ("Hier, Boungnang Vorachitra a gagné.", "Boungnang", "Boungnang Vorachitra"),
        ("Le prix revient à Mikhaïl Prokhorenko ce soir.", "Mikhaïl", "Mikhaïl Prokhorenko"),
    ],
)
def test_a_person_gains_the_rest_of_the_name(
    context: LabelerContext, text: str, cut: str, whole: str
) -> None:
    assert joined(context, text, (cut, "PER")) == [(whole, "PER")]


def test_a_name_cut_behind_a_particle_goes_on_even_if_the_model_has_another_name_there(
    context: LabelerContext,
) -> None:
    text = "Le prix revient à Ilse von der Maan ce soir."
    assert joined(context, text, ("Ilse von der", "PER"), ("Maan", "LOC")) == [("Ilse von der Maan", "PER")]


def test_a_person_does_not_take_over_the_next_name_or_a_common_word(context: LabelerContext) -> None:
    text = "Selon Salif Kenya, Ousmane Président arrive."
    assert joined(context, text, ("Salif", "PER"), ("Kenya", "LOC"), ("Ousmane", "PER")) == [
        ("Salif", "PER"),
        ("Kenya", "LOC"),
        ("Ousmane", "PER"),
    ]
