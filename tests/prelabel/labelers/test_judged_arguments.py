"""Arguments with a judge and without: what the judge adds, and when the rules' answer holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotate.core.article import Article
from annotate.prelabel.events.candidates import class_of, role_of_class
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.interface.weights_setting import AUTO, NONE
from annotate.prelabel.pipeline import DEFAULT_ORDER, Pipeline
from tests.prelabel.builders import parts


def pipeline(context: LabelerContext) -> Pipeline:
    return Pipeline(make_labelers(DEFAULT_ORDER, context), context.ontology, analyser=context.analyser)


@pytest.fixture(scope="module")
def by_rules(context: LabelerContext) -> Pipeline:
    return pipeline(replace(context, weights=NONE))


@pytest.fixture(scope="module")
def judged(context: LabelerContext) -> Pipeline:
    return pipeline(replace(context, weights=AUTO))


def arguments(suggesting: Pipeline, text: str, language: str, event_type: str) -> dict[str, list[str]]:
    (outcome,) = suggesting.run([Article(id="a", text=text, language=language)])
    assert outcome.record is not None
    return parts(outcome.record.annotation, event_type)


def test_the_labelers_version_names_the_judge_that_decides(by_rules: Pipeline, judged: Pipeline) -> None:
    with_judge, without = (
        next(labeler.version for labeler in one.labelers if labeler.name == "events")
        for one in (judged, by_rules)
    )
    assert "arguments-" in with_judge
    assert "arguments-" not in without


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("Le Brésil a demandé au Chili d'aider le Pérou.", "fr", "AID",
         {"Agent": ["Chili"], "Recipient": ["Pérou"]}),
        ("La Suède veut aider l'Ukraine et soutenir le Liban.", "fr", "SUPPORT",
         {"Agent": ["Suède"], "Recipient": ["Liban"]}),
        ("Russia was condemned by Sweden and Finland.", "en", "ACCUSE",
         {"Agent": ["Sweden", "Finland"], "Recipient": ["Russia"]}),
        ("Le Maroc a arrêté un trafiquant à Tanger le 3 mars 2021.", "fr", "COERCE",
         {"Agent": ["Maroc"], "Place": ["Tanger"], "Time": ["3 mars 2021"]}),
    ],
)  # fmt: skip
def test_the_judge_agrees_with_the_rules_where_the_grammar_is_clear(
    by_rules: Pipeline,
    judged: Pipeline,
    text: str,
    language: str,
    event_type: str,
    expected: dict[str, list[str]],
) -> None:
    assert arguments(by_rules, text, language, event_type) == expected
    assert arguments(judged, text, language, event_type) == expected


@pytest.mark.parametrize(
    ("text", "language", "event_type", "expected"),
    [
        ("Le président Paul Okello a critiqué Ana Reyes en Suède.", "fr", "ACCUSE",
         {"Agent": ["Paul Okello"], "Recipient": ["Ana Reyes"], "Place": ["Suède"]}),
        ("Jeudi, la ministre Ana Reyes a été félicitée par Paul Okello à Quito.", "fr", "SUPPORT",
         {"Agent": ["Paul Okello"], "Recipient": ["Ana Reyes"], "Place": ["Quito"], "Time": ["Jeudi"]}),
        ("Le président a salué Ana Reyes à New Delhi.", "fr", "SUPPORT",
         {"Agent": ["président"], "Recipient": ["Ana Reyes"], "Place": ["New Delhi"]}),
        ("Kenya was attacked by Somalia on Monday.", "en", "ASSAULT",
         {"Agent": ["Somalia"], "Recipient": ["Kenya"], "Time": ["Monday"]}),
        ("In Poland, Sweden criticised Hungary.", "en", "ACCUSE",
         {"Agent": ["Sweden"], "Recipient": ["Hungary"], "Place": ["Poland"]}),
    ],
)  # fmt: skip
def test_a_simple_clause_has_all_its_arguments(
    judged: Pipeline, text: str, language: str, event_type: str, expected: dict[str, list[str]]
) -> None:
    assert arguments(judged, text, language, event_type) == expected


def test_an_unnamed_subject_takes_the_role_of_the_agent(judged: Pipeline) -> None:
    text = "À Bamako, les insurgés ont attaqué la caserne de Kati."
    assert "Agent" not in arguments(judged, text, "fr", "ASSAULT")


def test_a_class_names_the_kind_of_role_and_leads_back_to_the_role(context: LabelerContext) -> None:
    ontology = context.ontology
    for event_type, roles in ontology.roles_of.items():
        for role in roles:
            assert role_of_class(class_of(role, event_type, ontology), event_type, ontology) == role
        assert role_of_class("none", event_type, ontology) is None
        assert role_of_class("role Instrument", event_type, ontology) is None
