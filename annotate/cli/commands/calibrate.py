"""annotate calibrate: gold, or suggestions alone -> weights for merging."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import counted, emit_json, labeler_option, listing, output_options, progress, table

if TYPE_CHECKING:
    from annotate.campaign.quality.calibrate import Calibration
    from annotate.evaluate.reliability import Band


@click.command()
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--from",
    "suggestions",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Learn from the labelers' agreement on these articles, without gold; repeatable.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The weights' file (JSON).",
)
@labeler_option("Learn for these labelers instead of the configured ones; repeatable.")
@output_options
def calibrate(
    gold: tuple[Path, ...],
    suggestions: tuple[Path, ...],
    output: Path,
    labelers: tuple[str, ...],
    as_json: bool,
) -> int:
    """Learn from GOLD (release folders or .jsonl with texts) how much each labeler's word counts.

    \b
    Suggestions then carry calibrated scores. How reliable those are is found by
    cross-validation over articles and printed: in each band of scores, how many
    suggestions there are and what share of them is right.
    Example: annotate calibrate exports/sample-1.0.0 -o weights.json
    """
    from annotate.campaign.quality.calibrate import calibrate as from_gold
    from annotate.campaign.quality.calibrate import calibrate_without_gold
    from annotate.core.files import check_not_input
    from annotate.project import Project

    if bool(gold) == bool(suggestions):
        raise click.UsageError("name GOLD, or suggestions with --from: one of the two.")
    check_not_input(output, *gold, *suggestions)
    project = Project.find_or_default()
    with progress("labelling", f"{output} was not written.", unit="articles") as advance:
        learn = from_gold if gold else calibrate_without_gold
        made = learn(project, gold or suggestions, labelers=labelers, advance=advance)
    made.weights.save(output)
    if as_json:
        emit_json(_as_json(made, output))
    else:
        _show(made, output)
    return 4 if made.failed else 0


def reliability_rows(bands: Sequence[Band]) -> list[tuple[str, int, str, str, str, str]]:
    """A row per band: scores, suggestions, mean score, share right, its 95 % interval, verdict."""
    rows = []
    for band in bands:
        low, high = band.interval
        verdict = ("holds" if band.holds else "does not hold") if band.judged else "too few"
        rows.append(
            (
                f"{band.low:.1f}-{band.low + 0.1:.1f}",
                band.count,
                f"{band.mean_score:.3f}",
                f"{band.share:.3f}",
                f"{low:.3f}-{high:.3f}",
                verdict,
            )
        )
    return rows


RELIABILITY_COLUMNS = ("score", "suggestions", "mean score", "share right", "95 % interval", "verdict")


def _as_json(made: Calibration, output: Path) -> dict[str, Any]:
    weights = made.weights
    data = {
        "output": str(output),
        "weights": weights.version,
        "learned_from": weights.learned_from,
        "articles": weights.articles,
        "candidates": weights.candidates,
        "labelers": weights.labelers,
        "threshold": weights.threshold,
        "calibrated": weights.calibrated,
        "why_not_calibrated": weights.why_not_calibrated,
        "failed": [str(item) for item in made.failed],
    }
    if made.checked is not None:
        data["reliability"] = [band.to_dict() for band in made.checked.bands]
        data["f1"] = {"weighted": made.checked.weighted.f1, "by_priority": made.checked.by_priority.f1}
    return data


def _show(made: Calibration, output: Path) -> None:
    weights, checked = made.weights, made.checked
    if checked is not None:
        table(RELIABILITY_COLUMNS, reliability_rows(checked.bands), title="By 5-fold cross-validation")
        click.echo(
            f"Strict F1 of the entities there: {checked.weighted.f1:.3f} with the weights, "
            f"{checked.by_priority.f1:.3f} by priority alone."
        )
    click.echo(
        f"Learned {output} from {weights.learned_from} on {counted(weights.articles, 'article')} "
        f"({counted(weights.candidates, 'candidate')})."
    )
    if weights.calibrated:
        click.echo("The scores are calibrated.")
        click.echo(f"Next: put 'weights: {output}' into annotate.yaml and run annotate prelabel again.")
    else:
        click.echo(f"The scores are not calibrated: {weights.why_not_calibrated}.", err=True)
        click.echo(
            f"With 'weights: {output}' in annotate.yaml they take the place of those in use now, which may be"
            " the better ones. Learn again when there is more gold.",
            err=True,
        )
    listing("Articles that could not be labelled", made.failed)
