"""Sentences of plain text: cut where agencies end them, also where they glued the next one on."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


_PLAIN = re.compile(
    r"""(?P<sure>\n|[。！？])\s*
      | (?:(?<!\b[^\W\d_])\.|[!?…؟۔।])[.!?…؟۔।]*(?:[”"’')\]}]|\s?»)*(?P<gap>\s*)
    """,
    re.VERBOSE,
)


def plain_ends(text: str, start: int, stop: int) -> list[int]:
    """The ends of the sentences by the same rules, stated without regard to speed."""
    found = []
    for match in _PLAIN.finditer(text, start, stop):
        following = text[match.end() : match.end() + 1]
        gap = match["gap"] or ""
        begins = following.isupper() or not following or (gap != "" and not following.islower())
        if match["sure"] or "\n" in gap or begins:
            found.append(match.end())
    return found


@given(
    text=st.one_of(texts, st.text("aB1_ \n.!?…。é»\"')«۔M", max_size=20)),
    start=st.integers(0, 20),
    stop=st.integers(0, 20),
)
def test_the_ends_are_those_of_the_plain_rules(text: str, start: int, stop: int) -> None:
    assert list(sentence_ends(text)) == plain_ends(text, 0, len(text))
    assert list(sentence_ends(text, start, stop)) == plain_ends(text, start, stop)
