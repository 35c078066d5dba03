"""The real French and English models and the default ontology, loaded once."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import NONE
from annotate.prelabel.labelers import (
    article_types,
    datelines,
    dates,
    entity_linking,
    events,
    facilities,
    gazetteer,
    organizations,
    persons,
    repeated_names,
    roles,
    spacy_ner,
)
from annotate.prelabel.pipeline import ArticleOutcome, prelabel
from tests.prelabel.builders import article, small_ontology

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def diplomacy() -> Ontology:
    return Ontology.load("diplomacy")


@pytest.fixture(scope="session")
def small() -> Ontology:
    return small_ontology()


@pytest.fixture(scope="session")
def context(diplomacy: Ontology) -> LabelerContext:
    """The settings of the built-in labelers, without judges: the tests of rules see what the rules do."""
    return LabelerContext(diplomacy, ("fr", "en"), weights=NONE)


@pytest.fixture(scope="session")
def labelers(context: LabelerContext) -> list[Labeler]:
    """The built-in ones in the default order, made by their factories (installed or not)."""
    modules = (
        *(
            spacy_ner,
            datelines,
            organizations,
            gazetteer,
            facilities,
            dates,
            roles,
            persons,
            repeated_names,
            entity_linking,
            events,
        ),
        article_types,
    )
    return [module.make(context, None) for module in modules]


Suggest = Callable[..., Annotation]


@pytest.fixture(scope="session")
def suggest(context: LabelerContext, labelers: list[Labeler]) -> Suggest:
    """What all built-in labelers together suggest for a text."""

    def run(text: str, published: str | None = "2021-03", language: str = "fr") -> Annotation:
        outcome: ArticleOutcome = next(
            prelabel(
                [article(text, published=published, language=language)],
                labelers,
                context.ontology,
                analyser=context.analyser,
            )
        )
        assert outcome.record is not None, outcome.failure
        assert not outcome.rejected
        return outcome.record.annotation

    return run


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Installs a distribution that registers labelers: our own table of pyproject.toml, or a plug-in."""
    count = 0

    def run(entry_points: str, module: str = "") -> None:
        nonlocal count
        count += 1
        folder = tmp_path / f"site{count}"
        info = folder / f"plugin{count}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plugin{count}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[annotate.labelers]\n{entry_points}\n")
        (folder / f"plugin_module{count}.py").write_text(module)
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.delitem(sys.modules, f"plugin_module{count}", raising=False)

    return run


@pytest.fixture
def own_labelers(install: Callable[[str, str], None]) -> dict[str, str]:
    """The built-in labelers as pyproject.toml registers them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, str] = project["project"]["entry-points"]["annotate.labelers"]
    install("\n".join(f"{name} = {value}" for name, value in table.items()), "")
    return table
