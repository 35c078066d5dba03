"""Reads the entities that a trained pipeline found: those of `ner`, and the nested ones of `spancat`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from annotate.core.annotation import Entity
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import nesting_allowed
from annotate.prelabel.interface import fixed_scores
from annotate.prelabel.interface.entities import mention, trimmed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

SCHEME = "spacy"  # the ontology's mapping from the labels of spaCy's models
_SPANS = "sc"  # the key in doc.spans that spaCy's spancat uses by default
_DIGITS = 4


def trained_entities(
    nlp: Language, doc: Doc, text: str, ontology: Ontology, note: Callable[[str], None] = lambda line: None
) -> Iterator[Entity]:
    """The entities of ``doc``, which the pipeline ``nlp`` has read, without white space at their edges.

    A span of `spancat` counts if the ontology allows it together with those of `ner`. If it overlaps none of
    them, it counts only if `ner` does not know its label. ``note`` gets a line about each span that has no
    entity type.
    """
    taken: list[Entity] = []
    for span in doc.ents:
        made = _entity(span, text, ontology, fixed_scores.TRAINED, note)
        if made is not None:
            taken.append(made)
    yield from taken
    if _SPANS not in doc.spans:
        return
    known = frozenset(nlp.get_pipe("ner").labels) if "ner" in nlp.pipe_names else frozenset()  # type: ignore[attr-defined]
    group = doc.spans[_SPANS]
    scores = group.attrs.get("scores")
    nested: dict[tuple[int, int, str], Entity] = {}
    for number, span in enumerate(group):
        score = float(scores[number].max()) if scores is not None and len(scores) == len(group) else 1.0
        made = _entity(span, text, ontology, round(min(score, fixed_scores.TRAINED), _DIGITS), note)
        if made is None or any((made.start, made.end) == (one.start, one.end) for one in taken):
            continue
        near = [one for one in taken if one.overlaps(made)]
        allowed = all(nesting_allowed(one, made, ontology) for one in near)
        if not allowed or (not near and span.label_ in known):
            continue
        # Two spans may differ in white space at the edges alone. The more probable one stays.
        key = made.start, made.end, made.label
        if key not in nested or (made.score or 0) > (nested[key].score or 0):
            nested[key] = made
    yield from nested.values()


def _entity(
    span: Span, text: str, ontology: Ontology, score: float, note: Callable[[str], None]
) -> Entity | None:
    label = _label(span.label_, ontology)
    if label is None:
        note(f"the model's label {span.label_} has no entity type")
        return None
    start, end = trimmed(text, span.start_char, span.end_char)
    if start == end:
        note("an entity of punctuation only")
        return None
    return mention(text, start, end, label, score)


def _label(label: str, ontology: Ontology) -> str | None:
    """The entity type of a label: the type itself, its present name, or what the ontology's mapping says."""
    for name in (label, ontology.renamed_label(label)):
        if name in ontology.entities:
            return name
    return ontology.mapped(SCHEME, label)
