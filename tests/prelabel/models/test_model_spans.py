"""What a trained pipeline found, as entities of the ontology."""

from __future__ import annotations

import numpy as np
import spacy
from spacy.tokens import Span, SpanGroup

from annotate.core.ontology import Ontology
from annotate.prelabel.models.model_spans import trained_entities


def test_nested_spans_that_differ_in_white_space_alone_are_one_entity() -> None:
    text = "La ministre  de la Santé a démissionné."
    nlp = spacy.blank("fr")
    doc = nlp(text)
    shorter, longer = Span(doc, 1, 2, "ROLE"), Span(doc, 1, 3, "ROLE")
    assert longer.text.strip() == shorter.text != longer.text, "the second token is white space"
    group = SpanGroup(doc, name="sc", spans=[shorter, longer])
    group.attrs["scores"] = np.asarray([[0.4], [0.7]])
    doc.spans["sc"] = group
    (entity,) = trained_entities(nlp, doc, text, Ontology.load("diplomacy"))
    assert (entity.text, entity.label, entity.score) == ("ministre", "ROLE", 0.7)
