"""Labelers of names ask what a type is, never what it is called: under other names they suggest the same."""

from __future__ import annotations

from pathlib import Path

from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.core.yaml_file import read_yaml
from annotate.corpus.read import read_articles
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import prelabel
from tests.renamed_ontology import renamed, without_traits

DEVELOPMENT = Path(__file__).parents[2] / "data" / "dispatches" / "development" / "articles"
NAMES = (
    "spacy", "datelines", "organizations", "gazetteer", "facilities", "dates", "roles", "persons",
    "repeated-names", "entity-linking",
)  # fmt: skip
Told = tuple[str, int, int, str, float | None, str | None, str]


def names_in(ontology: Ontology, context: LabelerContext) -> list[Told]:
    """Where each mention stands in two dispatches, its label, score, `ref` and attributes."""
    articles = [
        article
        for language in ("en", "fr")
        for article in read_articles(sorted(DEVELOPMENT.glob(f"{language}-*.txt"))[:1], language=language)
    ]
    own = LabelerContext(ontology, ("fr", "en"), context.analyser)
    found = []
    for outcome in prelabel(articles, make_labelers(NAMES, own), ontology, analyser=own.analyser):
        assert outcome.record is not None, outcome.failure
        assert not outcome.rejected
        found += [
            (outcome.article.id, item.start, item.end, item.label, item.score, item.ref, str(item.attributes))
            for item in outcome.record.annotation.entities
        ]
    return found


def test_names_are_the_same_under_other_names_of_their_types(context: LabelerContext) -> None:
    form = read_yaml(configs_folder() / "diplomacy.yaml").data
    usual = names_in(context.ontology, context)
    assert {told[3] for told in usual} == {"PER", "ORG", "LOC", "ROLE", "DATE"}
    for copy in (form, without_traits(form)):
        other, new = renamed(copy)
        found = names_in(Ontology.model_validate(other), context)
        assert sorted(found, key=str) == sorted(
            ((*told[:3], new[told[3]], *told[4:]) for told in usual), key=str
        )
