"""A broken ontology is refused naming file, line and key; a sound one says what an annotation may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.record import Record
from tests.builders import TEXT, annotation, article, entity, event, meeting

SOUND = """\
format: 1
name: tiny
version: 1.0.0
languages: [en]
entities:
  PER:
    hotkey: "1"
  LOC:
    hotkey: "2"
  DATE: {}
events:
  MEET:
    hotkey: m
    roles: [Agent, Place]
  LEAVE:
    roles: {Agent: {at_most: 1}, Place: {fillers: [LOC, PER]}}
roles:
  Agent: {fillers: [PER], core: true}
  Place: {fillers: [LOC]}
attributes:
  mode: {"on": [MEET], kind: single, values: [visit, phone]}
  value: {"on": [DATE], kind: string, pattern: '\\d{4}'}
renamed:
  CITY: LOC
"""


def load(tmp_path: Path, text: str) -> Ontology:
    path = tmp_path / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return Ontology.load(path)


def test_a_sound_ontology_loads_with_what_each_type_takes_from_its_roles(tmp_path: Path) -> None:
    ontology = load(tmp_path, SOUND)
    assert ontology.id == "tiny@1.0.0"
    assert ontology.roles_of["MEET"]["Agent"].core
    assert ontology.roles_of["LEAVE"]["Agent"].at_most == 1
    assert ontology.roles_of["LEAVE"]["Place"].fillers == ("LOC", "PER")
    assert ontology.renamed_label("CITY") == "LOC"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ("fillers: [PER]", "fillers: [PRS]", 18, "roles.Agent.fillers", "no such entity type"),
        ("fillers: [LOC, PER]", "fillers: [TOWN]", 16, "events.LEAVE.roles.Place.fillers", "'TOWN'"),
        ("  DATE: {}", "  PER: {}", 10, "entities.PER", "given twice, first in line 6"),
        ("  MEET:\n", "  LOC:\n", 12, "events.LOC", "also an entity type"),
        ('hotkey: "2"', 'hotkey: "1"', 9, "entities.LOC.hotkey", "PER and LOC have the same hotkey"),
        ("hotkey: m", 'hotkey: "1"', 13, "events.MEET.hotkey", "PER and MEET have the same hotkey"),
        ("  CITY: LOC", "  A: B\n  B: A", 24, "renamed.A", "in a circle: A -> B -> A"),
        ("  CITY: LOC", "  CITY: TOWN", 24, "renamed.CITY", "TOWN, which does not exist"),
        ("  CITY: LOC", "  PER: LOC", 24, "renamed.PER", "still exists"),
        ("[Agent, Place]", "[Agent, Where]", 14, "events.MEET.roles", "'Where', which is not defined"),
        ('{"on": [MEET]', '{"on": [DINE]', 21, "attributes.mode.on", "'DINE'"),
        ("pattern: '\\d{4}'", "pattern: '('", 22, "attributes.value.pattern", "no regular expression"),
        ("version: 1.0.0", "version: one", 3, "version", "three numbers"),
        ("[visit, phone]", "[visit, ' ']", 21, "attributes.mode.values", "nobody can see"),
        ("[visit, phone]", "[visit, '']", 21, "attributes.mode.values", "nobody can see"),
        ("[visit, phone]", "[visit, $]", 21, "attributes.mode.values", "would look up"),
        ("[visit, phone]", "[visit, cost $x]", 21, "attributes.mode.values", "would look up"),
        ("'\\d{4}'", "'\\d{4}', default: soon", 22, "attributes.value.default", "does not match its pattern"),
        ("name: tiny", "nmae: tiny", 2, "nmae", "not a known key here"),
        ("languages: [en]", "languages: []", 4, "languages", "names no language. Name at least one"),
        ("languages: [en]", "languages: [en, fr, en]", 4, "languages", "en is listed twice. Leave one"),
        ("languages: [en]", "languages: [' ']", 4, "languages", "a language is empty"),
        ("languages: [en]", "languages: [en]\n\tx: 1", 5, "", "spaces, not tabs"),
    ],
)
def test_a_broken_ontology_is_refused_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, said: str
) -> None:
    assert old in SOUND
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, SOUND.replace(old, new))
    message = str(refused.value)
    assert "tiny.yaml" in message
    assert key in message
    assert said in message
    assert f"line {line}" in message


def test_a_file_that_is_missing_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="diplomacy"):
        Ontology.load("no-such-ontology")
    (tmp_path / "x.yaml").write_bytes("é".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8 at byte 0"):
        Ontology.load(tmp_path / "x.yaml")


def test_words_that_yaml_1_1_takes_for_truth_or_dates_stay_words(tmp_path: Path) -> None:
    text = SOUND.replace("values: [visit, phone]", "values: [no, on, 2024-09-01]")
    assert tuple(load(tmp_path, text).attributes["mode"].values) == ("no", "on", "2024-09-01")


DIPLOMACY = Ontology.load("diplomacy")


def found(record: Record) -> list[str]:
    return [str(finding) for finding in findings(record.annotation, DIPLOMACY)]


def test_a_sound_annotation_has_no_findings() -> None:
    assert found(meeting()) == []


def test_each_thing_that_the_ontology_forbids_is_named_with_its_words() -> None:
    source = article()
    agent = entity(TEXT, "Ana Pérez", "PER", "e1", attributes={"value": "2024"})
    inner = entity(TEXT, "Ana", "PER", "e2")
    when = entity(TEXT, "3 mars", "DATE", "e3", attributes={"value": "le 3 mars"})
    unknown = entity(TEXT, "Hanoï", "TOWN", "e4")
    meet = event(
        TEXT,
        "rencontré",
        "CONSULT",
        "v1",
        ("Place", "e1"),
        ("Host", "e1"),
        attributes={"mode": "withdraw", "colour": "red"},
    )
    strange = event(TEXT, "Le", "DINE", "v2")
    said = found(Record.of(source, annotation(source, (agent, inner, when, unknown), (meet, strange))))
    for part in (
        "“Ana Pérez” (PER): PER has no attribute “value”",
        "“Ana” (PER): lies inside the PER “Ana Pérez”, which the ontology does not allow",
        "“3 mars” (DATE): its attribute “value” cannot be “le 3 mars”; write it as in 2025-08-11",
        "“Hanoï” (TOWN): diplomacy@1.1.0 has no entity type 'TOWN'",
        "“rencontré” (CONSULT): the PER “Ana Pérez” may not be Place of CONSULT",
        "“rencontré” (CONSULT): CONSULT has no role 'Host'",
        "“rencontré” (CONSULT): its attribute “mode” cannot be “withdraw” on CONSULT",
        "“rencontré” (CONSULT): CONSULT has no attribute “colour”",
        "“Le” (DINE): diplomacy@1.1.0 has no event type 'DINE'",
    ):
        assert any(item.startswith(part) for item in said), (part, said)
    assert len(said) == 9


def test_a_role_may_contain_the_names_in_it() -> None:
    text = "le ministre des Affaires étrangères de Cuba"
    source = article(text)
    outer = entity(text, "ministre des Affaires étrangères de Cuba", "ROLE", "e1")
    inner = entity(text, "Cuba", "LOC", "e2")
    assert found(Record.of(source, annotation(source, (outer, inner)))) == []
    swapped = (outer.with_(label="LOC"), inner.with_(label="ROLE"))
    assert len(found(Record.of(source, annotation(source, swapped)))) == 1
