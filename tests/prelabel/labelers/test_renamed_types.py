"""Rules ask what types and roles are, never what they are called: under other names they suggest the same."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from annotate.core.annotation import Annotation, Entity
from annotate.core.article import Article
from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.core.yaml_file import read_yaml
from annotate.corpus.read import read_articles
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.pipeline import prelabel
from tests.prelabel.builders import StubLabeler, suggestion_of
from tests.renamed_ontology import renamed, without_traits

DEVELOPMENT = Path(__file__).parents[2] / "data" / "dispatches" / "development" / "articles"
EVENT_RULES = ("dates", "events", "article-types")
NAMES = ("spacy", "datelines", "organizations", "gazetteer", "facilities", "dates", "roles", "persons")


@pytest.fixture(scope="module")
def context(diplomacy: Ontology) -> LabelerContext:
    """The settings of the built-in labelers with their judges."""
    return LabelerContext(diplomacy, ("fr", "en"))


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """Dispatches in both languages."""
    return [
        article
        for language in ("en", "fr")
        for article in read_articles(sorted(DEVELOPMENT.glob(f"{language}-*.txt"))[:8], language=language)
    ]


@pytest.fixture(scope="module")
def form() -> dict[str, Any]:
    return read_yaml(configs_folder() / "diplomacy.yaml").data


@pytest.fixture(scope="module")
def mentions(articles: list[Article], context: LabelerContext) -> dict[str, tuple[Entity, ...]]:
    """What all labelers of entities suggest, by article, for the event rules to work on."""
    found = run(articles, make_labelers(NAMES, context), context.ontology, context.analyser)
    return {article.id: annotation.entities for article, annotation in zip(articles, found, strict=True)}


def run(
    articles: Sequence[Article], labelers: Sequence[Any], ontology: Ontology, analyser: Analyser
) -> list[Annotation]:
    outcomes = list(prelabel(articles, labelers, ontology, analyser=analyser))
    assert not [outcome for outcome in outcomes if outcome.record is None or outcome.rejected]
    return [outcome.record.annotation for outcome in outcomes if outcome.record is not None]


def told(annotations: Sequence[Annotation], new: Mapping[str, str]) -> list[object]:
    """Entities and events without ids and versions; labels, types and roles by ``new``."""
    made: list[object] = []
    for annotation in annotations:
        spans = {item.id: (item.start, item.end) for item in annotation.entities}
        entities = sorted(
            f"{spans[item.id]} {new.get(item.label, item.label)} {item.score} {item.ref} {item.attributes}"
            for item in annotation.entities
        )
        events = sorted(
            (
                event.trigger.start if event.trigger else -1,
                new.get(event.type, event.type),
                f"{event.score} {sorted(event.attributes.items())}",
                sorted((new.get(one.role, one.role), spans[one.entity]) for one in event.arguments),
            )
            for event in annotation.events
        )
        made.append((entities, events))
    return made


def with_mentions(mentions: Mapping[str, tuple[Entity, ...]], new: Mapping[str, str]) -> StubLabeler:
    def answer(draft: Any) -> Annotation:
        return suggestion_of(
            [item.with_(label=new.get(item.label, item.label)) for item in mentions[draft.article.id]]
        )

    return StubLabeler(
        answer, name="names", languages=frozenset({"fr", "en"}), provides=frozenset({"entities"})
    )


def events_of(
    articles: Sequence[Article],
    mentions: Mapping[str, tuple[Entity, ...]],
    ontology: Ontology,
    new: Mapping[str, str],
    analyser: Analyser,
) -> list[Annotation]:
    context = LabelerContext(ontology, ("fr", "en"), analyser)
    labelers = [with_mentions(mentions, new), *make_labelers(EVENT_RULES, context)]
    return run(articles, labelers, ontology, analyser)


def test_all_default_labelers_suggest_the_same_under_other_names(
    form: dict[str, Any], articles: list[Article], context: LabelerContext
) -> None:
    other, new = renamed(form)
    ontology = Ontology.model_validate(other)
    analyser = context.analyser
    labelers = make_labelers(DEFAULT_ORDER, LabelerContext(ontology, ("fr", "en"), analyser))
    found = run(articles, labelers, ontology, analyser)
    usual = run(articles, make_labelers(DEFAULT_ORDER, context), context.ontology, analyser)
    assert told(found, {}) == told(usual, new)


@pytest.mark.parametrize("stated", [True, False], ids=["traits stated", "traits from the former names"])
def test_events_and_dates_are_the_same_under_other_names(
    stated: bool,
    form: dict[str, Any],
    articles: list[Article],
    mentions: dict[str, tuple[Entity, ...]],
    context: LabelerContext,
) -> None:
    other, new = renamed(form if stated else without_traits(form))
    found = events_of(articles, mentions, Ontology.model_validate(other), new, context.analyser)
    usual = events_of(articles, mentions, context.ontology, {}, context.analyser)
    assert sum(len(annotation.events) for annotation in usual) > 100
    assert told(found, {}) == told(usual, new)


def test_a_second_role_of_a_kind_and_a_second_type_of_a_kind_take_nothing_from_the_first(
    form: dict[str, Any], articles: list[Article], context: LabelerContext
) -> None:
    """Attacker stands before Agent, for ASSAULT alone; GPE stands before LOC, and nothing is mapped to it."""
    form = copy.deepcopy(form)
    roles, entities = form["roles"], form["entities"]
    form["roles"] = {"Attacker": {**roles["Agent"], "kind": "agent"}, **roles}
    assault = form["events"]["ASSAULT"]
    assault["roles"] = ["Attacker" if role == "Agent" else role for role in assault["roles"]]
    form["entities"] = {"GPE": {"kind": "place"}, **entities}
    ontology = Ontology.model_validate(form)
    labelers = make_labelers(DEFAULT_ORDER, LabelerContext(ontology, ("fr", "en"), context.analyser))
    found = run(articles, labelers, ontology, context.analyser)
    usual = run(articles, make_labelers(DEFAULT_ORDER, context), context.ontology, context.analyser)
    assert {one.role for annotation in found for event in annotation.events for one in event.arguments} >= {
        "Attacker",
        "Agent",
    }
    assert told(found, {"Attacker": "Agent"}) == told(usual, {})


def test_a_copy_without_traits_suggests_what_the_default_ontology_does(
    form: dict[str, Any],
    articles: list[Article],
    mentions: dict[str, tuple[Entity, ...]],
    context: LabelerContext,
) -> None:
    copy = Ontology.model_validate(without_traits(form))
    found = events_of(articles, mentions, copy, {}, context.analyser)
    assert told(found, {}) == told(events_of(articles, mentions, context.ontology, {}, context.analyser), {})
