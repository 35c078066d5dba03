"""Tokens and sentences."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from annotate.core.annotation import Span
from annotate.export.tokens import sentence_starts, tokenize
from tests.builders import texts


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenize(text)]


def sentences(text: str, *unbroken: tuple[int, int]) -> list[str]:
    tokens = tokenize(text)
    starts = sorted(sentence_starts(text, tokens, [Span(start=start, end=end) for start, end in unbroken]))
    ends = [tokens[index - 1][1] for index in starts[1:]] + [tokens[-1][1]]
    return [text[tokens[index][0] : end] for index, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’État d'Israël", ["l", "’", "État", "d", "'", "Israël"]),
        ("vice-ministre", ["vice", "-", "ministre"]),
        ("Gonzalez.Les", ["Gonzalez", ".", "Les"]),
        ("ảnh 1Cérémonie", ["ảnh", "1", "Cérémonie"]),
        ("8ᵉ COVID-19", ["8", "ᵉ", "COVID", "-", "19"]),
        ("Bu\u0300i !!", ["Bu\u0300i", "!", "!"]),
        ("\u0301a", ["\u0301a"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("שלום\u200f.", ["שלום", "\u200f", "."]),
        ("👩\u200d👧", ["👩", "\u200d", "👧"]),
        ("☀\ufe0f", ["☀\ufe0f"]),
        ("a\u00a0b\u2028c", ["a", "b", "c"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(texts)
def test_tokens_hold_all_but_white_space(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(words(text)) == "".join(text.split())
    assert all(start < end for start, end in tokens)
    assert all(before[1] <= after[0] for before, after in pairwise(tokens))
    assert not any(char.isspace() for word in words(text) for char in word)


def one_by_one(text: str) -> list[tuple[int, int]]:
    """The tokens, found character by character: a plain statement of the rules."""
    tokens: list[tuple[int, int]] = []
    start, kind = 0, " "
    for offset, char in enumerate(text):
        new = kind_of(char)
        if new == "m" and kind != " ":
            continue  # a mark belongs to the character before it
        if new == "j":
            if kind == "l":
                continue
            new = "p"
        if new == kind and kind in "ld ":
            continue
        if kind != " ":
            tokens.append((start, offset))
        start, kind = offset, "l" if new == "m" else new
    if kind != " ":
        tokens.append((start, len(text)))
    return tokens


def kind_of(char: str) -> str:
    if char.isspace():
        return " "
    if char in "\u200c\u200d\u00ad":
        return "j"
    return {"L": "l", "N": "d", "M": "m"}.get(unicodedata.category(char)[0], "p")


@given(texts)
def test_tokens_are_those_found_character_by_character(text: str) -> None:
    assert tokenize(text) == one_by_one(text)


def test_every_character_is_of_its_own_kind() -> None:
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code < 0xE000 or (code > 0xFFFF and code % 7):  # every seventh of the rare ones
            continue
        for text in (f"a{chr(code)}1", f" {chr(code)}a"):
            assert tokenize(text) == one_by_one(text), hex(code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. Deux ! Trois", ["Un.", "Deux !", "Trois"]),
        ("Gonzalez.Les participants", ["Gonzalez.", "Les participants"]),
        ("Titre\n\nCorps", ["Titre", "Corps"]),
        ("M. Dupont et J.-P. Martin", ["M. Dupont et J.-P. Martin"]),
        ("Il gagne 3.5 points. Oui.", ["Il gagne 3.5 points.", "Oui."]),
        ("« Non. » Elle part.", ["« Non. »", "Elle part."]),
        ("Quoi ?! Rien...", ["Quoi ?!", "Rien..."]),
        ("www.annotate.org est là", ["www.annotate.org est là"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_no_sentence_begins_inside_a_mention() -> None:
    text = "Le Parti. Communiste\ndu Vietnam. Fin"
    assert sentences(text) == ["Le Parti.", "Communiste", "du Vietnam.", "Fin"]
    assert sentences(text, (3, 31)) == ["Le Parti. Communiste\ndu Vietnam.", "Fin"]
