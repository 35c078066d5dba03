"""What came out of a round in a sentence, its main figures, and what changed since the round before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.campaign.models.compared_words import GESTURES, figures, how_compared, signed
from annotate.campaign.rounds.curves import MEASURES, of_suggestions_in_use
from annotate.campaign.rounds.effort_figures import gestures_per_1000, minutes
from annotate.campaign.rounds.sentences import not_shown
from annotate.campaign.rounds.state import RoundFile, TrainDone
from annotate.core.wording import counted, listed
from annotate.evaluate.scores import Figure
from annotate.prelabel.interface.model_file import ModelScore, Verdict

_MOST_LABELS = 5
_VERDICTS = {
    "better": "The new model's suggestions are better.",
    "no gain": "No gain yet: what suggested before stays.",
    "worse": "The new model was refused, and what suggested before stays.",
}


def headline(content: RoundFile) -> str:
    """What came out, in a sentence or two."""
    if content.release is None:
        return "There is no gold yet: nobody has submitted an article that can be released."
    gold = f"{counted(content.release.articles, 'article')} of gold."
    if content.train is None:
        return f"{gold} No model has been trained in this round yet."
    if content.train.verdict is not None:
        if content.train.verdict == Verdict.NOT_SHOWN:
            return f"The new model is in use, because {not_shown(content.train)}. {gold}"
        why = f" {content.train.why[:1].upper()}{content.train.why[1:]}." if content.train.why else ""
        return f"{_VERDICTS.get(content.train.verdict, content.train.verdict)}{why} {gold}"
    return f"No new model: {content.train.why or 'nothing was trained'}. {gold}"


def facts(content: RoundFile) -> Sequence[tuple[str, str]]:
    """The main figures of the round, each with its name."""
    found: list[tuple[str, str]] = []
    if content.pull is not None and content.pull.until:
        found.append(("Work until", content.pull.until[:10]))
    if (released := content.release) is not None:
        splits = ", ".join(f"{number} {split}" for split, number in released.splits.items())
        found.append(("Release candidate", f"{released.folder} ({splits})"))
        found.append(("Ontology", released.ontology))
    if content.use is not None:
        found.append(("Model in use", content.use.model or "none: the labelers with their built-in weights"))
    if content.push is not None and content.push.shown:
        found.append(("Suggestions shown", content.push.shown))
    return found


def comparison(trained: TrainDone | None) -> Sequence[Sequence[str]]:
    """What the suggestions before and now score, a row for each measure."""
    return [] if trained is None else [_compared(one) for one in trained.scores]


def compared_note(trained: TrainDone | None) -> str:
    """How the two sides were compared."""
    if trained is None or not trained.scores:
        return ""
    return how_compared(trained.articles, trained.method, trained.unseen_by, trained.failed)


def _compared(one: ModelScore) -> Sequence[str]:
    is_f1 = one.measure in MEASURES
    before, now, gain, digits = figures(one)
    difference = signed(gain, digits)
    if one.low is not None and one.high is not None:
        difference += f" [{signed(one.low, digits)}, {signed(one.high, digits)}]"
    return [
        f"F1 of {one.measure}" if is_f1 else GESTURES,
        f"{before:.{digits}f}",
        f"{now:.{digits}f}",
        difference,
        str(one.gold) if is_f1 else "–",
    ]


def changes(rounds: Sequence[RoundFile]) -> Sequence[str]:
    """What changed since the round before. Empty for the first round."""
    if len(rounds) < 2:
        return []
    former, now = rounds[-2], rounds[-1]
    return [*_gold(former, now), *_models(former, now), *_effort(former, now), *_suggestions(now)]


def _gold(former: RoundFile, now: RoundFile) -> Sequence[str]:
    before, after = former.release, now.release
    if after is None:
        return ["No gold has been released in this round yet."]
    if before is None:
        return [f"The first gold: {counted(after.articles, 'article')}."]
    parts = [
        *([f"{after.new} new"] if after.new else []),
        *([f"{after.changed} with changed annotations"] if after.changed else []),
        *([f"{after.removed} no longer gold"] if after.removed else []),
    ]
    said = []
    if parts:
        said = [f"Gold: {before.articles} -> {counted(after.articles, 'article')} ({listed(parts)})."]
    for name, old, new in (
        ("mentions", before.entities, after.entities),
        ("events", before.events, after.events),
    ):
        if moved := _differences(old, new):
            said.append(f"Gold {name}: {moved}.")
    if before.ontology != after.ontology:
        said.append(f"Ontology: {before.ontology} -> {after.ontology}.")
    if now.went_on:
        said.append(f"The lead let the round go on after: {listed(now.went_on)}.")
    return said or ["The gold is the same."]


def _differences(old: Mapping[str, int], new: Mapping[str, int]) -> str:
    """How many more there are of each label, the largest differences first."""
    by_label = {label: new.get(label, 0) - old.get(label, 0) for label in {**old, **new}}
    moved = sorted(
        ((number, label) for label, number in by_label.items() if number),
        key=lambda item: (-abs(item[0]), item[1]),
    )
    if not moved:
        return ""
    named = ", ".join(f"{label} {number:+d}" for number, label in moved[:_MOST_LABELS])
    left = len(moved) - _MOST_LABELS
    more = f", and {counted(left, 'more label')}" if left > 0 else ""
    return f"{sum(old.values())} -> {sum(new.values())} ({named}{more})"


def _models(former: RoundFile, now: RoundFile) -> Sequence[str]:
    said = []
    if now.use is not None:
        if now.use.model != now.use.former:
            said.append(f"Model: {now.use.model} instead of {now.use.former or 'none'}.")
        else:
            said.append(f"The model stays: {now.use.model or 'none'}.")
    for measure in MEASURES:
        before, after = of_suggestions_in_use(former, measure), of_suggestions_in_use(now, measure)
        if before is not None and after is not None:
            said.append(
                f"F1 of {measure}, of the suggestions in use: {before.y:.3f} -> {after.y:.3f}, each on the"
                " gold of its own round."
            )
    return said


def _effort(former: RoundFile, now: RoundFile) -> Sequence[str]:
    if former.release is None or now.release is None:
        return []
    sides = former.release.effort, now.release.effort
    said = []
    for name, found in (
        ("Gestures for 1,000 characters", [gestures_per_1000(side) for side in sides]),
        ("Minutes an article", [minutes(side) for side in sides]),
    ):
        if all(figure.known for figure in found):
            said.append(f"{name}: {_one(found[0])} -> {_one(found[1])}.")
    return said


def _one(figure: Figure) -> str:
    return f"{figure.value:.1f}"


def _suggestions(now: RoundFile) -> Sequence[str]:
    if now.push is None or not now.push.sent:
        return ["The suggestions that annotators see stay."] if now.push is not None else []
    shown = f"; annotators see {now.push.shown}" if now.push.shown else ""
    return [f"New suggestions on {counted(now.push.sent, 'open task')}{shown}."]
