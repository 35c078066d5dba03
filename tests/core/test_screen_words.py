"""The words on the screen: in the project's language, and never to be taken for another code."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from annotate.core.ontology import Ontology
from annotate.core.screen_words import role_spellings, role_words, type_words, value_words
from annotate.studio.screen.binding import bind
from annotate.studio.screen.label_config import build_label_config

ONTOLOGY = Ontology.load("diplomacy")
_WORD = st.sampled_from(
    ["Lieu", "lieu", " Lieu ", "Date", "LOC", "EV", "A", "B", "$text", "", "x" * 31, "Été"]
)


def ontology(**changes: Any) -> Ontology:
    """A small ontology with two entity types, two event types and two roles."""
    form: dict[str, Any] = {
        "format": 1,
        "name": "small",
        "version": "1.0.0",
        "languages": ["fr", "en"],
        "entities": {"PER": {}, "LOC": {}},
        "events": {"EV": {"roles": ["A", "B"]}, "OTHER": {"roles": ["A", "B"]}},
        "roles": {"A": {"fillers": ["PER"]}, "B": {"fillers": ["LOC"]}},
        "attributes": {"mood": {"on": ["EV"], "kind": "single", "values": ["good", "bad"]}},
    }
    for section, entries in changes.items():
        for name, entry in entries.items():
            form[section][name] |= entry
    return Ontology.model_validate(form)


def test_the_default_ontology_has_french_words_for_all_that_the_french_screen_shows() -> None:
    root = fromstring(build_label_config(ONTOLOGY, "fr"))
    shown = [item.get("value") for tag in ("Label", "Choice", "Relation") for item in root.iter(tag)]
    codes = {*ONTOLOGY.entities, *ONTOLOGY.events} | {
        value for attribute in ONTOLOGY.attributes.values() for value in attribute.values
    }
    same = {"relations", "violence", "boycott", "police", "torture", "drone"}  # French words too
    assert {word for word in shown if word in codes} == same


def test_what_is_stored_are_the_codes_whatever_the_language() -> None:
    french, english = (bind(ONTOLOGY, build_label_config(ONTOLOGY, language)) for language in ("fr", "en"))
    assert french.entities == english.entities
    assert french.triggers == english.triggers
    assert french.types == english.types
    for binding in (french, english):
        assert {binding.stored_value("polarity", value) for value in ("positive", "negated")} == {
            "positive",
            "negated",
        }
    assert french.relations["Recipient"] == "Destinataire", "a relation has no alias"
    assert english.relations["Recipient"] == "Recipient"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("stored", ["Recipient", "Destinataire"])
def test_both_spellings_of_a_role_are_read(language: str, stored: str) -> None:
    binding = bind(ONTOLOGY, build_label_config(ONTOLOGY, language))
    assert binding.role_name(stored, ONTOLOGY) == "Recipient"


def test_the_screen_of_a_project_with_codes_binds() -> None:
    codes = form_without_words(ONTOLOGY)
    binding = bind(ONTOLOGY, build_label_config(codes))
    assert binding.relations == {role: role for role in ONTOLOGY.roles}
    assert binding.entities["LOC"].label == "LOC"


def test_two_types_of_one_title_have_their_codes() -> None:
    small = ontology(
        entities={"LOC": {"title": {"fr": "Chose", "en": "Place"}}},
        events={"EV": {"title": {"fr": "chose", "en": "Event"}}},
    )
    assert type_words(small, "fr") == {"PER": "PER", "LOC": "LOC", "EV": "EV", "OTHER": "OTHER"}
    assert type_words(small, "en")["LOC"] == "Place"


def test_a_word_that_is_the_code_of_another_type_gives_way() -> None:
    small = ontology(events={"EV": {"title": {"fr": "Per", "en": "Loc"}}})
    assert type_words(small, "fr")["EV"] == "EV"


def test_a_word_of_one_role_that_means_another_in_another_language_gives_way() -> None:
    small = ontology(
        roles={"A": {"title": {"fr": "Date", "en": "Time"}}, "B": {"title": {"fr": "Lieu", "en": "Date"}}}
    )
    assert role_words(small, "fr") == {"A": "A", "B": "Lieu"}
    assert role_words(small, "en") == {"A": "Time", "B": "B"}
    assert role_spellings(small) == {"A": "A", "B": "B", "Lieu": "B", "Time": "A"}


def test_a_word_for_a_value_that_the_attribute_lacks_is_refused() -> None:
    form = ontology().model_dump()
    form["attributes"]["mood"]["words"] = {"fr": {"ugly": "laid"}}
    with pytest.raises(ValidationError, match="word for the value 'ugly'"):
        Ontology.model_validate(form)


def test_words_of_values_that_clash_are_codes() -> None:
    small = ontology(attributes={"mood": {"words": {"fr": {"good": "bad"}, "en": {"good": "fine"}}}})
    assert value_words(small.attributes["mood"], "fr") == {"good": "good", "bad": "bad"}
    assert value_words(small.attributes["mood"], "en") == {"good": "fine", "bad": "bad"}


@given(
    words=st.lists(st.tuples(_WORD, _WORD), min_size=6, max_size=6), language=st.sampled_from(["fr", "en"])
)
def test_whatever_the_words_every_name_is_found_again(words: list[tuple[str, str]], language: str) -> None:
    names = [("entities", "PER"), ("entities", "LOC"), ("events", "EV"), ("events", "OTHER")]
    changes: dict[str, Any] = {}
    for (section, name), (french, english) in zip(
        [*names, ("roles", "A"), ("roles", "B")], words, strict=True
    ):
        changes.setdefault(section, {})[name] = {"word": {"fr": french, "en": english}}
    small = ontology(**changes)
    binding = bind(small, build_label_config(small, language))
    for label, place in (*binding.entities.items(), *binding.triggers.items()):
        assert place.label == label
        assert binding.label_name(place.control, place.label, small) == label
    for role, stored in binding.relations.items():
        assert binding.role_name(stored, small) == role
        assert binding.role_name(role, small) == role
    shown = sorted(type_words(small, language).values())
    assert all(one != other for one, other in pairwise(shown))


def form_without_words(given: Ontology) -> Ontology:
    """The ontology without words and titles: its screen shows codes, as screens did before."""
    form = given.model_dump()
    for section in ("entities", "events", "roles", "attributes"):
        for entry in form[section].values():
            entry.update(word={}, title={})
            if section == "attributes":
                entry["words"] = {}
    return Ontology.model_validate(form)
