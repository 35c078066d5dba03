"""Small local models that the tests make themselves, in seconds, and one way to label texts with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.core.annotation import Entity
from annotate.core.article import Article
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import Factory, LabelerContext
from annotate.prelabel.pipeline import ArticleOutcome, prelabel
from tests.prelabel.builders import small_ontology

Suggest = Callable[..., list[ArticleOutcome]]


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A token classifier: zorba and zorba kan are persons, Limonta and Mora places, fou is unmapped."""
    from tests.models import tiny

    return tiny.token_classifier(tmp_path_factory.mktemp("models") / "tiny-ner")


@pytest.fixture(scope="session")
def gliner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GLiNER that finds persons and places by what it is told of them."""
    from tests.models import tiny

    return tiny.gliner(tmp_path_factory.mktemp("models") / "tiny-gliner")


@pytest.fixture
def ontology() -> Ontology:
    return small_ontology()


@pytest.fixture
def suggest(ontology: Ontology) -> Suggest:
    """What comes of texts, in French where nothing else is said."""

    def run(
        make: Factory, argument: str, *texts: str, language: str = "fr", folder: Path | None = None
    ) -> list[ArticleOutcome]:
        labeler = make(LabelerContext(ontology, folder=folder), argument)
        articles = [
            Article(id=f"a{number}", text=text, language=language) for number, text in enumerate(texts)
        ]
        return list(prelabel(articles, [labeler], ontology))

    return run


def entities(outcome: ArticleOutcome) -> list[Entity]:
    assert outcome.failure is None, outcome.failure
    assert outcome.record is not None
    assert outcome.rejected == ()
    annotation = outcome.record.annotation
    assert annotation.text_problems(outcome.article.text) == []
    return list(annotation.entities)


def found(outcome: ArticleOutcome) -> list[tuple[str, str]]:
    return [(item.label, item.text) for item in entities(outcome)]
