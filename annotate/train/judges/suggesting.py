"""Suggestions for articles of gold, made as pre-labelling makes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.core.annotation import Annotation
from annotate.core.article import Article
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.outcome import Failure
from annotate.prelabel.pipeline import prelabel

Suggested = dict[str, Annotation]  # by article id


def suggestions_for(
    articles: Iterable[Article], labelers: Sequence[Labeler], context: LabelerContext, failed: list[Failure]
) -> Suggested:
    """What ``labelers``, made with ``context``, suggest with its weights.

    An article that fails is missing, and is noted in ``failed`` once.
    """
    chosen = choose_weights(
        context.weights,
        labelers,
        context.ontology,
        near=context.folder,
        model_weights=context.model_weights,
    )
    outcomes = prelabel(
        articles,
        labelers,
        context.ontology,
        analyser=context.analyser,
        weights=chosen.weights,
        values=chosen.values,
    )
    found: Suggested = {}
    for outcome in outcomes:
        if outcome.record is not None:
            found[outcome.article.id] = outcome.record.annotation
        if outcome.failure is not None and all(outcome.failure.article != one.article for one in failed):
            failed.append(outcome.failure)
    return found
