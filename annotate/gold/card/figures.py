"""Computes the figures of a card from the files of a release."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.gold.card import article_figures as articles
from annotate.gold.card import label_figures as labels
from annotate.gold.card import people_figures as people
from annotate.gold.card.figure import Figure
from annotate.gold.card.gaps import MOST_NAMED, gaps
from annotate.gold.card.release_data import ReleaseData
from annotate.gold.card.split_rule import split_rule
from annotate.gold.card.tally import Tallies, tallies


def figures(folder: Path, names: Sequence[str] = ()) -> list[Figure]:
    """The figures of the release in ``folder``, in full; ``names``: only these.

    Raises `ConfigError` for an unknown name, and `InputError` for a missing or damaged file.
    """
    if unknown := [name for name in names if name not in _FIGURES]:
        raise ConfigError(f"there is no figure {unknown[0]!r}.", remedy=f"Figures: {', '.join(_FIGURES)}.")
    counted = tallies(ReleaseData(folder))
    return [_FIGURES[name](counted) for name in names or _FIGURES]


def figures_of(counted: Tallies) -> dict[str, Figure]:
    """All figures by name, in full."""
    return {name: make(counted) for name, make in _FIGURES.items()}


def _gaps(t: Tallies) -> Figure:
    whole, brief = (tuple((gap,) for gap in gaps(t, most)) for most in (None, MOST_NAMED))
    return Figure("gaps", "Known gaps", ("gap",), whole, brief=brief)


_FIGURES: dict[str, Callable[[Tallies], Figure]] = {
    "overview": articles.overview,
    "stated": articles.stated,
    "languages": articles.languages,
    "sources": articles.sources,
    "years": articles.years,
    "suggestions": people.suggestions,
    "labelers": people.labelers,
    "origin": people.origin,
    "people": people.people,
    "effort": people.effort,
    "answers": people.answers,
    "decisions": people.decisions,
    "splits": labels.splits,
    "split-rule": split_rule,
    "no-split": labels.in_no_split,
    "no-split-articles": labels.in_no_split_articles,
    "entities": labels.entities,
    "events": labels.events,
    "roles": labels.roles,
    "attributes": labels.attributes,
    "unreviewed": people.unreviewed,
    "unreviewed-left-out": people.unreviewed_left_out,
    "unsure": people.unsure,
    "not-restored": articles.not_restored_parts,
    "left-out": articles.left_out,
    "left-out-articles": articles.left_out_articles,
    "lost": people.lost,
    "findings": people.findings,
    "gaps": _gaps,
    "versions": articles.versions,
    "citation": articles.citation,
}
NAMES = tuple(_FIGURES)
