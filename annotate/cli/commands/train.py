"""annotate train: gold -> a model."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.output import emit_json, output_options
from annotate.cli.progress import progress_option, status_line

_KEPT = "No model was written. Train with a lower --seconds to get one sooner."


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option(
    "--trainer",
    "trainer_name",
    default="suggestions",
    show_default=True,
    help="suggestions: the whole; entity-recogniser or judges: one part alone. Plug-ins add others.",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The new folder for the model."
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 10**6),
    default=600.0,
    show_default=True,
    help="Longest time for training the recogniser alone; judges and the comparison come on top.",
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
@click.option(
    "--language",
    help="The language of the articles that the recogniser learns from (ISO 639-1). Default: the project's.",
)
@click.option(
    "--ontology",
    metavar="NAME",
    help="RELEASE's ontology: a file, or the name of a built-in one. Default: the one that RELEASE names.",
)
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
    language: str | None,
    ontology: str | None,
    seed: int,
    as_json: bool,
) -> int:
    """Train on RELEASE, and compare what suggests then with what suggests now.

    RELEASE is a folder made by 'annotate release create', or a single .jsonl of gold. A recogniser is
    fine-tuned from the language's spaCy model, and the judges of names and events learn from RELEASE, mixed
    with what came with the toolkit. Both sides then suggest for articles of RELEASE that they have not seen.
    If the new side is worse, nothing is written and the exit code is 1. Put a model to use with 'annotate
    use'.

    --seconds limits the recogniser alone. The judges and the comparison take more: minutes, with the number
    of articles. --progress says where the training is.

    \b
    Example: annotate train exports/sample-1.0.0 -o models/round-1
    """
    from annotate.campaign.training.train import train_model
    from annotate.cli.words.training import show, to_dict
    from annotate.train.base import check_new

    check_new(output)
    with status_line(_KEPT) as show_line:
        trained = train_model(
            release,
            output,
            trainer=trainer_name,
            language=language,
            ontology=ontology,
            base=base,
            vectors=vectors,
            seconds=seconds,
            seed=seed,
            unlabelled=unlabelled,
            progress=show_line,
        )
    if as_json:
        emit_json(to_dict(trained, output))
    else:
        show(trained, output)
    if trained.refused is not None:
        return 1
    return 4 if trained.articles_left_out else 0
