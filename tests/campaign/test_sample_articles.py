"""The twelve sample dispatches and their hand annotation, which the demo and a release stand on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Event
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import GoldRecord
from tests import gold_checks

SAMPLE = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample"
FILES = sorted((SAMPLE / "articles").glob("*.txt"))
RECORDS = list(jsonl.read(SAMPLE / "gold.jsonl", GoldRecord))
BY_ID = {record.article.id: record for record in RECORDS}

NOISE = {
    "a blank before the first line": r"\A date ",
    "sentences glued together": r"[a-zà-ÿ]\.[A-ZÀ-Ý][a-zà-ÿ]",
    "words glued together": r"attachede|levice-Premier",
    "a name cut by a comma": r"Kouassi, Yves Adingra",
    "an agency tag of two agencies": r"VNA/CVN",
    "an agency tag at the end": r"-VNA\Z",
    "a photo credit": r"Photo : VNA",
    "a caption inside the body": r"ảnh \d[A-ZÀ-Ý]",
    "a dateline": r"^\w[\w'-]*, \d+(?:er)? \w+ \(\w+\)\s?\.?-",
    "an ordinal with a raised letter": r"8ᵉ",
    "a blank before a comma": r"\w ,",
    "an emoji of several code points": "\N{WOMAN}[\U0001f3fb-\U0001f3ff]\N{ZERO WIDTH JOINER}",
    "a decomposed accent": "[a-z][\u0300-\u036f]",
    "a no-break space": "\N{NO-BREAK SPACE}",
    "a typographic apostrophe": "\\w’\\w",
    "a byte order mark": "\\A\N{ZERO WIDTH NO-BREAK SPACE}date",
    "lines that end in CR LF": r"\r\n",
}

TWO_SPELLINGS = [
    ("hanoi-vientiane-reception", "Tran Quoc Hung", "Trân Quôc Hung"),
    ("alger-otages-sahel", "Mohamed Ould Sidi", "Mohammed Ould Sidi"),
    ("rabat-madrid-justice", unicodedata.normalize("NFD", "José María Ledesma"), "José Maria Ledesma"),
]

# Words that trigger an event in one article and stand for something else in another.
OTHER_USES = [
    ("bruxelles-minsk-sanctions", "visites", "clicks on a web site"),
    ("bruxelles-minsk-sanctions", "reçu", "a web site that counts clicks"),
    ("abidjan-greve-port", "rencontre", "a football match"),
    ("rabat-madrid-justice", "sanctionne", "a diploma for a course"),
    ("alger-otages-sahel", "visite", "a medical check"),
    ("port-vila-cyclones-aide", "urgence", "a state of emergency after a disaster"),
    ("port-vila-cyclones-aide", "aide-soignante", "a nurse"),
    ("ndjamena-lac-tchad-attaque", "rencontre", "running into difficulties"),
    ("bogota-treve-eln", "Libération", "a newspaper"),
    ("goma-radios-suspendues", "soutien", "extra lessons"),
    ("abuja-sommet-cedeao", "accord", "being of one mind"),
    ("abuja-sommet-cedeao", "frappé", "knocking on a table"),
    ("hanoi-vientiane-reception", "rappelé", "calling to mind"),
    ("jakarta-chalutiers-saisis", "arrêté du", "a decree"),
]

# Where a name stands: why it bears no mention although the same name does elsewhere in the article.
UNMARKED_NAMES: dict[gold_checks.Place, str] = {}


def events() -> list[tuple[GoldRecord, Event]]:
    return [(record, event) for record in RECORDS for event in record.annotation.events]


def test_each_of_the_twelve_files_has_one_gold_record_and_they_come_in_order() -> None:
    assert len(RECORDS) == 12
    assert [record.article.id for record in RECORDS] == [path.stem for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_gold_text_is_title_blank_line_and_body_of_its_file(path: Path) -> None:
    record = BY_ID[path.stem]
    assert gold_checks.unlike_their_file(record, path) == []
    assert isinstance(record.article, Article)
    assert record.article.language == "fr"


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_an_article_is_as_long_as_a_dispatch_and_reports_several_kinds_of_event(record: GoldRecord) -> None:
    assert 90 <= len(gold_checks.text_of(record).split()) <= 280
    assert len(record.annotation.article_types) >= 2


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_the_default_ontology_finds_nothing_wrong(record: GoldRecord) -> None:
    ontology = Ontology.load("diplomacy")
    assert record.annotation.ontology == ontology.id
    assert [str(finding) for finding in findings(record.annotation, ontology)] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_a_name_marked_once_is_marked_wherever_it_stands_in_that_article(record: GoldRecord) -> None:
    assert [place for place in gold_checks.unmarked_names(record) if place not in UNMARKED_NAMES] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_a_name_has_the_same_label_throughout_an_article(record: GoldRecord) -> None:
    assert gold_checks.names_with_two_labels(record) == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_regions_are_numbered_as_one_reads(record: GoldRecord) -> None:
    assert gold_checks.out_of_reading_order(record) == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_no_mention_starts_or_ends_in_white_space_or_with_an_article(record: GoldRecord) -> None:
    assert gold_checks.loose_edges(record) == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_what_is_pushed_comes_back_from_label_studio_as_it_was(record: GoldRecord) -> None:
    assert gold_checks.lost_between_push_and_pull(record, Ontology.load("diplomacy")) == []


def test_each_of_the_sixteen_event_types_is_triggered_somewhere() -> None:
    assert {event.type for _, event, _ in gold_checks.triggered(RECORDS)} == gold_checks.EVENT_TYPES


def test_each_trigger_is_one_whole_word() -> None:
    assert [
        place for record in RECORDS for place in gold_checks.triggers_that_are_no_whole_word(record)
    ] == []


def test_each_triggered_event_says_its_modality_and_polarity() -> None:
    assert [place for record in RECORDS for place in gold_checks.without_modality_or_polarity(record)] == []


def test_negated_planned_and_hypothetical_events_each_occur_several_times() -> None:
    modality = Counter(event.attributes["modality"] for _, event, _ in gold_checks.triggered(RECORDS))
    polarity = Counter(event.attributes["polarity"] for _, event, _ in gold_checks.triggered(RECORDS))
    assert min(modality["asserted"], modality["planned"], modality["hypothetical"]) >= 5
    assert min(polarity["positive"], polarity["negated"]) >= 5


def test_an_article_reports_a_type_that_no_word_of_it_triggers() -> None:
    silent = [(record.article.id, event.type) for record, event in events() if event.trigger is None]
    assert silent == [("abuja-sommet-cedeao", "AID")]
    assert not any(
        record.article.id == "abuja-sommet-cedeao" and event.type == "AID"
        for record, event, _ in gold_checks.triggered(RECORDS)
    )


def test_each_argument_is_a_mention_of_the_trigger_s_paragraph_or_before_it() -> None:
    assert [place for record in RECORDS for place in gold_checks.arguments_from_below(record)] == []


def test_each_date_has_a_value_and_days_months_years_and_intervals_all_occur() -> None:
    dates = [entity for record in RECORDS for entity in record.annotation.entities if entity.label == "DATE"]
    values = [entity.attributes["value"] for entity in dates]
    assert {len(value) for value in values} == {
        len("2024"), len("2024-05"), len("2024-05-13"), len("2024-05-13/2024-05-16"),
    }  # fmt: skip


def test_functions_contain_the_names_of_places_and_of_organisations() -> None:
    inside = {
        inner.label
        for record in RECORDS
        for outer in record.annotation.entities
        for inner in record.annotation.entities
        if outer.label == "ROLE" and inner is not outer and outer.contains(inner)
    }
    assert inside == {"LOC", "ORG"}


@pytest.mark.parametrize("noise", NOISE)
def test_each_kind_of_noise_occurs(noise: str) -> None:
    files = [path.read_bytes().decode("utf-8") for path in FILES]
    assert any(re.search(NOISE[noise], raw, re.MULTILINE) for raw in files)


def test_one_file_comes_with_byte_order_mark_and_windows_line_ends_throughout() -> None:
    # A checkout that converts line ends would lose this; .gitattributes has to except these files.
    raw = {path.stem: path.read_bytes() for path in FILES}
    assert [name for name, data in raw.items() if b"\r" in data] == ["cincu-exercice-otan"]
    data = raw["cincu-exercice-otan"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")


@pytest.mark.parametrize(("article", "one", "other"), TWO_SPELLINGS)
def test_one_person_is_spelled_in_two_ways(article: str, one: str, other: str) -> None:
    spellings = {entity.text for entity in BY_ID[article].annotation.entities if entity.label == "PER"}
    assert {one, other} <= spellings


@pytest.mark.parametrize(("article", "word", "meaning"), OTHER_USES)
def test_a_word_used_for_something_else_triggers_nothing(article: str, word: str, meaning: str) -> None:
    assert gold_checks.triggers_nothing(BY_ID[article], word), meaning
