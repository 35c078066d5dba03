"""The guidelines hold everything that the ontology says, in each language, and nothing that could run."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Entry
from annotate.report.guidelines import build_instructions, build_page
from annotate.report.worded import Worded

ONTOLOGY = Ontology.load("diplomacy")


def words_in(page: str) -> str:
    """What one reads of a page."""
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return html.unescape(shown).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_instructions_have_every_entry_with_its_key_and_an_example(language: str) -> None:
    page = build_instructions(ONTOLOGY, language)
    entries: dict[str, Entry] = {**ONTOLOGY.entities, **ONTOLOGY.events, **ONTOLOGY.roles}
    for name, entry in entries.items():
        heading = f'<h4 id="{language}-{name}">{entry.worded(name, language)}'
        assert heading in html.unescape(page)
        assert build_page(ONTOLOGY, (language,)).count(f'<a href="#{language}-{name}">') == 1
    for typed in (ONTOLOGY.entities, ONTOLOGY.events):
        for label in typed.values():
            assert page.count(f"<kbd>{label.hotkey}</kbd>") == 2  # in the index, and with the entry
    assert page.count("<mark") >= len(entries)
    assert "[[" not in page


def test_the_instructions_have_no_links_because_those_leave_the_article_in_label_studio() -> None:
    assert "href" not in build_instructions(ONTOLOGY, "fr")


@pytest.mark.parametrize("name", ["diplomacy", "conll"])
def test_the_instructions_are_under_three_thousand_words(name: str) -> None:
    ontology = Ontology.load(name)
    for language in ontology.languages:
        read = re.findall(r"\w[\w’'-]*", words_in(build_instructions(ontology, language)))
        assert len(read) < 3_000


def test_the_instructions_say_the_words_of_the_screen_and_no_code() -> None:
    read = words_in(build_instructions(ONTOLOGY, "fr"))
    codes = {*ONTOLOGY.entities, *ONTOLOGY.events, "Recipient", "planned", "hypothetical", "negated"}
    assert not {code for code in codes if re.search(rf"(?<![\w-]){code}(?![\w-])", read)}
    assert "`" not in read
    assert "« coopérer » Coopérer ( prévu )" in " ".join(read.split())


def test_the_page_for_leads_says_the_names_in_files_with_every_wording_and_example() -> None:
    page = build_page(ONTOLOGY, ("fr",), codes=True)
    read = " ".join(re.findall(r"\w+", words_in(page)))
    entries: dict[str, Entry] = {**ONTOLOGY.entities, **ONTOLOGY.events, **ONTOLOGY.roles}
    for name, entry in {**entries, **ONTOLOGY.attributes}.items():
        assert f'<h4 id="fr-{name}">{name}' in page
        for words in (entry.definition, entry.use_when, entry.avoid_when):
            assert " ".join(re.findall(r"\w+", words["fr"])) in read
        assert page.count(f'<h4 id="fr-{name}"') == 1
    assert page.count("<mark") >= 2 * len(entries)
    assert 'id="fr-context"' in page


@given(
    st.text(alphabet="PERORG ()`→,.ab«»é<&", max_size=40),
    st.sampled_from(["PER", "AGREE (asserted)", "`planned`", "x → phone", "(visit, meet)", ""]),
)
def test_a_wording_keeps_all_words_that_are_no_names(before: str, name: str) -> None:
    shown = words_in(str(Worded(ONTOLOGY, "en", codes=True).text(f"{before} {name}")))
    assert re.findall(r"\w+", shown) == re.findall(r"\w+", f"{before} {name}")


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


def test_the_page_shows_the_gestures_in_pictures_that_it_carries() -> None:
    for ontology, shown in ((ONTOLOGY, 3), (Ontology.load("conll"), 2)):  # no arrows without events
        assert build_page(ontology, ("fr",)).count('<img src="data:image/png;base64,') == shown
        assert "<img" not in build_instructions(ontology, "fr")


def test_nothing_in_the_page_comes_from_elsewhere_or_runs() -> None:
    evil = {"en": "<script>alert(1)</script>", "fr": "<img src=x onerror=alert(1)>"}
    entities = {"PER": {**ONTOLOGY.entities["PER"].model_dump(), "definition": evil}}
    ontology = Ontology.model_validate(
        {"format": 1, "name": "x", "version": "1.0.0", "languages": ["fr", "en"], "entities": entities}
    )
    page = build_page(ontology)
    for part in ("<script", "<img src=x", "http://", "https://", "url("):
        assert part not in page
    assert "&lt;script&gt;" in page


def test_an_ontology_without_events_or_wording_makes_a_page_too() -> None:
    bare = Ontology.model_validate(
        {"format": 1, "name": "bare", "version": "1.0.0", "languages": ["en"], "entities": {"X": {}}}
    )
    assert "bare 1.0.0" in build_page(bare)
    assert "MISC" in build_page(Ontology.load("conll"))
