"""A name found once is found again, in shorter forms and without accents, and nowhere else."""

from __future__ import annotations

import pytest

from annotate.core.annotation import Annotation
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers import repeated_names
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import StubLabeler, article, mention, suggestion_of


def again(context: LabelerContext, text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    """Text and label of all mentions, if other labelers found each of ``names`` at its first position."""

    def first(draft: Draft) -> Annotation:
        return suggestion_of([mention(draft.article.text, words, label, score=0.9) for words, label in names])

    labelers = [StubLabeler(first, provides=frozenset({"entities"})), repeated_names.make(context, None)]
    (outcome,) = prelabel([article(text)], labelers, context.ontology)
    assert outcome.record is not None, outcome.failure
    return [(item.text, item.label) for item in outcome.record.annotation.entities]


@pytest.mark.parametrize(
    ("later", "form"),
    [
        ("Clara Inès Nkomo-Été signe.", "Clara Inès Nkomo-Été"),
        ("Clara Ines Nkomo-Ete signe.", "Clara Ines Nkomo-Ete"),
        ("CLARA INES NKOMO-ETE signe.", "CLARA INES NKOMO-ETE"),
        ("Inès Nkomo-Été signe.", "Inès Nkomo-Été"),
        ("Mme Nkomo-Été signe.", "Nkomo-Été"),
        ("Clara signe.", "Clara"),
        ("ảnh 1Clara Inès Nkomo-Été signe.", "Clara Inès Nkomo-Été"),
    ],
)
def test_a_person_is_found_again_in_shorter_forms_and_without_accents(
    context: LabelerContext, later: str, form: str
) -> None:
    text = f"Clara Inès Nkomo-Été arrive. {later}"
    found = again(context, text, ("Clara Inès Nkomo-Été", "PER"))
    assert found == [("Clara Inès Nkomo-Été", "PER"), (form, "PER")]


def test_an_organization_is_found_again_only_under_its_whole_name(context: LabelerContext) -> None:
    text = "L'Union des pêcheurs arrive. L'union fait la force. Les pêcheurs et l'Union des pêcheurs signent."
    assert again(context, text, ("Union des pêcheurs", "ORG")) == [("Union des pêcheurs", "ORG")] * 2


@pytest.mark.parametrize(
    "later",
    ["L'okello est une plante.", "Okelloville est loin.", "Saint-Okello est loin.", "Okello-Ville est loin."],
)
def test_a_common_word_or_part_of_a_longer_word_is_not_the_name(context: LabelerContext, later: str) -> None:
    found = again(context, f"Paul Okello arrive. {later}", ("Paul Okello", "PER"))
    assert found == [("Paul Okello", "PER")]


def test_a_short_form_that_is_a_states_name_stays_the_state(context: LabelerContext) -> None:
    text = "Ana Chile arrive. Le Chili et le Togo signent."
    assert again(context, text, ("Ana Chile", "PER"), ("Togo", "LOC")) == [
        ("Ana Chile", "PER"),
        ("Togo", "LOC"),
    ]
    text = "Paul Togo arrive. Le Togo signe."
    assert again(context, text, ("Paul Togo", "PER")) == [("Paul Togo", "PER")]


def test_a_name_inside_a_longer_mention_is_not_marked_again(context: LabelerContext) -> None:
    text = "Okello arrive à l'hôpital Okello."
    assert again(context, text, ("Okello", "PER"), ("hôpital Okello", "ORG")) == [
        ("Okello", "PER"),
        ("hôpital Okello", "ORG"),
    ]


def test_of_two_labels_for_a_name_the_one_with_the_higher_score_is_repeated(context: LabelerContext) -> None:
    text = "Sofala gagne. Ville de Sofala, port. À Sofala on rit."
    found = again(context, text, ("Sofala", "LOC"))
    assert found == [("Sofala", "LOC")] * 3
