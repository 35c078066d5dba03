"""The output of `annotate release diff`: tables of what differs, the page, and the proposed version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import table
from annotate.core.errors import one_line
from annotate.core.wording import counted, first_of
from annotate.gold.diff.changes import Changed, Part
from annotate.gold.diff.compare import ArticleDifference, Summary, Why, by_part
from annotate.gold.diff.next_version import Proposal, propose
from annotate.report.changes_page import (
    MOST_ARTICLES,
    ChangedArticle,
    ChangeLine,
    ChangesSummary,
    Span,
    build_changes_page,
)

if TYPE_CHECKING:
    from annotate.core.record import GoldRecord

_VERSION = re.compile(r"\d+\.\d+\.\d+$")
_WHY = {
    "text": "its text changed",
    "annotated again": "annotated again",
    "ontology": "the ontology changed",
    "decision": "decided otherwise",
    "same dates": "answers of the same dates (other options, or edited)",
    "article fields": "only fields of the article differ",
    "metadata": "only metadata differ",
    "new": "the earlier release does not know it",
    "gone": "the later release does not know it",
}
_KINDS = ("added", "removed", "label", "boundary", "split", "merged", "attributes")
Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


class Report:
    """Collects what is printed, listed and shown on the page. Keeps articles only where they are needed."""

    def __init__(self, before: str, after: str, summary: Summary) -> None:
        self.before = before
        self.after = after
        self.summary = summary
        self._listed: list[dict[str, Any]] = []
        self._shown: list[ChangedArticle] = []
        self._differ = 0

    def take(self, article: ArticleDifference, *, page: bool, listed: bool) -> None:
        """Adds an article that differs, to the page and to the list of ``--json`` if these are wanted."""
        self._differ += 1
        if listed:
            self._listed.append(_as_dict(article))
        if page and len(self._shown) < MOST_ARTICLES:
            self._shown.append(_on_page(article))

    @property
    def proposal(self) -> Proposal | None:
        """The proposed version, if the name of the earlier release ends in its version."""
        found = _VERSION.search(self.before)
        return propose(found[0], self.summary) if found else None

    def sentence(self) -> str:
        """The numbers of articles in one sentence."""
        one = self.summary
        return (
            f"{counted(one.before, 'article')} before, {one.after} after: {one.added.total()} added,"
            f" {one.removed.total()} removed, {one.changed.total()} changed, {one.unchanged} unchanged."
        )

    def tables(self) -> Iterator[Table]:
        """The tables of what differs. A table may have no rows."""
        one = self.summary
        reasons: list[tuple[str, ...]] = [
            (f"{outcome}, {_why(code)}", str(count))
            for outcome, counts in (("added", one.added), ("removed", one.removed), ("changed", one.changed))
            for code, count in counts.most_common()
        ]
        yield "Articles, by reason", ("articles", "number"), reasons
        regions: list[tuple[str, ...]] = [
            (part, *(str(counts.get(kind, "–")) for kind in _KINDS))
            for part, counts in by_part(one.regions).items()
        ]
        which = " with the same text" if one.changed[Why.TEXT] else ""
        yield f"Mentions and events of changed articles{which}", ("part", *_KINDS), regions
        for kind, counts in one.labels.items():
            yield f"Labels: {kind}", ("label", "before", "after", "difference"), _rows(counts)
        yield "Decisions", ("decision", "before", "after", "difference"), _rows(one.decisions)

    def notes(self) -> list[str]:
        """Sentences about splits, the ontology and the proposed version."""
        one, notes = self.summary, []
        if one.moved:
            named = first_of([f"{id} ({old} → {new or 'none'})" for id, old, new in one.moved], 5, ", ")
            notes.append(f"{counted(len(one.moved), 'article')} in another split: {named}.")
        if one.ontology:
            notes.append(f"Ontology: {first_of(one.ontology, 5, '; ')}.")
        if self.proposal is not None and self.proposal.level != "none":
            notes.append(f"Proposed version after {self.before}: {self.proposal}.")
        return notes

    def page(self) -> str:
        """The page as HTML."""
        tables = [item for item in self.tables() if item[2]]
        summary = ChangesSummary(self.before, self.after, self.sentence(), tables, self.notes(), self._differ)
        return build_changes_page(summary, self._shown)

    def as_dict(self) -> dict[str, Any]:
        """The object of ``--json``."""
        one = self.summary
        return {
            "before": self.before,
            "after": self.after,
            "differs": one.differs,
            "articles_before": one.before,
            "articles_after": one.after,
            "unchanged": one.unchanged,
            "added": dict(one.added),
            "removed": dict(one.removed),
            "changed": {str(code): count for code, count in one.changed.items()},
            "regions": by_part(one.regions),
            "labels": {
                kind: {label: _sides(pair) for label, pair in sorted(counts.items())}
                for kind, counts in one.labels.items()
            },
            "decisions": {name: _sides(pair) for name, pair in sorted(one.decisions.items())},
            "moved": [{"article": id, "before": old, "after": new} for id, old, new in one.moved],
            "ontology": one.ontology,
            "breaking": one.breaking,
            "proposed_version": None if self.proposal is None else self.proposal.version,
            "articles": self._listed,
        }


def show(report: Report, html: Path | None) -> None:
    """Prints the sentence, the tables and the notes."""
    click.echo(report.sentence())
    for caption, head, rows in report.tables():
        if rows:
            click.echo(f"\n{caption}")
            table(head, rows)
    for note in report.notes():
        click.echo(note)
    if html is not None:
        click.echo(f"Both versions of each changed sentence: {one_line(html)}")


def _rows(counts: Mapping[str, list[int]]) -> list[tuple[str, ...]]:
    return [
        (name, str(old), str(new), f"{new - old:+}".replace("-", "−"))
        for name, (old, new) in sorted(counts.items())
        if old != new
    ]


def _sides(pair: list[int]) -> dict[str, int]:
    return {"before": pair[0], "after": pair[1]}


def _why(code: str, sentence: str = "") -> str:
    return _WHY.get(code) or (
        f"left out of the other release ({code}" + (f": {sentence})" if sentence else ")")
    )


def _as_dict(article: ArticleDifference) -> dict[str, Any]:
    return {
        "article": article.article,
        "outcome": article.outcome,
        "why": str(article.why),
        **({"reason": article.sentence} if article.sentence else {}),
        **({"fields": list(article.fields)} if article.fields else {}),
        **({"changes": [_change(one) for one in article.changes]} if article.changes else {}),
    }


def _change(one: Changed) -> dict[str, Any]:
    sides = {
        name: [
            {"start": mark.start, "end": mark.end, "label": mark.label, "text": mark.text} for mark in marks
        ]
        for name, marks in (("before", one.before), ("after", one.after))
        if marks
    }
    return {
        "part": str(one.part),
        "change": str(one.change),
        **sides,
        **({"trigger": one.trigger.text, "type": one.trigger.label} if one.trigger else {}),
        **({"label": one.label} if one.label else {}),
        **({"values": list(one.values)} if one.values else {}),
    }


def _on_page(article: ArticleDifference) -> ChangedArticle:
    record = article.after or article.before
    assert record is not None
    both = article.before is not None and article.after is not None
    why = _why(article.why, article.sentence)
    if article.fields:
        why += f" ({', '.join(article.fields)})"
    return ChangedArticle(
        record.article.id,
        record.article.title,
        record.article.language,
        article.outcome,
        why,
        record.text if both and article.changes else None,
        _spans(article.before),
        _spans(article.after),
        _differing(article.changes, after=False),
        _differing(article.changes, after=True),
        [*_text_changed(article), *(_line(one) for one in article.changes)],
        _texts(article),
    )


def _texts(article: ArticleDifference) -> tuple[str, str] | None:
    """Both texts of an article whose text changed. None without texts."""
    if article.why != Why.TEXT or article.before is None or article.after is None:
        return None
    old, new = article.before.text, article.after.text
    return None if old is None or new is None else (old, new)


def _text_changed(article: ArticleDifference) -> Iterator[ChangeLine]:
    """The line of an article whose text changed: positions in different texts cannot be compared."""
    if article.why == Why.TEXT and article.before is not None and article.after is not None:
        sides = [
            f"{counted(len(one.entities), 'mention')} and {counted(len(one.events), 'event')} {when}"
            for one, when in ((article.before, "before"), (article.after, "after"))
        ]
        words = f"The text changed, so mentions and events are not compared: {', '.join(sides)}."
        yield ChangeLine("text", words, None, None)


def _spans(record: GoldRecord | None) -> list[Span]:
    if record is None:
        return []
    triggers = [(event.trigger, event.type) for event in record.annotation.events if event.trigger]
    return [
        *((one.start, one.end, one.label) for one in record.annotation.entities),
        *((at.start, at.end, label) for at, label in triggers),
    ]


def _differing(changes: tuple[Changed, ...], *, after: bool) -> frozenset[Span]:
    return frozenset(
        (mark.start, mark.end, mark.label)
        for one in changes
        if one.part is not Part.ARGUMENT
        for mark in (one.after if after else one.before)
    )


def _line(one: Changed) -> ChangeLine:
    marks = one.marks
    start = min((mark.start for mark in marks), default=None)
    return ChangeLine(str(one.change), str(one), start, max((mark.end for mark in marks), default=None))
