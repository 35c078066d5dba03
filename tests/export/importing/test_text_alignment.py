"""The alignment of two forms of a text: the same words are found, and other words are not taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.export.importing.folding import fold, folded_text
from annotate.export.importing.text_alignment import TextAlignment
from tests.builders import texts
from tests.examples import examples


def moved(source: str, target: str, words: str) -> str | None:
    start = source.index(words)
    found = TextAlignment(source, target).moved(start, start + len(words))
    return None if found is None else target[found[0] : found[1]]


@pytest.mark.parametrize(
    ("source", "target", "words", "found"),
    [
        ("M. Bui\n Thanh  Son parle", "M. Bui Thanh Son parle", "Bui\n Thanh  Son", "Bui Thanh Son"),
        (
            "l' Assemblée nationale .",
            "l’Assemblée\u00a0nationale.",
            "Assemblée nationale",
            "Assemblée\u00a0nationale",
        ),
        ("-LRB- ONU -RRB- a dit", "(ONU) a dit", "-LRB- ONU -RRB-", "(ONU)"),
        ("`` Le Monde '' paraît", "« Le Monde » paraît", "`` Le Monde ''", "« Le Monde »"),
        ("Port - au - Prince", "Port‑au‑Prince", "Port - au - Prince", "Port‑au‑Prince"),
        ("Rome -- Paris", "Rome — Paris", "Paris", "Paris"),
        ("attaché de Rome", "attachéde Rome", "attaché", "attaché"),
        ("attachéde Rome", "attaché de Rome", "Rome", "Rome"),
        ("l'e\u0301tat de Rome", "l'état de Rome", "e\u0301tat", "état"),
        ("attendre... Rome", "attendre… Rome", "Rome", "Rome"),
        ("Le roi de Rome parle.", "Hier, le roi de Rome parle enfin.", "Rome", "Rome"),
        ("Le 3 mars, Paris et Rome", "Paris et Rome", "Rome", "Rome"),
        ("Il vit à Paris.", "Il vit à Parisville.", "Paris", None),
        ("Il vit à Parisville.", "Il vit à Paris.", "Paris", None),
        ("Il vit à Paris.", "Il vit à Rome.", "Paris", None),
        ("Le roi Alberto.", "Le roi Albert.", "Alberto", None),
        ("attendre... Rome", "attendre… Rome", ". Rome", None),
        ("Il vit à PARIS.", "Il vit à Paris.", "PARIS", None),
    ],
)
def test_words_are_found_in_the_other_form(source: str, target: str, words: str, found: str | None) -> None:
    assert moved(source, target, words) == found


def test_of_repeated_words_the_one_in_its_place_is_found() -> None:
    source = "Rome dit non. Paris répond. Rome cède."
    target = "Rome dit non. Berlin ne dit rien. Paris répond. Rome cède."
    at = source.rindex("Rome")
    assert TextAlignment(source, target).moved(at, at + 4) == (
        target.rindex("Rome"),
        target.rindex("Rome") + 4,
    )


def test_a_text_that_is_another_one_has_a_low_ratio() -> None:
    one = "Le ministre a reçu hier son homologue à Hanoï pour parler du commerce entre les deux pays."
    other = "Quatre personnes sont mortes dans un accident de la route, selon la police de la province."
    assert TextAlignment(one, one.replace(" ", "\n")).ratio == 1
    assert TextAlignment(one, other).ratio < 0.5 < TextAlignment(one, one + " " + other).ratio


@examples(30)
@given(texts, st.data())
def test_a_range_of_the_same_text_stays(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert TextAlignment(text, text).moved(start, end) == (start, end)


@examples(50)
@given(texts, texts, st.data())
def test_a_moved_range_has_the_same_words(source: str, other: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(source)))
    target = source[:cut] + other + source[cut:]
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    found = TextAlignment(source, target).moved(start, end)
    if found is not None:
        assert folded_text(target[found[0] : found[1]]) == folded_text(source[start:end]) != ""


@examples(50)
@given(texts)
def test_each_folded_character_comes_from_its_range(text: str) -> None:
    folded = fold(text)
    assert folded.text == folded_text(text) and len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
