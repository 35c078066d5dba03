"""Quotes are found in the text: as written, in another spelling, among several, and never by guess."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.models.llm.quotes import How, Quotes

TEXT = "🇻🇳 Hanoï, 3 mars – L’ambassadeur à Cuba, Bùi Thanh Sơn, est à Cuba. Cuba l’a dit."


def at(text: str, quote: str, before: str = "", number: int | None = None) -> tuple[str, int, How] | None:
    place = Quotes(text).find(quote, before, number)
    return None if place is None else (text[place.start : place.end], place.start, place.how)


@pytest.mark.parametrize(
    ("quote", "there", "how"),
    [
        ("Bùi Thanh Sơn", "Bùi Thanh Sơn", How.EXACT),
        ("L'ambassadeur à  cuba", "L’ambassadeur à Cuba", How.FOLDED),
        ("3 mars - L'ambassadeur", "3 mars – L’ambassadeur", How.FOLDED),
        ("Bui Thanh Son", "Bùi Thanh Sơn", How.WITHOUT_ACCENTS),
        ("Hanoi", "Hanoï", How.WITHOUT_ACCENTS),
        ("L’embassadeur à Cuba, Bùi Thanh Sơn", "L’ambassadeur à Cuba, Bùi Thanh Sơn", How.FUZZY),
    ],
)
def test_a_quote_in_another_spelling_is_found(quote: str, there: str, how: How) -> None:
    assert at(TEXT, quote) == (there, TEXT.index(there), how)


@pytest.mark.parametrize("quote", ["Laos", "Bùi Thanh Sang", "ambassade", "", "  ", "Hanoï, 4 mars"])
def test_a_quote_that_is_not_there_is_not_found(quote: str) -> None:
    assert at(TEXT, quote) is None


def test_a_long_quote_with_another_digit_is_not_found() -> None:
    text = "La réunion aura lieu du 12 au 14 mars 2021 à Hanoï."
    assert at(text, "La reunion aurait lieu du 12 au 14 mars 2021") is not None
    assert at(text, "La réunion aura lieu du 13 au 14 mars 2021") is None


def test_the_words_before_decide_between_several_positions() -> None:
    first, second, third = (TEXT.index(where) for where in ("Cuba, ", "Cuba. ", "Cuba l"))
    assert at(TEXT, "Cuba", before="Sơn, est à") == ("Cuba", second, How.EXACT)
    assert at(TEXT, "Cuba", before="bui thanh son, est a") == ("Cuba", second, How.EXACT)
    assert at(TEXT, "Cuba", number=3) == ("Cuba", third, How.EXACT)
    assert at(TEXT, "Cuba", before="nowhere at all", number=9) == ("Cuba", first, How.EXACT)


def test_equal_quotes_without_a_hint_get_the_positions_in_order() -> None:
    quotes = Quotes(TEXT)
    places = [quotes.find("Cuba", of="LOC") for _ in range(3)]
    assert [place.start for place in places if place] == [
        TEXT.index(where) for where in ("Cuba, ", "Cuba. ", "Cuba l")
    ]
    event = quotes.find("Cuba", of="an event")
    assert event is not None
    assert event.start == TEXT.index("Cuba, ")


def test_a_name_is_not_found_inside_a_longer_word_but_at_a_glued_edge() -> None:
    assert at("Les Iraniennes parlent.", "Iran") is None
    assert at("reçu parNguyen Phu", "Nguyen Phu") == ("Nguyen Phu", 8, How.EXACT)
    assert at("levice-Premier ministre parle", "vice-Premier ministre") == (
        "vice-Premier ministre",
        2,
        How.EXACT,
    )


def test_decomposed_letters_keep_their_marks() -> None:
    text = unicodedata.normalize("NFD", "Hier, Bùi Thanh Sơn a parlé.")
    place = Quotes(text).find("Bùi Thanh Sơn")
    assert place is not None
    assert text[place.start : place.end] == unicodedata.normalize("NFD", "Bùi Thanh Sơn")


@given(st.text(min_size=1, max_size=80), st.data())
def test_words_copied_from_a_text_are_found_exactly(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1]).strip()
    place = Quotes(text).find(quote)
    if quote and place is not None:
        assert 0 <= place.start < place.end <= len(text)
        if place.how is How.EXACT:
            assert text[place.start : place.end].startswith(quote)


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_quote_leads_outside_the_text(text: str, quote: str) -> None:
    place = Quotes(text).find(quote, before=quote, number=2)
    assert place is None or 0 <= place.start < place.end <= len(text)
