"""Sentences of plain text: cut where agencies end them, also where they glued the next one on."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotate.core.sentences import sentence_ends, sentence_ranges
from tests.builders import texts


@pytest.mark.parametrize(
    "sentences",
    [
        ["La session est close. ", "Les délégués partent."],
        ["avec Gonzalez.", "Les participants ont"],
        ["M. Dupont et J.-P. Rossi parlent. ", "Fin."],
        ["Il a dit : « C’est fini. » ", "Puis il est parti."],
        ["(VNA).", "Le roi part… ", "Enfin ! ", "Quoi ?"],
        ["un titre sans point\n\n", "Puis le texte."],
        ["à 3.5 pour cent, p. ex. ici. ", "Fin"],
        ["会议结束。", "代表们离开。"],
    ],
)
def test_a_text_is_cut_into_its_sentences(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[start:end] for start, end in sentence_ranges(text)] == sentences


@given(texts)
def test_the_sentences_joined_give_the_text_back(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentence_ranges(text)) == text
    ends = list(sentence_ends(text))
    assert ends == sorted(set(ends))
