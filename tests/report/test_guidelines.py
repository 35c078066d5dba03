"""The guidelines hold everything that the ontology says, in each language, and nothing that could run."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Entry
from annotate.report.guidelines import build_instructions, build_page
from annotate.report.worded import Worded

ONTOLOGY = Ontology.load("diplomacy")
SECTIONS = ("entities", "events", "roles")


def small(**form: Any) -> Ontology:
    """An ontology with these parts, in English."""
    return Ontology.model_validate(
        {
            "format": 1,
            "name": "small",
            "version": "1.0.0",
            "languages": ["en"],
            "entities": {"SHIP": {}},
            **form,
        }
    )


def words_in(page: str) -> str:
    """What one reads of a page."""
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return html.unescape(shown).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_instructions_have_every_entry_with_its_key_and_an_example(language: str) -> None:
    page = build_instructions(ONTOLOGY, language)
    entries = [(section, *pair) for section in SECTIONS for pair in getattr(ONTOLOGY, section).items()]
    for section, name, entry in entries:
        heading = f'<h4 id="{language}-{section}-{name}">{entry.worded(name, language)}'
        assert heading in html.unescape(page)
        assert build_page(ONTOLOGY, (language,)).count(f'<a href="#{language}-{section}-{name}">') == 1
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
        for words in (entry.definition, entry.use_when, entry.avoid_when):
            assert " ".join(re.findall(r"\w+", words["fr"])) in read
        assert len(re.findall(f'<h4 id="fr-[a-z]+-{name}">{name}', page)) == 1
    assert page.count("<mark") >= 2 * len(entries)
    assert 'id="fr-attributes-context"' in page


@given(
    st.text(alphabet="PERORG ()`→,.ab«»é<&", max_size=40),
    st.sampled_from(["PER", "AGREE (asserted)", "`planned`", "x → phone", "(visit, meet)", ""]),
)
def test_a_wording_keeps_all_words_that_are_no_names(before: str, name: str) -> None:
    shown = words_in(str(Worded(ONTOLOGY, "en", codes=True).text(f"{before} {name}")))
    assert re.findall(r"\w+", shown) == re.findall(r"\w+", f"{before} {name}")


def test_attributes_that_the_screen_does_not_ask_for_are_left_out() -> None:
    page = build_instructions(ONTOLOGY, "en")
    assert 'id="en-attributes-polarity"' in page
    assert 'id="en-attributes-context"' not in page


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


def with_arrows(**arrows: str) -> str:
    """The gestures of an ontology whose roles have these arrows."""
    roles = {role: {"fillers": ["SHIP"]} for role in ("Who", "Where")}
    for role, arrow in arrows.items():
        roles[role]["arrow"] = arrow  # type: ignore[assignment]
    return words_in(
        build_instructions(small(events={"SAIL": {"roles": ["Who", "Where"]}}, roles=roles), "en")
    )


def test_a_role_that_the_direction_does_not_say_is_to_be_chosen_in_the_menu() -> None:
    assert "Choose in the menu: Who, Where." in with_arrows()
    assert "From the event" not in with_arrows()
    assert "Choose in the menu" not in with_arrows(Who="to event", Where="from event")
    assert "Choose in the menu: Who, Where." in with_arrows(Who="to event", Where="to event")
    assert "To Location it may be Recipient or Place: a rule guesses" in words_in(
        build_page(ONTOLOGY, ("en",))
    )


def test_an_ontology_that_states_no_arrow_leaves_all_roles_to_the_menu() -> None:
    """Although its roles have names for which the default ontology states arrows."""
    roles = {"Agent": {"fillers": ["SHIP"]}, "Place": {"fillers": ["SHIP"]}}
    read = words_in(build_instructions(small(events={"SAIL": {"roles": [*roles]}}, roles=roles), "en"))
    assert "Choose in the menu: Agent, Place." in read
    assert "From the mention" not in read
    assert "→" not in read


def test_the_instructions_name_no_gesture_that_the_ontology_does_not_need() -> None:
    read = words_in(build_instructions(small(), "en"))
    for needless in ("Arrows stay", "Alt+R", "attributes", "press Enter", "no word names"):
        assert needless not in read


def test_a_value_is_the_one_of_the_attribute_that_the_wording_is_about() -> None:
    attributes = {
        "flag": {"on": ["SHIP"], "kind": "single", "values": ["none"], "words": {"en": {"none": "no flag"}}},
        "speed": {
            "on": ["PORT"],
            "kind": "single",
            "values": ["none"],
            "words": {"en": {"none": "anchored"}},
            "definition": {"en": "In a port it is `none`."},
        },
    }
    ontology = small(entities={"SHIP": {}, "PORT": {}}, attributes=attributes)
    assert "In a port it is anchored ." in " ".join(words_in(build_instructions(ontology, "en")).split())


def test_every_type_shows_its_values_where_they_differ_by_type() -> None:
    mood = {"on": ["SHIP", "PORT"], "kind": "single", "values": ["a", "b"], "allowed": {"SHIP": ["a"]}}
    ontology = small(entities={"SHIP": {}, "PORT": {}}, attributes={"mood": mood})
    read = " ".join(words_in(build_instructions(ontology, "en")).split())
    assert "SHIP mood: a PORT mood: a, b" in read


def test_a_name_that_is_an_ordinary_word_is_left_in_a_sentence() -> None:
    entities = {
        "state": {"title": {"en": "Country"}, "definition": {"en": "The state of affairs is no state."}},
        "Place": {"title": {"en": "Scene"}, "definition": {"en": "Place the mark. A town is Place."}},
    }
    read = " ".join(words_in(build_instructions(small(entities=entities), "en")).split())
    assert "The state of affairs is no state." in read
    assert "Place the mark. A town is Scene ." in read


def test_names_beside_other_letters_are_found_and_pages_may_run_from_the_right() -> None:
    entities = {
        "SHIP": {"title": {"zh": "船", "ar": "سفينة"}, "definition": {"zh": "SHIP是船只。", "ar": "SHIP"}}
    }
    ontology = small(languages=["zh", "ar"], entities=entities)
    assert "<b>船</b>是船只。" in build_instructions(ontology, "zh")
    assert 'lang="ar" dir="rtl"' in build_instructions(ontology, "ar")


def test_entries_of_one_name_and_a_language_given_twice_have_ids_of_their_own() -> None:
    ontology = small(
        events={"SAIL": {"roles": ["SHIP"]}},
        roles={"SHIP": {"fillers": ["SHIP"]}},
        attributes={"SAIL": {"on": ["SAIL"], "kind": "single", "values": ["a"]}},
    )
    ids = re.findall(r' id="([^"]+)"', build_page(ontology, ("en", "en")))
    assert len(ids) == len(set(ids))
