"""A Hugging Face token classifier from disk: right places, right types, however long the text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers.hf import make
from annotate.prelabel.pipeline import prelabel
from tests.models.conftest import Suggest, entities, found
from tests.prelabel.builders import article

pytest.importorskip("torch", reason="torch is not installed; 'make test-models' runs these")
pytestmark = pytest.mark.models


def test_names_of_several_pieces_are_whole(suggest: Suggest, classifier: Path) -> None:
    (outcome,) = suggest(make, str(classifier), "hier zorba kan est à Limonta .")
    assert found(outcome) == [("PER", "zorba kan"), ("LOC", "Limonta")]
    assert all(item.score is not None and 0.5 < item.score <= 1 for item in entities(outcome))


def test_positions_are_code_points_beyond_emoji_and_line_breaks(suggest: Suggest, classifier: Path) -> None:
    text = "😀 👩‍👩‍👧 🇻🇳\n\n hier 😀 zorba est (Limonta) d'Mora 😀"
    (outcome,) = suggest(make, str(classifier), text)
    assert [(item.start, item.text) for item in entities(outcome)] == [
        (text.index(name), name) for name in ("zorba", "Limonta", "Mora")
    ]


def test_two_names_side_by_side_stay_two(suggest: Suggest, classifier: Path) -> None:
    (outcome,) = suggest(make, str(classifier), "Limonta Mora est la paix")
    assert found(outcome) == [("LOC", "Limonta"), ("LOC", "Mora")]


def test_labels_without_an_entity_type_are_counted(suggest: Suggest, classifier: Path) -> None:
    (outcome,) = suggest(make, str(classifier), "hier un fou parle avec zorba .")
    assert found(outcome) == [("PER", "zorba")]
    assert outcome.notes == {"hf: the model's label MISC has no entity type": 1}


def test_an_entity_at_the_end_of_20_000_words_is_found(suggest: Suggest, classifier: Path) -> None:
    text = "rien est hier , " * 5000 + "avec zorba kan ."
    assert len(text.split()) > 20_000
    (outcome,) = suggest(make, str(classifier), text)
    assert [(item.start, item.text) for item in entities(outcome)] == [(text.index("zorba"), "zorba kan")]


def test_names_at_every_place_of_the_windows_are_found_once_and_whole(
    suggest: Suggest, classifier: Path
) -> None:
    for shift in range(12):
        text = "la " * shift + "rien avec zorba kan , hier " * 60
        (outcome,) = suggest(make, str(classifier), text)
        assert found(outcome) == [("PER", "zorba kan")] * 60, shift


def test_articles_in_a_batch_do_not_depend_on_each_other(suggest: Suggest, classifier: Path) -> None:
    texts = ["zorba parle", "rien " * 200 + "à Limonta", "la paix", "Mora , zorba"]
    together = [found(outcome) for outcome in suggest(make, str(classifier), *texts)]
    assert together == [found(suggest(make, str(classifier), text)[0]) for text in texts]
    assert together == [[("PER", "zorba")], [("LOC", "Limonta")], [], [("LOC", "Mora"), ("PER", "zorba")]]


def test_a_path_within_the_project_and_only_the_languages_named(suggest: Suggest, classifier: Path) -> None:
    argument = f"{classifier.name}?languages=fr"
    (outcome,) = suggest(make, argument, "zorba parle", folder=classifier.parent)
    assert found(outcome) == [("PER", "zorba")]
    (other,) = suggest(make, argument, "zorba parle", folder=classifier.parent, language="en")
    assert other.record is None or other.record.annotation.entities == ()


def test_the_ontologys_mapping_named_after_the_model_is_used(ontology: Ontology, classifier: Path) -> None:
    raw = ontology.model_dump(mode="json")
    raw["mapping"][classifier.name] = {"MISC": "ORG", "PER": "ROLE"}
    own = Ontology.model_validate(raw)
    labeler = make(LabelerContext(own), str(classifier))
    (outcome,) = prelabel([article("fou avec zorba")], [labeler], own)
    assert found(outcome) == [("ORG", "fou"), ("ROLE", "zorba")]
    usual = make(LabelerContext(own), f"{classifier}?mapping=spacy")
    assert usual.version != labeler.version


def test_another_models_content_is_another_version(
    ontology: Ontology, classifier: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(classifier, copy)
    same = make(LabelerContext(ontology), str(copy)).version
    assert same == make(LabelerContext(ontology), str(classifier)).version
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "layer_norm_eps": 1e-11}))
    assert make(LabelerContext(ontology), str(copy)).version != same


def test_what_is_missing_is_said_with_the_line_that_helps(
    ontology: Ontology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    context = LabelerContext(ontology, folder=tmp_path)
    with pytest.raises(ConfigError, match="no-such: there is no model"):
        make(context, "./no-such")
    with pytest.raises(ConfigError, match="Fetch it with: hf download somebody/some-model"):
        make(context, "somebody/some-model")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="empty: is no model that hf can load"):
        make(context, "empty")
    with pytest.raises(ConfigError, match="hf needs a model"):
        make(context, None)


def test_wrong_settings_are_named(ontology: Ontology, classifier: Path) -> None:
    context = LabelerContext(ontology)
    with pytest.raises(ConfigError, match="has no mapping 'mine'"):
        make(context, f"{classifier}?mapping=mine")
    with pytest.raises(ConfigError, match="sees 64 tokens at a time, not 512"):
        make(context, f"{classifier}?window=512")
    raw = ontology.model_dump(mode="json")
    dates = {**raw, "entities": {"DATE": raw["entities"]["DATE"]}, "events": {}, "roles": {}, "mapping": {}}
    dates["attributes"] = {}
    with pytest.raises(ConfigError, match=r"none of the model's labels \(LOC, MISC, PER\)"):
        make(LabelerContext(Ontology.model_validate(dates)), str(classifier))
