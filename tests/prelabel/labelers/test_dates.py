"""Dates: which words are one, where it ends, and which day it is."""

from __future__ import annotations

import re

import pytest

from annotate.core.ontology import Ontology
from annotate.prelabel.dates.forms import DateForms
from annotate.prelabel.dates.patterns import DatePattern
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.lexicon import load_lexicon
from tests.prelabel.conftest import Suggest

DATELINE = "Titre\n\nLima, 3 mars (AFP) - "


@pytest.fixture(scope="module")
def pattern(diplomacy: Ontology) -> DatePattern:
    return DatePattern(load_lexicon("lexicons/fr.yaml", diplomacy))


@pytest.mark.parametrize(
    ("text", "published", "span", "value"),
    [
        ("Hanoï, 3 mars (VNA)", "2021-03", "3 mars", "2021-03-03"),
        ("tenue le 2 mars 2021, sous", None, "2 mars 2021", "2021-03-02"),
        ("à Cuba en septembre 2024, et", "2025-07", "septembre 2024", "2024-09"),
        ("le 1er mai dernier", "2021-06-15", "1er mai", "2021-05-01"),
        ("Le 14 juillet 2023 à Paris", None, "14 juillet 2023", "2023-07-14"),
        ("signé le 2024-05-01.", None, "2024-05-01", "2024-05-01"),
        ("le mois 2024-05 entier", None, "2024-05", "2024-05"),
        ("fondée en 1960.", None, "1960", "1960"),
        ("En 2020, le commerce", None, "2020", "2020"),
        ("prévue en mars", "2021-01", "mars", "2021-03"),
        ("le 5 août", "2021", "5 août", "2021-08-05"),
        ("le 3\u00a0déc. 2020", None, "3\u00a0déc. 2020", "2020-12-03"),
    ],
)
def test_a_date_has_its_span_without_the_article_and_its_value(
    pattern: DatePattern, text: str, published: str | None, span: str, value: str
) -> None:
    (found,) = pattern.find(text)
    assert text[found.span.start : found.span.end] == span
    assert found.value(published) == value


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("du 2 au 4 mars", "2 au 4 mars", "2021-03-02/2021-03-04"),
        ("du 1er au 3 février 2020", "1er au 3 février 2020", "2020-02-01/2020-02-03"),
        ("du 28 février au 2 mars 2021", "28 février au 2 mars 2021", "2021-02-28/2021-03-02"),
        ("du 30 décembre au 2 janvier", "30 décembre au 2 janvier", "2020-12-30/2021-01-02"),
        ("les 2 et 3 mars", "2 et 3 mars", "2021-03-02/2021-03-03"),
        ("attendu mi-mars", "mi-mars", "2021-03"),
        ("à la fin 2022", "fin 2022", "2022"),
        ("début avril 2020", "début avril 2020", "2020-04"),
    ],
)
def test_an_interval_is_one_date_and_a_part_of_a_month_belongs_to_it(
    pattern: DatePattern, text: str, span: str, value: str
) -> None:
    (found,) = pattern.find(text)
    assert text[found.span.start : found.span.end] == span
    assert found.value("2021-03") == value


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("Rabat, 12 janv. (MAP)", "12 janv.", "2021-01-12"),
        ("Oujda, 16/02/2021 (MAP)", "16/02/2021", "2021-02-16"),
        ("GAND 22/02 (BELGA)", "22/02", "2021-02-22"),
        ("signé en mai dernier par", "mai dernier", "2020-05"),
        ("à partir d'octobre prochain", "octobre prochain", "2021-10"),
        ("reporté en mars prochain", "mars prochain", "2022-03"),
        ("au premier trimestre 2022", "premier trimestre 2022", "2022-01/2022-03"),
        ("prévu au second semestre", "second semestre", "2021-07/2021-12"),
        ("au début de l’année 2023", "début de l’année 2023", "2023"),
        ("d'ici à la fin du mois", "fin du mois", "2021-03"),
        ("pour la période 2021-2024", "2021-2024", "2021/2024"),
        ("détournés entre 2016 et 2019", "2016 et 2019", "2016/2019"),
        ("le budget de l'exercice 2022", "2022", "2022"),
        ("livré au printemps", "printemps", None),
        ("les travaux de l'hiver dernier", "hiver dernier", None),
    ],
)
def test_a_date_of_agencies_is_found_whole(
    pattern: DatePattern, text: str, span: str, value: str | None
) -> None:
    (found,) = pattern.find(text)
    assert text[found.span.start : found.span.end] == span
    assert found.value("2021-03") == value


@pytest.mark.parametrize(
    "text", ["3/4 des sièges", "l'été est long", "en hiver il gèle", "le 24/7 de la radio"]
)
def test_numbers_and_seasons_without_a_year_are_no_dates(pattern: DatePattern, text: str) -> None:
    assert list(pattern.find(text)) == []


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("La veille, le 2 mars, la banque avait fermé.", "2021-03-02"),
        ("Arrêté le 7 février, il a été libéré le lendemain.", "2021-02-08"),
        ("Il est venu dans la nuit de lundi à mardi.", "2021-03-01/2021-03-02"),
        ("Le vote est reporté jusqu'à vendredi.", "2021-03-05"),
        ("Une grève est annoncée pour lundi.", "2021-03-08"),
        ("Elle est prête à recevoir la délégation jeudi.", "2021-03-04"),
        ("La réunion aurait eu lieu lundi.", "2021-03-01"),
    ],
)
def test_a_day_is_counted_from_the_day_before_it_or_from_the_dateline(
    suggest: Suggest, body: str, value: str
) -> None:
    dates = [entity for entity in suggest(DATELINE + body).entities if entity.label == "DATE"]
    assert value in [entity.attributes.get("value") for entity in dates]


def test_without_a_dateline_a_day_with_its_weekday_tells_the_others(suggest: Suggest) -> None:
    text = "Titre\n\nLima (AFP) - Il a reçu lundi 1er mars des élus. Dimanche, il était à Cuzco."
    dates = [entity for entity in suggest(text).entities if entity.label == "DATE"]
    assert [entity.attributes["value"] for entity in dates] == ["2021-03-01", "2021-02-28"]


def test_an_interval_that_runs_backwards_has_no_value(pattern: DatePattern) -> None:
    (found,) = pattern.find("du 9 au 4 mars 2021")
    assert found.value("2021-03") is None


@pytest.mark.parametrize(
    ("text", "published", "value", "guessed"),
    [
        ("le 15 décembre", "2021-03", "2020-12-15", True),
        ("le 6 juin", "2021-03", "2021-06-06", True),
        ("le 6 septembre", "2021-03", "2020-09-06", True),  # six months either way: the past
        ("le 20 mars", "2021-03-05", "2021-03-20", False),
        ("le 6 janvier", "2021-12", "2021-01-06", False),
        ("le 29 février", "2021-03", "2020-02-29", False),
    ],
)
def test_without_a_year_a_later_month_is_the_nearest_one(
    pattern: DatePattern, text: str, published: str, value: str, guessed: bool
) -> None:
    (found,) = pattern.find(text)
    assert found.value(published) == value
    assert found.decided_by_nearest(published) is guessed


@pytest.mark.parametrize(
    "text",
    [
        "le 31 février 2021",
        "les années 2021 et 2022",
        "la place de Mai",
        "13e Congrès",
        "65ᵉ anniversaire",
        "le vol 2024-99",
        "COVID-19",
        "il marche depuis Marseille",
    ],
)
def test_what_only_looks_like_a_date_is_not_one(pattern: DatePattern, text: str) -> None:
    assert list(pattern.find(text)) == []


def test_a_date_without_a_year_has_no_value_if_the_publication_has_none(pattern: DatePattern) -> None:
    (found,) = pattern.find("le 3 mars")
    assert found.value(None) is None


def dates(
    suggest: Suggest, text: str, published: str | None = "2021-03", language: str = "fr"
) -> list[tuple[str, object]]:
    found = suggest(text, published, language).entities
    return [(item.text, item.attributes.get("value")) for item in found if item.label == "DATE"]


@pytest.mark.parametrize(
    ("sentence", "text", "value"),
    [
        ("Le roi est arrivé mardi.", "mardi", "2021-03-02"),
        ("Le roi est arrivé mercredi.", "mercredi", "2021-03-03"),
        ("Le roi est arrivé jeudi.", "jeudi", "2021-02-25"),
        ("Le roi partira vendredi.", "vendredi", "2021-03-05"),
        ("Le roi partira mercredi.", "mercredi", "2021-03-10"),
        ("Le roi est attendu vendredi.", "vendredi", "2021-03-05"),
        ("Le roi est arrivé hier.", "hier", "2021-03-02"),
        ("Le roi est arrivé avant-hier.", "avant-hier", "2021-03-01"),
        ("Le roi partira demain.", "demain", "2021-03-04"),
        ("Le roi arrive aujourd'hui.", "aujourd'hui", "2021-03-03"),
    ],
)
def test_weekdays_count_from_the_dateline_backwards_or_in_a_future_sentence_forwards(
    suggest: Suggest, sentence: str, text: str, value: str
) -> None:
    assert dates(suggest, DATELINE + sentence) == [("3 mars", "2021-03-03"), (text, value)]


def test_a_weekday_is_counted_from_the_day_of_publication_where_that_is_known(suggest: Suggest) -> None:
    text = f"{DATELINE}Le roi est arrivé mardi."
    assert dates(suggest, text, "2021-03-10")[1] == ("mardi", "2021-03-09")


def test_a_weekday_in_a_dispatch_that_names_no_day_is_a_date_without_a_value(suggest: Suggest) -> None:
    assert dates(suggest, "Le roi est arrivé mardi. Il dormait hier.") == [("mardi", None), ("hier", None)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Le roi est arrivé le mois dernier.", "fr", ("mois dernier", "2021-02")),
        ("Il partira l'année prochaine.", "fr", ("année prochaine", "2022")),
        ("La semaine dernière il dormait.", "fr", ("semaine dernière", None)),
        ("The king arrived last month.", "en", ("last month", "2021-02")),
        ("He leaves next year.", "en", ("next year", "2022")),
        ("He slept last week.", "en", ("last week", None)),
    ],
)
def test_last_month_and_next_year_are_counted_from_the_month_of_publication(
    suggest: Suggest, text: str, language: str, expected: tuple[str, str | None]
) -> None:
    assert dates(suggest, text, "2021-03", language) == [expected]


def test_a_month_to_come_that_is_earlier_in_the_year_is_next_years(suggest: Suggest) -> None:
    assert dates(suggest, "Le sommet se tiendra en janvier.", "2021-12") == [("janvier", "2022-01")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened on March 3.", ("March 3", "2021-03-03")),
        ("It opened on May 9, 2019.", ("May 9, 2019", "2019-05-09")),
        ("It opened on 14th July 2020.", ("14th July 2020", "2020-07-14")),
        ("It opened on Sept. 14, 2020.", ("Sept. 14, 2020", "2020-09-14")),
        ("It runs from March 2 to 4.", ("March 2 to 4", "2021-03-02/2021-03-04")),
        ("It runs from 2 to 4 March 2021.", ("2 to 4 March 2021", "2021-03-02/2021-03-04")),
        ("It was held September 13-17, 2022.", ("September 13-17, 2022", "2022-09-13/2022-09-17")),
        ("It closed in late May 2019.", ("late May 2019", "2019-05")),
        ("It closed in early 2020.", ("early 2020", "2020")),
        ("He was born in 1960.", ("1960", "1960")),
    ],
)
def test_english_dates_are_read_in_either_order(
    suggest: Suggest, text: str, expected: tuple[str, str]
) -> None:
    assert dates(suggest, text, "2021-03", "en") == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The king arrived on Tuesday.", ("Tuesday", "2021-03-02")),
        ("The king will leave on Friday.", ("Friday", "2021-03-05")),
        ("The king arrived yesterday.", ("yesterday", "2021-03-02")),
        ("The king leaves tomorrow.", ("tomorrow", "2021-03-04")),
        ("The king was here last Friday.", ("last Friday", "2021-02-26")),
        ("The king comes next Monday.", ("next Monday", "2021-03-08")),
    ],
)
def test_english_weekdays_are_counted_from_the_day_of_publication(
    suggest: Suggest, sentence: str, expected: tuple[str, str]
) -> None:
    assert dates(suggest, sentence, "2021-03-03", "en") == [expected]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Une marche de 65 ans, chaque année, à 15 heures, récemment.", "fr"),
        ("It took 65 years, every year, at 3 pm, recently.", "en"),
        ("He may come. They march on. The March wind blows.", "en"),
        ("The sun and a second look, sat down.", "en"),
    ],
)
def test_durations_frequencies_hours_and_words_that_look_like_months_are_no_dates(
    suggest: Suggest, text: str, language: str
) -> None:
    assert dates(suggest, text, "2021-03", language) == []


def test_dates_after_an_emoji_have_the_right_positions(suggest: Suggest) -> None:
    text = "🇻🇳👍 Hanoï, 3 mars : Cuba."
    date = next(item for item in suggest(text).entities if item.label == "DATE")
    assert (text[date.start : date.end], date.attributes) == ("3 mars", {"value": "2021-03-03"})


def test_an_ontology_without_dates_gets_none(context: LabelerContext) -> None:
    from annotate.prelabel.labelers import dates
    from annotate.prelabel.pipeline import prelabel
    from tests.prelabel.builders import article, small_ontology

    data = small_ontology().model_dump()
    del data["entities"]["DATE"], data["attributes"]["value"]
    ontology = Ontology.model_validate(data)
    labeler = dates.make(LabelerContext(ontology), None)
    (outcome,) = prelabel([article("le 3 mars")], [labeler], ontology)
    assert outcome.record is not None
    assert outcome.record.annotation.entities == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_word_that_begins_a_date_is_tried_in_any_case(diplomacy: Ontology, language: str) -> None:
    words = load_lexicon(f"lexicons/{language}.yaml", diplomacy).words
    tried = re.compile(DateForms(words).beginnings(), re.IGNORECASE)
    names = [name for names in (*words.months, *words.weekdays) for name in names]
    names += [*words.relative_days, *words.calendar_units, *words.date_parts, *words.seasons]
    assert [name for name in names for form in (name, name.upper()) if not tried.match(form)] == []
    assert not tried.match("xylophone")
