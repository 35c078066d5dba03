"""annotate train: gold -> a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, listing, output_options, table
from annotate.cli.progress import progress_option, status_line
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.train.base import Gain, Trained

_NONE = "–"  # a score that cannot be computed: the test split has no mention
_KEPT = "No model was written. Train with a lower --seconds to get one sooner."


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option(
    "--trainer",
    "trainer_name",
    default="entity-recogniser",
    show_default=True,
    help="The trainer; plug-ins add others.",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The new folder for the model."
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 10**6),
    default=600.0,
    show_default=True,
    help="Train at most this long.",
)
@click.option(
    "--base",
    help="The spaCy model to start from: a package, a folder, or blank. Default: the language's own.",
)
@click.option(
    "--unlabelled",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Articles without gold, on which the base model's knowledge is rehearsed. Repeatable.",
)
@click.option("--vectors", help="An installed spaCy model whose word vectors a blank base uses.")
@click.option("--language", default="fr", show_default=True, help="The articles' language (ISO 639-1).")
@click.option("--seed", default=0, show_default=True)
@progress_option
@output_options
def train(
    release: Path,
    trainer_name: str,
    output: Path,
    seconds: float,
    base: str | None,
    unlabelled: tuple[Path, ...],
    vectors: str | None,
    language: str,
    seed: int,
    as_json: bool,
) -> int:
    """Train on RELEASE: a model to suggest with, or judges of suggestions.

    RELEASE is a folder made by 'annotate release create', or a single .jsonl of gold, which is scored by
    cross-validation. The model starts from the language's spaCy model and learns the ontology's labels.
    Use a model as --labeler trained:MODEL. The trainer judges makes no labeler: it learns the judges of the
    built-in labelers, and 'weights: MODEL' in annotate.yaml puts them to use.

    \b
    Example: annotate train exports/sample-1.0.0 -o models/round-1
    """
    from itertools import islice

    from annotate.core.matching import micro
    from annotate.corpus.read import read_articles
    from annotate.gold.load import load_gold
    from annotate.train.base import MOST_UNLABELLED, TrainSettings, check_new
    from annotate.train.registry import get_trainer, run_trainer

    check_new(output)
    trainer = get_trainer(trainer_name)
    with status_line(_KEPT) as show:
        settings = TrainSettings(
            language,
            vectors,
            seconds,
            seed,
            show,
            base=base,
            unlabelled=tuple(islice(read_articles(unlabelled, language=language), MOST_UNLABELLED)),
        )
        trained = run_trainer(trainer, load_gold(release), output, settings)
    code = 4 if trained.articles_left_out else 0
    scored = {**trained.scores, "all": micro(trained.scores)} if trained.scores else {}
    has_gold = any(tally.gold for tally in scored.values())
    if as_json:
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
        emit_json(
            {
                "model": str(output),
                "scores": scores,
                "left_out": trained.left_out,
                "articles_left_out": trained.articles_left_out,
                "notices": trained.notices,
                "gains": [_gain_to_dict(gain) for gain in trained.gains],
            }
        )
        return code
    if scored:
        rows = [
            (label, t.precision, *((t.recall, t.f1) if has_gold else (_NONE, _NONE)), t.gold, t.predicted)
            for label, t in scored.items()
        ]
        columns = ("label", "precision", "recall", "F1", "gold", "predicted")
        table(columns, rows, title="Strict scores on the test split")
    if trained.gains:
        _show_gains(trained)
    click.echo(
        f"Trained {output} on {counted(trained.articles, 'article')}:"
        f" {counted(trained.rounds, 'round')}, {trained.seconds:.0f} s."
    )
    if "weights" in trainer.provides:
        click.echo(f"Next: put 'weights: {one_line(output)}' into annotate.yaml and run annotate prelabel.")
    else:
        click.echo(f"Next: annotate prelabel ARTICLES… -o FILE --labeler trained:{one_line(output)}")
    listing("Notices", trained.notices)
    listing("Articles left out", trained.articles_left_out)
    listing("Mentions that could not be learnt", trained.left_out)
    return code


def _gain_to_dict(gain: Gain) -> dict[str, Any]:
    return {**vars(gain), "difference": gain.difference.to_dict()}


def _show_gains(trained: Trained) -> None:
    from annotate.cli.words.evaluation import FEW, figure, number

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
