"""Folds that leave whole kinds of text out."""

from __future__ import annotations

import pytest

from benchmarks.folds import folds, kind_of
from benchmarks.gold_sets import DEVELOPMENT, SAMPLE


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        ("fr-court-o1a", "court"),
        ("en-sport-o2", "sport"),
        ("fr-a1", "diplomacy"),
        ("en-h7", "diplomacy"),
        ("abidjan-greve-port", "sample"),
    ],
)
def test_the_kind_of_text_is_in_the_id(article: str, kind: str) -> None:
    assert kind_of(article) == kind


def test_every_article_is_tested_once_and_never_with_its_kind_in_training() -> None:
    records = [*DEVELOPMENT.records, *SAMPLE.records]
    made = list(folds(records))
    assert [fold.kind for fold in made] == ["diplomacy", "sample"]
    tested = [record.article.id for fold in made for record in fold.tested]
    assert sorted(tested) == sorted(record.article.id for record in records)
    for fold in made:
        assert len(fold.tested) + len(fold.others) == len(records)
        assert fold.kind not in {kind_of(record.article.id) for record in fold.others}
