"""The curves of a campaign's rounds: learning by gold articles, and effort by round."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.campaign.rounds.effort_figures import gestures_per_1000, minutes
from annotate.campaign.rounds.state import RoundFile
from annotate.core.wording import counted, listed
from annotate.evaluate.scores import Figure
from annotate.prelabel.interface.model_file import ModelScore
from annotate.report.plot import Line, Plot, Point

MEASURES = ("names", "triggers", "arguments")  # those that are F1 scores
_HOW = (
    "Each round is scored on gold that its model was not learned from, which differs from round to round. The"
    " bars are 95\u00a0% intervals: bootstrap over articles. At the left are the suggestions before the first"
    " training, on the gold of that round."
)


def learning_curve(rounds: Sequence[RoundFile]) -> tuple[Plot | None, Sequence[str]]:
    """F1 of the suggestions in use after each round, by the number of gold articles, and notes about it."""
    trained = [one for one in rounds if one.train is not None and one.train.scores and one.release]
    if not trained:
        return None, ["No round has compared a model yet, so there is no score to show."]
    lines = []
    for measure in MEASURES:
        points: list[Point] = []
        for one in trained:
            score, point = _score(one, measure), of_suggestions_in_use(one, measure)
            if score is None or point is None:
                continue
            if not points:
                points.append(Point(0, score.before))
            points.append(point)
        lines.append(Line(measure, _one_each(points)))
    stayed = [str(one.number) for one in trained if one.train is not None and one.train.folder is None]
    notes = [_HOW]
    if stayed:
        which = f"In round {stayed[0]}" if len(stayed) == 1 else f"In the rounds {listed(stayed)}"
        notes.append(f"{which}, the new model was not taken: the points are of the suggestions that stayed.")
    if len(trained) == 1:
        notes.append("One round has trained so far: the curve begins here.")
    plot = Plot("F1 of the suggestions in use", "gold articles", "F1", lines, top=1.0)
    return plot, notes


def _score(one: RoundFile, measure: str) -> ModelScore | None:
    scores = () if one.train is None else one.train.scores
    return next((score for score in scores if score.measure == measure), None)


def of_suggestions_in_use(one: RoundFile, measure: str) -> Point | None:
    """The score of the suggestions in use after the round, at the number of its articles of gold."""
    score = _score(one, measure)
    if score is None or one.train is None or one.release is None:
        return None
    if one.train.folder is None:
        return Point(one.release.articles, score.before)
    return Point(one.release.articles, score.now, score.now_low, score.now_high)


def _one_each(points: Sequence[Point]) -> Sequence[Point]:
    """The last point of each x, in the order of x."""
    by_x = {point.x: point for point in points}
    return [by_x[x] for x in sorted(by_x)]


def effort_curves(rounds: Sequence[RoundFile]) -> tuple[Sequence[Plot], Sequence[str]]:
    """Gestures for 1,000 characters and minutes an article by round, and notes about them."""
    gestures: list[Point] = []
    times: list[Point] = []
    unknown = 0
    for one in rounds:
        if one.release is None:
            continue
        effort = one.release.effort
        gestures += _known(one.number, gestures_per_1000(effort))
        times += _known(one.number, minutes(effort))
        unknown += effort.not_compared
    if not gestures:
        return [], ["No submitted annotation has been compared with its suggestion yet."]
    notes = [
        "The work that is new in each round. Gestures are clicks, keys, drags and scrolls. The bars are"
        " 95\u00a0% intervals: bootstrap over articles. The articles differ from round to round, so their"
        " kinds may, too."
    ]
    if not times:
        notes.append("Label Studio has no times for this work.")
    if unknown:
        notes.append(f"{counted(unknown, 'annotation')} not counted: their suggestions are not known.")
    plots = [
        Plot(
            "Gestures for 1,000 characters",
            "round",
            "gestures",
            [Line("gestures", gestures)],
            bottom=0,
            digits=1,
            named=True,
        )
    ]
    if times:
        name = "Minutes an article (mean)"
        plots.append(Plot(name, "round", "minutes", [Line("minutes", times)], bottom=0, digits=1, named=True))
    return plots, notes


def _known(number: int, figure: Figure) -> list[Point]:
    return [Point(number, figure.value, figure.low, figure.high)] if figure.known else []
