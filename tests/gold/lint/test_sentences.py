"""Sentences as the checks see them: wrapped lines and abbreviations end none."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.sentences import sentence_ends
from annotate.gold.lint.sentences import reading_ends
from tests.builders import texts

PARAGRAPH = (
    "Le président du pays a rencontré hier à Hanoï les délégués de trois ligues, et il leur a promis"
    " une aide de deux ans. La séance, longue de quatre heures, s'est close sans vote. Les délégués ont dit"
    " qu'ils reviendraient en mai."
)


def cut(text: str, language: str | None) -> list[str]:
    places = [0, *reading_ends(text, language), len(text)]
    return [text[start:end] for start, end in pairwise(places) if start < end]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Gen. Karim Haddad met Mr. John Smith in St. Petersburg. ", "They left."]),
        ("en", ["The talks of Jan. 5 failed. ", "No. ", "They go on."]),
        ("en", ["Lt.-Gen. Omar Saïd of Acme Inc. Paris, No. 12, left. ", "Fin."]),
        ("fr", ["MM. Diaz et Pérez ont vu Mme. Roque le 5 janv. 2024. ", "Ils partent."]),
        ("fr", ["Mgr. Lopez parle. ", "No. ", "Il part."]),
        ("fr", ["Il a vu E\u0301. Diaz hier. ", "Puis il part."]),
        ("es", ["Gen. Pérez y MM. Diaz. ", "Fin."]),
        (
            None,
            [
                "Un titre sans point\n",
                "Puis le texte commence ici, et il est long, sans être une ligne pleine.",
            ],
        ),
        (None, ["Un titre sans point\n\n", "Puis le texte."]),
        (None, ["Il part.\n", "Elle reste."]),
        (None, ["会议结束。", "代表们离开。"]),
    ],
)
def test_a_reader_sees_these_sentences(language: str | None, sentences: list[str]) -> None:
    assert cut("".join(sentences), language) == sentences


@given(st.integers(45, 120))
def test_wrapped_lines_are_read_as_one(width: int) -> None:
    wrapped = textwrap.fill(PARAGRAPH, width)
    assert list(reading_ends(wrapped, "fr")) == list(sentence_ends(PARAGRAPH))


@given(texts, st.sampled_from(["en", "fr", None]))
def test_a_reader_sees_no_end_where_plain_punctuation_has_none(text: str, language: str | None) -> None:
    assert set(reading_ends(text, language)) <= set(sentence_ends(text))
