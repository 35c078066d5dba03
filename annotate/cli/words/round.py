"""The words and the JSON object of `annotate round`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.campaign.rounds.sentences import sentences
from annotate.campaign.rounds.state import CANDIDATE, STEPS
from annotate.cli.output import listing
from annotate.core.errors import one_line
from annotate.core.wording import listed

if TYPE_CHECKING:
    from annotate.campaign.rounds.round import RoundReport
    from annotate.campaign.rounds.state import ReleaseDone, RoundFile, RoundState

_WIDTH = max(map(len, STEPS)) + 2


def say_step(step: str, sentence: str) -> None:
    """Prints what a step did, as soon as it has ended."""
    click.echo(f"{step.ljust(_WIDTH)}{one_line(sentence)}")


def report_as_json(report: RoundReport) -> dict[str, Any]:
    """The round as one JSON object: what each step did, in numbers and in words."""
    content = report.state.content
    return {
        "round": content.number,
        "nothing_new": report.nothing_new,
        "resumed": report.resumed,
        "ended": content.ended,
        "stopped": None if content.stopped is None else content.stopped.model_dump(mode="json"),
        "went_on": list(content.went_on),
        "said": dict(sentences(content)),
        "steps": {
            step: None if (done := getattr(content, step)) is None else done.model_dump(mode="json")
            for step in STEPS
        },
        "page": None if report.page is None else str(report.page),
    }


def _not_trained(content: RoundFile) -> str:
    """Why the last round trained no model, and how to train now."""
    done = content.train
    if done is None or done.verdict is not None:
        return ""
    return (
        f" Round {content.number} trained no model: {done.why or 'nothing was trained'}. To train on the same"
        " gold, run 'annotate round --again'."
    )


def say_end(report: RoundReport, *, summary: bool) -> None:
    """Prints what to decide, or what came out, and where the page is."""
    content = report.state.content
    if report.nothing_new:
        if summary:
            click.echo(
                f"Nothing was submitted or changed since round {content.number}, so there is nothing to"
                f" learn.{_not_trained(content)} --again runs a round nevertheless."
            )
        return
    for step in STEPS:
        done = getattr(content, step)
        if done is not None:
            listing(f"Noted at {step}", done.notes)
    if content.stopped is not None:
        stopped = content.stopped
        click.echo(
            f"Round {content.number} waits for you at {stopped.step}: {stopped.what} {stopped.remedy}",
            err=True,
        )
    if not summary:
        return
    if content.ended:
        released = content.release
        again = " The next 'annotate round' learns from what people correct until then."
        publish = (
            ""
            if released is None
            else f" To publish this gold: annotate release create {one_line(_campaign(released))} --previous"
            f" {one_line(released.folder)}"
        )
        click.echo(f"Round {content.number} has ended.{again}{publish}")
    click.echo(f"The page of the round: {one_line(report.page)}")


def say_resumed(state: RoundState) -> None:
    """Prints which round goes on, and what it has done already."""
    content = state.content
    if content.stopped is not None:
        click.echo(f"Going on with round {state.number}, which waited at {content.stopped.step}.")
        return
    done = [step for step in STEPS if getattr(content, step) is not None]
    said = f"{listed(done)} {'is' if len(done) == 1 else 'are'} done" if done else "no step is done yet"
    click.echo(f"Going on with round {state.number}: {said}.")


def _campaign(released: ReleaseDone) -> str:
    """The name that the release candidate has from its campaign."""
    return Path(released.folder).name.removesuffix(f"-{released.version}").removesuffix(f"-{CANDIDATE}")
