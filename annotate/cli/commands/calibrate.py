"""annotate calibrate: gold -> weights of the judges of suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, labeler_option, listing, output_options, table
from annotate.cli.process import rare_collections
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.labeler_names import old_names_told
from annotate.core.errors import ConfigError, one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.quality.calibrate import Calibration
    from annotate.evaluate.reliability import Band
    from annotate.prelabel.merging.weights import Weights
    from annotate.train.judges.learning import LearnedJudge


@click.command()
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--from",
    "suggestions",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Refused: weights are no longer learned without gold; the message says why.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file for the weights (JSON).",
)
@labeler_option("Learn for these labelers instead of the configured ones; repeatable.")
@progress_option
@output_options
def calibrate(
    gold: tuple[Path, ...],
    suggestions: tuple[Path, ...],
    output: Path,
    labelers: tuple[str, ...],
    as_json: bool,
) -> int:
    """Learn from GOLD (release folders or .jsonl with texts) which suggestions to trust.

    \b
    Learns how far to trust each labeler for entities, and the other judges of
    the built-in labelers. What annotate itself learned from is learned from, too,
    so a little gold does no harm. Suggestions then have calibrated scores.
    Cross-validation over articles shows how reliable the scores are. For each
    band of scores, calibrate prints the number of suggestions and the share of
    right ones, and for each other judge the share of right decisions. A judge
    that gets no better is not written: the one in use now stays.
    Example: annotate calibrate exports/sample-1.0.0 -o weights.json
    """
    from annotate.campaign.quality.calibrate import calibrate as learn
    from annotate.project import Project

    if suggestions:
        raise ConfigError(
            "weights are learned from gold only. Weights learned from the labelers' agreement merged no "
            "better than the fixed priority: strict F1 .910 against .919 on gold.",
            remedy="Name GOLD (a release folder, or a .jsonl with texts) instead of --from. Until there is "
            "gold, leave 'weights: auto' in annotate.yaml, or set 'weights: none'. A weights file that was "
            "learned from agreement still works.",
        )
    if not gold:
        raise click.UsageError("name GOLD: release folders, or .jsonl files with texts.")
    project = Project.find_or_default()
    notices = old_names_told(labelers or project.settings.labelers, as_json=as_json)
    with rare_collections(), progress("labelling", f"{output} was not written.", unit="articles") as advance:
        made = learn(project, gold, labelers=labelers, advance=advance)
    made.learned.save(output)
    if as_json:
        emit_json(_as_json(made, output, notices))
    else:
        _show(made, output)
    return 4 if made.failed else 0


def reliability_rows(bands: Sequence[Band]) -> list[tuple[str, int, str, str, str, str]]:
    """One row per band: scores, suggestions, mean score, share right, 95 % interval of the share, verdict."""
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


def judge_rows(judges: Sequence[LearnedJudge]) -> list[tuple[str, int, str, str, str, str, str]]:
    """One row per judge: decisions in gold, share of right ones and loss, both also before, what happens."""
    return [
        (
            item.judge,
            item.rows,
            f"{item.decisions.right:.3f}",
            "–" if item.before is None else f"{item.before.right:.3f}",
            f"{item.decisions.loss:.3f}",
            "–" if item.before is None else f"{item.before.loss:.3f}",
            "learned" if item.kept else f"the one in use stays: {item.why_not_kept}",
        )
        for item in judges
    ]


def _of_which_built_in(weights: Weights) -> str:
    """Names the sets of gold that came with annotate, with their articles."""
    built_in = {name: count for name, count in (weights.sets or {}).items() if name != "gold"}
    if not built_in:
        return ""
    named = ", ".join(f"{name} {count}" for name, count in built_in.items())
    return f"; {sum(built_in.values())} of the articles came with annotate: {named}"


JUDGE_COLUMNS = ("judge", "decisions", "right", "before", "loss", "before", "")
RELIABILITY_COLUMNS = ("score", "suggestions", "mean score", "share right", "95 % interval", "verdict")


def _as_json(made: Calibration, output: Path, notices: Sequence[str]) -> dict[str, Any]:
    weights = made.weights
    return {
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
        "notices": list(notices),
        "reliability": [band.to_dict() for band in made.checked.bands],
        "f1": {"weighted": made.checked.weighted.f1, "by_priority": made.checked.by_priority.f1},
        "sets": weights.sets or {},
        "judges": {item.judge: item.to_dict() for item in made.learned.judges},
    }


def _show(made: Calibration, output: Path) -> None:
    weights, checked = made.weights, made.checked
    table(RELIABILITY_COLUMNS, reliability_rows(checked.bands), title="By 5-fold cross-validation")
    click.echo(
        f"Strict F1 of entities in cross-validation: {checked.weighted.f1:.3f} with the weights, "
        f"{checked.by_priority.f1:.3f} by priority alone."
    )
    if rows := judge_rows(made.learned.judges):
        table(JUDGE_COLUMNS, rows, title="Other judges, by 5-fold cross-validation")
    click.echo(
        f"Learned {output} from {weights.learned_from} on {counted(weights.articles, 'article')} "
        f"({counted(weights.candidates, 'candidate')}{_of_which_built_in(weights)})."
    )
    if weights.calibrated:
        click.echo("The scores are calibrated.")
        click.echo(
            f"Next: put 'weights: {one_line(output)}' into annotate.yaml and run annotate prelabel again."
        )
    else:
        click.echo(f"The scores are not calibrated: {weights.why_not_calibrated}.", err=True)
        click.echo(
            f"With 'weights: {one_line(output)}' in annotate.yaml they replace the weights in use now, which"
            " may be better. Learn again when there is more gold.",
            err=True,
        )
    listing("Articles that could not be labelled", made.failed)
