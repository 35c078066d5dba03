"""The sentence around a mention: whole where it can be, cut at a word where not, never across lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.report.sentence import Cut, marked_pieces, sentence_around
from tests.builders import texts


def around(text: str, said: str) -> str:
    cut = sentence_around(text, text.index(said), text.index(said) + len(said))
    return ("… " if cut.open_start else "") + text[cut.start : cut.end] + (" …" if cut.open_end else "")


@pytest.mark.parametrize(
    ("text", "said", "shown"),
    [
        ("Un début. Ana Pérez est là. La fin.", "Ana", "Ana Pérez est là."),
        ("Titre sans point\n\nAna est là.", "Ana", "Ana est là."),
        ("Il a vu M. Ana Pérez. Fin.", "Ana", "Il a vu M. Ana Pérez."),
        ("L'invité Gonzalez.Les participants ont salué Cuba.", "Cuba", "Les participants ont salué Cuba."),
        ("« Ana viendra. » Elle viendra ?", "Ana", "« Ana viendra. »"),
        ("Cuba", "Cuba", "Cuba"),
        ("mot " * 99 + "Cuba" + " mot" * 99, "Cuba", "… " + "mot " * 50 + "Cuba" + " mot" * 50 + " …"),
    ],
)
def test_the_sentence_is_what_a_reader_would_call_one(text: str, said: str, shown: str) -> None:
    assert around(text, said) == shown


@given(st.data(), texts)
def test_the_pieces_are_the_cut_text_and_each_mark_is_whole(data: st.DataObject, text: str) -> None:
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9)).map(
        lambda span: (span[0], min(span[0] + span[1], len(text)))
    )
    marks = [
        (*span, name)
        for span, name in data.draw(st.lists(st.tuples(spans, st.sampled_from("gp")), min_size=1))
    ]
    start, end = min(mark[0] for mark in marks), max(mark[1] for mark in marks)
    cut = sentence_around(text, start, end)
    assert 0 <= cut.start <= start < end <= cut.end <= len(text)
    pieces = marked_pieces(text, cut, marks)
    assert "".join(piece.text for piece in pieces) == text[cut.start : cut.end]
    for name in "gp":
        covered = {place for begin, finish, mark in marks if mark == name for place in range(begin, finish)}
        assert sum(len(piece.text) for piece in pieces if name in piece.marks) == len(covered)


def test_two_marks_side_by_side_are_told_apart() -> None:
    pieces = marked_pieces("ab", Cut(0, 2, False, False), [(0, 1, "p"), (1, 2, "p"), (0, 2, "g")])
    assert [piece.marks for piece in pieces] == [
        ("p", "p-start", "p-end", "g", "g-start"),
        ("p", "p-start", "p-end", "g", "g-end"),
    ]
