"""Figures about the articles: where they are from, how many, what was left out, versions."""

from __future__ import annotations

from collections import Counter

from annotate.gold.card.citation import citation_fields
from annotate.gold.card.figure import NOT_STATED, Cell, Figure, merged, ranked
from annotate.gold.card.tally import Tallies
from annotate.gold.release_files import MANIFEST_FILE
from annotate.gold.texts_left_out import not_restored

_REASONS = {
    "nobody": "nobody has annotated it",
    "not-pulled": "its task was not pulled",
    "deleted": "its task was deleted",
    "not-sent": "it was not sent to Label Studio",
    "not-submitted": "no annotation was submitted",
    "several": "several annotations, which nobody has adjudicated",
    "lost": "a part of its annotation could not be read",
    "findings": "its annotation breaks a rule of the ontology",
    "other-ontology": "annotated with another ontology or version",
    "text-changed": "its text was changed",
    "unreadable": "its annotations could not be read",
    "undecided": "annotators disagree, and the policy does not decide",
    "unsure": "somebody was unsure of it, or of something in it",
    "policy": "the policy left it out",
}

_PARTS = {
    "remarks": "remarks on what somebody was unsure of",
    "lost": "sentences about lost parts",
    "refs": "refs with other words of the text than those of a mention",
    "attributes": "attributes that are free strings",
    "labels": "labels, event types and roles that the ontology does not have",
    "ontologies": "names of other ontologies",
    "sources": "names of labelers or suggestions with words of the text",
    "ids": "ids of mentions and events with words of the text",
    "unreviewed": "names of unreviewed values that the ontology does not have",
    "codes of lost parts": "codes of lost parts that this version does not have",
    "reasons": "reasons why articles are left out",
}


def overview(t: Tallies) -> Figure:
    """How many articles, people, mentions and events."""
    gold, left_out = t.gold, len(t.release.left_out())
    dates = [date for date in gold.published if date is not None]
    period = " to ".join(sorted({min(dates), max(dates)})) if dates else NOT_STATED
    rows: list[tuple[Cell, ...]] = [
        ("articles that came in", gold.count + left_out),
        ("articles in gold", gold.count),
        ("articles left out", left_out),
        ("articles with their text", gold.texts),
        ("languages", sum(language is not None for language in merged(gold.languages))),
        ("sources", sum(source is not None for source in merged(gold.sources))),
        ("articles published", period),
        ("articles without a date", gold.published[None]),
        ("annotators of gold", len(gold.authors)),
        *([("annotators who answered", len(t.answers.by_person))] if t.release.has_annotations else []),
        ("mentions", gold.entities.total()),
        ("events", gold.events.total()),
        ("events without a trigger", gold.without_trigger),
        ("arguments", gold.roles.total()),
    ]
    return Figure("overview", "Overview", ("what", "value"), tuple(rows))


def versions(t: Tallies) -> Figure:
    """The versions of the release, its ontology and its format."""
    ontologies = sorted(str(name) for name in t.gold.ontologies)
    rows: list[tuple[Cell, ...]] = [
        ("release", f"{t.release.name} {t.release.version}"),
        ("ontology", t.release.ontology.id),
        ("ontology that gold names", ", ".join(ontologies)),
        ("format of the records", ", ".join(sorted(t.gold.formats))),
        ("last change of the gold (UTC)", t.gold.last_change or NOT_STATED),
        ("policy", str(t.release.manifest.get("policy", NOT_STATED))),
    ]
    lifted = t.release.manifest.get("lifted")
    for version, count in (lifted if isinstance(lifted, dict) else {}).items():
        rows.append((f"articles lifted from {version}", count))
    return Figure("versions", "Versions", ("what", "value"), tuple(rows))


def stated(t: Tallies) -> Figure:
    """What annotate.yaml states about the release."""
    about = t.release.about
    names = ("title", "description", "sources", "intended_use", "licence", "contact", "url")
    rows: list[tuple[Cell, ...]] = [(name.replace("_", " "), about.get(name, NOT_STATED)) for name in names]
    rows.append(("authors", "; ".join(t.release.authors) or NOT_STATED))
    return Figure("stated", "What the makers state", ("what", "statement"), tuple(rows))


def citation(t: Tallies) -> Figure:
    """The fields of the BibTeX entry."""
    rows = tuple(citation_fields(t.release, t.gold))
    return Figure("citation", "Citation", ("field", "value"), rows)


def sources(t: Tallies) -> Figure:
    """Articles by source."""
    return ranked("sources", "Sources", "source", t.gold.sources)


def languages(t: Tallies) -> Figure:
    """Articles by language."""
    return ranked("languages", "Languages", "language", t.gold.languages)


def years(t: Tallies) -> Figure:
    """Articles by year of publication."""
    years: Counter[str | None] = Counter()
    for date, count in t.gold.published.items():
        years[None if date is None else date[:4]] += count
    rows = tuple(
        (NOT_STATED if year is None else year, count)
        for year, count in sorted(years.items(), key=lambda item: (item[0] is None, item[0] or ""))
    )
    return Figure("years", "Years of publication", ("year", "articles"), rows, rest="year", totals=(1,))


def not_restored_parts(t: Tallies) -> Figure:
    """What was left out with the texts and no join restores, by kind."""
    rows = tuple((_PARTS.get(kind, kind), count) for kind, count in not_restored(t.release.manifest).items())
    note = f"Recorded in {MANIFEST_FILE} when the texts were left out."
    return Figure("not-restored", "Left out with the texts, and not restored", ("what", "count"), rows, note)


def left_out(t: Tallies) -> Figure:
    """Articles left out, by reason."""
    codes = Counter(item.get("code", "policy") for item in t.release.left_out())
    rows = tuple((code, _REASONS.get(code, ""), count) for code, count in sorted(codes.items()))
    return Figure("left-out", "Articles left out, by reason", ("reason", "in words", "articles"), rows)


def left_out_articles(t: Tallies) -> Figure:
    """Each article left out, with the reason."""
    words = t.gold.texts > 0  # a reason may quote words of the text
    rows = tuple(
        (item.get("article", ""), item.get("reason" if words else "code", ""))
        for item in t.release.left_out()
    )
    place = f"{MANIFEST_FILE} under left_out"
    columns = ("article", "reason")
    return Figure("left-out-articles", "Articles left out", columns, rows, rest="article", place=place)
