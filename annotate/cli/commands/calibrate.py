"""annotate calibrate: gold -> weights of the judges of suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, labeler_option, output_options
from annotate.cli.process import rare_collections
from annotate.cli.progress import progress, progress_option
from annotate.cli.words.calibrate import show
from annotate.cli.words.labeler_names import old_names_told
from annotate.core.errors import ConfigError

if TYPE_CHECKING:
    from annotate.campaign.quality.calibrate import Calibration


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
    Learns the judges of suggestions: how far to trust each labeler for mentions,
    which triggers and values are right, and which mentions are arguments. What
    the built-in judges were learned from is learned from, too, so a little gold
    does no harm. Each new judge is compared with the one in use, on articles that
    neither was learned from. If it is no better, the one in use stays, copied
    into the file if it is your own.
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
        made = learn(project, gold, labelers=labelers, output=output, advance=advance)
    made.learned.save(output)
    if as_json:
        emit_json(_as_json(made, output, [*notices, *made.notices]))
    else:
        show(made, output)
    return 4 if made.failed else 0


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
        "entities": made.learned.entities.to_dict(),
    }
