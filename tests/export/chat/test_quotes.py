"""Quotes lead back to the place that they were made of, whatever else the text says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.export.chat.quotes import place_of, quote_of
from tests.builders import texts
from tests.examples import examples


def test_a_quote_that_occurs_once_has_no_number() -> None:
    assert quote_of("Ana rit.", 0, 3) == {"quote": "Ana"}


def test_numbers_count_whole_words_alone() -> None:
    text = "Une Iranienne quitte l'Iran pour l'Iran."
    start = text.rindex("Iran")
    assert quote_of(text, start, start + 4) == {"quote": "Iran", "occurrence": 2}


def test_a_quote_inside_a_word_says_so() -> None:
    text = "Une Iranienne quitte l'Iran."
    assert quote_of(text, 4, 8) == {"quote": "Iran", "occurrence": 1, "inside_a_word": True}
    assert place_of(text, quote_of(text, 4, 8)) == (4, 8)


def test_words_that_are_glued_to_others_are_found_if_they_stand_alone_nowhere() -> None:
    text = "Il attachede l'ONU."
    assert quote_of(text, 10, 18) == {"quote": "de l'ONU"}


def test_a_quote_that_the_text_does_not_have_is_found_nowhere() -> None:
    assert place_of("Ana rit.", {"quote": "Eva"}) is None
    assert place_of("Ana rit.", {"quote": "Ana", "occurrence": 2}) is None
    assert place_of("Ana rit.", {"quote": 3}) is None


@examples(200)
@given(text=texts.map(lambda text: text * 2), data=st.data())
def test_every_range_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    said = quote_of(text, start, end)
    assert said["quote"] == text[start:end]
    assert place_of(text, said) == (start, end)
