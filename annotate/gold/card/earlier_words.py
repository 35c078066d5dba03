"""The words of cards that an earlier version of annotate wrote, so that their numbers can be compared."""

from __future__ import annotations

import re

from annotate.gold.card.gaps import FREE_TEXT as _LATER_SENTENCE

# Figure -> cell of the first column or of the header, as a card says it -> the cell in this version.
_WORDS = {
    "overview": {"annotators": "annotators of gold"},
    "suggestions": {"suggestion": r"version of the suggestions (based\_on)"},
    "origin": {
        "regions": "mentions and events",
        "proposed by a labeler and kept by a person": "proposed by a labeler; label and boundaries kept",
        "added by a person": "added, relabelled or moved by an annotator",
    },
    "people": {"person": "annotator", "time, sum": "working time"},
    "effort": {
        "annotations with known time": "annotations with known working time",
        "time, sum": "working time, sum",
        "time, median": "working time, median",
    },
    "answers": {"people who answered": "annotators who answered"},
    "unreviewed": {r"what a mention stands for (\`ref\`)": "ref: what a mention stands for"},
}
_ONE_PERIOD = re.compile(r"(\S+) to \1")
# Figure -> rows that cards with these words do not have.
_LATER_ROWS = {"overview": frozenset({"annotators who answered"})}
# Figure -> the style in which earlier cards show it. Its rows were other ones.
_STYLES = {"split-rule": "table"}


def in_present_words(figure: str, rows: list[list[str]]) -> list[list[str]]:
    """The rows of a table, its header first, with the words of this version."""
    words = _WORDS.get(figure, {})
    header, *others = rows or [[]]
    present = [[words.get(cell, cell) for cell in header]] if header else []
    return present + [
        [words.get(row[0], row[0]), *(_in_one_period(cell) for cell in row[1:])] if row else []
        for row in others
    ]


def is_later(figure: str, row: str) -> bool:
    """Whether earlier cards do not have this row of the figure."""
    return row in _LATER_ROWS.get(figure, ())


def without_later_sentences(text: str, given: str) -> str:
    """The sentences of a list without those that came later, if the list ``given`` does not have them."""
    if _LATER_SENTENCE in given:
        return text
    return "\n".join(line for line in text.splitlines() if not line.startswith(f"- {_LATER_SENTENCE}"))


def is_earlier_style(figure: str, style: str) -> bool:
    """Whether only earlier cards show the figure in this style."""
    return _STYLES.get(figure) == style


def _in_one_period(cell: str) -> str:
    """A period that begins and ends in the same month, as one month."""
    found = _ONE_PERIOD.fullmatch(cell)
    return cell if found is None else found[1]
