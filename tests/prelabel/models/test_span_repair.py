"""Errors of a general model in dispatches are repaired: edges, lines, joined states, no names."""

from __future__ import annotations

import pytest

from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.languages.registry import find_language
from annotate.prelabel.models.span_repair import SpanRepair
from annotate.prelabel.parsing.tree import Tree


def repaired(
    context: LabelerContext, text: str, span: str, label: str, language: str = "fr"
) -> list[tuple[str, str]]:
    """What becomes of the model's span ``span``: words and label."""
    rules = context.name_rules()[language]
    assert rules.model_spans is not None
    assert rules.places is not None
    portfolio = frozenset({"ministre", "vice-ministre", "minister"})
    repair = SpanRepair(context.gazetteer(), rules.model_spans, rules.places, portfolio, context.ontology)
    start = text.index(span)
    tree = Tree(context.analyser.nlp(language)(text), find_language(language).parsing)
    found = repair.repaired(text, start, start + len(span), label, tree)
    return [(text[first:last], kind) for first, last, kind in found]


@pytest.mark.parametrize(
    ("text", "span", "label", "kept"),
    [
        ("Selon la CGP, tout va.", "la CGP", "ORG", "CGP"),
        ("Selon l'Assemblée de Lima, tout va.", "l'Assemblée de Lima", "ORG", "Assemblée de Lima"),
        ("Selon M. Okello, tout va.", "M. Okello", "PER", "Okello"),
        ("Selon Mme Nkomo, tout va.", "Mme Nkomo", "PER", "Nkomo"),
        ("Il va à La Havane demain.", "La Havane", "LOC", "La Havane"),
        ("Selon La Salle, tout va.", "La Salle", "PER", "La Salle"),
        ("Dans la province de Sofala, tout va.", "province de Sofala", "LOC", "Sofala"),
        ("Selon Diaz-Canel, tout va.", "Diaz", "PER", "Diaz-Canel"),
    ],
)
def test_edges_lose_articles_titles_and_generic_nouns_and_gain_a_cut_part(
    context: LabelerContext, text: str, span: str, label: str, kept: str
) -> None:
    assert repaired(context, text, span, label) == [(kept, label)]


def test_a_possessive_ending_is_left_out(context: LabelerContext) -> None:
    assert repaired(context, "Ghana's port is closed.", "Ghana's", "LOC", "en") == [("Ghana", "LOC")]


def test_a_name_ends_where_its_line_does(context: LabelerContext) -> None:
    text = "Visite de Paul Okello\n\nNairobi dort."
    assert repaired(context, text, "Paul Okello\n\nNairobi", "PER") == [
        ("Paul Okello", "PER"),
        ("Nairobi", "PER"),
    ]


@pytest.mark.parametrize("dash", ["-", " - ", "–"])
def test_two_states_joined_by_a_dash_are_two_places(context: LabelerContext, dash: str) -> None:
    text = f"Le sommet Vietnam{dash}Cuba dure."
    assert repaired(context, text, f"Vietnam{dash}Cuba", "ORG") == [("Vietnam", "LOC"), ("Cuba", "LOC")]


def test_a_state_with_a_hyphen_in_its_name_stays_whole(context: LabelerContext) -> None:
    assert repaired(context, "La Guinée-Bissau dort.", "Guinée-Bissau", "LOC") == [("Guinée-Bissau", "LOC")]


@pytest.mark.parametrize(
    ("text", "span", "label"),
    [
        ("Selon l'État, tout va.", "État", "ORG"),
        ("Les Vietnamiens dorment.", "Vietnamiens", "LOC"),
        ("Le secrétaire d'État américain dort.", "État américain", "ORG"),
        ("Le sommet dure.", "sommet", "LOC"),
        ("Le ministre des Affaires étrangères dort.", "Affaires étrangères", "ORG"),
        ("Le vice-ministre de l'Agriculture et du Commerce dort.", "Commerce", "ORG"),
    ],
)
def test_states_as_such_peoples_common_nouns_and_portfolios_are_no_names(
    context: LabelerContext, text: str, span: str, label: str
) -> None:
    assert repaired(context, text, span, label) == []


def test_an_organization_after_another_function_is_a_name(context: LabelerContext) -> None:
    assert repaired(context, "Le directeur de Renault dort.", "Renault", "ORG") == [("Renault", "ORG")]


def test_the_models_dates_are_left_to_the_rules_for_dates(context: LabelerContext) -> None:
    assert repaired(context, "Il dort depuis 65 ans.", "65 ans", "DATE") == []


@pytest.mark.parametrize(
    ("text", "span", "kept"),
    [
        ("Selon Me Adjoa Mensimah, tout va.", "Me Adjoa Mensimah", "Adjoa Mensimah"),
        ("Selon Mgr Paulin Etcheverry, tout va.", "Mgr Paulin Etcheverry", "Paulin Etcheverry"),
        ("Selon El Hadj Bakary Sanfo, tout va.", "El Hadj Bakary Sanfo", "Bakary Sanfo"),
        ("Selon le colonel-major Idi Sani, tout va.", "colonel-major Idi Sani", "Idi Sani"),
        ("Selon la cheffe Rivo Andria, tout va.", "cheffe Rivo Andria", "Rivo Andria"),
    ],
)
def test_a_persons_name_loses_titles_and_other_words_in_lower_case(
    context: LabelerContext, text: str, span: str, kept: str
) -> None:
    assert repaired(context, text, span, "PER") == [(kept, "PER")]


@pytest.mark.parametrize("name", ["van Rompaey", "al-Khatib", "Đinh Văn Sơn", "Ould Sidi"])
def test_a_persons_name_keeps_its_particles(context: LabelerContext, name: str) -> None:
    assert repaired(context, f"Selon {name}, tout va.", name, "PER") == [(name, "PER")]


@pytest.mark.parametrize(
    ("text", "span", "kept"),
    [
        ("Le fleuve Bandama monte.", "fleuve Bandama", "Bandama"),
        ("Le désert d'Ogaden dort.", "désert d'Ogaden", "Ogaden"),
        ("Le mont Tibati dort.", "mont Tibati", "Tibati"),
        ("Il vit à N'Gaoundal.", "Gaoundal", "N'Gaoundal"),
        ("Il vit à N’Djolé.", "Djolé", "N’Djolé"),
        ("Il vit près de L'Aquila.", "Aquila", "L'Aquila"),
    ],
)
def test_a_place_loses_its_common_noun_and_gains_a_cut_letter(
    context: LabelerContext, text: str, span: str, kept: str
) -> None:
    assert repaired(context, text, span, "LOC") == [(kept, "LOC")]


@pytest.mark.parametrize(
    ("text", "span", "kept"),
    [
        ("Le Burkinabè Salif Ouédou gagne.", "Burkinabè Salif Ouédou", "Salif Ouédou"),
        ("La Kényane Mercy Chebet gagne.", "Kényane Mercy Chebet", "Mercy Chebet"),
        ("Le Vietnamien Lê Quang Hải gagne.", "Vietnamien Lê Quang Hải", "Lê Quang Hải"),
    ],
)
def test_a_demonym_before_a_person_is_left_out(
    context: LabelerContext, text: str, span: str, kept: str
) -> None:
    assert repaired(context, text, span, "LOC") == [(kept, "PER")]


def test_a_first_name_that_is_spelled_like_a_demonym_stays(context: LabelerContext) -> None:
    assert repaired(context, "Hier, German Restrepo dort.", "German Restrepo", "PER") == [
        ("German Restrepo", "PER")
    ]


@pytest.mark.parametrize("acronym", ["UDKL", "M29", "FPRZ"])
def test_an_acronym_that_no_list_has_is_no_place(context: LabelerContext, acronym: str) -> None:
    assert repaired(context, f"Selon le {acronym}, tout va.", acronym, "LOC") == [(acronym, "ORG")]


def test_an_acronym_of_a_state_stays_a_place(context: LabelerContext) -> None:
    assert repaired(context, "La RDC dort.", "RDC", "LOC") == [("RDC", "LOC")]
