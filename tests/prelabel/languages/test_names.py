"""Patterns made of a language's words: the words before a name, and its endings."""

from __future__ import annotations

import pytest

from annotate.prelabel.languages.dateline_patterns import DatelinePatterns
from annotate.prelabel.languages.en.names import NAMES as ENGLISH
from annotate.prelabel.languages.fr.names import NAMES as FRENCH
from annotate.prelabel.languages.names import DatelineWords, ModelSpanWords, NameRules, PlaceWords

GENERICS = frozenset({"province", "region", "city"})


@pytest.mark.parametrize(
    ("rules", "name", "length"),
    [
        (FRENCH, "province de Sofala", len("province de ")),
        (FRENCH, "région de l'Adrar", len("région de l'")),
        (FRENCH, "région de\u00a0l’Adrar", len("région de l’")),
        (FRENCH, "ministre de Sofala", 0),
        (FRENCH, "Sofala", 0),
        (ENGLISH, "city of Goma", len("city of ")),
    ],
)
def test_a_common_noun_before_a_place_is_measured_so_that_it_can_be_left_out(
    rules: NameRules, name: str, length: int
) -> None:
    assert rules.places is not None
    assert rules.places.generic_length(name, GENERICS) == length


def test_articles_alone_make_no_name() -> None:
    assert FRENCH.places is not None
    assert FRENCH.places.without_articles("La réunion") == "réunion"
    assert FRENCH.places.without_articles("L’île") == "île"


def test_a_possessive_ends_a_name_in_english_only() -> None:
    assert ENGLISH.model_spans is not None
    assert FRENCH.model_spans is not None
    assert [ENGLISH.model_spans.possessive_length(name) for name in ("Mali's", "Laos’", "Mali")] == [2, 1, 0]
    assert FRENCH.model_spans.possessive_length("Mali's") == 0


def test_a_language_that_names_no_words_finds_nothing_by_them() -> None:
    assert ModelSpanWords().leading_at("the Senate", 0, 10) is None
    assert PlaceWords().without_articles("La réunion") == "La réunion"
    patterns = DatelinePatterns(DatelineWords())
    assert patterns.byline.search("Reporting by Ana Rossi") is None
    assert patterns.credit.search("Photo : VNA") is None
