"""The kind of a labeler, not its name, decides whether other labelers correct its suggestions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.labeler_kinds import kind_notice, kind_of
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.labelers import spacy_ner
from annotate.prelabel.pipeline import prelabel
from tests.commands import Annotate
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


@pytest.mark.parametrize("kind", ['"oracle"', "None", '["model"]', "{}"])
def test_an_attribute_kind_of_another_meaning_counts_as_a_model_and_is_told(
    install: Callable[[str, str], None], context: LabelerContext, kind: str
) -> None:
    install(
        "odd = plugin_module1:Odd",
        f"""
class Odd:
    name = "odd"; version = "1"; kind = {kind}
    languages = frozenset({{"fr"}}); needs = frozenset(); provides = frozenset()
    def __init__(self, context, argument): pass
    def label(self, batch): return []
""",
    )
    labeler = make_labeler("odd", context)
    assert kind_of(labeler) == "model"
    told = kind_notice(labeler, labeler.name)
    assert told is not None and "none of model, rule, gazetteer. It counts as a model." in told


def test_a_property_that_raises_is_named_with_its_line(
    install: Callable[[str, str], None], context: LabelerContext
) -> None:
    for member in ("kind", "needs"):
        rest = "" if member == "needs" else "; needs = frozenset()"
        install(f"sick-{member} = {member}_module:Sick", "")
        folder = Path(sys.path[0])
        (folder / f"{member}_module.py").write_text(
            f"""
class Sick:
    name = "sick"; version = "1"; languages = frozenset({{"fr"}}); provides = frozenset(){rest}
    def __init__(self, context, argument): pass
    def label(self, batch): return []
    @property
    def {member}(self): raise RuntimeError("no model yet")
"""
        )
        with pytest.raises(ConfigError, match="cannot be used: RuntimeError: no model yet") as refused:
            make_labeler(f"sick-{member}", context)
        assert str(refused.value.where).endswith(f"{member}_module.py, line 7")


def test_prelabel_tells_of_a_kind_of_another_meaning(
    install: Callable[[str, str], None], annotate: Annotate, project: Path
) -> None:
    install(
        "odd = plugin_module1:Odd",
        """
class Odd:
    name = "odd"; version = "1"; kind = "oracle"; languages = frozenset({"*"})
    needs = frozenset(); provides = frozenset({"entities"})
    def __init__(self, context, argument): pass
    def label(self, batch):
        from annotate.core.annotation import Annotation
        return [Annotation(author="odd", status="suggested") for _ in batch]
""",
    )
    (project / "in.jsonl").write_text('{"id": "x", "text": "Ana est à Hanoï.", "language": "fr"}\n')
    words = ("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", "odd")
    ended = annotate(*words, "--json")
    assert ended.code == 0, ended
    (notice,) = ended.json["notices"]
    assert "the kind 'oracle'" in notice
    (project / "out.jsonl").unlink()
    assert "It counts as a model" in annotate(*words).err
