"""Adds spaCy's `spancat` for mentions that a flat layer cannot hold, starting from the vectors of `ner`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotate.train.entities.base_model import NER
from annotate.train.entities.fitting import SPANCAT
from annotate.train.entities.passages import SPANS, Passages

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

# One label or none for each span. The variant with several labels found no mention of 24 after 185 updates on
# the sample release, and this one all, because nearly all spans are no mention and count as much there.
FACTORY = "spancat_singlelabel"
_NEGATIVE = 0.1  # the weight of a span that is no mention
_HIDDEN = 128  # spaCy's default


def add_spancat(nlp: Language, passages: Passages, examples: list[Example]) -> None:
    """Adds a `spancat` for the nested labels of ``passages``, if there are any.

    Its token vectors start as those of `ner`. Must be called inside `seeded`.
    """
    if not passages.nested:
        return
    ner: Any = nlp.get_pipe(NER)
    parts = nlp.config.interpolate()["components"][NER]["model"]["tok2vec"]
    config = {
        "model": {
            "@architectures": "spacy.SpanCategorizer.v1",
            "tok2vec": parts,
            "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": _HIDDEN},
            "scorer": {"@layers": "Softmax.v2"},
        },
        "negative_weight": _NEGATIVE,
        "allow_overlap": True,
        "spans_key": SPANS,
        "suggester": {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": passages.longest},
    }
    spancat: Any = nlp.add_pipe(FACTORY, name=SPANCAT, config=config)
    spancat.initialize(lambda: examples, nlp=nlp, labels=sorted(passages.nested))
    former, own = ner.model.get_ref("tok2vec").layers[0], spancat.model.get_ref("tok2vec")
    for node, mine in zip(former.walk(), own.walk(), strict=True):
        for name in node.param_names:
            if node.has_param(name):
                mine.set_param(name, node.get_param(name).copy())
