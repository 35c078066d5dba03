"""A language model's suggestions: positions from quotes, long texts, nothing dropped silently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.prelabel.models.llm.prompt import instructions
from annotate.prelabel.pipeline import ArticleOutcome
from tests.prelabel.builders import article
from tests.prelabel.models.llm.conftest import Ask
from tests.prelabel.models.llm.fake_language_model import FakeLanguageModel, completion

TEXT = "🇻🇳 Le Vietnam a parlé. Bùi Thanh Sơn a rencontré des amis à Cuba le 3 mars."


def suggestion_of(outcome: ArticleOutcome) -> Annotation:
    assert outcome.failure is None, outcome.failure
    assert outcome.record is not None
    return outcome.record.annotation


def content(**parts: Any) -> Any:
    """Makes a model that always answers with these entities and events."""
    return lambda request, number: (200, completion(json.dumps(parts, ensure_ascii=False), request))


def test_quotes_become_mentions_at_their_places(ask: Ask) -> None:
    (outcome,) = ask(TEXT)
    annotation = suggestion_of(outcome)
    assert annotation.text_problems(TEXT) == []
    assert [(item.label, item.text) for item in annotation.entities] == [
        ("LOC", "Vietnam"),
        ("PER", "Bùi Thanh Sơn"),
        ("LOC", "Cuba"),
        ("DATE", "3 mars"),
    ]
    (event,) = annotation.events
    assert event.trigger is not None
    assert (event.type, event.trigger.text) == ("CONSULT", "rencontré")
    names = {entity.id: entity.text for entity in annotation.entities}
    assert {(item.role, names[item.entity]) for item in event.arguments} == {
        ("Agent", "Bùi Thanh Sơn"),
        ("Place", "Cuba"),
    }
    assert outcome.rejected == ()


def test_positions_in_the_answer_are_ignored(model: FakeLanguageModel, ask: Ask) -> None:
    model.behave = content(
        entities=[{"quote": "Cuba", "label": "LOC", "start": 0, "end": 4, "before": "", "occurrence": 1}]
    )
    (entity,) = suggestion_of(ask(TEXT)[0]).entities
    assert (entity.start, entity.text) == (TEXT.index("Cuba"), "Cuba")


def test_a_quote_that_is_not_in_the_text_is_rejected_and_reported(model: FakeLanguageModel, ask: Ask) -> None:
    model.behave = content(
        entities=[{"quote": "Raúl Castro", "label": "PER"}, {"quote": "Cuba", "label": "LOC"}],
        events=[
            {"type": "CONSULT", "trigger": {"quote": "visite"}, "arguments": []},
            {
                "type": "CONSULT",
                "trigger": {"quote": "rencontré"},
                "arguments": [{"role": "Agent", "quote": "Fidel"}, {"role": "Place", "quote": "cuba"}],
            },
        ],
    )
    (outcome,) = ask(TEXT)
    assert [item.text for item in suggestion_of(outcome).entities] == ["Cuba"]
    assert [len(item.arguments) for item in suggestion_of(outcome).events] == [1]
    told = [str(item) for item in outcome.rejected]
    assert len(told) == 3
    assert "article a0: llm@" in told[0]
    assert "quotes 'Raúl Castro' as PER, which is not in the text" in told[0]
    assert "quotes 'visite' as CONSULT, which is not in the text" in told[1]
    assert "quotes 'Fidel' as Agent of CONSULT, which is none of its entities" in told[2]


def test_a_quote_of_punctuation_only_is_rejected_and_reported(model: FakeLanguageModel, ask: Ask) -> None:
    model.behave = content(entities=[{"quote": ".", "label": "LOC"}, {"quote": "Cuba", "label": "LOC"}])
    (outcome,) = ask(TEXT)
    assert [item.text for item in suggestion_of(outcome).entities] == ["Cuba"]
    assert "quotes '.' as LOC, which is punctuation only" in str(outcome.rejected[0])


def test_types_that_the_ontology_does_not_have_are_rejected_and_reported(
    model: FakeLanguageModel, ask: Ask
) -> None:
    attributes = {"value": "3 mars", "mode": None}
    model.behave = content(
        entities=[
            {"quote": "Vietnam", "label": "COUNTRY"},
            {"quote": "3 mars", "label": "DATE", "attributes": attributes},
            "nonsense",
        ],
        events=[{"type": "AID", "trigger": None, "arguments": [], "attributes": {"mode": "visit"}}, {}],
    )
    (outcome,) = ask(TEXT)
    assert [(item.text, item.attributes) for item in suggestion_of(outcome).entities] == [("3 mars", {})]
    assert [(item.type, item.trigger, item.attributes) for item in suggestion_of(outcome).events] == [
        ("AID", None, {})
    ]
    told = " ".join(str(item) for item in outcome.rejected)
    for part in (
        "'COUNTRY'",
        "“3 mars”",
        "write it as in 2025-08-11",
        "nonsense",
        "no attribute “mode”",
        "without a type",
    ):
        assert part in told


def test_a_mention_at_the_end_of_20_000_words_is_found_once(model: FakeLanguageModel, ask: Ask) -> None:
    text = "".join(f"Rien ne se passe à la page {number}, rien du tout. " for number in range(2000))
    text += "Hier, Cuba a rencontré le Laos."
    model.names, model.triggers = {"Cuba": "LOC"}, {"rencontré": ("CONSULT", [("Agent", "Cuba")])}
    assert len(text.split()) > 20_000
    annotation = suggestion_of(ask(text)[0])
    assert [(item.start, item.text) for item in annotation.entities] == [(text.index("Cuba"), "Cuba")]
    assert [len(event.arguments) for event in annotation.events] == [1]
    passages = [json.loads(request["messages"][1]["content"])["passage"] for request in model.requests]
    assert len(passages) > 5
    assert all(len(passage) <= 12_000 for passage in passages)
    assert all(passage.endswith((".", "…")) for passage in passages)


def test_mentions_in_the_overlap_are_suggested_once(model: FakeLanguageModel, ask: Ask) -> None:
    text = " ".join(f"Phrase {number} sur Cuba." for number in range(400))
    annotation = suggestion_of(ask(text, argument="fake-1?window=1000")[0])
    assert len(model.requests) > 5
    assert len(annotation.entities) == 400
    assert annotation.text_problems(text) == []


def test_the_prompt_describes_the_ontology_in_the_articles_language(
    model: FakeLanguageModel, ask: Ask, diplomacy: Ontology
) -> None:
    ask(article("Cuba.", id="f"), article("Cuba.", id="e", language="en"), ontology=diplomacy)
    french, english = (request["messages"][0]["content"] for request in model.requests)
    assert "Un être humain désigné par son nom" in french
    assert "L’[[Union africaine]]" in french
    assert "Mark neither pronouns nor peoples" in english
    assert "human being" not in french
    assert instructions(diplomacy, "en") == english
    assert json.loads(model.requests[0]["messages"][1]["content"])["published"] == "2021-03"


def test_the_schema_is_strict_and_has_the_names_of_the_ontology(
    model: FakeLanguageModel, ask: Ask, diplomacy: Ontology
) -> None:
    ask("Cuba.", ontology=diplomacy)
    (request,) = model.requests
    assert request["temperature"] == 0
    given = request["response_format"]["json_schema"]
    assert given["strict"] is True
    schema = given["schema"]
    mention = schema["properties"]["entities"]["items"]
    assert mention["properties"]["label"]["enum"] == list(diplomacy.entities)
    assert schema["properties"]["events"]["items"]["properties"]["type"]["enum"] == list(diplomacy.events)

    def check(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "object":
                assert part["additionalProperties"] is False
                assert part["required"] == list(part["properties"])
            for value in part.values():
                check(value)

    check(schema)


def test_an_ontology_without_events_asks_for_none(model: FakeLanguageModel, ask: Ask) -> None:
    conll = Ontology.load("conll")
    (outcome,) = ask(TEXT, ontology=conll)
    assert [item.text for item in suggestion_of(outcome).entities] == ["Vietnam", "Bùi Thanh Sơn", "Cuba"]
    assert "events" not in model.requests[0]["response_format"]["json_schema"]["schema"]["properties"]


def test_other_models_and_windows_are_other_versions(ask: Ask, tmp_path: Path) -> None:
    sources = {
        suggestion_of(ask("À Cuba.", argument=argument)[0]).entities[0].provenance[0].source
        for argument in ("fake-1", "fake-2", "fake-1?window=5000", "org/fake:8b")
    }
    assert len(sources) == 4
    assert all(source.startswith("llm@") for source in sources)
