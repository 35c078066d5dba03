"""annotate evaluate: gold against predictions -> scores, and a page of errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli.output import emit_json, listing, output_options
from annotate.cli.progress import progress, progress_option
from annotate.core.errors import one_line
from annotate.core.wording import counted

if TYPE_CHECKING:
    from annotate.campaign.quality.evaluate import EvaluationReport, Request


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("predicted", type=click.Path(path_type=Path))
@click.option(
    "--compare",
    "other",
    type=click.Path(path_type=Path),
    metavar="OTHER",
    help="Another prediction; shows by how much PREDICTED is better (paired bootstrap).",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write every wrong mention, trigger and argument in its sentence to this page, the worst articles"
    " first.",
)
@click.option("--label", "labels", multiple=True, help="Only entities of this label; repeatable.")
@click.option(
    "--ontology",
    metavar="NAME",
    help="GOLD's ontology: a file, or the name of a built-in one. Default: the one that its records name.",
)
@click.option(
    "--labels-of",
    type=click.Choice(["gold", "both"]),
    default="gold",
    show_default=True,
    help="gold: score only the entity labels and attributes that gold uses, and events if it has any; list"
    " other predictions. both: other predictions are spurious.",
)
@click.option(
    "--language", default="all", show_default=True, help="Only articles in this language (ISO 639-1)."
)
@click.option("--by", type=click.Choice(["language"]), help="Also show the scores for each language.")
@click.option(
    "--missing-as-empty", is_flag=True, help="Count gold articles without a prediction as all missed."
)
@click.option(
    "--bootstrap",
    "resamples",
    type=click.IntRange(0, 100_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="Bootstrap draws for the 95 % intervals; 0: no intervals (and no need of numpy).",
)
@progress_option
@output_options
def evaluate(
    gold: Path,
    predicted: Path,
    other: Path | None,
    html: Path | None,
    labels: tuple[str, ...],
    ontology: str | None,
    labels_of: str,
    language: str,
    by: str | None,
    missing_as_empty: bool,
    resamples: int,
    as_json: bool,
) -> int:
    """Score PREDICTED against GOLD, each a release folder or a .jsonl.

    Articles are paired by id and text. Articles without a partner are listed (exit code 4).

    Entities are scored as in SemEval-2013 task 9.1: strict (span and label), exact (span), partial (span; an
    overlap counts half), type (label, and the spans overlap). Triggers: identification (span), classification
    (span and type). Arguments: trigger, type and filler must be right; for classification the role, too.
    Strict: the filler is the same mention. Lenient: the filler may be another mention of the same thing.
    Nested mentions count.

    \b
    Example: annotate evaluate gold.jsonl suggestions.jsonl --html errors.html
    """
    from annotate.campaign.quality.evaluate import Request, compare
    from annotate.cli.words.evaluation import show

    request = Request(
        gold=gold,
        predicted=predicted,
        other=other,
        labels=frozenset(labels),
        ontology=ontology,
        every_label=labels_of == "both",
        language=None if language == "all" else language,
        by_language=by == "language",
        missing_as_empty=missing_as_empty,
        resamples=resamples,
        with_errors=html is not None,
    )
    with progress("scoring", "{done} articles were read; nothing was written.") as advance:
        made = compare(request, advance)
    if html is not None:
        _write_page(html, request, made)
    if as_json:
        emit_json(_to_dict(request, made, html))
    else:
        show(request, made)
        if html is not None:
            click.echo(f"Wrote {counted(sum(made.errors.values()), 'error')} to {one_line(html)}.")
        _name_the_rest(made)
    return 4 if made.in_part else 0


def _write_page(html: Path, request: Request, made: EvaluationReport) -> None:
    from annotate.cli.words.evaluation import headlines, how
    from annotate.core.files import writing
    from annotate.report.errors_page import PageSummary, build_errors_page

    summary = PageSummary(
        gold=str(request.gold),
        predicted=str(request.predicted),
        articles=len(made.evaluation.articles),
        unscored=made.evaluation.unscored,
        errors=made.errors,
        scores=headlines(made.scores),
        note=how(request, made),
        wrong_articles=sum(bool(article.errors) for article in made.evaluation.articles),
    )
    with writing(html) as file:
        file.write(build_errors_page(summary, made.wrong))


def _name_the_rest(made: EvaluationReport) -> None:
    listing("Notices", made.notices)
    if made.evaluation.unreviewed:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(made.evaluation.unreviewed.items()))
        click.echo(f"Values in gold that nobody saw on a screen, not scored: {counts}.", err=True)
    for whose, side in (("", made.evaluation), (" (the other prediction)", made.other)):
        if side is None:
            continue
        listing(f"Gold without a prediction, not scored{whose}", side.missing)
        listing(f"Gold without a prediction, counted as missed{whose}", side.taken_as_empty)
        listing(f"Predicted on another text, not scored{whose}", side.other_text)
        listing(f"Predictions without gold{whose}", side.without_gold)
        listing(
            f"Predicted but not scored, gold has none{whose}",
            [f"{label}: {count}" for label, count in sorted(side.left_out.items())],
            side.left_out.total(),
        )


def _to_dict(request: Request, made: EvaluationReport, html: Path | None) -> dict[str, Any]:
    from annotate.evaluate.scores import scores_to_dict

    data: dict[str, Any] = {
        "gold": str(request.gold),
        "predicted": str(request.predicted),
        "labels": sorted(made.scope.labels) if made.scope.labels is not None else None,
        "events": made.scope.events,
        "language": request.language,
        "bootstrap": {
            "resamples": request.resamples,
            "seed": request.seed,
            "level": 0.95,
            "method": "percentile, over articles",
        },
        **_articles(made.evaluation),
        "scores": scores_to_dict(made.scores),
        "errors": _nested(made.errors),
        "not_asked": sorted(made.not_asked),
    }
    if notices := [*made.notices, *filter(None, [made.without_mentions])]:
        data["notices"] = notices
    if made.evaluation.unreviewed:
        data["unreviewed"] = dict(sorted(made.evaluation.unreviewed.items()))
    if made.by_language:
        data["by_language"] = {
            language: {"articles": number, "scores": scores_to_dict(scores)}
            for language, (number, scores) in made.by_language.items()
        }
    if made.other is not None:
        data["compare"] = {
            "predicted": str(request.other),
            **_articles(made.other),
            "articles_in_common": made.common,
            "identical": made.identical,
            "scores": scores_to_dict(made.other_scores),
            "difference": scores_to_dict(made.difference),
        }
    if html is not None:
        data["html"] = str(html)
    data["per_article"] = [
        {
            "id": article.id,
            "digest": article.digest,
            "language": article.language,
            "errors": _nested(article.errors),
            "counts": [{**key._asdict(), **vars(outcome)} for key, outcome in article.counts.items()],
        }
        for article in made.evaluation.articles
    ]
    return data


def _articles(side: Any) -> dict[str, Any]:
    return {
        "articles": len(side.articles),
        "not_scored": {
            "without_prediction": side.missing,
            "another_text": side.other_text,
            "without_gold": side.without_gold,
        },
        "taken_as_empty": side.taken_as_empty,
        "left_out": dict(side.left_out),
    }


def _nested(errors: dict[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (layer, kind), count in sorted(errors.items()):
        nested.setdefault(layer, {})[kind] = count
    return nested
