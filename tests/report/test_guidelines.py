"""The guidelines hold everything that the ontology says, in each language, and nothing that could run."""

from __future__ import annotations

import html

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Entry
from annotate.report.guidelines import build_instructions, build_page

ONTOLOGY = Ontology.load("diplomacy")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_instructions_hold_every_wording_key_and_example(language: str) -> None:
    page = html.unescape(build_instructions(ONTOLOGY, language))
    entries: dict[str, Entry] = {**ONTOLOGY.entities, **ONTOLOGY.events, **ONTOLOGY.roles}
    for name, entry in entries.items():
        assert f'<h4 id="{language}-{name}">{name}' in page
        for words in (entry.definition, entry.use_when, entry.avoid_when):
            assert words[language] in page
    for typed in (ONTOLOGY.entities, ONTOLOGY.events):
        for label in typed.values():
            assert f"<kbd>{label.hotkey}</kbd>" in page
    assert page.count("<mark") >= 2 * len(entries)
    assert "[[" not in page


def test_attributes_that_the_screen_does_not_ask_for_are_left_out() -> None:
    page = build_instructions(ONTOLOGY, "en")
    assert 'id="en-polarity"' in page
    assert 'id="en-context"' not in page


def test_the_page_holds_all_languages_or_those_asked_for() -> None:
    both = build_page(ONTOLOGY)
    assert 'lang="fr"' in both
    assert "Guide d’annotation" in both
    assert "Annotation guidelines" in both
    assert "Annotation guidelines" not in build_page(ONTOLOGY, ("fr",))
    with pytest.raises(ConfigError, match="no wording in 'de'"):
        build_page(ONTOLOGY, ("de",))


def test_nothing_in_the_page_comes_from_elsewhere_or_runs() -> None:
    evil = {"en": "<script>alert(1)</script>", "fr": "<img src=x onerror=alert(1)>"}
    entities = {"PER": {**ONTOLOGY.entities["PER"].model_dump(), "definition": evil}}
    ontology = Ontology.model_validate(
        {"format": 1, "name": "x", "version": "1.0.0", "languages": ["fr", "en"], "entities": entities}
    )
    page = build_page(ontology)
    for part in ("<script", "<img", "http://", "https://", "url("):
        assert part not in page
    assert "&lt;script&gt;" in page


def test_an_ontology_without_events_or_wording_makes_a_page_too() -> None:
    bare = Ontology.model_validate(
        {"format": 1, "name": "bare", "version": "1.0.0", "languages": ["en"], "entities": {"X": {}}}
    )
    assert "bare 1.0.0" in build_page(bare)
    assert "MISC" in build_page(Ontology.load("conll"))
