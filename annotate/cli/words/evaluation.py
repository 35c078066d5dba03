"""The output of `annotate evaluate`: tables of figures with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotate.cli.output import table
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.quality.evaluate import EvaluationReport, Request
    from annotate.evaluate.scores import Figure, Measure, Score, Scores

SCHEMES = ("strict", "exact", "partial", "type")
# Part, measure and the name in the tables, in the order of the tables.
EVENT_ROWS = (
    ("triggers", "identification", "trigger identification"),
    ("triggers", "classification", "trigger classification"),
    ("arguments", "identification strict", "argument id., strict"),
    ("arguments", "classification strict", "argument class., strict"),
    ("arguments", "identification lenient", "argument id., lenient"),
    ("arguments", "classification lenient", "argument class., lenient"),
    ("article types", "types", "article-level types"),
)
NONE = "–"
FEW = 10  # articles: with fewer, a bootstrap over articles says little


def number(value: float, digits: int = 3) -> str:
    """Formats a share or a difference without the zero before the point: .912, -.034, 1.00."""
    rounded = f"{value:.{digits}f}"
    if abs(float(rounded)) == 1:
        return rounded[:-1]  # as wide as the others
    return rounded.replace("0.", ".", 1) if float(rounded) else f"{0:.{digits}f}"[1:]


def figure(shown: Figure, *, signed: bool = False) -> str:
    """Formats a figure with its interval: .912 [.88, .94]; a dash if it cannot be computed."""
    if not shown.known:
        return NONE
    sign = "+" if signed and round(shown.value, 3) > 0 else ""
    value = sign + number(shown.value)
    if shown.low is None or shown.high is None:
        return value
    return f"{value} [{number(shown.low, 2)}, {number(shown.high, 2)}]"


def _plain(shown: Figure) -> str:
    return number(shown.value) if shown.known else NONE


def show(request: Request, made: EvaluationReport) -> None:
    """Prints the tables of a comparison, and how the intervals were computed."""
    _entities(made.scores)
    _events(made.scores)
    _attributes(made.scores, made.not_asked)
    if made.by_language:
        _by_language(made)
    if made.other is not None:
        _difference(request, made)
    if (sentence := made.without_mentions) is not None:
        click.echo(sentence)
    click.echo(how(request, made))


def how(request: Request, made: EvaluationReport) -> str:
    """Returns the number of articles scored and the meaning of the brackets, as sentences."""
    scored = f"Scored {counted(len(made.evaluation.articles), 'article')}."
    if not request.resamples:
        return scored
    if len(made.evaluation.articles) < FEW:
        scored += f" Fewer than {FEW} articles: the intervals say little."
    return (
        f"{scored} In brackets: 95 % intervals, percentile bootstrap over articles,"
        f" {request.resamples} draws, seed {request.seed}."
    )


def headlines(scores: Scores) -> list[tuple[str, str, str, str]]:
    """The micro scores that sum up a comparison, as rows of name, precision, recall and F1."""
    rows = [("entities", scheme, f"entities, {scheme}") for scheme in SCHEMES]
    return [
        (name, figure(micro.precision), figure(micro.recall), figure(micro.f1))
        for part, measure, name in (*rows, *EVENT_ROWS)
        if (micro := _micro(scores, part, measure)) is not None
    ]


def _micro(scores: Scores, part: str, measure: str) -> Score | None:
    found = scores.get(part, {}).get(measure)
    return found.micro if found else None


def _entities(scores: Scores) -> None:
    measures = scores.get("entities", {})
    if not measures:
        return
    labels = sorted({label for measure in measures.values() for label in measure.labels})

    def row(name: str, of: list[Score | None]) -> tuple[str, ...]:
        return name, *(figure(score.f1) if score else NONE for score in of)

    schemes = [measures[name] for name in SCHEMES if name in measures]
    rows = [row(label, [measure.labels.get(label) for measure in schemes]) for label in labels]
    rows.append(row("micro", [measure.micro for measure in schemes]))
    rows.append(row("macro", [measure.macro for measure in schemes]))
    table(("F1", *(name for name in SCHEMES if name in measures)), rows, title="Entities, F1 by scheme")
    _per_label("Entities, strict", "label", measures["strict"])


def _per_label(title: str, what: str, measure: Measure) -> None:
    rows = []
    for label, score in [*measure.labels.items(), ("micro", measure.micro)]:
        counts = score.outcome
        if counts is not None:
            rows.append((label, figure(score.precision), figure(score.recall), counts.gold, counts.predicted))
    table((what, "precision", "recall", "gold", "predicted"), rows, title=title)


def _events(scores: Scores) -> None:
    rows = []
    for part, measure, name in EVENT_ROWS:
        found = scores.get(part, {}).get(measure)
        if found is None or found.micro.outcome is None:
            continue
        macro = figure(found.macro.f1) if found.macro else NONE
        micro = found.micro
        rows.append((name, number(micro.precision.value), _plain(micro.recall), figure(micro.f1), macro))
    if rows:
        table(("", "P", "R", "F1", "macro F1"), rows, title="Events")
    if "triggers" in scores and "classification" in scores["triggers"]:
        _per_label("Triggers with their type", "type", scores["triggers"]["classification"])


def _attributes(scores: Scores, not_asked: frozenset[str]) -> None:
    rows = []

    def named(name: str) -> str:
        return f"{name} *" if name in not_asked else name

    accuracy, values = scores.get("accuracy", {}), scores.get("values", {})
    for name in sorted(accuracy.keys() | values.keys()):
        right, given = accuracy.get(name), values.get(name)
        rows.append(
            (
                named(name),
                figure(right.micro.f1) if right else NONE,
                figure(given.micro.f1) if given else NONE,
                figure(given.macro.f1) if given and given.macro else NONE,
                right.micro.outcome.gold if right and right.micro.outcome else 0,
            )
        )
    for name, measure in scores.get("clusters", {}).items():
        gold = measure.micro.outcome.gold if measure.micro.outcome else 0
        rows.append((named(name) + ", pairs", NONE, figure(measure.micro.f1), NONE, gold))
    if rows:
        columns = ("", "accuracy", "micro F1", "macro F1", "gold")
        table(columns, rows, title="Attributes, on mentions and triggers that both have")
    if any("*" in row[0] for row in rows):
        click.echo(
            "* The screen does not ask for these. Gold holds them as they were suggested,\n"
            "  so a high score only shows that suggestions agree with themselves."
        )


def _by_language(made: EvaluationReport) -> None:
    languages = list(made.by_language)
    rows = []
    for part, measure, name in (("entities", "strict", "entities, strict"), *EVENT_ROWS):
        found = [_micro(scores, part, measure) for _, scores in made.by_language.values()]
        if any(found):
            rows.append((name, *(figure(score.f1) if score else NONE for score in found)))
    columns = [f"{language} ({made.by_language[language][0]})" for language in languages]
    table(("F1", *columns), rows, title="By language (articles)")


def _difference(request: Request, made: EvaluationReport) -> None:
    if made.identical:
        click.echo(
            f"{request.predicted} against {request.other}: the two predictions are identical on all"
            f" {counted(made.common, 'article')}, so there is nothing to compare."
        )
        return
    rows = []
    names = [("entities", scheme, f"entities, {scheme}") for scheme in SCHEMES]
    for part, measure, name in (*names, *EVENT_ROWS):
        more = _micro(made.difference, part, measure)
        theirs = _micro(made.other_scores, part, measure)
        if more is not None and (theirs is None or theirs.f1.known):
            before = theirs.f1.value if theirs else 0.0
            rows.append((name, number(before + more.f1.value), number(before), figure(more.f1, signed=True)))
    table(
        ("F1", "predicted", "other", "difference"),
        rows,
        title=f"{request.predicted} against {request.other}, {counted(made.common, 'article')}",
    )
