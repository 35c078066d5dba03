"""Composed texts: the parts of both forms belong together, whatever the characters are."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.parsing.composed_text import ComposedText, is_composed

# Letters with accents, marks that reorder, Hangul, letters that stay in two parts, and singletons.
PARTS = (
    *("a", "e\u0301", "\u0301", "\u0323\u0302", "o\u0302\u0323", "\u1112\u1161\u11ab", "\ud55c", "\u0958"),
    *("\u212b", "\u2126", "\u0344", "\u09c7\u09be", "\U0001f600", "\u200d", "\u05e9\u05c1", " ", "\n"),
)
texts = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
    st.text(max_size=12),
    st.text(max_size=12).map(lambda text: unicodedata.normalize("NFD", text)),
)


@given(texts)
def test_the_composed_form_is_nfc(text: str) -> None:
    assert ComposedText(text).composed == unicodedata.normalize("NFC", text)
    assert is_composed(text) == (ComposedText(text).composed == text)


@given(texts, st.data())
def test_a_span_comes_back_where_it_was_and_means_the_same_words(text: str, data: st.DataObject) -> None:
    made = ComposedText(text)
    if not text:
        return
    start = data.draw(st.integers(0, len(made.composed) - 1))
    end = data.draw(st.integers(start + 1, len(made.composed)))
    first, last = made.in_original(start, end)
    assert 0 <= first < last <= len(text)
    assert (
        unicodedata.normalize("NFC", text[first:last]) == made.composed[slice(*made.in_composed(first, last))]
    )
    there = made.in_composed(first, last)
    assert there[0] <= start and end <= there[1], "a position inside of a letter widens the span"
    assert made.in_original(*there) == (first, last)


@given(texts)
def test_a_position_between_letters_is_exact(text: str) -> None:
    made = ComposedText(text)
    for cut in range(1, len(made.composed)):
        original, _ = made.in_original(cut, len(made.composed))
        if made.in_composed(original, len(text))[0] == cut:
            assert unicodedata.normalize("NFC", text[:original]) == made.composed[:cut]
