"""The model's entities: mapped, without white space at the edges, from a shared or a trained model."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.entities import trimmed
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers import spacy_ner
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import article


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (" Cuba,", "Cuba"),
        ("«\u00a0Le Monde\u00a0»", "Le Monde"),
        ("Hanoï (VNA)", "Hanoï (VNA)"),
        ("VNA)", "VNA"),
        ("U.S.A.", "U.S.A."),
        ("Tô Lâm.", "Tô Lâm"),
        ("🇨🇺 Cuba", "Cuba"),
        ("Bu\u0302i\u0300", "Bu\u0302i\u0300"),
        (" -, ", ""),
    ],
)
def test_white_space_and_punctuation_at_the_edges_are_left_out(found: str, kept: str) -> None:
    start, end = trimmed(f"x{found}x", 1, 1 + len(found))
    assert f"x{found}x"[start:end] == kept


def test_labels_without_an_entity_type_are_counted(context: LabelerContext) -> None:
    labeler = spacy_ner.make(context, None)
    text = "Le Vietnam prépare avec Cuba le 13e Congrès national du Parti."
    (outcome,) = prelabel([article(text)], [labeler], context.ontology, analyser=context.analyser)
    assert outcome.record is not None
    assert [item.text for item in outcome.record.annotation.entities] == ["Vietnam", "Cuba"]
    assert outcome.notes == {"spacy: the model's label MISC has no entity type": 1}


def test_a_trained_model_is_read_from_disk_with_the_ontologys_own_labels(
    tmp_path: Path, context: LabelerContext, diplomacy: Ontology
) -> None:
    import spacy

    nlp = spacy.blank("fr")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ROLE", "pattern": "consul"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "round-1")
    here = LabelerContext(diplomacy, analyser=context.analyser, folder=tmp_path)
    labeler = spacy_ner.make_trained(here, "round-1")
    (outcome,) = prelabel([article("Le consul parle.")], [labeler], diplomacy)
    assert outcome.record is not None
    assert [(item.label, item.text) for item in outcome.record.annotation.entities] == [("ROLE", "consul")]
    ruler.add_patterns([{"label": "PER", "pattern": "Anne"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "round-2")
    assert spacy_ner.make_trained(here, "round-2").version != labeler.version


def test_a_missing_trained_model_is_reported_with_its_path(tmp_path: Path, diplomacy: Ontology) -> None:
    here = LabelerContext(diplomacy, folder=tmp_path)
    with pytest.raises(ConfigError, match="round-9: there is no trained model"):
        spacy_ner.make_trained(here, "round-9")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r"empty: is no spaCy pipeline: it has no config\.cfg"):
        spacy_ner.make_trained(here, "empty")
    with pytest.raises(ConfigError, match="needs the path"):
        spacy_ner.make_trained(here, None)


def test_a_trained_model_finds_an_entity_at_the_end_of_20_000_words(
    tmp_path: Path, diplomacy: Ontology
) -> None:
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("fr")
    nlp.add_pipe("ner").add_label("PER")  # type: ignore[attr-defined]
    told = [
        ("Hier Zorba parle .", [(5, 10, "PER")]),
        ("Rien ne se passe .", []),
        ("Zorba est là .", [(0, 5, "PER")]),
    ]
    examples = [Example.from_dict(nlp.make_doc(text), {"entities": spans}) for text, spans in told]
    steps = nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples, sgd=steps)
    nlp.to_disk(tmp_path / "round-1")
    text = "Rien ne se passe . " * 4000 + "Hier Zorba parle ."
    assert len(text.split()) > 20_000
    labeler = spacy_ner.make_trained(LabelerContext(diplomacy, folder=tmp_path), "round-1")
    (outcome,) = prelabel([article(text)], [labeler], diplomacy)
    assert outcome.record is not None, outcome.failure
    (found,) = outcome.record.annotation.entities
    assert (found.start, found.text, found.label) == (text.index("Zorba"), "Zorba", "PER")
