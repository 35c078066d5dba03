"""Dates: what is one, where it ends, and what day it means."""

from __future__ import annotations

import pytest

from annotate.core.ontology import Ontology
from annotate.prelabel.labelers.dates import DatePattern
from annotate.prelabel.lexicon import load_lexicon
from annotate.prelabel.registry import LabelerContext

from ..conftest import Suggest


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
        "la saison en 2021-2022",
        "il marche depuis Marseille",
    ],
)
def test_what_only_looks_like_a_date_is_none(pattern: DatePattern, text: str) -> None:
    assert list(pattern.find(text)) == []


def test_without_any_year_to_go_by_the_date_has_no_value(pattern: DatePattern) -> None:
    (found,) = pattern.find("le 3 mars")
    assert found.value(None) is None


def test_dates_after_an_emoji_stand_where_they_should(suggest: Suggest) -> None:
    text = "🇻🇳👍 Hanoï, 3 mars : Cuba."
    date = next(item for item in suggest(text).entities if item.label == "DATE")
    assert (text[date.start : date.end], date.attributes) == ("3 mars", {"value": "2021-03-03"})


def test_an_ontology_without_dates_gets_none(context: LabelerContext) -> None:
    from annotate.prelabel.labelers import dates
    from annotate.prelabel.pipeline import prelabel

    from ..builders import article, small_ontology

    data = small_ontology().model_dump()
    del data["entities"]["DATE"], data["attributes"]["value"]
    ontology = Ontology.model_validate(data)
    labeler = dates.make(LabelerContext(ontology), None)
    (outcome,) = prelabel([article("le 3 mars")], [labeler], ontology)
    assert outcome.record is not None
    assert outcome.record.annotation.entities == ()
