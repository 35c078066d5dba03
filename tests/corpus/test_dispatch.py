"""Agency dispatches: the two real ones, and the forms in which others may come."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.corpus.dispatch import Header, parse_dispatch, parse_header
from tests.corpus.reading import read
from tests.shared_data import shared_folder


def test_the_seeds_are_read_as_the_gold_has_them() -> None:
    shared = shared_folder()
    gold = {record.article.id: record for record in jsonl.read_records(shared / "data" / "seeds-gold.jsonl")}
    articles, report = read(shared / "seeds", language="fr")
    assert {article.id for article in articles} == set(gold)
    for article in articles:
        assert article == gold[article.id].article
        assert gold[article.id].annotation.text_problems(article.text) == []
    assert not report.refusals and not report.notices


def test_our_sample_dispatches_are_read_as_their_gold_has_them() -> None:
    sample = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample"
    gold = {record.article.id: record.article for record in jsonl.read_records(sample / "gold.jsonl")}
    articles, report = read(sample / "articles", language="fr")
    assert {article.id: article.text for article in articles} == {
        name: item.text for name, item in gold.items()
    }
    assert not report.refusals


@pytest.mark.parametrize(
    ("raw", "published", "title", "text"),
    [
        (" date 2025-07 Titre\n\nCorps.", "2025-07", "Titre", "Titre\n\nCorps."),
        ("date 2025 Titre\n\nCorps.", "2025", "Titre", "Titre\n\nCorps."),
        ("date 2025-07-14 Titre\n\nCorps.", "2025-07-14", "Titre", "Titre\n\nCorps."),
        (
            "\n\n \tdate 2025-07  Deux  mots \n \t\n\n\nCorps.\n\n",
            "2025-07",
            "Deux  mots",
            "Deux  mots\n\nCorps.",
        ),
        ("date 2025-07 Titre\n\n  Retrait.\nSuite \n", "2025-07", "Titre", "Titre\n\n  Retrait.\nSuite "),
        ("date 2025-07 Légende. Photo : VNA\n\nA\n\nB", "2025-07", "Légende. Photo : VNA", None),
        ("date 2025-07\n\nCorps.", "2025-07", "", "Corps."),
        ("date 2025-07 Titre", "2025-07", "Titre", "Titre"),
    ],
)
def test_a_dispatch_is_taken_apart(raw: str, published: str, title: str, text: str | None) -> None:
    dispatch = parse_dispatch(raw)
    assert dispatch is not None
    assert dispatch.header == Header(published, title)
    if text is not None:
        assert dispatch.text == text


@pytest.mark.parametrize(
    "raw",
    [
        "Un texte.\n\nCorps",
        "date 2025-07 Titre\nCorps sans ligne vide",
        "date de naissance 2025\n\nCorps",
        "dates 2025-07 Titre\n\nCorps",
        "date 12 mars\n\nCorps",
        "date",
        "",
    ],
)
def test_other_texts_are_no_dispatches(raw: str) -> None:
    assert parse_dispatch(raw) is None


def test_a_date_that_is_none_is_handed_on() -> None:
    assert parse_header("date 2025-13 Titre") == Header("2025-13", "Titre")
    assert parse_header("date 07/2025 Titre") == Header("07/2025", "Titre")


@given(
    title=st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).map(str.strip),
    body=st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1),
)
def test_title_and_body_come_through_whatever_they_hold(title: str, body: str) -> None:
    if not title or not body.strip() or body[0].isspace() or body[-1] == "\n":
        return
    dispatch = parse_dispatch(f" date 2025-07 {title}\n\n{body}\n")
    assert dispatch is not None
    assert dispatch.text == f"{title}\n\n{body}"


@pytest.mark.parametrize("filler", [" ", "\n", "\n ", "a "])
def test_twenty_megabytes_take_no_minutes(filler: str) -> None:
    begun = time.monotonic()
    parse_dispatch("date 2025-07 Titre" + filler * (20_000_000 // len(filler)))
    parse_dispatch("date 2025-07 Titre\n" + filler * (20_000_000 // len(filler)) + "x")
    assert time.monotonic() - begun < 20
