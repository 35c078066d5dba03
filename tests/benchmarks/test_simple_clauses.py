"""The gold of simple clauses that the judge of arguments learns from."""

from __future__ import annotations

from benchmarks.gold_sets import CLAUSES
from benchmarks.simple_clauses import records


def test_the_file_holds_what_the_patterns_make() -> None:
    assert list(records()) == CLAUSES.records


def test_every_mark_becomes_the_words_that_it_stands_for() -> None:
    for article, record in zip(CLAUSES.articles, CLAUSES.records, strict=True):
        assert not set("[]{}|*") & set(article.text)
        for region in (*record.annotation.entities, *(one.trigger for one in record.annotation.events)):
            assert region is not None
            assert article.text[region.start : region.end] == region.text


def test_clauses_have_every_role_and_the_passive() -> None:
    events = [event for record in CLAUSES.records for event in record.annotation.events]
    roles = {argument.role for event in events for argument in event.arguments}
    assert roles == {"Agent", "Recipient", "Place", "Time"}
    texts = " ".join(article.text for article in CLAUSES.articles)
    assert " par " in texts
    assert " by " in texts
