"""Builds the page of errors: where predictions differ from gold, worst articles first, in one HTML file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.evaluate.errors import Kind, Layer, Mistake
from annotate.report.page import environment
from annotate.report.sentence import Cut, Piece, marked_pieces, sentence_around


@dataclass(frozen=True)
class WrongArticle:
    """An article with its errors; ``text`` is None if neither gold nor the predictions have the text."""

    id: str
    title: str | None
    language: str | None
    text: str | None
    mistakes: Sequence[Mistake]
    gold: int  # number of entities and triggers in gold


@dataclass(frozen=True)
class PageSummary:
    """The figures at the top of the page."""

    gold: str
    predicted: str
    articles: int  # scored
    unscored: int
    errors: dict[tuple[str, str], int]  # (layer, kind) -> over all articles
    scores: Sequence[tuple[str, str, str, str]]  # what, precision, recall, F1, as shown
    note: str  # how the scores were computed
    wrong_articles: int  # number of articles with errors, shown or not


@dataclass(frozen=True)
class _Shown:
    mistake: Mistake
    pieces: list[Piece]
    cut: Cut | None


def build_errors_page(summary: PageSummary, articles: Sequence[WrongArticle]) -> str:
    """Builds one self-contained HTML page without scripts; articles stay in order, errors are grouped."""
    shown = [(article, _groups(article), _counts(article)) for article in articles]
    return (
        environment()
        .get_template("errors_page.html.j2")
        .render(summary=summary, articles=shown, kinds=list(Kind), layers=list(Layer), slug=_slug)
    )


def _slug(kind: str) -> str:
    return kind.replace(" ", "-")


def _groups(article: WrongArticle) -> list[tuple[Kind, list[_Shown]]]:
    groups = [(kind, [_shown(article, m) for m in article.mistakes if m.kind is kind]) for kind in Kind]
    return [(kind, errors) for kind, errors in groups if errors]


def _counts(article: WrongArticle) -> Counter[Kind]:
    return Counter(mistake.kind for mistake in article.mistakes)


def _shown(article: WrongArticle, mistake: Mistake) -> _Shown:
    if article.text is None:
        return _Shown(mistake, [], None)
    marks = [
        *((mark.start, mark.end, "gold") for mark in mistake.gold),
        *((mark.start, mark.end, "predicted") for mark in mistake.predicted),
        *((mark.start, mark.end, "trigger") for mark in [mistake.trigger] if mark is not None),
    ]
    cut = sentence_around(article.text, min(start for start, _, _ in marks), max(end for _, end, _ in marks))
    return _Shown(mistake, marked_pieces(article.text, cut, marks), cut)
