"""What `annotate train` prints: scores, the comparison with the suggestions before, and what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import listing, table
from annotate.cli.words.evaluation import FEW, figure, number
from annotate.core.errors import one_line
from annotate.core.matching import micro
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.core.matching import Tally
    from annotate.prelabel.interface.model_file import ModelFile, ModelScore
    from annotate.train.base import Gain, Trained

_NONE = "–"  # a score that cannot be computed: the test split has no mention


def to_dict(trained: Trained, output: Path) -> dict[str, Any]:
    """The form for ``--json``."""
    scored = _scored(trained)
    has_gold = any(tally.gold for tally in scored.values())
    scores = {
        label: {
            "precision": tally.precision,
            "recall": tally.recall if has_gold else None,
            "f1": tally.f1 if has_gold else None,
            "gold": tally.gold,
            "predicted": tally.predicted,
        }
        for label, tally in scored.items()
    }
    model = _model(trained)
    return {
        "model": None if trained.refused is not None else str(output),
        "refused": trained.refused,
        "verdict": None if model is None else model.verdict,
        "compared": [] if model is None else [one.model_dump(mode="json") for one in model.scores],
        "method": None if model is None else model.method,
        "scores": scores,
        "left_out": trained.left_out,
        "articles_left_out": trained.articles_left_out,
        "notices": trained.notices,
        "articles": trained.articles,
        "rounds": trained.rounds,
        "seconds": round(trained.seconds, 1),
        "gains": [_gain_to_dict(gain) for gain in trained.gains],
    }


def show(trained: Trained, output: Path) -> None:
    """Prints tables, the verdict, what comes next, and what was left out."""
    model = _model(trained)
    if model is None:
        _show_scores(trained, "Strict scores on the test split")
        if trained.gains:
            _show_gains(trained)
    else:
        _show_scores(trained, "Strict scores of the new suggestions for names")
        show_comparison(model)
    _show_end(trained, output, model)
    listing("Notices", trained.notices)
    listing("Articles left out", trained.articles_left_out)
    listing("Mentions that could not be learnt", trained.left_out)


def show_comparison(model: ModelFile) -> None:
    """Prints how a model's suggestions compare with those before."""
    from annotate.campaign.models.compared_words import how_compared

    rows = [_row(one) for one in model.scores]
    columns = ("measure", "before", "now", "difference", "gold")
    table(columns, rows, title=f"Suggestions before and now: {counted(model.articles, 'article')}")
    how = how_compared(model.articles, model.method, model.unseen_by, model.failed)
    click.echo(one_line(how.replace("\u00a0", " ")))


def _show_end(trained: Trained, output: Path, model: ModelFile | None) -> None:
    passes = f"{trained.rounds} training pass{'es' if trained.rounds > 1 else ''}, " if trained.rounds else ""
    took = f"{counted(trained.articles, 'article')}: {passes}{trained.seconds:.0f} s"
    if trained.refused is not None:
        click.echo(f"No model was written, because {trained.refused}. What suggests now stays. ({took})")
        return
    verdict = "" if model is None or model.verdict is None else f" The suggestions are {model.verdict}."
    click.echo(f"Trained {output} on {took}.{verdict}")
    if model is not None:
        click.echo(f"Next: annotate use {one_line(output)}")
    elif (output / "weights.json").is_file():
        click.echo(f"Next: put 'weights: {one_line(output)}' into annotate.yaml and run annotate prelabel.")
    else:
        click.echo(f"Next: annotate prelabel ARTICLES… -o FILE --labeler trained:{one_line(output)}")


def _model(trained: Trained) -> ModelFile | None:
    from annotate.train.whole.trainer import TrainedModel

    return trained.model if isinstance(trained, TrainedModel) else None


def _scored(trained: Trained) -> dict[str, Tally]:
    return {**trained.scores, "all": micro(trained.scores)} if trained.scores else {}


def _show_scores(trained: Trained, title: str) -> None:
    if not (scored := _scored(trained)):
        return
    has_gold = any(tally.gold for tally in scored.values())
    rows = [
        (label, t.precision, *((t.recall, t.f1) if has_gold else (_NONE, _NONE)), t.gold, t.predicted)
        for label, t in scored.items()
    ]
    table(("label", "precision", "recall", "F1", "gold", "predicted"), rows, title=title)


def _row(one: ModelScore) -> tuple[object, ...]:
    """Gestures are no score, so they have no number of gold."""
    from annotate.campaign.models.compared_words import ACTIONS, GESTURES, figures, signed
    from annotate.evaluate.scores import Figure

    before, now, difference, digits = figures(one)
    if one.measure != ACTIONS:
        gain = figure(Figure(difference, one.low, one.high), signed=True)
        return f"{one.measure}, strict F1", number(before), number(now), gain, one.gold
    shown = signed(difference, digits)
    if one.low is not None and one.high is not None:
        shown += f" [{signed(one.low, digits)}, {signed(one.high, digits)}]"
    return GESTURES, f"{before:.{digits}f}", f"{now:.{digits}f}", shown, _NONE


def _gain_to_dict(gain: Gain) -> dict[str, Any]:
    return {**vars(gain), "difference": gain.difference.to_dict()}


def _show_gains(trained: Trained) -> None:
    rows = [
        (gain.measure, number(gain.before), number(gain.f1), figure(gain.difference, signed=True), gain.gold)
        for gain in trained.gains
    ]
    articles = counted(trained.tested, "article")
    table(
        ("strict F1", "before", "now", "difference", "gold"),
        rows,
        title=f"Suggestions for the test split ({articles}), with the judges before and now",
    )
    few = f" Fewer than {FEW} articles: the intervals say little." if trained.tested < FEW else ""
    click.echo(
        "No judge has seen these articles: those before were learned anew without them, where needed.\n"
        f"In brackets: paired 95 % intervals, bootstrap over articles.{few}"
    )
