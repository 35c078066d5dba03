"""A fake endpoint with an empty cache, and a function that labels texts with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.labelers.llm import make
from annotate.prelabel.pipeline import ArticleOutcome, prelabel
from tests.prelabel.builders import article
from tests.prelabel.models.llm.fake_language_model import FakeLanguageModel

Ask = Callable[..., list[ArticleOutcome]]


@pytest.fixture
def model() -> Iterator[FakeLanguageModel]:
    with FakeLanguageModel(
        names={"Vietnam": "LOC", "Cuba": "LOC", "Bùi Thanh Sơn": "PER", "3 mars": "DATE"},
        triggers={"rencontré": ("CONSULT", [("Agent", "Bùi Thanh Sơn"), ("Place", "Cuba")])},
    ).running() as running:
        yield running


@pytest.fixture
def settings(model: FakeLanguageModel, tmp_path: Path) -> LlmSettings:
    return LlmSettings(url=model.url, key="sk-very-secret", cache=tmp_path / "cache", timeout_s=5)


@pytest.fixture
def ask(settings: LlmSettings, small: Ontology) -> Ask:
    """Labels texts. Each call is a new run with the same cache."""

    def run(
        *texts: str | Article, argument: str = "fake-1", ontology: Ontology = small, **changed: Any
    ) -> list[ArticleOutcome]:
        context = LabelerContext(ontology, llm=replace(settings, run="", **changed))
        labeler = make(context, argument)
        articles = [
            text if isinstance(text, Article) else article(text, id=f"a{number}")
            for number, text in enumerate(texts)
        ]
        return list(prelabel(articles, [labeler], ontology))

    return run
