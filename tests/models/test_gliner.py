"""GLiNER from disk: told the ontology's types in words, right places however long the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers.gliner import make
from tests.models.conftest import Suggest, entities, found

pytest.importorskip("torch", reason="torch is not installed; 'make test-models' runs these")
pytestmark = pytest.mark.models


def test_types_are_found_by_what_the_ontology_says_of_them(suggest: Suggest, gliner: Path) -> None:
    (outcome,) = suggest(make, str(gliner), "hier zorba kan est à Limonta .")
    assert found(outcome) == [("PER", "zorba kan"), ("LOC", "Limonta")]
    assert all(item.score is not None and 0.5 <= item.score <= 1 for item in entities(outcome))


def test_positions_are_code_points_beyond_emoji_and_line_breaks(suggest: Suggest, gliner: Path) -> None:
    text = "😀 👩‍👩‍👧 🇻🇳\n\n hier , zorba est ( Limonta ) 😀"
    (outcome,) = suggest(make, str(gliner), text)
    assert [(item.start, item.text) for item in entities(outcome)] == [
        (text.index(name), name) for name in ("zorba", "Limonta")
    ]


def test_an_entity_at_the_end_of_20_000_words_is_found(suggest: Suggest, gliner: Path) -> None:
    text = "rien est hier , " * 5000 + "avec zorba kan ."
    (outcome,) = suggest(make, str(gliner), text)
    assert [(item.start, item.text) for item in entities(outcome)] == [(text.index("zorba"), "zorba kan")]


def test_names_at_every_place_of_the_windows_are_found_once_and_whole(suggest: Suggest, gliner: Path) -> None:
    for shift in range(6):
        text = "la " * shift + "rien avec zorba kan , hier " * 40
        (outcome,) = suggest(make, str(gliner), text)
        assert found(outcome) == [("PER", "zorba kan")] * 40, shift


def test_a_higher_threshold_leaves_more_out(suggest: Suggest, gliner: Path) -> None:
    text = "zorba kan est à Limonta"
    assert len(found(suggest(make, f"{gliner}?threshold=0.2", text)[0])) >= 2
    assert found(suggest(make, f"{gliner}?threshold=1", text)[0]) == []


def test_definitions_in_the_articles_language_are_the_prompts(ontology: Ontology, gliner: Path) -> None:
    raw = ontology.model_dump(mode="json")
    raw["languages"] = ["fr", "en"]
    raw["entities"]["PER"].update(
        title={"fr": "Personne", "en": "Person"}, definition={"fr": "Un être.", "en": "A being."}
    )
    context = LabelerContext(Ontology.model_validate(raw))
    labeler = make(context, str(gliner))
    assert labeler._prompts("en")["PER"] == "Person: A being."  # type: ignore[attr-defined]
    assert labeler._prompts("fr")["PER"] == "Personne: Un être."  # type: ignore[attr-defined]
    short = make(context, f"{gliner}?prompts=titles")
    assert short._prompts("fr")["PER"] == "Personne"  # type: ignore[attr-defined]
    assert short.version != labeler.version


def test_prompts_that_leave_no_room_for_text_are_refused(gliner: Path) -> None:
    with pytest.raises(ConfigError, match=r"the prompts in fr take \d+ of the 128 tokens.*prompts=titles"):
        make(LabelerContext(Ontology.load("diplomacy")), str(gliner))


def test_wrong_settings_and_missing_models_are_named(
    ontology: Ontology, gliner: Path, tmp_path: Path
) -> None:
    context = LabelerContext(ontology, folder=tmp_path)
    with pytest.raises(ConfigError, match="prompts=all is unknown"):
        make(context, f"{gliner}?prompts=all")
    with pytest.raises(ConfigError, match="threshold=x is no number"):
        make(context, f"{gliner}?threshold=x")
    with pytest.raises(ConfigError, match="no-such: there is no model"):
        make(context, "./no-such")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="empty: is no model that gliner can load"):
        make(context, "empty")
