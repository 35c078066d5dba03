"""Tokens and sentences."""

from __future__ import annotations

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
