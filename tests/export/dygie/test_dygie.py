"""DyGIE++: mentions and events by tokens, and what the format cannot hold."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.annotation import Entity, Status, Trigger
from annotate.core.errors import ConfigError, InputError
from annotate.core.record import GoldRecord
from annotate.export.base import Losses
from annotate.export.dygie.exporter import DygieExporter
from tests.builders import annotation, article, entity, event, meeting
from tests.examples import examples
from tests.export.dygie.format import Document, decode
from tests.export.gold import ONTOLOGY, as_gold, check_sums, corpora, gold_of, sample, without_text


def exported(gold: list[GoldRecord], **options: Any) -> tuple[list[str], Losses]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gold.jsonl"
        losses = DygieExporter().export(iter(gold), ONTOLOGY, path, **options)
        return path.read_bytes().decode().removesuffix("\n").split("\n") if gold else [], losses


def gold_with(text: str, entities: tuple[Entity, ...], *events: Any) -> GoldRecord:
    source = article(text)
    return GoldRecord.of(source, annotation(source, entities, events, Status.ADJUDICATED))


def written_by_hand(name: str) -> str:
    """A file that a person wrote from the format page, as one line."""
    data = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return json.dumps(data, ensure_ascii=False)


def test_the_meeting_is_as_a_person_would_write_it() -> None:
    (line,), losses = exported([as_gold(meeting())])
    assert json.loads(line) == json.loads(written_by_hand("meeting.json"))
    assert [(loss.region, loss.what) for loss in losses.lost] == [
        ("e1", "scores"),
        ("e2", "scores"),
        ("e3", "ref"),
        ("e3", "scores"),
        ("e4", "attributes"),
        ("e4", "scores"),
        ("v1", "attributes"),
        ("v1", "scores"),
        ("published, author, status, ontology", "article fields"),
    ]


def test_sentences_nesting_and_shared_triggers_are_as_a_person_would_write_them() -> None:
    text = "Lima aide Quito. Le ministre du Pérou co-organise et signe."
    entities = (
        entity(text, "Lima", "LOC", "e1"),
        entity(text, "Quito", "LOC", "e2"),
        entity(text, "ministre du Pérou", "ROLE", "e3"),
        entity(text, "Pérou", "LOC", "e4"),
    )
    gold = gold_with(
        text,
        entities,
        event(text, "aide", "AID", "v1", ("Agent", "e1"), ("Recipient", "e2"), ("Agent", "e3")),
        event(text, "co-organise", "COOPERATE", "v2", ("Agent", "e3")),
        event(text, "co-organise", "CONSULT", "v3", ("Agent", "e3")),
        event(text, None, "AGREE", "v4"),
    )
    (line,), losses = exported([gold], dataset="by-hand")
    assert json.loads(line) == json.loads(written_by_hand("two_sentences.json"))
    assert sorted(str(loss) for loss in losses.lost) == [
        "article a1, argument v1 Agent e3 'aide ← ministre du Pérou': in another sentence than the trigger",
        "article a1, article fields author, status, ontology: the format holds no fields of articles",
        "article a1, event v4: the format holds no events without a trigger",
    ]


def test_the_decoder_reads_the_files_written_by_hand() -> None:
    document = decode(written_by_hand("two_sentences.json"))
    assert [(document.said(start, end), label) for start, end, label in document.mentions] == [
        ("Lima", "LOC"),
        ("Quito", "LOC"),
        ("ministre du Pérou", "ROLE"),
        ("Pérou", "LOC"),
    ]
    assert [(document.words[trigger], kind) for trigger, kind, _ in document.events] == [
        ("aide", "AID"),
        ("co-organise", "COOPERATE"),
        ("co-organise", "CONSULT"),
    ]


def check_document(record: GoldRecord, line: str, losses: Losses, moved: bool) -> None:
    """What is in the document and what is listed as lost are together the record."""
    document = decode(line)
    offsets = [tuple(token) for sentence in json.loads(line)["_offsets"] for token in sentence]
    assert record.text is not None
    assert [record.text[start:end] for start, end in offsets] == document.words
    lost = {(loss.region, loss.what) for loss in losses.lost if loss.article == record.article.id}
    entities = {one.id: one for one in record.annotation.entities if (one.id, "entity") not in lost}
    assert Counter(label for _, _, label in document.mentions) == Counter(
        one.label for one in entities.values()
    )
    if not moved:
        assert Counter(
            (offsets[start][0], offsets[end - 1][1], label) for start, end, label in document.mentions
        ) == Counter((one.start, one.end, one.label) for one in entities.values())
    events = [one for one in record.annotation.events if (one.id, "event") not in lost]
    found = sorted(map(repr, (said(document, offsets, one, moved) for one in document.events)))
    kept = []
    for one in events:
        arguments = [
            it for it in one.arguments if (f"{one.id} {it.role} {it.entity}", "argument") not in lost
        ]
        roles = sorted(
            (entities[it.entity].start, entities[it.entity].end, it.role) if not moved else (0, 0, it.role)
            for it in arguments
        )
        assert isinstance(one.trigger, Trigger)
        at = (one.trigger.start, None if (one.id, "position") in lost else one.trigger.end)
        kept.append(((0, 0) if moved else at, one.type, roles))
        if (one.id, "position") in lost and not moved:
            kept[-1] = ((at[0], next(end for start, end in offsets if start == at[0])), one.type, roles)
    assert found == sorted(map(repr, kept))


def said(document: Document, offsets: list[tuple[int, ...]], one: Any, moved: bool) -> Any:
    trigger, kind, arguments = one
    roles = sorted(
        (0, 0, role) if moved else (offsets[start][0], offsets[end - 1][1], role)
        for start, end, role in arguments
    )
    return ((0, 0) if moved else tuple(offsets[trigger]), kind, roles)


@examples(90)
@given(gold=corpora, misaligned=st.sampled_from(["strict", "expand", "contract"]))
def test_written_and_listed_are_the_gold(gold: list[GoldRecord], misaligned: str) -> None:
    lines, losses = exported(gold, misaligned=misaligned)
    check_sums(losses, gold)
    assert len(lines) == len(gold)
    for record, line in zip(gold, lines, strict=True):
        check_document(record, line, losses, moved=misaligned != "strict")


def test_the_sample_is_written_but_for_what_the_format_cannot_hold() -> None:
    gold = sample()
    lines, losses = exported(gold)
    assert exported(gold)[0] == lines
    check_sums(losses, gold)
    for record, line in zip(gold, lines, strict=True):
        check_document(record, line, losses, moved=False)
    whole = {(what, why) for what, why in losses.counts if what in ("entity", "event", "trigger", "position")}
    assert whole <= {
        ("entity", "not at token edges"),
        ("event", "the format holds no events without a trigger"),
    }


def test_a_trigger_of_several_words_is_its_first_word_and_its_position_is_listed() -> None:
    text = "Elles ont mis en place un fonds."
    (line,), losses = exported([gold_with(text, (), event(text, "mis en place", "AID", "v1"))])
    document = decode(line)
    assert [document.words[trigger] for trigger, _, _ in document.events] == ["mis"]
    assert [str(loss) for loss in losses.lost] == [
        "article a1, position v1 'mis en place': its trigger has several tokens; the first one stands for it",
        "article a1, article fields author, status, ontology: the format holds no fields of articles",
    ]


@pytest.mark.parametrize(
    ("misaligned", "mentions", "triggers", "lost"),
    [
        ("strict", [], [], {"entity", "event", "trigger", "argument"}),
        ("expand", ["attachede l'ONU"], ["attachede"], {"position"}),
        ("contract", ["l'ONU"], [], {"position", "event", "trigger", "argument"}),
    ],
)
def test_what_is_not_at_token_edges_follows_the_policy(
    misaligned: str, mentions: list[str], triggers: list[str], lost: set[str]
) -> None:
    text = "Il attachede l'ONU."
    gold = gold_with(
        text, (entity(text, "de l'ONU", "ORG", "e1"),), event(text, "attache", "AID", "v1", ("Agent", "e1"))
    )
    (line,), losses = exported([gold], misaligned=misaligned)
    document = decode(line)
    assert [document.said(*one[:2]).replace(" ' ", "'") for one in document.mentions] == mentions
    assert [document.words[trigger] for trigger, _, _ in document.events] == triggers
    assert {loss.what for loss in losses.lost} == {*lost, "article fields"}


def test_a_mention_inside_a_trigger_keeps_its_tokens() -> None:
    text = "Le néo-Zélandais co-signe."
    gold = gold_with(
        text,
        (entity(text, "Zélandais", "PER", "e1"),),
        event(text, "néo-Zélandais", "AID", "v1"),
        event(text, "co-signe", "AGREE", "v2"),
    )
    (line,), losses = exported([gold])
    assert decode(line).words == ["Le", "néo", "-", "Zélandais", "co-signe", "."]
    assert [(loss.region, loss.what) for loss in losses.lost if loss.what != "article fields"] == [
        ("v1", "position")
    ]


def test_bad_input_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        DygieExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, tmp_path / "x.jsonl")
    with pytest.raises(ConfigError, match="misaligned"):
        exported([], misaligned="widen")
    assert list(tmp_path.iterdir()) == []
