"""Words in any script: what belongs to a word, and what the checks make of it."""

from __future__ import annotations

import sys
import unicodedata
from typing import Literal

import pytest

from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.lint.lint import Lint
from annotate.gold.lint.words import MARK, WORD, in_word, is_mark, word_count
from tests.builders import annotation, article, entity, event

ONTOLOGY = Ontology.load("diplomacy")


@pytest.mark.parametrize(
    "word",
    [
        unicodedata.normalize("NFD", "rencontré"),
        "मुलाकात",
        "हिन्दी",
        "می\u200cخواهم",
        "col·laborar",
        "l’Union",
        "vice-président",
        "צה״ל",
        "ре\u0301чи",
        "co\u00adopère",
    ],
)
def test_these_are_one_word_without_punctuation(word: str) -> None:
    assert WORD.findall(f"« {word} ».") == [word]
    assert word_count(word) == 1
    assert MARK.search(word) is None
    source = article(f"Ana {word} Luis.")
    made = annotation(source, (), (event(source.text, word, "CONSULT", "v"),), Status.SUBMITTED, "ana")
    assert not Lint(ONTOLOGY).odd(source, made)


def test_marks_of_punctuation_are_found() -> None:
    assert MARK.findall("« Ana », (Luis) : 5 %…") == ["«", "»", ",", "(", ")", ":", "%", "…"]


def test_every_combining_mark_belongs_to_words() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character)[0] == "M" and code < 0xE0000:
            assert in_word(character) and is_mark(character), hex(code)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_cut_word_is_shown_whole_with_its_accents(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Le café Pérez")
    made = text[: text.index("P") + 2]
    source = article(text)
    cut = made[text.index("P") :]
    found = Lint(ONTOLOGY).odd(
        source, annotation(source, (entity(text, cut, "PER"),), (), Status.SUBMITTED, "ana")
    )
    assert [one.finding.code for one in found] == ["cut-word"]
    assert text[text.index("P") :] in str(found[0].finding)


def test_an_accent_that_is_cut_off_its_letter_is_a_cut_word() -> None:
    text = "Le rencontre\u0301 hier."
    source = article(text)
    made = annotation(source, (entity(text, "rencontre", "ROLE"),), (), Status.SUBMITTED, "ana")
    assert [one.finding.code for one in Lint(ONTOLOGY).odd(source, made)] == ["cut-word"]


def test_a_name_is_not_found_in_a_word_with_an_accent_behind() -> None:
    text = "Ana Pere parle. Puis Ana Pere\u0301 part."
    source = article(text)
    record = Record.of(
        source, annotation(source, (entity(text, "Ana Pere", "PER"),), (), Status.SUBMITTED, "ana")
    )
    assert not Lint(ONTOLOGY).odd(source, record.annotation)
