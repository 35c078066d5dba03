"""What `annotate effort` prints: tables, times that do not count as they are, and what was not compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

import click

from annotate.campaign.quality.effort import EffortReport
from annotate.cli.output import listing
from annotate.cli.words.calibrate import reliability_rows
from annotate.cli.words.effort_rows import WIDTH, draw, ordered
from annotate.core.errors import one_line
from annotate.core.wording import counted, duration, listed
from annotate.evaluate.bootstrap import SEED
from annotate.evaluate.effort.edits import Edit
from annotate.evaluate.effort.minutes import Outlier, minutes
from annotate.evaluate.effort.pace import TooFast
from annotate.evaluate.effort.tables import NONE, Group, Row, has_bands, has_times
from annotate.evaluate.scores import Figure

# The tables that --json and --csv always have. Labels stand with their part: a role may be named like a type.
ALWAYS: tuple[Group, ...] = (
    ("part",),
    ("part", "label"),
    ("labeler",),
    ("part", "band"),
    ("annotator",),
    ("day",),
    ("version",),
    ("round",),
    ("source",),
)
_SHOWN: tuple[Group, ...] = (("part",), ("version",))


def show(made: EffortReport, groups: Sequence[Group], resamples: int) -> None:
    """Prints the tables that were asked for, and names odd times and what was not compared.

    ``resamples`` samples of the articles give the 95 % intervals; with 0 there are none.
    """
    click.echo(_counts(made))
    if made.compared:
        shown = list(dict.fromkeys(groups or _SHOWN))
        for group in shown:
            _edits(made, group)
            if has_times(group):
                _times(made, group, resamples)
            if has_bands(group):
                _bands(made, group)
        click.echo(_saved(made.total))
        _say(*_notes(made, shown, resamples))
        _replays(made, resamples)
    if made.notes.came_twice:
        click.echo(
            f"{counted(made.notes.came_twice, 'line')} came twice, equal in everything,"
            " and were counted once."
        )
    listing("Submitted faster than possible", [too_fast(one) for one in made.too_fast])
    fast = {(one.article, one.annotator) for one in made.too_fast}
    rest = [outlier(one) for one in made.outliers if (one.article, one.annotator) not in fast]
    listing("Other times that are not usual, counted as less or more", rest)
    listing(
        "Not compared",
        [f"article {one.article}, {one.annotator}: {one.why}" for one in made.not_compared],
    )
    listing(
        "Forgotten, not counted ('annotate forget')",
        [name if whole else f"an annotator of {name}" for name, whole in made.notes.forgotten.items()],
    )


def too_fast(one: TooFast) -> str:
    """A sentence on a submission that was too fast."""
    return f"article {one.article}, {_who(one)}: {one.seconds:.0f} s; {one.rule}.{_link(one)}"


def outlier(one: Outlier) -> str:
    """A sentence on a time that does not count as it is."""
    times = f"{duration(one.seconds)} counts as {duration(one.counted_s)}"
    return f"article {one.article}, {_who(one)}: {times}; {one.why}.{_link(one)}"


def _who(one: TooFast | Outlier) -> str:
    return one.annotator if one.rewritten_by is None else f"{one.annotator} and {one.rewritten_by}"


def _link(one: TooFast | Outlier) -> str:
    return "" if one.link is None else f" {one.link}"


def _counts(made: EffortReport) -> str:
    if not made.statuses:
        return _nothing(made.tasks)
    apart = ", ".join(
        counted(number, "draft") if status == "draft" else f"{number} {status}"
        for status, number in sorted(made.statuses.items())
        if status != "submitted"
    )
    said = f"Compared {counted(made.compared, 'submitted annotation')}."
    if not made.statuses.get("submitted"):
        said = "Nobody has submitted an annotation yet, so there is nothing to compare."
    if made.from_nothing:
        said += f" {_of(made.from_nothing, made)} started without a suggestion."
    if made.rewritten:
        were = "was" if made.rewritten == 1 else "were"
        said += f" {_of(made.rewritten, made)} {were} saved last by somebody other than the author."
    if made.pushed:
        said += f" Not counted: {made.pushed} that a push has sent."
    return f"{said} Apart: {apart}." if apart else said


def _of(number: int, made: EffortReport) -> str:
    return "It" if made.compared == 1 else f"{number} of them"


def _nothing(tasks: int | None) -> str:
    """Why there are no annotations. ``tasks`` counts those that the last pull read; None for a file."""
    if tasks is None:
        return "The file has no annotations."
    if not tasks:
        return "There are no annotations. 'annotate pull' reads them from Label Studio."
    return (
        f"Nobody has submitted or skipped an annotation yet, in {counted(tasks, 'task')} of the last pull."
        " 'annotate pull --drafts' reads drafts too."
    )


def _saved(total: Row) -> str:
    if not total.from_nothing:
        return f"Gestures: {total.gestures}."
    share = total.saved / total.from_nothing
    return (
        f"Gestures: {total.gestures}, where drawing everything takes {total.from_nothing}:"
        f" {total.saved} saved ({share:.0%})."
    )


def _notes(made: EffortReport, shown: Sequence[Group], resamples: int) -> Iterator[str]:
    """Sentences that the tables need."""
    if any("labeler" in group for group in shown):
        yield "What several labelers proposed counts for each of them."
    if any("round" in group for group in shown):
        yield from (
            f"Round {number} is version {one_line(name)}." for number, name in enumerate(made.rounds, 1)
        )
    if any(map(has_bands, shown)):
        yield (
            "Right: label and boundaries were left as suggested. In a band, the share that is right should be"
            " as high as the mean score (holds). People tend to leave what they see, so shares are rather too"
            " high."
        )
        if failing := _not_holding(made):
            yield f"Scores of {listed(failing)} do not hold. 'annotate calibrate' learns them from gold."
    if made.without_time:
        yield f"{counted(made.without_time, 'annotation')} without a known time."
    if resamples and (made.replays or (len(made.times) and any(map(has_times, shown)))):
        yield (
            f"In brackets: 95 % intervals, percentile bootstrap over articles, {resamples} draws,"
            f" seed {SEED}."
        )


def _not_holding(made: EffortReport) -> list[str]:
    """The parts that have a band with enough suggestions whose scores do not hold."""
    bands = [(key[0], row.band) for key, row in ordered(made, ("part", "band"))]
    return list(dict.fromkeys(part for part, band in bands if band and band.judged and not band.holds))


def _edits(made: EffortReport, group: Group) -> None:
    headings = [{"relabelled": "re-\nlabelled"}.get(edit, str(edit)) for edit in Edit]
    rows = [
        (key, [*(str(row.edits[edit]) for edit in Edit), str(row.gestures)])
        for key, row in ordered(made, group)
    ]
    draw(group, [*headings, "gestures"], rows)


def _times(made: EffortReport, group: Group, resamples: int) -> None:
    """Prints the cost of an annotation. The first rows are the earliest versions, so a trend shows."""
    rows = []
    for key, row in ordered(made, group):
        spent = minutes(made.times, row.times, resamples)
        numbers = [
            str(row.annotations),
            f"{row.gestures / row.annotations:.1f}",
            f"{row.saved / row.from_nothing:.0%}" if row.from_nothing else NONE,
            _figure(spent.each),
            _figure(spent.per_1000),
        ]
        rows.append((key, numbers))
    headings = ["anno-\ntations", "gestures\neach", "saved", "minutes each,\nabout", "for 1,000\ncharacters"]
    draw(group, headings, rows)


def _bands(made: EffortReport, group: Group) -> None:
    """Prints how scores hold, in the bands in which something was suggested with a score."""
    rows = [
        (key, [str(cell) for cell in reliability_rows([band])[0][1:]])
        for key, row in ordered(made, group)
        if (band := row.band) is not None
    ]
    draw(group, ["sugges-\ntions", "mean\nscore", "share\nright", "95 %\ninterval", "verdict"], rows)


def _replays(made: EffortReport, resamples: int) -> None:
    """Prints what the replayed suggestions cost, beside what was on the screen."""
    if not made.replays:
        return
    compared = [(one, one.compared(resamples)) for one in made.replays]
    rows = [
        (
            (one.file,),
            [
                str(costs.articles),
                str(costs.one.gestures),
                str(costs.other.gestures),
                _figure(costs.ratio, 2),
                _figure(costs.difference, 1, signed=True),
            ],
        )
        for one, costs in compared
    ]
    headings = ["arti-\ncles", "gestures", "on the\nscreen", "ratio", "difference\nan article"]
    click.echo("\nReplayed: what these suggestions would have cost, on the same articles")
    draw(("suggestions",), headings, rows)
    for one, _ in compared:
        if one.from_nothing.articles:
            alone, number = one.from_nothing.total, len(one.from_nothing.articles)
            _say(
                f"{one_line(one.file)}: on {counted(number, 'article')} without a suggestion on the screen,"
                f" {alone.gestures} gestures, where drawing everything takes {alone.from_nothing}."
            )
    _say(
        "A ratio below 1: fewer gestures than what was on the screen. People started from what was on the"
        " screen, so these figures favour it."
    )
    for one, _ in compared:
        listing(f"Not in {one_line(one.file)}, not replayed", list(one.missing))
        listing(f"Another text in {one_line(one.file)}, not replayed", list(one.other_text))


def _figure(shown: Figure, digits: int | None = None, *, signed: bool = False) -> str:
    """A figure with its interval in brackets. Minutes below 1 have two digits after the point, others one."""
    if not shown.known:
        return NONE

    def said(value: float) -> str:
        places = digits if digits is not None else 1 if value >= 1 else 2
        return f"{value:{'+' if signed else ''}.{places}f}"

    if shown.low is None or shown.high is None:
        return said(shown.value)
    return f"{said(shown.value)} [{said(shown.low)}, {said(shown.high)}]"


def _say(*sentences: str) -> None:
    for sentence in sentences:
        click.echo(fill(sentence, WIDTH, break_long_words=False, break_on_hyphens=False))
