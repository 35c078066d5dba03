"""Long texts in overlapping windows: nothing is missed, found twice or cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotate.prelabel.models.windows import Prediction, Window, join, sentences, windows, words

SIZE, OVERLAP = 12, 6
TEXTS = st.text(alphabet="ab é.!\n,\u0301😀漢", max_size=400)


def found(start: int, end: int, label: str = "X", score: float = 1.0) -> Prediction[None]:
    return Prediction(start, end, label, score, None)


def seen(window: Window, mentions: Sequence[tuple[int, int]]) -> list[Prediction[None]]:
    """The answer of a perfect model for a window. It sees only a part of a mention at the edge."""
    cut = [(max(start, window.start), min(end, window.end)) for start, end in mentions]
    return [found(start, end) for start, end in cut if start < end]


@given(TEXTS, st.integers(1, 30), st.integers(0, 14))
def test_windows_cover_every_word_and_keep_to_their_size(text: str, size: int, overlap: int) -> None:
    units = words(text)
    cut = windows(units, size, overlap)
    for unit in units:
        assert any(window.start <= unit[0] and unit[1] <= window.end for window in cut)
        assert sum(window.owns(*unit) for window in cut) == 1
    for window in cut:
        inside = [unit for unit in units if window.start <= unit[0] and unit[1] <= window.end]
        assert 1 <= len(inside) <= size
    for left, right in pairwise(cut):
        assert left.start < right.start
        assert left.end < right.end


@given(TEXTS, st.integers(2, 60))
def test_sentences_hold_all_but_white_space_and_keep_to_the_limit(text: str, longest: int) -> None:
    units = sentences(text, longest)
    assert all(0 < end - start <= longest for start, end in units)
    assert all(left[1] <= right[0] for left, right in pairwise(units))
    assert "".join(text[start:end] for start, end in units).split() == text.split() or "".join(
        "".join(text[start:end].split()) for start, end in units
    ) == "".join(text.split())


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 3)), max_size=40))
def test_the_answers_for_windows_are_those_for_the_whole_text(gaps: list[tuple[int, int]]) -> None:
    text = "w " * 200
    units = words(text)
    mentions, at = [], 0
    for gap, length in gaps:  # of at most half the overlap, none touching another
        at += gap + 1
        if at + length < len(units):
            mentions.append((units[at][0], units[at + length - 1][1]))
        at += length
    cut = windows(units, SIZE, OVERLAP)
    answers = [(window, seen(window, mentions)) for window in cut]
    assert [(item.start, item.end) for item in join(answers)] == mentions


def test_a_mention_nested_in_another_stays_beside_it() -> None:
    text = "w " * 40
    cut = windows(words(text), SIZE, OVERLAP)
    outer, inner = found(16, 23, "ROLE"), found(20, 21, "LOC")
    answers = [
        (window, [item for item in (outer, inner) if window.start <= item.start and item.end <= window.end])
        for window in cut
    ]
    assert join(answers) == [outer, inner]


def test_a_mention_found_in_both_windows_has_the_better_score() -> None:
    left, right = Window(0, 20, (0, 15)), Window(10, 30, (15, 30))
    (joined,) = join([(left, [found(12, 14, score=0.6)]), (right, [found(12, 14, score=0.9)])])
    assert joined.score == 0.9


def test_where_neighbours_disagree_the_one_with_more_context_is_believed() -> None:
    left, right = Window(0, 20, (0, 15)), Window(10, 30, (15, 30))
    joined = join([(left, [found(12, 14, "ORG")]), (right, [found(11, 14, "PER")])])
    assert joined == [found(12, 14, "ORG")]


def test_a_mention_found_only_by_the_neighbour_is_not_lost() -> None:
    left, right = Window(0, 20, (0, 15)), Window(10, 30, (15, 30))
    assert join([(left, []), (right, [found(12, 14)])]) == [found(12, 14)]


def test_a_script_without_blanks_and_an_endless_word_are_cut_too() -> None:
    text = "漢" * 1000 + " " + "x" * 1000
    cut = windows(words(text), 10, 2)
    assert len(cut) > 4
    assert max(window.end - window.start for window in cut) <= 10 * 40 + 1
