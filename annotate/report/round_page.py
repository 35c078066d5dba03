"""Builds the page of a round: curves, labels, the dearest corrections, and what changed, in one HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.report.page import environment
from annotate.report.plot import Plot, draw
from annotate.report.sentence import Cut, Piece, marked_pieces, sentence_around


@dataclass(frozen=True)
class WorstError:
    """A correction with its words, what was done, its cost in words, and the articles with their links.

    ``pieces`` is the sentence of the first article, split at the words. ``more`` counts articles not named.
    """

    words: str
    what: str
    cost: str
    articles: Sequence[tuple[str, str | None]]
    more: int = 0
    language: str | None = None
    pieces: Sequence[Piece] = ()
    cut: Cut | None = None


@dataclass(frozen=True)
class RoundPage:
    """What the page says. ``stop`` is what the round waits for and what to do.

    ``facts`` are pairs of a name and a value, ``labels`` the rows of each part. ``steps`` have a name, a
    sentence and notes. The notes say why a curve or table is missing, or how it was measured.
    """

    campaign: str
    number: int
    headline: str
    stop: tuple[str, str] | None = None
    facts: Sequence[tuple[str, str]] = ()
    changes: Sequence[str] = ()
    compared: Sequence[Sequence[str]] = ()
    compared_note: str = ""
    learning: Plot | None = None
    learning_notes: Sequence[str] = ()
    effort: Sequence[Plot] = ()
    effort_notes: Sequence[str] = ()
    label_columns: Sequence[str] = ()
    labels: Sequence[tuple[str, Sequence[Sequence[str]]]] = ()
    label_notes: Sequence[str] = ()
    worst: Sequence[WorstError] = ()
    no_worst: str = ""
    steps: Sequence[tuple[str, str, Sequence[str]]] = ()


def in_its_sentence(text: str, start: int, end: int) -> tuple[Sequence[Piece], Cut]:
    """The sentence around a half-open range, split at it."""
    cut = sentence_around(text, start, end)
    return marked_pieces(text, cut, [(start, end, "words")]), cut


def build_round_page(page: RoundPage) -> str:
    """Builds one self-contained HTML page without scripts."""
    return (
        environment()
        .get_template("round_page.html.j2")
        .render(
            page=page,
            learning=None if page.learning is None else draw(page.learning),
            effort=[draw(plot) for plot in page.effort],
        )
    )
