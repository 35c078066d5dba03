"""Figures about the labels: mentions, events, arguments and attributes, by split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from annotate.core.ontology_form import Entry
from annotate.gold.card.figure import Cell, Figure
from annotate.gold.card.tally import Tallies
from annotate.gold.release_files import SPLITS_FILE


def splits(t: Tallies) -> Figure:
    """What each split holds."""

    def of(counts: Counter[tuple[str, str]], split: str) -> int:
        return sum(count for (_, place), count in counts.items() if place == split)

    rows = tuple(
        (
            name,
            t.gold.articles[name],
            of(t.gold.entities, name),
            of(t.gold.events, name),
            of(t.gold.roles, name),
        )
        for name in t.split_names
    )
    return Figure("splits", "Splits", ("split", "articles", "mentions", "events", "arguments"), rows)


def in_no_split(t: Tallies) -> Figure:
    """Articles of gold in no split, by reason."""
    codes = Counter(item.get("code", "") for item in t.release.in_no_split())
    rows = tuple(sorted(codes.items()))
    return Figure("no-split", "Articles in no split, by reason", ("reason", "articles"), rows)


def in_no_split_articles(t: Tallies) -> Figure:
    """Each article of gold that is in no split, with the reason."""
    rows = tuple((item.get("article", ""), item.get("reason", "")) for item in t.release.in_no_split())
    place = f"{SPLITS_FILE} under left_out"
    columns = ("article", "reason")
    return Figure("no-split-articles", "Articles in no split", columns, rows, rest="article", place=place)


def entities(t: Tallies) -> Figure:
    """Mentions by type and split."""
    return _by_split(t, "entities", "Mentions by type", "type", t.gold.entities, t.release.ontology.entities)


def events(t: Tallies) -> Figure:
    """Events by type and split."""
    return _by_split(t, "events", "Events by type", "type", t.gold.events, t.release.ontology.events)


def roles(t: Tallies) -> Figure:
    """Arguments by role and split."""
    return _by_split(t, "roles", "Arguments by role", "role", t.gold.roles, t.release.ontology.roles)


def attributes(t: Tallies) -> Figure:
    """Attributes by name and split."""
    ontology = t.release.ontology
    return _by_split(t, "attributes", "Attributes", "attribute", t.gold.attributes, ontology.attributes)


def _by_split(
    t: Tallies,
    name: str,
    title: str,
    noun: str,
    counts: Counter[tuple[str, str]],
    entries: Mapping[str, Entry],
) -> Figure:
    others = sorted({label for label, _ in counts} - entries.keys())
    rows: list[tuple[Cell, ...]] = []
    for label in (*entries, *others):
        by_split = [counts[label, split] for split in t.split_names]
        meaning = _meaning(entries[label]) if label in entries else ""
        rows.append((label, sum(by_split), *by_split, meaning))
    return Figure(name, title, (noun, "all", *t.split_names, "meaning"), tuple(rows))


def _meaning(entry: Entry) -> str:
    """The definition in English, or in the first language that the ontology has."""
    words = entry.definition.get("en") or next(iter(entry.definition.values()), "")
    return " ".join(words.split())
