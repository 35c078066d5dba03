"""Refs made of words of a text are sealed with the text, and opened with it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Entity
from annotate.gold.without_texts.sealed_refs import opened, sealed
from tests.builders import entity

TEXT = "Mme Ana-María Díaz (ONU) a reçu Bo Li. Díaz s'est tue."


def mentions(*words: str) -> list[Entity]:
    return [entity(TEXT, word, "PER").with_(id=f"e{number}") for number, word in enumerate(words)]


@pytest.mark.parametrize(
    ("word", "ref"),
    [
        ("Ana-María Díaz", "ana-maria-diaz"),
        ("Ana-María Díaz", "Ana-María Díaz"),
        ("Ana-María Díaz", "ANA_MARIA_DIAZ"),
        ("Mme Ana-María Díaz", "diaz"),
        ("ONU", "onu"),
        ("Díaz", "bo-li"),  # another mention of the article has its words
    ],
)
def test_a_ref_of_words_of_a_mention_is_found_again(word: str, ref: str) -> None:
    regions = mentions(word, "Bo Li")
    seals = sealed(regions, {"e0": ref}, TEXT)
    assert seals.keys() == {"e0"} and ref.lower() not in seals["e0"]
    assert opened(regions, seals, TEXT) == {"e0": ref}


def test_a_ref_of_other_words_is_not_sealed() -> None:
    regions = mentions("Ana-María Díaz", "Bo Li")
    assert sealed(regions, {"e0": "person of Díaz", "e1": "bo-li"}, TEXT).keys() == {"e1"}


def test_a_seal_does_not_open_without_the_text() -> None:
    regions = mentions("Bo Li")
    seals = sealed(regions, {"e0": "bo-li"}, TEXT)
    assert opened(regions, seals, TEXT.replace("tue", "tut")) == {}
    known = [b"bo-li", hashlib.sha256(TEXT.encode()).hexdigest().encode() + b"bo-li"]
    for make in (hashlib.sha256, lambda data: hashlib.blake2b(data, digest_size=16)):
        assert all(make(data).hexdigest() not in seals.values() for data in known)


@given(st.text(min_size=1, max_size=60), st.data())
def test_what_is_sealed_is_opened_again_and_nothing_else(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text) - 1)
    starts = data.draw(st.lists(place, min_size=1, max_size=4))
    regions = [
        Entity(id=f"e{number}", start=start, end=data.draw(st.integers(start + 1, len(text))), label="PER")
        for number, start in enumerate(starts)
    ]
    words = st.sampled_from([text[one.start : one.end] for one in regions]) | st.text(min_size=1, max_size=8)
    refs = {one.id: data.draw(words) for one in regions}
    seals = sealed(regions, refs, text)
    assert opened(regions, seals, text) == {one: refs[one] for one in seals}
    assert all(one in seals for one in refs if refs[one] in {text[r.start : r.end] for r in regions})
