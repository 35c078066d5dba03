"""Builds the page of changes between two releases: one HTML file with both versions of each sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.report.changed_text import changed_passages
from annotate.report.page import environment
from annotate.report.sentence import Cut, Piece, marked_pieces, sentence_around

Span = tuple[int, int, str]  # a half-open code-point range, and its label
MOST_ARTICLES = 500


@dataclass(frozen=True)
class ChangeLine:
    """One change in words, and its place in the text. An event without a trigger has no place."""

    kind: str
    words: str
    start: int | None
    end: int | None


@dataclass(frozen=True)
class ChangedArticle:
    """An article that differs. ``outcome`` is added, removed or changed; ``why`` is the reason in words.

    ``before`` and ``after`` are the mentions and triggers of both versions, and ``changed_before`` and
    ``changed_after`` those that differ. ``text`` is None if the releases have no texts, or different ones;
    different ones are ``texts``, before and after.
    """

    id: str
    title: str | None
    language: str | None
    outcome: str
    why: str
    text: str | None
    before: Sequence[Span] = ()
    after: Sequence[Span] = ()
    changed_before: frozenset[Span] = frozenset()
    changed_after: frozenset[Span] = frozenset()
    lines: Sequence[ChangeLine] = ()
    texts: tuple[str, str] | None = None


@dataclass(frozen=True)
class ChangesSummary:
    """The figures at the top of the page: each table is a caption, a head and rows."""

    before: str
    after: str
    sentence: str
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]]
    notes: Sequence[str]
    articles: int  # number of articles that differ, shown or not


@dataclass(frozen=True)
class _Sentence:
    cut: Cut
    before: list[Piece]
    after: list[Piece]
    lines: list[ChangeLine]


def build_changes_page(summary: ChangesSummary, articles: Iterable[ChangedArticle]) -> str:
    """Builds one self-contained HTML page without scripts. Articles stay in order."""
    shown = [(article, _sentences(article), _elsewhere(article)) for article in articles]
    return environment().get_template("changes_page.html.j2").render(summary=summary, articles=shown)


def _elsewhere(article: ChangedArticle) -> list[ChangeLine]:
    """The changes that no sentence can show."""
    return [line for line in article.lines if article.text is None or line.start is None]


def _sentences(article: ChangedArticle) -> list[_Sentence]:
    if article.texts is not None:
        return [_Sentence(cut, old, new, []) for old, new, cut in changed_passages(*article.texts)]
    if article.text is None:
        return []
    placed: list[tuple[int, int, ChangeLine]] = []
    for line in article.lines:
        if line.start is not None and line.end is not None:
            cut = sentence_around(article.text, line.start, line.end)
            placed.append((cut.start, cut.end, line))
    placed.sort(key=lambda item: item[:2])
    joined: list[tuple[int, int, list[ChangeLine]]] = []
    for start, end, line in placed:
        if joined and start < joined[-1][1]:  # two changes whose surroundings overlap are one passage
            first, last, lines = joined.pop()
            joined.append((first, max(last, end), [*lines, line]))
        else:
            joined.append((start, end, [line]))
    return [_sentence(article, article.text, *item) for item in joined]


def _sentence(article: ChangedArticle, text: str, start: int, end: int, lines: list[ChangeLine]) -> _Sentence:
    begins = text[:start].rstrip()
    cut = Cut(start, end, bool(begins) and text[start - 1] not in "\n ", False)
    return _Sentence(
        cut,
        marked_pieces(text, cut, _marks(article.before, article.changed_before, cut)),
        marked_pieces(text, cut, _marks(article.after, article.changed_after, cut)),
        lines,
    )


def _marks(spans: Iterable[Span], changed: frozenset[Span], cut: Cut) -> list[Span]:
    inside = [span for span in spans if span[0] < cut.end and cut.start < span[1]]
    return [
        (start, end, "changed" if (start, end, label) in changed else "kept") for start, end, label in inside
    ]
