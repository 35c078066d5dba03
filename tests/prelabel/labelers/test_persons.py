"""People behind a function or civil title, and names with a comma inside."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers import persons
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import StubLabeler, article, marked, mention, suggestion_of
from tests.prelabel.conftest import Suggest


def alone(context: LabelerContext, text: str, function: str = "", language: str = "fr") -> list[str]:
    """The people that this labeler finds, if the function is known and the model found no name."""

    def functions(draft: Draft) -> Annotation:
        return suggestion_of([mention(draft.article.text, function, "ROLE")] if function else [])

    first = StubLabeler(functions, name="functions", languages=frozenset({"fr", "en"}))
    labelers = [first, persons.make(context, None)]
    (outcome,) = prelabel(
        [article(text, language=language)], labelers, context.ontology, analyser=context.analyser
    )
    assert outcome.record is not None, outcome.failure
    return marked(outcome.record.annotation, "PER")


@pytest.mark.parametrize(
    ("text", "function", "person"),
    [
        ("Le ministre Tran Van Hung a un avis.", "ministre", "Tran Van Hung"),
        ("Le ministre, Ousmane Traoré, a un avis.", "ministre", "Ousmane Traoré"),
        ("Le général Deo Akwanga-Bita a un avis.", "général", "Deo Akwanga-Bita"),
        ("Le roi Hugo von Bergen a un avis.", "roi", "Hugo von Bergen"),
        ("Le ministre Mohamed Ould Sidi a un avis.", "ministre", "Mohamed Ould Sidi"),
        ("Le président, El Hadj Bakary Sanfo, a un avis.", "président", "Bakary Sanfo"),
        ("Le bâtonnier, Me Adjoa Mensimah, a un avis.", "bâtonnier", "Adjoa Mensimah"),
        ("L'évêque, Mgr Paulin Etcheverry, a un avis.", "évêque", "Paulin Etcheverry"),
    ],
)
def test_a_name_behind_a_function_is_a_person(
    context: LabelerContext, text: str, function: str, person: str
) -> None:
    assert alone(context, text, function) == [person]


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [
        ("Mme Nkomo et M. Okello ont un avis.", "fr", ["Nkomo", "Okello"]),
        ("Il écoute M. Ousmane Traoré hier.", "fr", ["Ousmane Traoré"]),
        ("Mr. Okello and Mrs Nkomo have a view.", "en", ["Okello", "Nkomo"]),
    ],
)
def test_a_name_behind_a_civil_title_is_a_person_without_the_title(
    context: LabelerContext, text: str, language: str, people: list[str]
) -> None:
    assert alone(context, text, language=language) == people


def test_a_name_cut_by_a_comma_is_one_person(context: LabelerContext) -> None:
    text = "L'ambassadeur de Cuba, Rossi, Ana Maria, a un avis."
    assert alone(context, text, "ambassadeur de Cuba") == ["Rossi, Ana Maria"]


def test_a_surname_that_is_a_city_is_part_of_the_name_cut_by_a_comma(suggest: Suggest) -> None:
    text = "Le ministre de la Défense, Orlando, Nicolas Hernandez, a un avis."
    assert marked(suggest(text), "PER") == ["Orlando, Nicolas Hernandez"]


def test_a_list_of_names_is_not_taken_for_one_that_a_comma_cuts(context: LabelerContext) -> None:
    text = "Le juge écoute les ministres Rossi, Mendes et Okafor."
    assert alone(context, text, "ministres")[0] == "Rossi"


def test_two_counterparts_are_two_people(context: LabelerContext) -> None:
    text = "Il écoute ses homologues Sadyr Japar et Emomali Rahim à midi."
    assert alone(context, text, "homologues") == ["Sadyr Japar", "Emomali Rahim"]


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Le ministre a un avis.", "ministre"),
        ("Le ministre VNA a un avis.", "ministre"),
        ("Le ministre. Demain il pleut.", "ministre"),
        ("Le ministre et sa suite ont un avis.", "ministre"),
    ],
)
def test_words_behind_a_function_that_are_no_name_are_no_person(
    context: LabelerContext, text: str, function: str
) -> None:
    assert alone(context, text, function) == []


def test_a_place_behind_a_function_is_no_person(suggest: Suggest) -> None:
    found = suggest("Le président, Cuba et le Laos ont un avis.")
    assert (marked(found, "PER"), marked(found, "LOC")) == ([], ["Cuba", "Laos"])
