"""The kind of a labeler, not its name, decides whether other labelers correct its suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import kind_of
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.labelers import spacy_ner
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import StubLabeler, article, suggestion_of

TEXTS = {
    "fr": (
        "Le vice-président de l’Assemblée nationale Trần Quang Hưng a reçu la présidente du Sénat.",
        "Le Premier ministre par intérim d'Haïti, Wilner Désir, a présenté mardi sa démission.",
    ),
    "en": (
        "Police detained its treasurer, Vasile Grosu.",
        "Vietnamese Prime Minister Pham Minh Chinh received Foreign Minister Lan Hoang in Hanoi.",
    ),
}


class SamePredictions:
    """A third-party labeler that predicts what spaCy predicts, under another name."""

    name = "their-model"
    needs = frozenset({"analysis"})
    provides = frozenset({"entities"})
    version = "1"

    def __init__(self, inner: Labeler) -> None:
        self._inner = inner
        self.languages = inner.languages

    def label(self, batch: Sequence[Draft]) -> Sequence[Annotation]:
        return [answer.with_(author=self.name) for answer in self._inner.label(batch)]


def test_roles_and_persons_suggest_the_same_after_a_plug_in_that_replaces_spacy(
    context: LabelerContext, labelers: list[Labeler]
) -> None:
    rules = [labeler for labeler in labelers if labeler.name in ("roles", "persons")]
    spacy = spacy_ner.make(context, None)
    articles = [article(text, language=language) for language, texts in TEXTS.items() for text in texts]
    suggested = [
        [
            [(item.start, item.end, item.label, item.text) for item in outcome.record.annotation.entities]
            for outcome in prelabel(articles, [first, *rules], context.ontology, analyser=context.analyser)
            if outcome.record is not None
        ]
        for first in (spacy, SamePredictions(spacy))
    ]
    assert len(suggested[0]) == len(articles)
    assert suggested[0] == suggested[1]
    found = {text for regions in suggested[1] for *_, text in regions}
    assert {"Trần Quang Hưng", "Wilner Désir", "Vasile Grosu"} <= found


def test_built_in_labelers_have_a_kind(labelers: list[Labeler]) -> None:
    kinds = {labeler.name: kind_of(labeler) for labeler in labelers}
    assert {name for name, kind in kinds.items() if kind == "model"} == {"spacy"}
    assert {name for name, kind in kinds.items() if kind == "gazetteer"} == {"gazetteer"}
    assert {name for name, kind in kinds.items() if kind == "rule"} == kinds.keys() - {"spacy", "gazetteer"}


def test_a_labeler_without_a_kind_counts_as_a_model(small: Ontology) -> None:
    assert kind_of(StubLabeler(lambda draft: suggestion_of())) == "model"


def test_an_unknown_kind_is_refused(install: Callable[[str, str], None], context: LabelerContext) -> None:
    install(
        "odd = plugin_module1:Odd",
        """
class Odd:
    name = "odd"; version = "1"; kind = "oracle"
    languages = frozenset({"fr"}); needs = frozenset(); provides = frozenset()
    def __init__(self, context, argument): pass
    def label(self, batch): return []
""",
    )
    with pytest.raises(ConfigError, match="the labeler odd has kind 'oracle'") as refused:
        make_labeler("odd", context)
    assert refused.value.remedy == "It is one of model, rule, gazetteer; tell its author."
