"""The output of `annotate calibrate`: what gold says to the judges, which are new, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from annotate.cli.output import listing, table
from annotate.core.errors import one_line
from annotate.core.wording import counted, listed

if TYPE_CHECKING:
    from annotate.campaign.quality.calibrate import Calibration
    from annotate.evaluate.reliability import Band
    from annotate.train.judges.learned import LearnedJudge

_WIDTH = 80
_NONE = "–"
_FEW = 20  # articles
_DECIDES = {
    "entities": "whether a suggested mention is right",
    "triggers": "whether a word reports an event of a type",
    "arguments": "which role a mention has in an event, or none",
    "types": "whether an article reports a type that no trigger states",
    "values": "whether a suggested context or sector is right",
}
_DECISION_COLUMNS = ("judge", "decides", "confirmed", "corrected")
_JUDGE_COLUMNS = ("judge", "right: in use", "new", "loss: in use", "new", "from now on")
RELIABILITY_COLUMNS = ("score", "suggestions", "mean score", "share right", "95 % interval", "verdict")


def show(made: Calibration, output: Path) -> None:
    """Prints the decisions in gold, the comparison, the reliability of scores, and the next step."""
    judges = made.learned.all
    articles = counted(made.articles, "article")
    _say(*made.notices)
    table(_DECISION_COLUMNS, decision_rows(judges), title=f"What your {articles} say to the judges in use")
    _say(
        "Confirmed: gold has it as the judge decides. Corrected: gold has it otherwise. A pair of trigger "
        "and mention counts once with the suggested triggers and once with those of gold."
    )
    table(_JUDGE_COLUMNS, judge_rows(judges), title="The new judges against those in use")
    _say(
        "Each article is decided by judges that were not learned from it (cross-validation). Right: the "
        "share of decisions that are as in gold. Loss: how far the probabilities are from gold; lower is "
        "better. A new judge is used if its loss is lower."
    )
    _say(*_comparisons(judges), *_reasons(judges))
    if made.articles < _FEW and any(item.kept for item in judges):
        _say(
            f"{articles} {'is' if made.articles == 1 else 'are'} few: a new judge follows what was corrected "
            "there. If they were a trial, calibrate again on gold without them."
        )
    _reliability(made)
    _end(made, output)
    listing("Articles that could not be labelled", made.failed)


def decision_rows(judges: Sequence[LearnedJudge]) -> list[tuple[str, str, int, int]]:
    """One row per judge: what it decides, and how many decisions gold confirms and corrects."""
    return [
        (
            item.judge,
            _DECIDES.get(item.judge, ""),
            item.confirmed,
            item.compared_rows - item.confirmed,
        )
        for item in judges
    ]


def judge_rows(judges: Sequence[LearnedJudge]) -> list[tuple[str, str, str, str, str, str]]:
    """One row per judge that gold has a decision for: shares of right ones, losses, and which one is used."""
    return [
        (
            item.judge,
            _right_before(item),
            _NONE if item.model is None else f"{item.decisions.right:.3f}",
            _loss_before(item),
            _NONE if item.model is None else f"{item.decisions.loss:.3f}",
            item.source,
        )
        for item in judges
    ]


def reliability_rows(bands: Sequence[Band]) -> list[tuple[str, int, str, str, str, str]]:
    """One row per band: scores, suggestions, mean score, share right, 95 % interval of the share, verdict."""
    from annotate.evaluate.reliability import band_name

    rows = []
    for band in bands:
        low, high = band.interval
        verdict = ("holds" if band.holds else "does not hold") if band.judged else "too few"
        rows.append(
            (
                band_name(band.low),
                band.count,
                f"{band.mean_score:.3f}",
                f"{band.share:.3f}",
                f"{low:.3f}-{high:.3f}",
                verdict,
            )
        )
    return rows


def _right_before(item: LearnedJudge) -> str:
    if item.before is not None:
        return f"{item.before.right:.3f}"
    return f"{item.rules:.3f} (rules)" if item.in_use is None and item.rules is not None else _NONE


def _loss_before(item: LearnedJudge) -> str:
    if item.loss_before is None:
        return _NONE
    return f"{item.loss_before:.3f}{' (rules)' if item.in_use is None else ''}"


def _comparisons(judges: Sequence[LearnedJudge]) -> Iterator[str]:
    """Says how the judges in use were kept from deciding on what they were learned from."""
    named: dict[str, list[str]] = {}
    for item in judges:
        if item.compared is not None:
            named.setdefault(item.compared.sentence(), []).append(item.judge)
    for sentence, names in named.items():
        yield f"{listed(names).capitalize()}: {sentence}."


def _reasons(judges: Sequence[LearnedJudge]) -> Iterator[str]:
    """Says which judges are not new, why, and which ones decide instead."""
    named: dict[tuple[str, str], list[str]] = {}
    for item in judges:
        if item.why_not_kept is not None:
            named.setdefault((item.why_not_kept, item.source), []).append(item.judge)
    for (why, source), names in named.items():
        yield f"{listed(names).capitalize()}: not new, because {why}. In use: {source}."


def _reliability(made: Calibration) -> None:
    checked = made.checked
    table(
        RELIABILITY_COLUMNS,
        reliability_rows(checked.bands),
        title="The scores of mentions with the new judge of entities, by cross-validation",
    )
    _say(
        "Of the suggestions in a band, the share that is right should be as high as the mean score (holds). "
        f"Strict F1 of mentions (span and label): {checked.weighted.f1:.3f} with this judge, "
        f"{checked.by_priority.f1:.3f} without any, by the fixed priority of the labelers."
    )


def _end(made: Calibration, output: Path) -> None:
    weights, learned = made.weights, made.learned
    others = {name: count for name, count in (learned.new_weights.sets or {}).items() if name != "gold"}
    mixed = ""
    if others:
        named = ", ".join(f"{name} {count}" for name, count in others.items())
        mixed = (
            f", and the rows of {counted(sum(others.values()), 'article')} that the built-in judges were "
            f"learned from ({named})"
        )
    _say(f"Learned from your {counted(made.articles, 'article')}{mixed}.")
    new = [item.judge for item in learned.all if item.kept]
    stay = [f"{item.judge} ({item.source})" for item in learned.all if not item.kept]
    said = (
        f"Wrote {one_line(output)}: new {listed(new)}" if new else f"Wrote {one_line(output)}: no new judge"
    )
    _say(said + (f"; as before {listed(stay)}." if stay else "."))
    if weights.calibrated:
        click.echo("The scores of mentions are calibrated.")
    else:
        click.echo(f"The scores of mentions are not calibrated: {weights.why_not_calibrated}.", err=True)
    if not new:
        _say("Nothing to do: suggestions stay as they are. Calibrate again when there is more gold.")
        return
    _say(f"Next: put 'weights: {one_line(output)}' into annotate.yaml and run annotate prelabel again.")


def _say(*sentences: str) -> None:
    for sentence in sentences:
        click.echo(fill(sentence, _WIDTH, break_long_words=False, break_on_hyphens=False))
