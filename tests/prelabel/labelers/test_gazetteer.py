"""Places and organizations of the gazetteer are marked with their `ref`; parts of longer names are not."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers import gazetteer
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import StubLabeler, article, marked, mention, suggestion_of
from tests.prelabel.conftest import Suggest


def alone(
    context: LabelerContext, text: str, language: str = "fr", **given: str
) -> list[tuple[str, str, str | None]]:
    """Label, text and `ref` of the mentions, if the model found ``given`` (label=text) and nothing else."""

    def model(draft: Draft) -> Annotation:
        return suggestion_of(
            [mention(draft.article.text, words, label, score=0.4) for label, words in given.items()]
        )

    first = StubLabeler(model, name="model", languages=frozenset({"fr", "en"}))
    labelers = [first, gazetteer.make(context, None)]
    (outcome,) = prelabel(
        [article(text, language=language)], labelers, context.ontology, analyser=context.analyser
    )
    assert outcome.record is not None, outcome.failure
    return [(item.label, item.text, item.ref) for item in outcome.record.annotation.entities]


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
def test_a_name_of_the_gazetteer_is_marked_with_its_ref(
    context: LabelerContext, text: str, language: str, mentions: list[tuple[str, str, str | None]]
) -> None:
    assert alone(context, text, language) == mentions


def test_two_states_joined_by_a_hyphen_are_two_places(context: LabelerContext) -> None:
    assert alone(context, "Vietnam-Cuba : un match amical.") == [
        ("LOC", "Vietnam", "VNM"),
        ("LOC", "Cuba", "CUB"),
    ]


@pytest.mark.parametrize("text", ["Le journal Paris-Soir a un avis.", "Le parti Cuba-Libre a un avis."])
def test_a_place_inside_a_hyphened_word_is_no_place(context: LabelerContext, text: str) -> None:
    assert alone(context, text) == []


def test_a_place_inside_the_name_of_an_organization_or_person_is_not_marked(
    context: LabelerContext,
) -> None:
    text = "La Banque du Togo a un avis."
    assert alone(context, text, ORG="Banque du Togo") == [("ORG", "Banque du Togo", None)]
    assert alone(context, "Ana Cuba a un avis.", PER="Ana Cuba") == [("PER", "Ana Cuba", None)]


def test_a_city_is_a_place_behind_a_preposition_or_where_the_model_sees_one(context: LabelerContext) -> None:
    place = [("LOC", "Orlando", "USA")]
    assert alone(context, "Il dort à Orlando.") == place
    assert alone(context, "Demain Orlando vote.", LOC="Orlando") == place
    assert alone(context, "Demain Orlando vote.") == []
    assert alone(context, "Il parle à Orlando Hernandez.") == []


def test_a_city_beside_a_first_name_is_a_person(suggest: Suggest) -> None:
    found = suggest("Le ministre Nicolas Orlando a un avis.")
    assert (marked(found, "LOC"), marked(found, "PER")) == ([], ["Nicolas Orlando"])


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
