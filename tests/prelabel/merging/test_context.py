"""What the text around a name says: features for merging."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.merging.context import TextContext
from annotate.prelabel.merging.entities import merge
from tests.prelabel.builders import mention, small_ontology
from tests.prelabel.merging.test_weights import by, weights


def around(text: str, name: str, language: str | None = "fr") -> set[str]:
    start = text.index(name)
    return set(TextContext(text, language).of(start, start + len(name)))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Il dort à Tamou.", "Tamou", "before: preposition of place"),
        ("Le maire de Tamou dort.", "Tamou", "before: of a place noun"),
        ("Le fils de Tamou dort.", "Tamou", "before: of"),
        ("Selon Mme Tamou, oui.", "Tamou", "before: article"),
        ("Selon Tamou, oui.", "Tamou", "after: comma"),
        ("Le film « Tamou » plaît.", "Tamou", "before: quote"),
        ("Selon Ali Tamou, oui.", "Tamou", "before: capital"),
        ("(Photo X. Tamou/AFP)", "Tamou", "after: slash"),
        ("La CGTK proteste.", "CGTK", "all capitals"),
        ("Livrés à eux-mêmes, ils dorment.", "Livrés", "common word that opens"),
        ("Les Marins dorment. Des marins aussi.", "Marins", "lower case elsewhere"),
        ("Tamou dort.", "Tamou", "opens a sentence"),
    ],
)
def test_neighbours_capitals_and_other_occurrences_are_features(text: str, name: str, expected: str) -> None:
    assert expected in around(text, name)


def test_without_rules_for_the_language_the_marks_are_left() -> None:
    assert "before: preposition of place" not in around("Il dort à Tamou.", "Tamou", None)
    assert "after: stop" in around("Il dort à Tamou.", "Tamou", None)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_span_of_any_text_has_features_each_once(text: str, first: int, last: int) -> None:
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    found = TextContext(text, "fr").of(start, end)
    assert len(found) == len(set(found))
    assert found == TextContext(text, "fr").of(start, end)


def test_the_text_around_a_name_can_decide_between_two_labels() -> None:
    text = "Il dort à Tamou."
    given_: list[Any] = [
        by("a@1", 0, mention(text, "Tamou", "PER", score=0.7)),
        by("b@1", 1, mention(text, "Tamou", "LOC", score=0.7)),
    ]
    learned = weights({"PER by=a": 1.0, "LOC text: before: preposition of place": 2.0})
    small = small_ontology()
    assert [item.label for item in merge(given_, small, learned, "fr").entities] == ["PER"]
    assert [item.label for item in merge(given_, small, learned, "fr", text).entities] == ["LOC"]


def test_a_weak_suggestion_is_a_feature_of_its_own() -> None:
    text = "Il dort à Tamou."
    learned = weights({"by=a": 1.0, "weak=a": -4.0})
    strong, weak = (mention(text, "Tamou", "LOC", score=score) for score in (0.6, 0.4))
    assert len(merge([by("a@1", 0, strong)], small_ontology(), learned, "fr", text).entities) == 1
    assert merge([by("a@1", 0, weak)], small_ontology(), learned, "fr", text).entities == ()
