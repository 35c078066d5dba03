"""The dispatches that suggestions are learnt from and measured with: all are annotated by one set of rules.

Tests get ids and give places, and never a text.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import GoldRecord
from tests import gold_checks

DISPATCHES = Path(__file__).parent / "dispatches"
SETS = {
    name: list(jsonl.read(DISPATCHES / name / "gold.jsonl", GoldRecord))
    for name in ("development", "held-out", "kinds")
}
BY_ID = {record.article.id: record for records in SETS.values() for record in records}
FILES = {path.stem: path for name in SETS for path in sorted((DISPATCHES / name / "articles").glob("*.txt"))}
ONTOLOGY = Ontology.load("diplomacy")

# Mentions that start with a word that is an article elsewhere: it is part of the name.
NAMES_WITH_AN_ARTICLE: dict[gold_checks.Place, str] = {
    ("en-a2", 1626, 1638): "a Vietnamese family name",
    ("fr-b2", 725, 734): "a capital that has its article in its name",
    ("fr-c4", 1410, 1419): "a capital that has its article in its name",
    ("fr-science-o2b", 508, 517): "a capital that has its article in its name",
}
# Triggers with letters of another word right beside them: a lost line break glued a small word to theirs.
GLUED_TRIGGERS: set[gold_checks.Place] = {("fr-c1", 1140, 1145), ("fr-i7", 550, 558)}
_SMALL = r"(?:l[ea]s?|une?|d[eu]s?|à|aux?|en|par|pour|sur|avec|dans|the|an?|of|to|in|by)"
_SMALL_BEFORE = re.compile(rf"(?:\W|^){_SMALL}\Z")
_SMALL_AFTER = re.compile(rf"{_SMALL}(?:\W|\Z)")

# Words that trigger an event in one article and stand for something else in another.
OTHER_USES = [
    ("fr-a6", "recevra", "a match at home"),
    ("fr-a6", "visite", "a medical check"),
    ("fr-a6", "négocier", "handling a ball"),
    ("fr-a6", "arrêté", "a decree"),
    ("fr-b5", "frappe", "scoring goals"),
    ("fr-b5", "signature", "a player's contract"),
    ("fr-c3", "consultations", "patients at a doctor's"),
    ("fr-c3", "rencontre", "a football match"),
    ("fr-c3", "attaque", "forwards of a football team"),
    ("en-a6", "meeting", "an athletics event"),
    ("en-a6", "attack", "a runner's acceleration"),
    ("en-a6", "strike", "lightning"),
    ("en-a8", "struck", "reaching a price"),
]

every_article = pytest.mark.parametrize("id", BY_ID)


def test_each_set_has_the_articles_that_the_readme_says() -> None:
    counted = {name: Counter(record.article.language for record in records) for name, records in SETS.items()}
    assert counted == {
        "development": {"fr": 20, "en": 8},
        "held-out": {"fr": 20, "en": 7},
        "kinds": {"fr": 38, "en": 14},
    }
    readme = (DISPATCHES / "README.md").read_text(encoding="utf-8")
    for name, languages in counted.items():
        assert f"| `{name}/` | {languages['fr']} French, {languages['en']} English |" in readme


def test_each_file_has_one_gold_record_and_no_article_is_in_two_sets() -> None:
    assert [record.article.id for records in SETS.values() for record in records] == list(FILES)
    assert len(BY_ID) == sum(len(records) for records in SETS.values())


@every_article
def test_the_gold_text_is_title_blank_line_and_body_of_its_file(id: str) -> None:
    assert gold_checks.unlike_their_file(BY_ID[id], FILES[id]) == []
    assert BY_ID[id].article.language == id[:2]


@every_article
def test_an_article_is_as_long_as_a_dispatch(id: str) -> None:
    assert 30 <= len(gold_checks.text_of(BY_ID[id]).split()) <= 400


@every_article
def test_the_default_ontology_finds_nothing_wrong(id: str) -> None:
    version = "1.1.0" if BY_ID[id] in SETS["kinds"] else "1.0.0"  # with which they were annotated
    assert BY_ID[id].annotation.ontology == f"diplomacy@{version}"
    assert [finding.region for finding in findings(BY_ID[id].annotation, ONTOLOGY)] == []


@every_article
def test_a_name_marked_once_is_marked_wherever_it_stands_in_that_article(id: str) -> None:
    assert gold_checks.unmarked_names(BY_ID[id]) == []


@every_article
def test_a_name_has_the_same_label_throughout_an_article(id: str) -> None:
    assert gold_checks.names_with_two_labels(BY_ID[id]) == []


@every_article
def test_regions_are_numbered_as_one_reads(id: str) -> None:
    assert gold_checks.out_of_reading_order(BY_ID[id]) == []


@every_article
def test_no_mention_starts_or_ends_in_white_space_or_with_an_article(id: str) -> None:
    assert [place for place in gold_checks.loose_edges(BY_ID[id]) if place not in NAMES_WITH_AN_ARTICLE] == []


@every_article
def test_each_trigger_is_one_word_but_for_letters_that_are_glued_to_it(id: str) -> None:
    broken = gold_checks.triggers_that_are_no_whole_word(BY_ID[id])
    assert [place for place in broken if place not in GLUED_TRIGGERS] == []
    text = gold_checks.text_of(BY_ID[id])
    glued = [
        bool(_SMALL_BEFORE.search(text[:start]) or _SMALL_AFTER.match(text, end)) for _, start, end in broken
    ]
    assert glued == [True] * len(broken)


@every_article
def test_each_triggered_event_says_its_modality_and_polarity(id: str) -> None:
    assert gold_checks.without_modality_or_polarity(BY_ID[id]) == []


@every_article
def test_each_argument_is_a_mention_of_the_triggers_paragraph_or_before_it(id: str) -> None:
    assert gold_checks.arguments_from_below(BY_ID[id]) == []


@every_article
def test_what_is_pushed_comes_back_from_label_studio_as_it_was(id: str) -> None:
    assert gold_checks.lost_between_push_and_pull(BY_ID[id], ONTOLOGY) == []


@every_article
def test_a_date_has_a_value_of_the_ontologys_pattern_unless_no_day_or_month_is_told(id: str) -> None:
    value = ONTOLOGY.attributes_of("DATE")["value"]
    for entity in BY_ID[id].annotation.entities:
        if entity.label == "DATE":
            place = (entity.start, entity.end)
            said = entity.attributes.get("value")
            fault = None if said is None else value.problem_with("DATE", said)
            assert fault is None, place
            # A week, a season, and a weekday in a dispatch that names no day, cannot be placed.
            told = said is not None or not any(character.isdigit() for character in entity.text)
            assert told, place


@every_article
def test_a_person_has_one_ref_by_which_all_mentions_are_told_as_one(id: str) -> None:
    refs: dict[str, set[str | None]] = {}
    for entity in BY_ID[id].annotation.entities:
        if entity.label == "PER":
            refs.setdefault(entity.text, set()).add(entity.ref)
    assert [len(given) for given in refs.values()] == [1] * len(refs)
    nameless = sum(None in given for given in refs.values())
    assert nameless == 0


@pytest.mark.parametrize("name", SETS)
def test_each_of_the_sixteen_types_is_triggered_at_least_six_times_in_each_set(name: str) -> None:
    counted = Counter(event.type for _, event, _ in gold_checks.triggered(SETS[name]))
    assert set(counted) == gold_checks.EVENT_TYPES
    assert min(counted.values()) >= 6, counted


@pytest.mark.parametrize("name", SETS)
def test_negated_planned_and_hypothetical_events_occur_often_in_each_set(name: str) -> None:
    modality = Counter(event.attributes["modality"] for _, event, _ in gold_checks.triggered(SETS[name]))
    polarity = Counter(event.attributes["polarity"] for _, event, _ in gold_checks.triggered(SETS[name]))
    assert min(modality["planned"], modality["hypothetical"], polarity["negated"]) >= 10, (modality, polarity)


@pytest.mark.parametrize(("article", "word", "meaning"), OTHER_USES)
def test_a_word_used_for_something_else_triggers_nothing(article: str, word: str, meaning: str) -> None:
    assert gold_checks.triggers_nothing(BY_ID[article], word), meaning


def test_the_second_annotation_is_of_the_same_texts() -> None:
    second = list(jsonl.read(DISPATCHES / "second" / "gold.jsonl", GoldRecord))
    assert Counter(record.article.language for record in second) == {"fr": 12, "en": 3}
    for record in second:
        assert record.text == BY_ID[record.article.id].text
        assert [finding.region for finding in findings(record.annotation, ONTOLOGY)] == []
