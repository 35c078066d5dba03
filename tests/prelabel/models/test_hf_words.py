"""From a token classifier's tags to mentions, as the tokenizers of different models cut the text.

Tokens and tags are given here; real models tag in tests/models.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from annotate.core.ontology import Ontology
from annotate.prelabel.labelers.hf import HuggingFaceNer, _entities
from annotate.prelabel.models.windows import Window

TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
Token = tuple[int, int, int, str]  # the number of its word for the tokenizer, start, end, tag


def mentions(
    small: Ontology, text: str, *tokens: Token, tags: tuple[str, ...] = TAGS
) -> list[tuple[str, str]]:
    config = SimpleNamespace(id2label=dict(enumerate(tags)), num_labels=len(tags))
    tokenizer: Any = SimpleNamespace(num_special_tokens_to_add=lambda: 2)
    labeler = HuggingFaceNer(
        "1", frozenset({"*"}), small, SimpleNamespace(config=config), tokenizer, scheme="conll", window=64
    )
    given = [
        (word, start, end, [0.9 if tag == name else 0.1 / (len(tags) - 1) for name in tags])
        for word, start, end, tag in tokens
    ]
    words = list(labeler._joined_tokens(text, 0, given))
    found = list(_entities(words, text, Window(0, len(text), (0, len(text)))))
    assert all(item.score == pytest.approx(0.9, abs=0.06) for item in found)
    return [(item.label, text[item.start : item.end]) for item in found]


def test_a_name_after_an_apostrophe_is_found_if_only_blanks_separate_words(small: Ontology) -> None:
    text = "Il vient d’Hanoï."
    tokens = (0, 0, 2, "O"), (1, 2, 8, "O"), (2, 8, 10, "O"), (2, 10, 11, "O"), (2, 11, 15, "B-LOC")
    assert mentions(small, text, *tokens, (2, 15, 16, "O"), (2, 16, 17, "O")) == [("LOC", "Hanoï")]


def test_a_blank_that_the_tokenizer_adds_to_a_word_stays_outside(small: Ontology) -> None:
    assert mentions(small, "à Cuba", (0, 0, 1, "O"), (1, 1, 6, "B-LOC")) == [("LOC", "Cuba")]


def test_the_tags_of_a_words_later_pieces_do_not_matter(small: Ontology) -> None:
    text = "Nguyen Phu"
    tokens = (0, 0, 3, "B-PER"), (0, 3, 6, "B-LOC"), (1, 7, 8, "I-PER"), (1, 8, 10, "O")
    assert mentions(small, text, *tokens) == [("PER", "Nguyen Phu")]


def test_marks_and_halves_of_a_letter_stay_with_their_word(small: Ontology) -> None:
    text = "Bu\u0300i é"
    tokens = (0, 0, 2, "B-PER"), (0, 2, 4, "O"), (1, 5, 6, "I-PER"), (1, 5, 6, "O")
    assert mentions(small, text, *tokens) == [("PER", text)]


def test_a_script_without_blanks_has_a_word_per_token(small: Ontology) -> None:
    text = "李强访问河内"
    tokens = (0, 0, 1, "B-PER"), (0, 1, 2, "I-PER"), (0, 2, 4, "O"), (0, 4, 5, "B-LOC"), (0, 5, 6, "I-LOC")
    assert mentions(small, text, *tokens) == [("PER", "李强"), ("LOC", "河内")]


def test_tags_without_prefixes_and_neighbours_of_one_type(small: Ontology) -> None:
    text = "Cuba Laos Anne"
    plain = (0, 0, 4, "LOC"), (1, 5, 9, "LOC"), (2, 10, 14, "PER")
    assert mentions(small, text, *plain, tags=("O", "LOC", "PER")) == [("LOC", "Cuba Laos"), ("PER", "Anne")]
    begun = (0, 0, 4, "B-LOC"), (1, 5, 9, "B-LOC"), (2, 10, 14, "I-PER")
    assert mentions(small, text, *begun) == [("LOC", "Cuba"), ("LOC", "Laos"), ("PER", "Anne")]
