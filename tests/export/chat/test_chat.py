"""Chat: answers fit the schema, our labeler reads them, and the gold comes back."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from annotate.core.annotation import Annotation, Entity
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.chat.exporter import ChatExporter, articles_file, schema_file
from annotate.export.chat.reader import read_chat
from annotate.export.unread import Unread
from annotate.prelabel.models.llm.answer import read_answer
from annotate.prelabel.models.llm.reading import read
from annotate.prelabel.models.windows import Window
from tests.builders import meeting
from tests.examples import examples
from tests.export.gold import ONTOLOGY, as_gold, check_sums, corpora, gold_of, sample, without_text
from tests.export.whole import whole_corpora


def exported(gold: list[GoldRecord], path: Path, **options: Any) -> tuple[list[Any], Losses]:
    losses = ChatExporter().export(iter(gold), ONTOLOGY, path, **options)
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line)["messages"] for line in lines], losses


def answers(gold: list[GoldRecord], path: Path) -> list[Any]:
    return [json.loads(turns[-1]["content"]) for turns in exported(gold, path)[0]]


def test_a_conversation_has_the_ontology_the_passage_and_the_answer(tmp_path: Path) -> None:
    record = as_gold(meeting())
    (turns,), losses = exported([record], tmp_path / "gold.jsonl")
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant"]
    assert "- PER (Personne): " in turns[0]["content"]
    assert json.loads(turns[1]["content"]) == {"published": "2024-03", "passage": record.text}
    assert json.loads(turns[2]["content"]) == {
        "entities": [
            {"id": "e1", "quote": "président cubain", "label": "ROLE"},
            {"id": "e2", "quote": "Ana Pérez", "label": "PER"},
            {"id": "e3", "quote": "Hanoï", "label": "LOC", "ref": "VNM"},
            {"id": "e4", "quote": "3 mars", "label": "DATE", "attributes": {"value": "2024-03-03"}},
        ],
        "events": [
            {
                "type": "CONSULT",
                "trigger": {"quote": "rencontré"},
                "arguments": [
                    {"role": "Agent", "entity": "e1", "quote": "président cubain"},
                    {"role": "Agent", "entity": "e2", "quote": "Ana Pérez"},
                    {"role": "Place", "entity": "e3", "quote": "Hanoï"},
                    {"role": "Time", "entity": "e4", "quote": "3 mars"},
                ],
                "attributes": {"modality": "asserted", "polarity": "positive"},
            }
        ],
    }
    assert not losses.lost.counts


def test_guidelines_can_be_left_out(tmp_path: Path) -> None:
    (turns,), _ = exported([as_gold(meeting())], tmp_path / "a.jsonl")
    (bare,), _ = exported([as_gold(meeting())], tmp_path / "b.jsonl", guidelines=False)
    assert len(bare[0]["content"]) < len(turns[0]["content"]) / 3
    assert "- PER (Personne)\n" in bare[0]["content"]
    assert bare[1:] == turns[1:]


def check_schema(found: list[Any], path: Path) -> None:
    schema = json.loads(schema_file(path).read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for answer in found:
        validator.validate(answer)


@examples(12)
@given(gold=whole_corpora())
def test_any_gold_comes_back_and_every_answer_fits_the_schema(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        conversations, losses = exported(gold, path)
        check_sums(losses, gold)
        assert not losses.lost.counts
        check_schema([json.loads(turns[-1]["content"]) for turns in conversations], path)
        assert [GoldRecord.model_validate(record.to_dict()) for record in read_chat(path)] == gold


def up_to_ids(annotation: Annotation) -> tuple[list[Any], list[Any]]:
    """What an answer can say of an annotation."""

    def place(entity: Entity) -> Any:
        return (entity.start, entity.end, entity.label, entity.ref, sorted(entity.attributes.items()))

    entities = {entity.id: place(entity) for entity in annotation.entities}
    events = [
        (
            event.type,
            event.trigger and (event.trigger.start, event.trigger.end),
            sorted(((one.role, entities[one.entity]) for one in event.arguments), key=repr),
            sorted(event.attributes.items()),
        )
        for event in annotation.events
    ]
    return sorted(entities.values(), key=repr), sorted(events, key=repr)


@examples(30)
@given(gold=corpora)
def test_the_conversation_alone_gives_the_annotation_back_up_to_ids(gold: list[GoldRecord]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        exported(gold, path)
        articles_file(path).unlink()
        back = list(read_chat(path))
        assert [record.article.text for record in back] == [record.text for record in gold]
        for record, found in zip(gold, back, strict=True):
            assert up_to_ids(found.annotation) == up_to_ids(record.annotation)


def test_our_labeler_reads_the_answers_for_the_sample(tmp_path: Path) -> None:
    gold = sample()
    found = answers(gold, tmp_path / "gold.jsonl")
    check_schema(found, tmp_path / "gold.jsonl")
    for record, answer in zip(gold, found, strict=True):
        text = record.text or ""
        window = Window(0, len(text), (0, len(text)))
        reading = read(text, [(window, read_answer(json.dumps(answer)))], "llm")
        assert [what for _, what in reading.refused if "punctuation" not in what] == []
        mine = {(one.start, one.end, one.label) for one in record.annotation.entities}
        theirs = {(one.start, one.end, one.label) for one in reading.annotation.entities}
        assert theirs == mine
        triggers = {(one.type, one.trigger and one.trigger.start) for one in record.annotation.events}
        assert {
            (one.type, one.trigger and one.trigger.start) for one in reading.annotation.events
        } == triggers


def test_a_quote_that_occurs_several_times_carries_its_number(tmp_path: Path) -> None:
    gold = gold_of("Lima, Lima et Lima.", ("Lima", "LOC"))
    last = gold.annotation.entities[0].with_(start=14, end=18)
    gold = GoldRecord.of(gold.article, gold.annotation.with_(entities=(last,)))
    (answer,) = answers([gold], tmp_path / "gold.jsonl")
    assert answer["entities"] == [{"id": "e1", "quote": "Lima", "occurrence": 3, "label": "LOC"}]


def test_what_the_ontology_does_not_allow_is_not_taught_but_kept(tmp_path: Path) -> None:
    gold = gold_of("Ana rit à Lima.", ("Ana", "CAT"), ("Lima", "LOC"))
    (answer,) = answers([gold], tmp_path / "gold.jsonl")
    assert [one["quote"] for one in answer["entities"]] == ["Lima"]
    (back,) = read_chat(tmp_path / "gold.jsonl")
    assert [one.label for one in back.annotation.entities] == ["CAT", "LOC"]


def test_an_ontology_without_events_asks_for_none(tmp_path: Path) -> None:
    conll, path = Ontology.load("conll"), tmp_path / "gold.jsonl"
    gold = gold_of("Lima aide l'ONU.", ("Lima", "LOC"), ("ONU", "ORG"))
    ChatExporter().export([gold], conll, path)
    (line,) = path.read_text(encoding="utf-8").splitlines()
    system, _, assistant = json.loads(line)["messages"]
    assert "events" not in system["content"]
    check_schema([json.loads(assistant["content"])], path)
    assert [GoldRecord.model_validate(record.to_dict()) for record in read_chat(path)] == [gold]


def test_changed_answers_are_read_and_what_cannot_be_found_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    (turns,), _ = exported([as_gold(meeting())], path)
    answer = json.loads(turns[-1]["content"])
    answer["entities"][1]["quote"] = "Eva Pérez"
    answer["entities"].append({"id": "e9", "quote": "cubain", "label": "LOC"})
    turns[-1]["content"] = json.dumps(answer)
    path.write_text(json.dumps({"messages": turns}) + "\n", encoding="utf-8")
    unread: list[Unread] = []
    (back,) = read_chat(path, unread.append)
    assert [one.text for one in back.annotation.entities] == ["président cubain", "Hanoï", "3 mars", "cubain"]
    assert [(one.region, one.words, one.why) for one in unread] == [
        ("e2", "Eva Pérez", "its quote is not in the passage"),
        ("event 1", "Ana Pérez", "an argument names no mention of the answer"),
    ]
    with pytest.raises(InputError, match=r"e2 'Eva Pérez' cannot be read"):
        list(read_chat(path))


def test_bad_input_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with pytest.raises(InputError, match="no text"):
        ChatExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, path)
    assert list(tmp_path.glob("x.jsonl")) == []
    path.write_text('{"messages": [{"role": "user", "content": "[1]"}]}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1: holds no conversation"):
        list(read_chat(path))
