"""annotate demo: the whole loop on sample articles."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotate.cli.output import emit_json, listing, output_options, table
from annotate.core.errors import one_line
from annotate.core.wording import counted, listed

if TYPE_CHECKING:
    from annotate.campaign.demo.demo import DemoReport


@click.command()
@click.option(
    "--articles", type=click.Path(exists=True), help="Your own folder or file; default: 12 sample articles."
)
@click.option("--keep", is_flag=True, help="Leave Label Studio running, to correct by hand.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo"),
    show_default=True,
    help="Working folder; every run clears it.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 600),
    default=20.0,
    show_default=True,
    help="Longest training time.",
)
@output_options
def demo(articles: str | None, keep: bool, folder: Path, seconds: float, as_json: bool) -> None:
    """Run the whole loop: prelabel, push, two rounds of corrections by a scripted annotator, release, train.

    \b
    Example: annotate demo --keep
    """
    from annotate.campaign.demo.demo import run_demo

    def say(line: str) -> None:
        if not as_json:
            click.echo(line if line.startswith(" ") else f"· {line}")

    if not as_json:
        click.echo(
            "The whole loop, against a Label Studio started for it. It takes 3 minutes on an idle machine"
            " with two cores, and several times as long on a busy or slow one."
        )
    report = run_demo(folder, articles, keep=keep, training_seconds=seconds, say=say)
    if as_json:
        emit_json(_as_json(report))
    else:
        _show(report, own_articles=articles is None)
        if keep:
            _show_how_to_go_on(report)


def _as_json(report: DemoReport) -> dict[str, object]:
    return {
        "folder": str(report.folder),
        "gestures": dict(report.gestures.counts),
        "skipped": report.gestures.skipped,
        "drafts": report.gestures.drafts,
        "entities": {label: vars(row) for label, row in report.corrections.entities.items()},
        "events": {label: vars(row) for label, row in report.corrections.events.items()},
        "rounds": [
            {
                "articles": one.articles,
                "gestures": one.gestures,
                "gestures_with_the_first_suggestions": one.former,
                "training": None if one.trained is None else one.trained.model_dump(mode="json"),
                "page": None if one.page is None else str(one.page),
            }
            for one in report.rounds
        ],
        "release": str(report.release.folder) if report.release else None,
        "seconds": report.seconds,
    }


def _show(report: DemoReport, *, own_articles: bool) -> None:
    from annotate.campaign.demo.two_rounds import what_came_out

    did = report.gestures
    columns = ("type", "suggested", "accepted", "changed", "deleted", "added")
    for title, counts in (("Entities", report.corrections.entities), ("Events", report.corrections.events)):
        rows = [(label, *vars(row).values()) for label, row in sorted(counts.items())]
        total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
        table(
            columns,
            [*rows, ("all", *total)] if rows else [],
            title=f"{title}, suggestions and corrections, {counted(len(did.submitted), 'article')}",
        )
    if own_articles:
        gestures = ", ".join(f"{count} {gesture}" for gesture, count in sorted(did.counts.items()))
        articles = len(did.submitted) + len(did.skipped) + len(did.drafts)
        click.echo("The tables count the articles submitted. Changed: label, span, attribute or argument.")
        click.echo(
            f"The script did, in all {counted(articles, 'article')}: {gestures}. It submitted"
            f" {len(did.submitted)}, skipped {', '.join(did.skipped)}, and left {', '.join(did.drafts)} as a"
            " draft."
        )
    else:
        click.echo(
            "These articles have no scripted answers: every suggestion was accepted"
            " except the lowest-scored one of each article."
        )
    if report.release is not None:
        manifest = report.release.manifest
        click.echo(
            f"Released {counted(manifest['articles'], 'article')} as gold in"
            f" {one_line(report.release.folder)}."
        )
        listing("Left out", report.release.left_out)
    for name, losses in report.losses.items():
        entities, events = losses.entities_written, losses.events_written
        written = f"{counted(entities, 'entity')} and {counted(events, 'event')} written"
        lost = [
            counted(number, noun)
            for number, noun in ((losses.entities_lost, "entity"), (losses.events_lost, "event"))
            if number
        ]
        outcome = f"{listed(lost)} lost (annotate export --losses FILE says why)" if lost else "nothing lost"
        click.echo(f"Export {name}: {written}, {outcome}.")
    if report.scores is None:
        click.echo("Too few articles to train and test a model.")
    else:
        rows = [(label, t.precision, t.recall, t.f1, t.gold) for label, t in report.scores.items()]
        table(
            ("label", "precision", "recall", "F1", "gold"), rows, title="The trained model on the test split"
        )
        click.echo("(A handful of articles teaches a model little; this only shows that each step works.)")
    click.echo(f"All files are in {one_line(report.folder)}.")
    if report.release is not None:
        release = one_line(report.release.folder)
        click.echo(f"What is in the release, in words and numbers: {release}/README.md")
        click.echo(f"Check it: annotate release verify {release}")
        click.echo("Next: annotate init FOLDER makes a project for your own articles.")
    for line in what_came_out(report.rounds):
        click.echo(line)
    for page in [one.page for one in report.rounds if one.page is not None][-1:]:
        click.echo(f"What the rounds came to, with curves: {one_line(page)}")


def _show_how_to_go_on(report: DemoReport) -> None:
    click.echo(f"\nLabel Studio keeps running: {report.url}")
    click.echo(f"Sign in as {report.email} with the password {report.password}")
    beside = Path(sys.executable).with_name("annotate")
    program = "annotate" if shutil.which("annotate") == str(beside) else str(beside)
    click.echo("Correct something there, then:")
    click.echo(f"  cd {report.folder.resolve()}")
    click.echo(f"  {program} pull -o annotations.jsonl")
    click.echo(f"  {program} release create by-hand")
    click.echo(f"  {program} studio down")
    click.echo("The next demo clears that folder, unless it holds a release of your own.")
