"""The benchmark of speed: what it measures."""

from __future__ import annotations

from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import AUTO, choose_weights
from annotate.prelabel.pipeline import DEFAULT_ORDER, author_of
from benchmarks.prelabel_speed import default_pipeline


def test_the_speed_is_that_of_the_default_labelers_with_all_judges() -> None:
    context = LabelerContext(Ontology.load("diplomacy"), ("fr", "en"))
    labelers = make_labelers(DEFAULT_ORDER, context)
    chosen = choose_weights(AUTO, labelers, context.ontology)
    assert chosen.weights is not None
    assert chosen.values is not None
    expected = author_of(labelers, context.ontology, weights=chosen.weights, values=chosen.values)
    assert default_pipeline().author == expected
