"""What each step of a round did, in a sentence: for the command's output and for the page."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.campaign.models.compared_words import ACTIONS, figures
from annotate.campaign.rounds.state import (
    LintDone,
    OrderDone,
    PullDone,
    PushDone,
    ReleaseDone,
    RoundFile,
    SuggestDone,
    TrainDone,
    UseDone,
)
from annotate.core.findings import kind_of
from annotate.core.wording import counted, listed
from annotate.gold.left_out_words import REASONS
from annotate.prelabel.interface.model_file import ModelScore, Verdict


def sentences(content: RoundFile) -> Sequence[tuple[str, str]]:
    """The steps that have ended, each with its name and a sentence."""
    said = [
        ("pull", None if content.pull is None else pull(content.pull)),
        ("lint", None if content.lint is None else lint(content.lint)),
        ("release", None if content.release is None else release(content.release)),
        ("train", None if content.train is None else train(content.train)),
        ("use", None if content.use is None else use(content.use)),
        ("suggest", None if content.suggest is None else suggest(content.suggest)),
        ("push", None if content.push is None else push(content.push)),
        ("order", None if content.order is None else order(content.order)),
    ]
    return [(step, sentence) for step, sentence in said if sentence is not None]


def sentence_of(step: str, content: RoundFile) -> str:
    """The sentence of a step that has ended."""
    return dict(sentences(content))[step]


def pull(done: PullDone) -> str:
    """What the mirror has."""
    lost = ""
    if done.dropped:
        lost = f"; not read: {counted(done.dropped, 'part')} ('annotate pull -q' names each)"
    return f"{counted(done.tasks, 'task')}: {done.submitted} submitted, {done.skipped} skipped{lost}."


def lint(done: LintDone) -> str:
    """What lint found, by severity."""
    severities: dict[str, int] = {}
    for code, number in done.findings.items():
        severity = str(kind_of(code).severity)
        severities[severity] = severities.get(severity, 0) + number
    if not severities:
        return f"{counted(done.annotations, 'annotation')}, nothing odd."
    counts = ", ".join(f"{number} {severity}" for severity, number in sorted(severities.items()))
    return f"{counted(done.annotations, 'annotation')}; findings: {counts} ('annotate lint' shows them)."


def release(done: ReleaseDone) -> str:
    """What is gold."""
    changes = [
        *([f"{done.new} new"] if 0 < done.new < done.articles else []),
        *([f"{done.changed} changed"] if done.changed else []),
        *([f"{done.removed} no longer gold"] if done.removed else []),
    ]
    since = f", {listed(changes)} since the round before" if changes else ""
    left = ""
    if done.left_out:
        reasons = ", ".join(
            f"{number} {REASONS.get(reason, reason)}" for reason, number in sorted(done.left_out.items())
        )
        left = f"; left out: {reasons} (its manifest.json names them)"
    return f"{counted(done.articles, 'article')} of gold{since}, in {done.folder}{left}."


def train(done: TrainDone) -> str:
    """The model and its verdict."""
    if done.verdict is None and done.folder is None:
        return f"no model: {done.why or 'nothing was trained'}."
    scores = f" ({sentence_of_scores(done)})" if done.scores else ""
    if done.folder is None:
        verdict = "no gain yet" if done.verdict == "no gain" else "the model is refused"
        return f"{verdict}: {done.why}{f'; {sentence_of_scores(done)}' if done.scores else ''}."
    if done.verdict == Verdict.NOT_SHOWN:
        return f"{done.folder} is taken, because {not_shown(done)}{scores}."
    return f"{done.folder} is {done.verdict}{scores}."


def not_shown(done: TrainDone) -> str:
    """Why a model is taken that is not shown to be better."""
    actions = next((one for one in done.scores if one.measure == ACTIONS), None)
    interval = "the interval of the difference in gestures holds 0"
    if actions is None or actions.low is None:
        interval = "the difference in gestures has no interval"
    return f"an estimate is better and none is worse; that it saves gestures is not shown: {interval}"


def sentence_of_scores(done: TrainDone) -> str:
    """The measures before and now."""
    on = f"on {counted(done.articles, 'article')}: " if done.articles else ""
    return on + "; ".join(map(_before_and_now, done.scores))


def _before_and_now(one: ModelScore) -> str:
    before, now, _, digits = figures(one)
    name = "gestures an article" if one.measure == ACTIONS else one.measure
    return f"{name} {before:.{digits}f} -> {now:.{digits}f}"


def use(done: UseDone) -> str:
    """Which model is in use."""
    if done.model == done.former:
        return f"the model stays: {done.model}." if done.model else "no model is in use."
    return f"{done.model} suggests from now on (before: {done.former or 'no model'})."


def suggest(done: SuggestDone) -> str:
    """What was suggested anew."""
    articles = counted(done.open, "open article")
    if done.begun:
        articles += f" (besides {counted(done.begun, 'article')} that people have begun)"
    if done.version is None:
        return f"{articles}; nothing to suggest anew."
    failed = f", {done.failed} failed" if done.failed else ""
    return f"{done.suggested} of {articles}{failed} (version {done.version})."


def push(done: PushDone) -> str:
    """What the server got."""
    if not (done.sent or done.closed or done.refused):
        return "nothing was sent."
    parts = [f"new suggestions on {counted(done.sent, 'task')}"]
    if done.closed:
        parts.append(f"{done.closed} not sent, because somebody has worked on them meanwhile")
    if done.refused:
        parts.append(f"{done.refused} refused")
    if done.waiting:
        parts.append(f"annotators see the former ones until {counted(done.waiting, 'open task')} has them")
    return f"{'; '.join(parts)}."


def order(done: OrderDone) -> str:
    """The order of the queue."""
    if not done.articles:
        return "no open task to order."
    begun = f"; {done.begun} that people have begun stay as they are" if done.begun else ""
    return f"{counted(done.articles, 'open task')} in the order {done.order}{begun}."
