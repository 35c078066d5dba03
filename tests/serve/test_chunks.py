"""How many articles the labelers get at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from annotate.core.article import Article
from annotate.prelabel.engines.chunks import Labelled, failed, joined
from annotate.serve import models
from annotate.serve.models import Model
from tests.serve.running import run_alone

ARTICLES = [Article(id=f"a{number}", text="Cuba.") for number in range(40)]


class Clocked:
    """Labels that take their time for each article, and remember the sizes of their chunks."""

    version = "annotate/00000000"
    notices: tuple[str, ...] = ()
    trouble = ""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.sizes: list[int] = []

    def ready(self) -> str:
        return self.version

    def label(self, articles: Sequence[Article]) -> Labelled:
        self.sizes.append(len(articles))
        time.sleep(self.seconds * len(articles))
        return joined([failed(article, "clocked", "no labels") for article in articles])

    def revive(self) -> bool:
        return False

    def stop(self) -> None:
        pass


def sizes(seconds: float, *requests: int) -> list[int]:
    """The sizes of the chunks of requests of so many articles, one after the other."""
    labels = Clocked(seconds)

    async def ask() -> None:
        model = Model([labels])
        for number in requests:
            found = await model.label(ARTICLES[:number], 60, lambda part: [one.id for one in part.articles])
            assert found == [article.id for article in ARTICLES[:number]], "in order, none left out"
        await model.stop()

    run_alone(ask())
    return labels.sizes


def test_quick_labelers_get_more_articles_at_a_time_once_their_pace_is_known() -> None:
    assert sizes(0.0, 6, 40) == [4, 2, 16, 16, 8]


def test_slow_labelers_keep_four_at_a_time_so_that_few_articles_are_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(models, "_CHUNK_S", 0.2)
    assert sizes(0.06, 1, 10) == [1, 4, 4, 2]
