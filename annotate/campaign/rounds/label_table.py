"""The table of labels on a round's page: gold, and the scores of the suggestions before and now."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.campaign.rounds.state import RoundFile
from annotate.prelabel.interface.model_file import ModelLabel

_SCORED = ("F1 before", "F1 now", "P before", "P now", "R before", "R now")
Table = tuple[Sequence[str], Sequence[tuple[str, Sequence[Sequence[str]]]], Sequence[str]]


def label_table(content: RoundFile) -> Table:
    """The columns after the gold count, the rows by part, and notes."""
    released, trained = content.release, content.train
    if released is None:
        return (), (), ["There is no gold yet, so there are no labels to count."]
    labels = trained.labels if trained is not None else ()
    if labels:
        parts = dict.fromkeys(one.measure for one in labels)
        rows = [(part, [_row(one) for one in labels if one.measure == part]) for part in parts]
        note = (
            "Gold that the new model was not learned from. P is precision, R recall; before: the suggestions"
            " that were in use, now: those with the new model. A dash: nothing to compute it from."
        )
        return _SCORED, rows, [note]
    counted = [("mentions", released.entities), ("events", released.events)]
    rows = [
        (part, [(label, str(number)) for label, number in counts.items() if number])
        for part, counts in counted
        if any(counts.values())
    ]
    if not rows:
        return (), (), ["The gold has no mention and no event."]
    return (), rows, ["No model was compared in this round, so there are no scores by label."]


def _row(one: ModelLabel) -> Sequence[str]:
    before = _scores(one.correct_before, one.predicted_before, one.gold)
    now = _scores(one.correct, one.predicted, one.gold)
    paired = [figure for pair in zip(before, now, strict=True) for figure in pair]
    return [one.label, str(one.gold), *paired]


def _scores(correct: int, predicted: int, gold: int) -> tuple[str, str, str]:
    """F1, precision and recall as shown: on a narrow screen the first columns are seen at once."""
    return (
        _share(2 * correct, predicted + gold) if gold else "–",
        _share(correct, predicted),
        _share(correct, gold),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"
