"""Figures about the annotation: suggestions, people, effort, decisions, and values nobody reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum
from statistics import median

from annotate.core.annotation import Status
from annotate.core.unsure import ARTICLES, ENTITIES, EVENTS
from annotate.gold.card.figure import NOT_STATED, Cell, Figure, ranked
from annotate.gold.card.tally import Tallies
from annotate.gold.release_files import ANNOTATIONS_FILE, MANIFEST_FILE

_VALUES = {"ref": "ref: what a mention stands for", "role": "role: of an argument"}


def suggestions(t: Tallies) -> Figure:
    """Articles by the suggestion that the annotator started from."""
    title = "Versions of the suggestions that annotators started from (based_on)"
    figure = ranked("suggestions", title, "version of the suggestions (based_on)", t.gold.based_on)
    rows = tuple(("none, or not recorded" if row[0] == NOT_STATED else row[0], row[1]) for row in figure.rows)
    return Figure(figure.name, figure.title, figure.columns, rows, figure.note, rest="version", totals=(1,))


def origin(t: Tallies) -> Figure:
    """Mentions and events that a labeler proposed, and others."""
    rows = (
        ("proposed by a labeler; label and boundaries kept", t.gold.proposed),
        ("added, relabelled or moved by an annotator", t.gold.added),
    )
    note = "Attributes and arguments of what was kept may have been changed."
    columns = ("origin", "mentions and events")
    return Figure("origin", "Who proposed the mentions and events", columns, rows, note)


def labelers(t: Tallies) -> Figure:
    """Mentions and events by the labeler that proposed them."""
    proposers = sorted(t.gold.proposers.items(), key=lambda item: (-item[1], item[0]))
    columns = ("labeler", "mentions and events")
    note = "Several labelers may have proposed the same one."
    title = "Labelers whose proposals are in gold"
    return Figure("labelers", title, columns, tuple(proposers), note, rest="labeler", totals=(1,))


def people(t: Tallies) -> Figure:
    """Each annotator's answers and working time."""
    statuses = (Status.SUBMITTED, Status.ADJUDICATED, Status.SKIPPED)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            person,
            *(counts[status] for status in statuses),
            t.gold.authors[person],
            _minutes(t.answers.lead_time_of.get(person, ())),
        )
        for person, counts in sorted(t.answers.by_person.items(), key=lambda item: _by_number(item[0]))
    )
    columns = ("annotator", "submitted", "adjudicated", "skipped", "in gold", "working time")
    note = _no_annotations(t)
    return Figure("people", "Annotators", columns, rows, note, rest="annotator", totals=(1, 2, 3, 4))


def effort(t: Tallies) -> Figure:
    """Annotations by status, and their working time."""
    times = t.answers.lead_times
    rows: tuple[tuple[Cell, ...], ...] = (
        *((f"annotations {status}", count) for status, count in sorted(t.answers.statuses.items())),
        ("annotations with known working time", len(times)),
        ("working time, sum", _minutes(times)),
        ("working time, median", _minutes([median(times)] if times else ())),
    )
    return Figure("effort", "Effort", ("what", "value"), rows, _no_annotations(t))


def answers(t: Tallies) -> Figure:
    """Articles by the number of annotators who answered."""
    rows = tuple((people, articles) for people, articles in sorted(t.answers.answers_per_article.items()))
    columns = ("annotators who answered", "articles")
    return Figure("answers", "Answers per article", columns, rows, _no_annotations(t))


def decisions(t: Tallies) -> Figure:
    """Articles by decision."""
    rows = tuple(sorted(t.gold.decisions.items()))
    return Figure("decisions", "Decisions", ("decision", "articles"), rows)


def unreviewed(t: Tallies) -> Figure:
    """Values that nobody saw on a screen, and all values of that name."""
    rows = tuple(
        (_value(name), count, t.gold.values[name]) for name, count in sorted(t.gold.unreviewed.items())
    )
    return Figure("unreviewed", "Unreviewed values", ("value", "unreviewed", "in gold"), rows)


def unreviewed_left_out(t: Tallies) -> Figure:
    """Unreviewed values that gold does not have."""
    given = t.release.manifest.get("unreviewed_left_out")
    rows = tuple((_value(name), count) for name, count in (given if isinstance(given, dict) else {}).items())
    note = f"Recorded in {MANIFEST_FILE} when the release was made."
    columns = ("value", "left out of gold")
    return Figure("unreviewed-left-out", "Unreviewed values that gold leaves out", columns, rows, note)


def unsure(t: Tallies) -> Figure:
    """Articles, mentions and events that somebody was unsure of, and the remarks about them."""
    named = (("articles", ARTICLES), ("mentions", ENTITIES), ("events", EVENTS))
    rows: tuple[tuple[Cell, ...], ...] = tuple((what, t.gold.unsure[name]) for what, name in named)
    rows = (*rows, ("remarks about them", t.gold.remarks)) if t.gold.unsure.total() else ()
    return Figure("unsure", "What somebody was unsure of", ("what", "in gold"), rows)


def lost(t: Tallies) -> Figure:
    """Parts of gold that could not be read, by kind."""
    rows: list[tuple[Cell, ...]] = [*sorted(t.gold.lost.items())]
    if t.gold.with_losses:
        rows.append(("articles with such a part", t.gold.with_losses))
    return Figure("lost", "Parts that could not be read", ("kind", "count"), tuple(rows))


def findings(t: Tallies) -> Figure:
    """Findings of the ontology's checks in gold, by kind."""
    rows = tuple(sorted(t.gold.findings.items()))
    return Figure("findings", "Findings in gold", ("kind", "count"), rows)


def _value(name: str) -> str:
    return _VALUES.get(name, name.removeprefix("attributes."))


def _minutes(seconds: Iterable[float]) -> str:
    known = list(seconds)
    return f"{fsum(known) / 60:,.1f} min" if known else "not known"


def _no_annotations(t: Tallies) -> str:
    if t.release.has_annotations:
        return ""
    return f"The release has no {ANNOTATIONS_FILE}, so only answers that are gold are counted."


def _by_number(person: str) -> tuple[str, int, str]:
    """Sorts annotator-2 before annotator-10."""
    stem, _, number = person.rpartition("-")
    return (stem, int(number), "") if number.isascii() and number.isdigit() else (person, 0, person)
