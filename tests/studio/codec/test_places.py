"""Where a region is: forms of positions, white space at the edges, and punctuation that belongs or not."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.studio.codec.places import Place, odd_edge, place_of, trimmed

TEXT = "Ana Pérez à Hanoï."


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"start": 4, "end": 9}, Place(4, 9)),
        ({"start": "4", "end": " 9 "}, Place(4, 9, False)),
        ({"start": 4.0, "end": 9}, Place(4, 9, False)),
        ({"start": "/text()", "globalOffsets": {"start": 4, "end": 9}}, Place(4, 9, False)),
        ({"globalOffsets": {"start": "4", "end": 9.0}}, Place(4, 9, False)),
        ({"start": 4, "text": "Pérez"}, Place(4, 9, False)),
        ({"start": "4", "end": None, "text": "Pérez"}, Place(4, 9, False)),
        ({"startOffset": 4, "endOffset": 9, "text": "Pérez"}, Place(4, 9, False)),
        ({"startOffset": 3, "endOffset": 9, "text": "Pérez"}, None),
        ({"startOffset": 4, "endOffset": 9}, None),
        ({"start": 4, "text": "Perez"}, None),
        ({"start": -5, "text": "Pérez"}, None),
        ({"end": 9, "text": "Pérez"}, None),
        ({"start": True, "end": 9}, None),
        ({"start": 4.5, "end": 9}, None),
        ({"start": float("inf"), "end": 9}, None),
        ({"start": "٤", "end": 9}, None),
        ({"start": [4], "end": {}}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_a_position_is_read_in_the_forms_of_other_programs(
    value: dict[str, Any], place: Place | None
) -> None:
    assert place_of(value, TEXT) == place


@pytest.mark.parametrize(
    "edge", [*" \n\t\u00a0\u202f\u2009\u3000\u2028\u200b\ufeff\u2060", " \u00a0\n"], ids=ascii
)
def test_white_space_and_invisible_characters_are_trimmed(edge: str) -> None:
    text = f"à{edge}Hanoï{edge}{edge}le"
    start, end = trimmed(text, 1, len(text) - 2)
    assert text[start:end] == "Hanoï"
    assert trimmed(edge, 0, len(edge)) in {(size, size) for size in range(len(edge) + 1)}, "nothing is left"


@pytest.mark.parametrize(
    "kept", ["\u200d", "\u200c", "\u200f", "\u200e", "\u202c", "\u0301", "\u00ad"], ids=ascii
)
def test_characters_that_shape_their_neighbours_stay(kept: str) -> None:
    text = f"{kept}Hanoï{kept}"
    assert trimmed(text, 0, len(text)) == (0, len(text))


ARTICLE = (
    "M. Li a vu Mme. Diallo, l'U.N. et Acme Inc. à l'aéroport. Yahoo! publie une note (ANDES) sur le"
    ' « Dialogue ». Elle vient du Kenya. Le "Times" et le Dr. Kim (Laos, ont écrit le 3 janv. à Acmex Intl.'
    " et à la Sté.; puis à l'Éts. Hanoï… et ? Prague, Vilnius; Oslo: Rome?"
)


@pytest.mark.parametrize(
    "words",
    ["M.", "Mme.", "l'U.N.", "U.N.", "Acme Inc.", "Yahoo!", "(ANDES)", "« Dialogue »", '"Times"', "Dr. Kim",
     "3 janv.", "Acmex Intl.", "Sté.", "Kenya", "l'aéroport"],
)  # fmt: skip
def test_marks_that_belong_to_the_words_are_not_odd(words: str) -> None:
    start = ARTICLE.index(words)
    assert odd_edge(ARTICLE, start, start + len(words)) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("l'aéroport.", "ends with a full stop"),
        ("Kenya.", "ends with a full stop"),
        ("Diallo,", "ends with a comma"),
        ("Vilnius;", "ends with a semicolon"),
        ("Oslo:", "ends with a colon"),
        ("Rome?", "ends with a question mark"),
        ("Hanoï…", "ends with a row of dots"),
        ("? Prague", "begins with a question mark"),
        ("; Oslo", "begins with a semicolon"),
        ("(ANDES", "has ( without )"),
        ("ANDES)", "has ) without ("),
        ("« Dialogue", "has « without »"),
        ("Dialogue »", "has » without «"),
        ('Times"', 'has " without a second "'),
        ("Kim (Laos", "has ( without )"),
    ],
)
def test_a_mark_at_the_edge_that_belongs_to_the_sentence_is_odd(words: str, said: str) -> None:
    start = ARTICLE.index(words)
    assert odd_edge(ARTICLE, start, start + len(words)) == said
