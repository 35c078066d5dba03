"""The `ref` of mentions: the code of a state, the key of an organization, one key for each person."""

from __future__ import annotations

import time
import unicodedata

import pytest

from annotate.core.ontology import Ontology
from annotate.prelabel.interface.draft import drafts_of
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.labelers.entity_linking import person_keys
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import article, entity, suggestion_of
from tests.prelabel.conftest import Suggest


def refs(suggest: Suggest, text: str, language: str = "fr") -> dict[str, str | None]:
    return {item.text: item.ref for item in suggest(text, language=language).entities}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Il dort à La Havane et au Laos.", "fr", {"La Havane": "CUB", "Laos": "LAO"}),
        ("He sleeps in Havana and in Laos.", "en", {"Havana": "CUB", "Laos": "LAO"}),
        ("L'ONU a un avis.", "fr", {"ONU": "UN"}),
        ("Le port de Tanger est fermé.", "fr", {"port de Tanger": "MAR"}),
        ("Le président cubain a un avis.", "fr", {"président cubain": "CUB"}),
        ("L'ambassadeur du Ghana a un avis.", "fr", {"ambassadeur du Ghana": "GHA", "Ghana": "GHA"}),
        ("Le gouvernement chilien a un avis.", "fr", {"gouvernement chilien": "CHL"}),
        ("The Malian army has a view.", "en", {"Malian army": "MLI"}),
        ("The Zambian foreign minister has a view.", "en", {"Zambian foreign minister": "ZMB"}),
        ("Le ministre a un avis.", "fr", {"ministre": None}),
    ],
)
def test_the_ref_of_a_mention_is_its_state_or_organization(
    suggest: Suggest, text: str, language: str, expected: dict[str, str | None]
) -> None:
    assert refs(suggest, text, language) == expected


def test_a_long_article_takes_time_by_its_length_alone(context: LabelerContext, diplomacy: Ontology) -> None:
    sentence, number = "Maire de Kaédi. ", 8000  # a comparison of all functions with all places takes 8 s
    text = sentence * number
    starts = range(0, len(text), len(sentence))
    mentions = [
        entity(text, start + first, start + len("Maire de Kaédi"), label)
        for start in starts
        for first, label in ((0, "ROLE"), (len("Maire de "), "LOC"))
    ]
    drafts = drafts_of([article(text)], context.analyser, suggestion_of(mentions))
    linking = make_labeler("entity-linking", context)
    begun = time.process_time()
    (answer,) = linking.label(drafts)
    assert time.process_time() - begun < 3
    assert {item.ref for item in answer.entities if item.label == "ROLE"} == {"MRT"}
    assert sum(item.label == "ROLE" for item in answer.entities) == number


def test_all_mentions_of_a_person_share_one_key(suggest: Suggest) -> None:
    text = "Le ministre Bùi Thanh Son et le roi Paul Okello arrivent. Bui Thanh Son et Okello signent."
    assert refs(suggest, text) == {
        "ministre": None,
        "Bùi Thanh Son": "bui-thanh-son",
        "roi": None,
        "Paul Okello": "paul-okello",
        "Bui Thanh Son": "bui-thanh-son",
        "Okello": "paul-okello",
    }


def test_a_short_form_that_fits_two_people_has_a_key_of_its_own() -> None:
    assert person_keys(["Ana Reyes", "Luis Reyes", "Reyes", "Luis"]) == {
        "ana reyes": "ana-reyes",
        "luis reyes": "luis-reyes",
        "reyes": "reyes",
        "luis": "luis-reyes",
    }


def test_a_name_cut_by_a_comma_has_a_key_without_it() -> None:
    assert person_keys(["Rossi, Ana Maria", "Ana Maria"]) == {
        "rossi, ana maria": "rossi-ana-maria",
        "ana maria": "rossi-ana-maria",
    }


@pytest.mark.parametrize(
    ("text", "mention", "sector"),
    [
        ("Le colonel a un avis.", "colonel", "MIL"),
        ("Le juge a un avis.", "juge", "JUD"),
        ("Le pape a un avis.", "pape", "REL"),
        ("Le ministre a un avis.", "ministre", "GOV"),
        ("L'AFP a un avis.", "AFP", "JRN"),
    ],
)
def test_a_function_or_organization_has_its_sector(
    suggest: Suggest, text: str, mention: str, sector: str
) -> None:
    (found,) = suggest(text).entities
    assert (found.text, found.attributes) == (mention, {"sector": sector})


def test_an_ontology_without_sectors_gets_none(small: Ontology) -> None:
    from annotate.prelabel.labelers import entity_linking as module
    from annotate.prelabel.labelers import roles

    context = LabelerContext(small, ("fr",))
    given = [roles.make(context, None), module.make(context, None)]
    (outcome,) = prelabel(
        [article("Le président cubain a un avis.")], given, small, analyser=context.analyser
    )
    assert outcome.record is not None
    (found,) = outcome.record.annotation.entities
    assert (found.ref, found.attributes) == ("CUB", {})


def test_letters_with_combining_accents_give_the_same_key_and_the_same_state(suggest: Suggest) -> None:
    composed = refs(suggest, "Le ministre José María Ferrer dort à Hanoï.")
    decomposed = refs(suggest, unicodedata.normalize("NFD", "Le ministre José María Ferrer dort à Hanoï."))
    assert composed["José María Ferrer"] == "jose-maria-ferrer"
    assert composed == {unicodedata.normalize("NFC", name): ref for name, ref in decomposed.items()}


@pytest.mark.parametrize(
    ("text", "mention", "state"),
    [
        ("Le gouverneur de Marrakech a un avis.", "gouverneur de Marrakech", "MAR"),
        ("Le maire de Bouaké a un avis.", "maire de Bouaké", "CIV"),
        ("Le préfet d'Agadez a un avis.", "préfet d'Agadez", "NER"),
    ],
)
def test_a_function_has_the_state_of_the_city_in_it(
    suggest: Suggest, text: str, mention: str, state: str
) -> None:
    assert refs(suggest, text)[mention] == state
